//! Several matters at once: three in one message, or a third problem in a thread.

use super::Context;
use super::matter::{TROUBLE, is_background, trouble};
use crate::trigger::gist::Gist;
use crate::trigger::lexicon::Section;
use crate::trigger::model::{Head, Scores, sigmoid};
use crate::trigger::reading::{JOINS, Reading, confidence};
use crate::trigger::state::Said;
use crate::trigger::{IssueType, Topic, Trigger, TriggerKind};

/// Several matters in one message, or the third problem of a thread in which the answer before it is not objected to.
pub(in crate::trigger) fn complexity(
    context: &Context<'_>,
    gist: &Gist,
    objects: bool,
    weights: &[f32; MATTERS + 1],
) -> Option<Trigger> {
    let Context { reading, seq, before, .. } = context;
    let unlike = |said: &&Said| said.trouble && said.gist.likeness(gist) < UNLIKE;
    let earlier = before.said().iter().filter(unlike).count();
    let one_more = earlier >= 2 && trouble(reading) && (reading.has(Section::Another) || !objects);
    let seen = matters(reading).filter(|_| reading.parts.len() >= FEWEST);
    let learned = seen.map_or(0.0, |matters| several(weights, &matters));
    let counted = listed(reading) >= 3 && troubles(reading)[1] >= TROUBLE;
    let sure = learned.max(if counted { COUNTED } else { 0.0 });
    let sure = sure.max(if one_more { ONE_MORE } else { 0.0 });
    (sure >= 0.5 && !is_background(reading)).then(|| Trigger {
        kind: TriggerKind::Complexity,
        confidence: confidence(sure),
        evidence: reading.whole(*seq).into_iter().collect(),
    })
}

/// Several matters are in as many clauses at least.
const FEWEST: usize = 3;

/// How sure it is that who numbers three points has several matters.
const COUNTED: f32 = 0.7;

/// How sure it is that a third problem is one too many.
const ONE_MORE: f32 = 0.6;

/// Below this likeness, in thousandths, two messages are about different things.
const UNLIKE: u16 = 300;

/// How likely a message brings several matters, 0 to 1, from what is seen of them.
pub(in crate::trigger) fn several(weights: &[f32; MATTERS + 1], matters: &Matters) -> f32 {
    let [base, each @ ..] = weights;
    let sum: f32 = each.iter().zip(matters).map(|(weight, seen)| weight * seen).sum();
    sigmoid(base + sum - RARE)
}

/// Among the examples every other long message brings several matters; in life few do.
const RARE: f32 = 0.7;

/// How many things are seen of the matters in a message.
pub const MATTERS: usize = 12;

/// What is seen of the matters in a message.
pub type Matters = [f32; MATTERS];

/// What is seen of the matters in a message of several clauses: how many these are, how they begin, and how
/// far apart they lie in what they want done.
pub(in crate::trigger) fn matters(reading: &Reading<'_>) -> Option<Matters> {
    let Reading { words, parts, part_of, .. } = reading;
    if parts.is_empty() {
        return None;
    }
    let clause = |at: usize| words.iter().zip(part_of).filter(move |(_, part)| **part == at);
    let begins = |at: usize, with: &[&str]| {
        let first =
            clause(at).map(|(word, _)| word.text.as_str()).find(|word| !JOINS.contains(word));
        first.is_some_and(|word| with.contains(&word))
    };
    let clauses = |with: &[&str]| (0..parts.len()).filter(|at| begins(*at, with)).count();
    let spoken =
        |among: &[&str]| words.iter().filter(|word| among.contains(&word.text.as_str())).count();
    let (count, length) = (number(parts.len()), number(words.len()));
    let shares: Vec<f32> = (0..parts.len()).map(|at| number(clause(at).count()) / length).collect();
    let issues = IssueType::ALL.map(Head::Issue);
    let widest = |heads: &[Head]| -> f32 {
        let most = |head: &Head| parts.iter().map(|part| part.of(*head)).fold(0.0, f32::max);
        heads.iter().map(most).sum()
    };
    let [first, second, third] = troubles(reading);
    Some([
        count / 8.0,
        length.sqrt() / 8.0,
        number(clauses(&NAMES_A_THING)) / count,
        number(clauses(&GOES_ON)) / count,
        number(spoken(&STORY)) / length,
        number(spoken(&JOINS)) / length,
        spread(parts, &shares, &issues),
        number(types(parts)) / 4.0,
        widest(&issues) / 8.0,
        widest(&Topic::ALL.map(Head::Topic)) / 8.0,
        (first + second + third) / 3.0,
        third,
    ])
}

/// How far clauses lie apart in what they want done: how much surer each is by itself than they are together
/// (the gain of Gini's impurity), 0 to 1.
fn spread(parts: &[Scores], shares: &[f32], issues: &[Head]) -> f32 {
    let of = |head: &Head| {
        let each = || shares.iter().zip(parts).map(|(share, part)| (share, part.of(*head)));
        let mean: f32 = each().map(|(share, sure)| share * sure).sum();
        each().map(|(share, sure)| share * sure * sure).sum::<f32>() - mean * mean
    };
    issues.iter().map(of).sum()
}

/// How likely the three most troubled clauses say that something is not as it should be, the likeliest first.
fn troubles(reading: &Reading<'_>) -> [f32; 3] {
    let mut troubles: Vec<f32> = reading.parts.iter().map(|part| part.of(Head::Trouble)).collect();
    for hit in reading.hits.iter().filter(|hit| hit.section == Section::Trouble) {
        let part = reading.part_of.get(hit.first);
        if let Some(trouble) = part.and_then(|part| troubles.get_mut(*part)) {
            *trouble = trouble.max(NAMED);
        }
    }
    troubles.sort_by(|a, b| b.total_cmp(a));
    troubles.extend([0.0; 3]);
    [troubles[0], troubles[1], troubles[2]]
}

/// How likely a clause tells of trouble that names it in so many words.
const NAMED: f32 = 0.6;

/// How many points a message numbers: "1) … 2) … 3) …".
fn listed(reading: &Reading<'_>) -> usize {
    reading.words.iter().filter(|word| word.numbers_a_point(reading.text)).count()
}

/// How many types of issue clauses plainly are of.
fn types(parts: &[Scores]) -> usize {
    let plain = |part: &Scores| {
        let (issue, sure) = part.issue();
        (sure >= 0.5 && issue != IssueType::Other).then_some(issue as usize)
    };
    let mut found: Vec<usize> = parts.iter().filter_map(plain).collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

#[expect(clippy::cast_precision_loss, reason = "a message has far fewer than 2^24 words")]
fn number(count: usize) -> f32 {
    count as f32
}

/// What a clause begins with that brings up another thing.
const NAMES_A_THING: [&str; 19] = [
    "the", "my", "our", "your", "his", "her", "their", "two", "three", "both", "one", "another",
    "a", "an", "some", "no", "nobody", "half", "every",
];

/// What a clause begins with that goes on with the one before.
const GOES_ON: [&str; 14] = [
    "i", "it", "we", "they", "he", "she", "you", "that", "this", "which", "im", "ive", "its",
    "were",
];

/// Words of one story.
const STORY: [&str; 15] = [
    "it", "its", "that", "still", "same", "since", "after", "when", "because", "so", "but", "i",
    "ive", "we", "weve",
];

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
