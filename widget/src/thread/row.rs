//! Which entries stand together: a row is an entry and what its place in the log adds to it.
//!
//! Pure: entries in, rows out. A row is small and is the key of its markup, so an entry is drawn
//! again only when its place has changed.

use super::Viewer;
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

/// The rows of `entries` as `viewer` sees them. `day` numbers the calendar day of a moment.
///
/// An entry that is not drawn has its row, so that rows are as dense as the log, and leaves those
/// around it as they were.
pub(super) fn rows(entries: &[Entry], viewer: Viewer, day: impl Fn(Millis) -> u32) -> Vec<Row> {
    let mut rows = Vec::with_capacity(entries.len());
    let (mut yesterday, mut before) = (None, None);
    for entry in entries {
        let mut row = Row { seq: entry.seq, leads: false, new_day: false };
        if viewer.sees(&entry.body) {
            let today = Some(day(entry.at));
            row.new_day = yesterday != today;
            yesterday = today;
            if row.new_day {
                before = None;
            }
            if !is_aside(&entry.body) {
                row.leads = before.is_none_or(|earlier| !continues(earlier, entry));
                before = Some(entry);
            }
        }
        rows.push(row);
    }
    rows
}

/// Whether what the bot says at `now`, after `entries`, goes on in its voice.
pub(super) fn bot_continues(entries: &[Entry], now: Millis) -> bool {
    let spoke = |entry: &&Entry| Viewer::Customer.sees(&entry.body);
    let before = entries.iter().rev().find(spoke);
    before.is_some_and(|before| goes_on(before, Some(&Author::Bot), now))
}

/// Whether `entry` goes on in the voice of `earlier`.
fn continues(earlier: &Entry, entry: &Entry) -> bool {
    // Joining is an event of its own; what the agent writes next goes on under it.
    entry.body != Body::AgentJoined && goes_on(earlier, voice(entry), entry.at)
}

fn goes_on(earlier: &Entry, voice_now: Option<&Author>, at: Millis) -> bool {
    let same = match (voice(earlier), voice_now) {
        (Some(earlier), Some(now)) => earlier.same_hand(now),
        _ => false,
    };
    same && at.since(earlier.at) < PAUSE_MS
}

/// Whether it is a note on what stands above it, and no turn of its own.
pub(super) const fn is_aside(body: &Body) -> bool {
    body.is_tap() && !matches!(body, Body::WaitCancelled)
}

/// Whether it parts the log: an event that stands alone, in nobody's voice.
pub(super) const fn parts(body: &Body) -> bool {
    matches!(
        body,
        Body::HandedBack { .. }
            | Body::Identified(_)
            | Body::Transferred { .. }
            | Body::Released { .. }
            | Body::WaitCancelled
    )
}

/// In whose name an entry is shown; none for those that stand alone. The bridge line of a handoff
/// is the assistant's last word, though the thread itself writes it.
fn voice(entry: &Entry) -> Option<&Author> {
    match entry.body {
        Body::HandoffRequested(_) | Body::Asked(_) => Some(&Author::Bot),
        _ if parts(&entry.body) => None,
        _ => Some(&entry.author),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::customer::Person;
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

    fn rows(entries: &[Entry], viewer: Viewer) -> Vec<Row> {
        super::rows(entries, viewer, |at| u32::try_from(at.0 / 86_400_000).unwrap())
    }

    fn leads(entries: &[Entry], viewer: Viewer) -> Vec<bool> {
        rows(entries, viewer).iter().map(|row| row.leads).collect()
    }

    fn rated(seq: u64, at: u64) -> Entry {
        let body = Body::Rated { answer: Seq(seq - 1), helped: true };
        entry(seq, at, Author::Customer, body)
    }

    fn identified(seq: u64, at: u64) -> Entry {
        entry(seq, at, Author::System, Body::Identified(Person::default()))
    }

    #[test]
    fn one_voice_leads_once_until_it_pauses() {
        let said = |seq, at| entry(seq, at, Author::Customer, text());
        let log = [said(1, 0), said(2, 1000), said(3, 400_000)];
        assert_eq!(leads(&log, Viewer::Customer), [true, false, true]);
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
        assert_eq!(leads(&log, Viewer::Customer), [true, true, false]);
    }

    #[test]
    fn a_new_day_starts_anew() {
        let said = |seq, at| entry(seq, at, Author::Customer, text());
        let rows = rows(&[said(1, 86_399_000), said(2, 86_401_000)], Viewer::Customer);
        assert!(rows[1].new_day && rows[1].leads);
    }

    #[test]
    fn a_rating_leaves_the_answers_around_it_one_group() {
        let bot = |seq, at| entry(seq, at, Author::Bot, answer());
        let log = [bot(1, 0), rated(2, 1), bot(3, 2)];
        for viewer in [Viewer::Customer, Viewer::Agent] {
            assert_eq!(leads(&log, viewer), [true, false, false]);
        }
    }

    #[test]
    fn who_the_customer_is_parts_the_log_for_agents_alone() {
        let bot = |seq, at| entry(seq, at, Author::Bot, answer());
        let log = [bot(1, 0), identified(2, 1), bot(3, 2)];
        assert_eq!(leads(&log, Viewer::Customer), [true, false, false]);
        assert_eq!(leads(&log, Viewer::Agent), [true, true, true]);
    }

    #[test]
    fn what_a_waiting_customer_chooses_parts_nothing_but_that_they_wait_no_longer_does() {
        let bot = |seq, at| entry(seq, at, Author::Bot, answer());
        let around = |body| [bot(1, 0), entry(2, 1, Author::Customer, body), bot(3, 2)];
        let email = "anna@shop.example".to_owned();
        for body in [Body::HelpWanted, Body::AddressLeft { email }] {
            assert_eq!(leads(&around(body.clone()), Viewer::Agent), [true, false, false]);
            assert!(!Viewer::Customer.sees(&body));
        }
        for viewer in [Viewer::Customer, Viewer::Agent] {
            assert_eq!(leads(&around(Body::WaitCancelled), viewer), [true, true, true]);
        }
    }

    #[test]
    fn a_day_begins_with_the_first_entry_of_it_that_is_drawn() {
        let said = |seq, at| entry(seq, at, Author::Customer, text());
        let log = [identified(1, 0), said(2, 1), identified(3, 86_400_000), said(4, 86_400_001)];
        let days = |viewer| rows(&log, viewer).iter().map(|row| row.new_day).collect::<Vec<_>>();
        assert_eq!(days(Viewer::Customer), [false, true, false, true]);
        assert_eq!(days(Viewer::Agent), [true, false, true, false]);
    }

    #[test]
    fn after_a_note_that_begins_a_day_the_next_voice_leads() {
        let bot = |seq, at| entry(seq, at, Author::Bot, answer());
        let log = [bot(1, 86_399_999), rated(2, 86_400_000), bot(3, 86_400_001)];
        assert_eq!(leads(&log, Viewer::Agent), [true, false, true]);
        assert!(rows(&log, Viewer::Customer)[2].new_day);
    }

    #[test]
    fn what_is_being_written_leads_as_its_entry_will() {
        let asked = entry(1, 0, Author::Customer, text());
        let log = [asked, entry(2, 1, Author::Bot, answer()), rated(3, 2)];
        assert!(!bot_continues(&[], Millis(1)));
        assert!(!bot_continues(&log[..1], Millis(1)));
        assert!(bot_continues(&log, Millis(3)));
        assert!(!bot_continues(&log, Millis(PAUSE_MS + 1)));
    }
}
