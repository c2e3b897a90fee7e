//! Several matters at once: three problems in one message, or a third one in a thread.

use super::Context;
use super::matter::trouble;
use crate::id::Confidence;
use crate::trigger::gist::Gist;
use crate::trigger::lexicon::Section;
use crate::trigger::model::{Head, Scores};
use crate::trigger::reading::Reading;
use crate::trigger::state::Said;
use crate::trigger::{IssueType, Trigger, TriggerKind};

/// Three problems in one message, or the third of a thread in which the answer before it is not objected to.
pub(in crate::trigger) fn complexity(
    context: &Context<'_>,
    gist: &Gist,
    objects: bool,
) -> Option<Trigger> {
    let Context { reading, seq, before, .. } = context;
    let troubled = troubled(reading);
    let unlike = |said: &&Said| said.trouble && said.gist.likeness(gist) < UNLIKE;
    let earlier = before.said().iter().filter(unlike).count();
    let one_more = earlier >= 2 && trouble(reading) && (reading.has(Section::Another) || !objects);
    let sure = match troubled {
        2.. if issues(&reading.parts) >= 3 => 800,
        2.. if listed(reading) >= 3 => 700,
        3.. if !is_one_story(reading) => 700,
        _ if one_more => 600,
        _ => return None,
    };
    Some(Trigger {
        kind: TriggerKind::Complexity,
        confidence: Confidence::from_thousandths(sure),
        evidence: reading.whole(*seq).into_iter().collect(),
    })
}

/// Below this likeness, in thousandths, two messages are about different things.
const UNLIKE: u16 = 300;

/// How many clauses of a message say that something is not as it should be.
fn troubled(reading: &Reading<'_>) -> usize {
    let told = reading.hits.iter().filter(|hit| hit.section == Section::Trouble);
    let told = told.filter_map(|hit| reading.part_of.get(hit.first).copied());
    let likely = |part: &Scores| part.of(Head::Trouble) >= 0.5;
    let learned = (0..).zip(&reading.parts).filter(|(_, part)| likely(part)).map(|(at, _)| at);
    let mut clauses: Vec<usize> = told.chain(learned).collect();
    clauses.sort_unstable();
    clauses.dedup();
    clauses.len()
}

/// How many points a message numbers: "1) … 2) … 3) …".
fn listed(reading: &Reading<'_>) -> usize {
    reading.words.iter().filter(|word| word.numbers_a_point(reading.text)).count()
}

/// Whether a message tells how one thing came about: it says "it", "since" and "I" too often to list several.
fn is_one_story(reading: &Reading<'_>) -> bool {
    let told = reading.words.iter().filter(|word| STORY.contains(&word.text.as_str()));
    told.count() > MOST_TOLD
}

/// Words of one story.
const STORY: [&str; 15] = [
    "it", "its", "that", "still", "same", "since", "after", "when", "because", "so", "but", "i",
    "ive", "we", "weve",
];

/// A list has no more of them.
const MOST_TOLD: usize = 3;

/// How many types of issue the clauses of a message are of.
fn issues(parts: &[Scores]) -> usize {
    let plain = |part: &Scores| {
        let (issue, sure) = part.issue();
        (sure >= 0.5 && issue != IssueType::Other).then_some(issue as usize)
    };
    let mut found: Vec<usize> = parts.iter().filter_map(plain).collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

#[cfg(test)]
mod tests {
    use crate::id::{Millis, Seq};
    use crate::trigger::{Traits, TriggerEngine, TriggerKind, TriggerSettings, TriggerState, Turn};

    /// After which of what the customer says several matters are found.
    fn found_in(said: &[&str]) -> Vec<bool> {
        let engine = TriggerEngine::new(&TriggerSettings::default());
        let mut state = TriggerState::default();
        let found = |(seq, text): (u64, &&str)| {
            let turn = Turn::Said { seq: Seq(seq), at: Millis(seq), text, behaviour: &[] };
            let triggers = engine.observe(&mut state, &turn, &Traits::default()).triggers;
            triggers.iter().any(|trigger| trigger.kind == TriggerKind::Complexity)
        };
        (1..).zip(said).map(found).collect()
    }

    #[test]
    fn a_list_of_problems_is_several_matters_and_one_told_at_length_is_not() {
        let list =
            "The shower head is broken, the heating doesn't work and the key card was declined.";
        let story = "Since I moved it to the other room the lamp flickers when I turn it on, and it still does \
                     that after I changed the bulb, so I don't know what is wrong with it.";
        assert_eq!((found_in(&[list]), found_in(&[story])), (vec![true], vec![false]));
        let numbered = "Since then: 1) calendar sync makes every appointment twice 2) our mail templates lost \
                        their umlauts 3) two colleagues cannot see the pipeline any more though they could before";
        assert_eq!(found_in(&[numbered]), [true]);
    }

    #[test]
    fn a_third_problem_in_a_thread_is_one_too_many() {
        let thread = [
            "my parcel arrived damaged",
            "ok. the app also crashes when I log in",
            "and another thing, my invoice shows the wrong amount",
        ];
        assert_eq!(found_in(&thread), [false, false, true]);
    }
}
