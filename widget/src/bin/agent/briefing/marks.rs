//! Which words of the transcript are marked, and for which reasons: every word behind a handoff.

use super::{handoffs, text_at};
use baton_shared::briefing;
use baton_shared::entry::Entry;
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
