//! What an agent should know before the first word, read from the thread's own entries: why now,
//! what they came with, what was tried and how it ended, what they mentioned. Every line names the
//! entry it comes from. Pure; the markup is in [`view`].

mod marks;
mod mention;
pub mod view;

pub use baton_shared::briefing::Quote;
pub use marks::marks;
pub use mention::Mention;

use baton_shared::entry::{AgentCard, Answer, Author, Behaviour, Body, Entry, Handoff, Outcome};
use baton_shared::id::{Confidence, Millis, Seq};
use baton_shared::trigger::{Evidence, TriggerKind};

/// A thread in brief.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Briefing {
    /// The newest handoff, if there was one.
    pub why: Option<Why>,
    /// The first words of the conversation at hand, if they are held.
    pub came_with: Option<Quote>,
    /// The bot's answers in it, oldest first.
    pub tried: Vec<Attempt>,
    /// References and addresses the customer mentioned, in the order in which they came.
    pub mentioned: Vec<Mention>,
    /// What the browser saw of the customer in it, each thing where it was seen last.
    pub seen: Vec<(Seq, Behaviour)>,
    /// How agents left the thread before, newest first.
    pub before: Vec<Parting>,
    /// When the entries at hand begin.
    pub begun: Option<Millis>,
    /// How many messages the customer wrote.
    pub messages: usize,
}

/// Why a thread was handed off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The entry that says so.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// Which handoff of the thread it is, from 1.
    pub number: u32,
    /// Weightiest first.
    pub reasons: Vec<Reason>,
}

/// One trigger of a handoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it is.
    pub kind: TriggerKind,
    /// How sure the engine was.
    pub confidence: Confidence,
    /// The customer's words.
    pub quotes: Vec<Quote>,
}

/// An answer of the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its entry.
    pub seq: Seq,
    /// What it answers.
    pub question: String,
    /// How sure the bot was.
    pub confidence: Confidence,
    /// Titles of what it rests on.
    pub sources: Vec<String>,
    /// How it ended.
    pub end: End,
}

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The bot knew no answer.
    NoAnswer,
    /// The customer said that it did not help.
    DidNotHelp,
    /// The customer then asked for a human.
    AskedForPerson,
    /// The customer said nothing against it.
    Stands,
}

/// How an agent left the thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// The entry that says so.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// Who.
    pub agent: AgentCard,
    /// How.
    pub outcome: Outcome,
}

impl Briefing {
    /// The briefing of a thread with these entries, dense and ascending.
    pub fn of(entries: &[Entry]) -> Self {
        let current = current(entries);
        let why = handoffs(current).last().map(|(entry, handoff)| why(entry, handoff, entries));
        let evidence = why.as_ref().map(evidence_of).unwrap_or_default();
        Self {
            came_with: topic(entries),
            tried: attempts(current, entries, &evidence),
            mentioned: mention::mentions(entries.iter().filter_map(words)),
            seen: seen(current),
            before: entries.iter().rev().filter_map(parting).collect(),
            begun: entries.first().map(|entry| entry.at),
            messages: entries.iter().filter_map(words).count(),
            why,
        }
    }
}

/// What the conversation at hand began with, if its beginning is among `entries`.
pub fn topic(entries: &[Entry]) -> Option<Quote> {
    let current = current(entries);
    let whole = current.len() < entries.len() || entries.first()?.seq == Seq(1);
    let (entry, text) = current.iter().find_map(words).filter(|_| whole)?;
    Some(Quote::of(entry.seq, text))
}

/// The conversation at hand: what came after an agent last left; what came before, for as long as
/// the customer has not written since.
fn current(entries: &[Entry]) -> &[Entry] {
    let parted = |entries: &[Entry]| {
        let at = entries.iter().rposition(|e| matches!(e.body, Body::HandedBack { .. }));
        at.map_or(0, |at| at + 1)
    };
    let newest = parted(entries);
    if entries[newest..].iter().any(|entry| entry.author == Author::Customer) {
        return &entries[newest..];
    }
    let before = parted(&entries[..newest.saturating_sub(1)]);
    &entries[before..]
}

