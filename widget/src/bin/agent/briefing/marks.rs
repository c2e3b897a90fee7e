//! Which words of the transcript are marked, and for which reasons: every word behind a handoff.

use baton_shared::briefing;
use baton_shared::entry::{Author, Body, Entry, Handoff};
use baton_shared::id::Seq;
use baton_shared::trigger::Evidence;
use baton_widget::thread::Mark;
use std::collections::BTreeMap;

/// A span of an entry's words and the reason it stands for, if that is one of the newest handoff's.
type Span = (usize, usize, Option<usize>);

/// The words behind every handoff of these entries, in the order of the log. None overlap: where the
/// words of several reasons do, the pieces name each of them. Reasons are those of the newest
/// handoff, numbered as it lists them.
pub fn marks(entries: &[Entry]) -> Vec<Mark> {
    let newest = handoffs(entries).last().map(|(entry, _)| entry.seq);
    let mut spans: BTreeMap<Seq, Vec<Span>> = BTreeMap::new();
    for (entry, handoff) in handoffs(entries) {
        for (at, trigger) in handoff.triggers.iter().enumerate() {
            let why = (Some(entry.seq) == newest).then_some(at);
            for mark in &trigger.evidence {
                let text = text_at(entries, mark.seq);
                if let Some((start, end)) = text.and_then(|text| briefing::span(mark, text)) {
                    spans.entry(mark.seq).or_default().push((start, end, why));
                }
            }
        }
    }
    spans.into_iter().flat_map(|(seq, spans)| pieces(seq, &spans)).collect()
}

/// `spans` of the entry at `seq`, cut where one of them begins or ends.
fn pieces(seq: Seq, spans: &[Span]) -> Vec<Mark> {
    let mut cuts: Vec<usize> = spans.iter().flat_map(|(start, end, _)| [*start, *end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |cut: &[usize]| {
        let &[from, to] = cut else { return None };
        let over = || spans.iter().filter(|(start, end, _)| *start <= from && to <= *end);
        over().next()?;
        let mut why: Vec<usize> = over().filter_map(|(_, _, why)| *why).collect();
        why.sort_unstable();
        why.dedup();
        let evidence =
            Evidence { seq, start: u32::try_from(from).ok()?, end: u32::try_from(to).ok()? };
        Some(Mark { evidence, why })
    };
    let mut pieces: Vec<Mark> = cuts.windows(2).filter_map(piece).collect();
    pieces.dedup_by(|next, kept| {
        let goes_on = kept.evidence.end == next.evidence.start && kept.why == next.why;
        if goes_on {
            kept.evidence.end = next.evidence.end;
        }
        goes_on
    });
    pieces
}

fn handoffs(entries: &[Entry]) -> impl DoubleEndedIterator<Item = (&Entry, &Handoff)> {
    entries.iter().filter_map(|entry| match &entry.body {
        Body::HandoffRequested(handoff) => Some((entry, handoff)),
        _ => None,
    })
}

/// The customer's words at `seq`.
fn text_at(entries: &[Entry], seq: Seq) -> Option<&str> {
    let first = entries.first()?.seq.0;
    let at = usize::try_from(seq.0.checked_sub(first)?).ok()?;
    match entries.get(at).map(|entry| (&entry.author, &entry.body)) {
        Some((Author::Customer, Body::Text { text, .. })) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::id::{Confidence, Epoch, Millis};
    use baton_shared::trigger::{Trigger, TriggerKind};

    fn log(bodies: Vec<(Author, Body)>) -> Vec<Entry> {
        let entry = |(seq, (author, body))| Entry {
            seq: Seq(seq),
            at: Millis(seq * 1000),
            epoch: Epoch(0),
            author,
            id: None,
            body,
        };
        (1..).zip(bodies).map(entry).collect()
    }

    fn customer(text: &str) -> (Author, Body) {
        (Author::Customer, Body::text(text))
    }

    fn handoff(number: u32, triggers: Vec<(TriggerKind, u64, u32, u32)>) -> (Author, Body) {
        let trigger = |(kind, seq, start, end)| {
            let evidence = vec![Evidence { seq: Seq(seq), start, end }];
            Trigger { kind, confidence: Confidence::FULL, evidence }
        };
        let triggers = triggers.into_iter().map(trigger).collect();
        let handoff = Handoff { number, triggers, sensed: false, line: String::new(), note: None };
        (Author::System, Body::HandoffRequested(handoff))
    }

    #[test]
    fn the_words_of_a_reason_are_marked() {
        let entries = log(vec![
            customer("Where is my order?"),
            customer("A real person please"),
            handoff(1, vec![(TriggerKind::ExplicitRequest, 2, 2, 13)]),
        ]);
        let evidence = Evidence { seq: Seq(2), start: 2, end: 13 };
        assert_eq!(marks(&entries), [Mark { evidence, why: vec![0] }]);
        assert_eq!(marks(&entries[2..]), []);
    }

    #[test]
    fn overlapping_evidence_is_marked_for_each_reason() {
        let entries = log(vec![
            customer("no, a human"),
            handoff(1, vec![(TriggerKind::BotError, 1, 8, 9)]),
            handoff(
                2,
                vec![
                    (TriggerKind::ExplicitRequest, 1, 4, 11),
                    (TriggerKind::Frustration, 1, 0, 6),
                    (TriggerKind::Urgency, 1, 5, 99),
                ],
            ),
        ]);
        let marks = marks(&entries);
        let found: Vec<_> = marks
            .iter()
            .map(|mark| (mark.evidence.start, mark.evidence.end, mark.why.as_slice()))
            .collect();
        let expected: [(u32, u32, &[usize]); 3] = [(0, 4, &[1]), (4, 6, &[0, 1]), (6, 11, &[0])];
        assert_eq!(found, expected);
    }
}
