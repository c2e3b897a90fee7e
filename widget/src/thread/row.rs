//! Which entries stand together: a row is an entry and what its place in the log adds to it.
//!
//! Pure: entries in, rows out. A row is small and is the key of its markup, so an entry is drawn
//! again only when its place has changed.

use baton_shared::entry::{Author, Body, Entry};
use baton_shared::id::{Millis, Seq};

/// A pause after which a name is shown again, in milliseconds.
const PAUSE_MS: u64 = 5 * 60 * 1000;

/// One entry's line in the thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Row {
    /// The entry.
    pub seq: Seq,
    /// Whether the author's name and picture stand at it.
    pub leads: bool,
    /// Whether it is the first of its day.
    pub new_day: bool,
}

/// The rows of `entries`. `day` numbers the calendar day of a moment.
pub(super) fn rows(entries: &[Entry], day: impl Fn(Millis) -> u32) -> Vec<Row> {
    let mut rows = Vec::with_capacity(entries.len());
    let mut before: Option<(&Entry, u32)> = None;
    for entry in entries {
        let today = day(entry.at);
        let new_day = before.is_none_or(|(_, yesterday)| yesterday != today);
        let leads = new_day || before.is_none_or(|(earlier, _)| !continues(earlier, entry));
        rows.push(Row { seq: entry.seq, leads, new_day });
        before = Some((entry, today));
    }
    rows
}

/// Whether `entry` goes on in the voice of `earlier`.
fn continues(earlier: &Entry, entry: &Entry) -> bool {
    let same = match (voice(earlier), voice(entry)) {
        (Some(earlier), Some(now)) => earlier.same_hand(now),
        _ => false,
    };
    // Joining is an event of its own; what the agent writes next goes on under it.
    let joins = entry.body == Body::AgentJoined;
    same && !joins && entry.at.since(earlier.at) < PAUSE_MS
}

/// In whose name an entry is shown; none for those that stand alone. The bridge line of a handoff
/// is the assistant's last word, though the thread itself writes it.
fn voice(entry: &Entry) -> Option<&Author> {
    match entry.body {
        Body::HandoffRequested(_) | Body::Asked(_) => Some(&Author::Bot),
        Body::HandedBack { .. } | Body::Identified(_) => None,
        _ => Some(&entry.author),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::{Answer, Handoff};
    use baton_shared::id::Epoch;

    fn entry(seq: u64, at: u64, author: Author, body: Body) -> Entry {
        Entry { seq: Seq(seq), at: Millis(at), epoch: Epoch(0), author, id: None, body }
    }

    fn text() -> Body {
        Body::text("…")
    }

    fn answer() -> Body {
        Body::Answer(Answer::of(Seq(1), Vec::new()))
    }

    fn leads(entries: &[Entry]) -> Vec<bool> {
        rows(entries, |at| u32::try_from(at.0 / 86_400_000).unwrap())
            .iter()
            .map(|row| row.leads)
            .collect()
    }

    #[test]
    fn one_voice_leads_once_until_it_pauses() {
        let said = |seq, at| entry(seq, at, Author::Customer, text());
        assert_eq!(leads(&[said(1, 0), said(2, 1000), said(3, 400_000)]), [true, false, true]);
    }

    #[test]
    fn the_bridge_line_belongs_to_the_assistant() {
        let handoff =
            Handoff { number: 1, triggers: vec![], sensed: false, line: String::new(), note: None };
        let log = [
            entry(1, 0, Author::Customer, text()),
            entry(2, 1, Author::Bot, answer()),
            entry(3, 2, Author::System, Body::HandoffRequested(handoff)),
        ];
        assert_eq!(leads(&log), [true, true, false]);
    }

    #[test]
    fn a_new_day_starts_anew() {
        let said = |seq, at| entry(seq, at, Author::Customer, text());
        let rows = rows(&[said(1, 86_399_000), said(2, 86_401_000)], |at| {
            u32::try_from(at.0 / 86_400_000).unwrap()
        });
        assert!(rows[1].new_day && rows[1].leads);
    }
}
