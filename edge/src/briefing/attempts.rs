//! What the bot tried, and how each answer ended: by a tap, by what the customer said next, or by a
//! human who took over.

use super::Read;
use super::conversation::words_at;
use baton_shared::briefing::{Attempt, End};
use baton_shared::entry::{Answer, Body};
use baton_shared::id::Seq;
use baton_shared::trigger::TriggerKind;

/// The bot's answers, oldest first. Courtesies, which rest on nothing and offer nothing, are none.
pub(super) fn attempts(now: &[Read]) -> Vec<Attempt> {
    let answers = now.iter().enumerate().filter_map(|(at, read)| match &read.entry.body {
        Body::Answer(answer) => Some((at, read.entry.seq, answer)),
        _ => None,
    });
    let tries = answers.filter(|(_, _, answer)| !is_courtesy(answer));
    let attempt = |(at, seq, answer): (usize, Seq, &Answer)| Attempt {
        seq,
        question: words_at(now, answer.reply_to).unwrap_or_default().to_owned(),
        confidence: answer.confidence,
        sources: answer.sources.iter().map(|source| source.title.clone()).collect(),
        end: end(seq, answer, &now[at + 1..]),
    };
    tries.map(attempt).collect()
}

fn is_courtesy(answer: &Answer) -> bool {
    answer.sources.is_empty() && !answer.offer && answer.choices.is_empty() && !answer.unfinished
}

fn end(seq: Seq, answer: &Answer, after: &[Read]) -> End {
    let rated = after.iter().find_map(|read| match read.entry.body {
        Body::Rated { answer, helped } if answer == seq => Some(helped),
        _ => None,
    });
    let said = after.iter().find(|read| read.is_customers() && !read.entry.body.is_tap());
    let found = |kind| {
        said.is_some_and(|read| read.finding.triggers.iter().any(|found| found.kind == kind))
    };
    match rated {
        _ if answer.unfinished => End::CutShort,
        _ if answer.sources.is_empty() && answer.offer => End::NoAnswer,
        Some(true) => End::Helped,
        Some(false) => End::DidNotHelp,
        None if found(TriggerKind::ExplicitRequest) => End::AskedForPerson,
        None if found(TriggerKind::RepeatedFailure) => End::DidNotHelp,
        None => End::Stands,
    }
}