fn handoffs(entries: &[Entry]) -> impl DoubleEndedIterator<Item = (&Entry, &Handoff)> {
    entries.iter().filter_map(|entry| match &entry.body {
        Body::HandoffRequested(handoff) => Some((entry, handoff)),
        _ => None,
    })
}

fn why(entry: &Entry, handoff: &Handoff, entries: &[Entry]) -> Why {
    // One quote of each entry, with everything in it that is meant.
    let quotes = |evidence: &[Evidence]| {
        let mut seqs: Vec<Seq> = evidence.iter().map(|mark| mark.seq).collect();
        seqs.sort_unstable();
        seqs.dedup();
        let quote = |seq| {
            let marks: Vec<_> = evidence.iter().copied().filter(|mark| mark.seq == seq).collect();
            Quote::marked(seq, &marks, text_at(entries, seq)?)
        };
        seqs.into_iter().filter_map(quote).collect()
    };
    let reasons = handoff.triggers.iter().map(|trigger| Reason {
        kind: trigger.kind,
        confidence: trigger.confidence,
        quotes: quotes(&trigger.evidence),
    });
    Why { seq: entry.seq, at: entry.at, number: handoff.number, reasons: reasons.collect() }
}

/// Which customer's entries say that an answer failed, or ask for a human.
fn evidence_of(why: &Why) -> Vec<(Seq, End)> {
    let ends = why.reasons.iter().filter_map(|reason| {
        let end = match reason.kind {
            TriggerKind::RepeatedFailure => End::DidNotHelp,
            TriggerKind::ExplicitRequest => End::AskedForPerson,
            _ => return None,
        };
        Some(reason.quotes.iter().map(move |quote| (quote.seq, end)))
    });
    ends.flatten().collect()
}

fn attempts(current: &[Entry], all: &[Entry], evidence: &[(Seq, End)]) -> Vec<Attempt> {
    let answers = current.iter().enumerate().filter_map(|(at, entry)| match &entry.body {
        Body::Answer(answer) => Some((at, entry.seq, answer)),
        _ => None,
    });
    let attempt = |(at, seq, answer): (usize, Seq, &Answer)| Attempt {
        seq,
        question: text_at(all, answer.reply_to).unwrap_or_default().to_owned(),
        confidence: answer.confidence,
        sources: answer.sources.iter().map(|source| source.title.clone()).collect(),
        end: end(answer, &current[at + 1..], evidence),
    };
    answers.map(attempt).collect()
}

/// How `answer` ended, by what the customer said next.
fn end(answer: &Answer, after: &[Entry], evidence: &[(Seq, End)]) -> End {
    let next = after.iter().find(|entry| entry.author == Author::Customer);
    let said = next.and_then(|next| {
        let asked = (next.body == Body::PersonRequested).then_some(End::AskedForPerson);
        asked.or(evidence.iter().find(|(seq, _)| *seq == next.seq).map(|(_, end)| *end))
    });
    match said {
        _ if answer.sources.is_empty() && answer.offer => End::NoAnswer,
        Some(end) => end,
        None => End::Stands,
    }
}

fn seen(current: &[Entry]) -> Vec<(Seq, Behaviour)> {
    let last = |behaviour| {
        let saw = |entry: &&Entry| matches!(&entry.body, Body::Text { behaviour: seen, .. } if seen.contains(&behaviour));
        Some((current.iter().rev().find(saw)?.seq, behaviour))
    };
    Behaviour::ALL.into_iter().filter_map(last).collect()
}

fn parting(entry: &Entry) -> Option<Parting> {
    let (Body::HandedBack { outcome }, Author::Agent(agent)) = (&entry.body, &entry.author) else {
        return None;
    };
    Some(Parting { seq: entry.seq, at: entry.at, agent: agent.clone(), outcome: *outcome })
}

/// The customer's words in `entry`.
fn words(entry: &Entry) -> Option<(&Entry, &str)> {
    match (&entry.author, &entry.body) {
        (Author::Customer, Body::Text { text, .. }) => Some((entry, text)),
        _ => None,
    }
}

fn text_at(entries: &[Entry], seq: Seq) -> Option<&str> {
    let first = entries.first()?.seq.0;
    let at = usize::try_from(seq.0.checked_sub(first)?).ok()?;
    entries.get(at).and_then(words).map(|(_, text)| text)
}

#[cfg(test)]
mod tests;
