//! What the message is about: sensitive topics, urgency, a deal of value.

use super::Context;
use super::request::{SAID, hit_unless};
use super::wants::wants;
use crate::id::Confidence;
use crate::trigger::lexicon::{Hit, Section};
use crate::trigger::model::Head;
use crate::trigger::reading::{Reading, confidence};
use crate::trigger::settings::ValueSettings;
use crate::trigger::state::Last;
use crate::trigger::text::Word;
use crate::trigger::{Topic, Traits, Trigger, TriggerKind};
use std::ops::RangeInclusive;

/// The sensitive topics that are likelier than not, the likeliest first.
pub(in crate::trigger) fn topics(context: &Context<'_>) -> Vec<Trigger> {
    let Context { reading, seq, before, .. } = context;
    if reading.has(Section::OnlyAsking) || mostly_numbers(&reading.words) {
        return Vec::new();
    }
    // "Forgot my password" is the bot's to answer; who says more, or says so after an answer, can't get in.
    let first = before.heard.last == Last::None && reading.words.len() <= BARE;
    let mut found: Vec<(f32, Topic)> = Topic::ALL
        .into_iter()
        .map(|topic| (likely(reading, topic), topic))
        .filter(|(sure, topic)| *sure >= 0.5 && !(first && *topic == Topic::AccountAccess))
        .collect();
    if !found.is_empty() && is_background(reading) {
        let last = reading.last_sentence();
        let asked = |topic| last.as_ref().map_or(0.0, |last| last.scores.of(Head::Topic(topic)));
        // Danger is never taken for background.
        found.retain(|(_, topic)| *topic == Topic::Safety || asked(*topic) >= 0.5);
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let trigger = |(sure, topic)| Trigger {
        kind: TriggerKind::Sensitive(topic),
        confidence: confidence(sure),
        evidence: reading.evidence(*seq, Head::Topic(topic)).into_iter().collect(),
    };
    found.into_iter().map(trigger).collect()
}

/// Whether what a message tells of is over, or the background of a question that follows: long past, or about
/// somebody else.
pub(super) fn is_background(reading: &Reading<'_>) -> bool {
    if !reading.has(Section::Settled) && !reading.has(Section::Background) {
        return false;
    }
    let last = reading.last_sentence();
    let told = reading.text.len() - last.as_ref().map_or(0, |last| last.text.len());
    let is_told =
        |hit: &Hit| reading.words.get(hit.first).is_some_and(|word| (word.start as usize) < told);
    let tells = |section| reading.hits.iter().any(|hit| hit.section == section && is_told(hit));
    let comes_to_a_question = |last: Reading<'_>| {
        let asks = wants(&last.words) != 0 || last.text.trim_end().ends_with('?');
        let back = last.words.last().is_some_and(|word| POINTS_BACK.contains(&word.text.as_str()));
        asks && !back && last.words.len() >= 4 && last.scores.of(Head::Trouble) < TROUBLE
    };
    !tells(Section::StillOpen)
        && (tells(Section::Settled)
            || (tells(Section::Background) && last.is_some_and(comes_to_a_question)))
}

/// A question that ends in one of them is about what was told: "What should I do now?", "Can you help me with that?"
const POINTS_BACK: [&str; 13] = [
    "do", "now", "it", "that", "this", "them", "me", "us", "help", "then", "next", "about",
    "happen",
];

/// A message of so few words says no more than what it is about.
const BARE: usize = 4;

/// How likely a message touches `topic`: as a whole, or in a clause of its own that is plainly about it
/// among others that are not.
fn likely(reading: &Reading<'_>, topic: Topic) -> f32 {
    let parts = reading.parts.iter().map(|part| part.of(Head::Topic(topic)));
    let plain = parts.filter(|sure| *sure >= PLAINLY).fold(0.0, f32::max);
    reading.scores.of(Head::Topic(topic)).max(plain * 0.9)
}

