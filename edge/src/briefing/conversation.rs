//! Which entries are the conversation at hand, and the customer's words in them.

use super::Read;
use baton_shared::briefing::Parting;
use baton_shared::entry::{Author, Body};
use baton_shared::id::Seq;

/// The conversation at hand: what came after an agent last left; what came before, for as long as
/// the customer has not written since.
pub(super) fn current(read: &[Read]) -> &[Read] {
    let parted = |read: &[Read]| {
        let at = read.iter().rposition(|read| matches!(read.entry.body, Body::HandedBack { .. }));
        at.map_or(0, |at| at + 1)
    };
    let newest = parted(read);
    if read[newest..].iter().any(Read::is_customers) {
        return &read[newest..];
    }
    let before = parted(&read[..newest.saturating_sub(1)]);
    &read[before..]
}

/// The customer's words, with their entries.
pub(super) fn words(read: &[Read]) -> impl DoubleEndedIterator<Item = (Seq, &str)> {
    read.iter().filter_map(|read| match (&read.entry.author, &read.entry.body) {
        (Author::Customer, Body::Text { text, .. }) => Some((read.entry.seq, text.as_str())),
        _ => None,
    })
}

/// The customer's words at `seq`, if it has been read.
pub(super) fn words_at(read: &[Read], seq: Seq) -> Option<&str> {
    words(read).find(|(at, _)| *at == seq).map(|(_, text)| text)
}

/// How an agent left the thread, if `read` says so.
pub(super) fn parting(read: &Read) -> Option<Parting> {
    let entry = &read.entry;
    let (Body::HandedBack { outcome }, Author::Agent(agent)) = (&entry.body, &entry.author) else {
        return None;
    };
    Some(Parting { seq: entry.seq, at: entry.at, agent: agent.clone(), outcome: *outcome })
}
