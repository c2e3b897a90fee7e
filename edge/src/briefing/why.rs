//! Why a human is needed: the newest handoff's triggers, each with the customer's words.

use super::Read;
use super::conversation::words_at;
use baton_shared::briefing::{Quote, Reason, Why};
use baton_shared::entry::{Body, Entry, Handoff};
use baton_shared::id::Seq;
use baton_shared::trigger::Evidence;

/// The newest handoff of the conversation at hand, which is the end of `read`.
pub(super) fn newest(now: &[Read], read: &[Read]) -> Option<Why> {
    now.iter().rev().find_map(|one| match &one.entry.body {
        Body::HandoffRequested(handoff) => Some(why(&one.entry, handoff, read)),
        _ => None,
    })
}

fn why(entry: &Entry, handoff: &Handoff, read: &[Read]) -> Why {
    let reason = |trigger: &baton_shared::trigger::Trigger| Reason {
        kind: trigger.kind,
        confidence: trigger.confidence,
        quotes: quotes(&trigger.evidence, read),
    };
    Why {
        seq: entry.seq,
        at: entry.at,
        number: handoff.number,
        reasons: handoff.triggers.iter().map(reason).collect(),
        note: handoff.note.clone(),
    }
}

/// One quote of each entry, with everything in it that is meant.
fn quotes(evidence: &[Evidence], read: &[Read]) -> Vec<Quote> {
    let mut seqs: Vec<Seq> = evidence.iter().map(|mark| mark.seq).collect();
    seqs.sort_unstable();
    seqs.dedup();
    let quote = |seq| {
        let marks: Vec<_> = evidence.iter().copied().filter(|mark| mark.seq == seq).collect();
        Quote::marked(seq, &marks, words_at(read, seq)?)
    };
    seqs.into_iter().filter_map(quote).collect()
}