/// From here on a clause is plainly about a topic.
const PLAINLY: f32 = 0.95;

/// Whether a message is a number, a measure or a code, and hardly a word.
fn mostly_numbers(words: &[Word]) -> bool {
    let is_number = |word: &&Word| word.text.bytes().any(|byte| byte.is_ascii_digit());
    let numbers = words.iter().filter(is_number).count();
    let told = words.iter().filter(|word| word.text.len() >= 4 && !is_number(word)).count();
    numbers > told
}

/// How likely it can't wait.
pub(in crate::trigger) fn urgency(context: &Context<'_>) -> (f32, Trigger) {
    let Context { reading, seq, .. } = context;
    let said = hit_unless(&reading.hits, Section::Urgent, Section::NotUrgent);
    let pasted = mostly_numbers(&reading.words);
    let mut sure = if pasted { 0.0 } else { reading.scores.of(Head::Urgency) };
    if said.is_some_and(|hit| hit.foreign) {
        sure = sure.max(SAID);
    }
    let evidence = if sure < 0.5 {
        None
    } else if let Some(hit) = said {
        reading.span(*seq, hit.first, hit.end)
    } else {
        reading.evidence(*seq, Head::Urgency)
    };
    let trigger = Trigger {
        kind: TriggerKind::Urgency,
        confidence: confidence(sure),
        evidence: evidence.into_iter().collect(),
    };
    (sure, trigger)
}

/// Whether a message says that something is not as it should be.
pub(in crate::trigger) fn trouble(reading: &Reading<'_>) -> bool {
    reading.scores.of(Head::Trouble) >= TROUBLE || reading.has(Section::Trouble)
}

/// From here on a message counts among a thread's problems.
pub(super) const TROUBLE: f32 = 0.3;

/// A deal with a customer of high value, or of a size that makes one.
pub(in crate::trigger) fn value(
    context: &Context<'_>,
    traits: &Traits,
    settings: &ValueSettings,
) -> Option<Trigger> {
    let Context { reading, seq, .. } = context;
    if mostly_numbers(&reading.words) {
        return None;
    }
    let is_many = |number: u32| (20..=100_000).contains(&number) && !YEARS.contains(&number);
    let numbered = reading.words.iter().any(|word| word.text.parse().is_ok_and(is_many));
    // A number in what has gone wrong is no order.
    let bulk = numbered && reading.scores.of(Head::Trouble) < 0.5;
    let likely = reading.scores.of(Head::Deal);
    let enough = if bulk { BULK_DEAL } else { 0.5 };
    let learned = || (likely >= enough).then(|| reading.evidence(*seq, Head::Deal)).flatten();
    let deal = reading.phrase(*seq, Section::Deal).or_else(learned)?;
    let sure = match (is_high(traits, settings), bulk) {
        (true, _) => 800,
        (false, true) if likely >= NO_DEAL => 550,
        (false, false) if likely >= PLAIN_DEAL => 550,
        _ => return None,
    };
    Some(Trigger {
        kind: TriggerKind::HighValue,
        confidence: Confidence::from_thousandths(sure),
        evidence: vec![deal],
    })
}

/// What is a year rather than a number of things.
const YEARS: RangeInclusive<u32> = 1950..=2050;

/// From here on what names a large number is a deal.
const BULK_DEAL: f32 = 0.4;

/// Below this a word of deals beside a number makes none: "a contract for my father, he is 84".
const NO_DEAL: f32 = 0.3;

/// From here on a deal is plain enough for anybody's.
const PLAIN_DEAL: f32 = 0.7;

/// Whether a customer is of high value to the site.
pub(in crate::trigger) fn is_high(traits: &Traits, settings: &ValueSettings) -> bool {
    traits.value.is_some_and(|value| value >= settings.amount)
        || traits
            .tiers
            .iter()
            .any(|tier| settings.tiers.iter().any(|high| high.eq_ignore_ascii_case(tier)))
}
