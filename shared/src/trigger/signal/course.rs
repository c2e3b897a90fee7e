//! The course of a thread: the same question again, things said twice, answers that miss, replies
//! that shrink, anger that lasts. What a single message doesn't show.

use super::Context;
use crate::entry::Behaviour;
use crate::id::Confidence;
use crate::trigger::lexicon::Section;
use crate::trigger::model::Head;
use crate::trigger::reading::confidence;
use crate::trigger::state::{Last, Said};
use crate::trigger::{Evidence, Trigger, TriggerKind};

/// What the course of the thread adds to a message.
#[derive(Debug, Clone, Default)]
pub(in crate::trigger) struct Course {
    /// How frustrated the message sounds by itself, in thousandths.
    pub anger: u16,
    /// What its place in the thread adds, in thousandths.
    pub strain: u16,
    /// It says that the answer before it did not help.
    pub objects: bool,
    /// The words behind it.
    pub evidence: Vec<Evidence>,
}

impl Course {
    /// Reads the course of the thread up to a message.
    pub fn of(context: &Context<'_>, gist: &crate::trigger::gist::Gist) -> Self {
        let Context { reading, seq, before, behaviour } = context;
        let mut course = Self {
            anger: confidence(reading.scores.of(Head::Frustration)).thousandths(),
            ..Self::default()
        };
        let settled = reading.has(Section::Content) && course.anger < 400;
        let answered = before.heard.last != Last::None;
        course.objects = answered && objection(context).is_some();
        if course.anger >= 400 {
            course.evidence.extend(reading.evidence(*seq, Head::Frustration));
        }
        if settled {
            return course;
        }
        let mut add = |strain: u16, evidence: Option<Evidence>| {
            course.strain += strain;
            course.evidence.extend(evidence);
        };
        if answered && reading.has(Section::Told) {
            add(TOLD, reading.phrase(*seq, Section::Told));
        }
        if let Some((strain, earlier)) = repeated(context, gist) {
            add(strain, reading.whole(*seq));
            add(0, Some(earlier));
        }
        if shrinks(context) {
            add(SHRINKING, reading.whole(*seq));
        }
        if course.objects {
            let words = objection(context);
            course.strain += MISSED;
            course.evidence.extend(words);
        }
        for seen in *behaviour {
            course.strain += match seen {
                Behaviour::RapidResends => RESENT,
                Behaviour::DiscardedDraft => DISCARDED,
                Behaviour::DeadClicks => CLICKED,
            };
        }
        course
    }
}

const TOLD: u16 = 700;
const REPEATED: u16 = 450;
const SHRINKING: u16 = 500;
const MISSED: u16 = 350;
const RESENT: u16 = 350;
const DISCARDED: u16 = 200;
const CLICKED: u16 = 350;

/// The words that say that the last answer did not help.
fn objection(context: &Context<'_>) -> Option<Evidence> {
    let Context { reading, seq, .. } = context;
    let hit = reading.hits.iter().find(|hit| {
        hit.section == Section::Failed && !is_elsewhere(context, hit.end)
    })?;
    reading.span(*seq, hit.first, hit.end)
}

/// Whether what follows an objection says that it is about something else: "with my old bag", "when
/// I was there".
fn is_elsewhere(context: &Context<'_>, end: usize) -> bool {
    let word = |at: usize| context.reading.words.get(end + at).map_or("", |word| word.text.as_str());
    let matters = matches!(word(2), "question" | "problem" | "issue" | "order" | "case");
    match word(0) {
        "with" => matches!(word(1), "my" | "our" | "the" | "a" | "his" | "her") && !matters,
        "when" | "last" | "before" => true,
        _ => false,
    }
}

/// How much it weighs that the question has been asked before, and where.
fn repeated(context: &Context<'_>, gist: &crate::trigger::gist::Gist) -> Option<(u16, Evidence)> {
    let Context { reading, before, .. } = context;
    if reading.has(Section::Another) && !reading.has(Section::Failed) {
        return None;
    }
    let alike = |said: &&Said| said.answered && said.gist.len() > 0 && said.gist.likeness(gist) >= 500;
    let mut earlier = before.said().iter().rev().filter(alike);
    let last = earlier.next()?;
    let times = u16::try_from(1 + earlier.count()).unwrap_or(1);
    let place = Evidence { seq: last.seq, start: 0, end: u32::from(last.bytes) };
    Some((REPEATED * times.min(2), place))
}

/// Whether the replies get ever shorter, and this one is short without answering a question.
fn shrinks(context: &Context<'_>) -> bool {
    let Context { reading, before, .. } = context;
    let now = reading.words.len();
    let [.., first, second] = before.said() else { return false };
    let falling = usize::from(first.words) >= 2 * usize::from(second.words).max(3)
        && usize::from(second.words) > now;
    let closes = reading.has(Section::Content) || reading.has(Section::Accept) || reading.has(Section::Decline);
    falling && now <= 3 && second.answered && !before.heard.asked && !closes
}

/// Frustration over the newest turns: one outburst is forgiven; what lasts, or follows an answer,
/// adds up.
pub(in crate::trigger) fn frustration(context: &Context<'_>, course: &Course) -> Trigger {
    let before = context.before;
    let after_answer = before.heard.last != Last::None;
    let anger = u32::from(course.anger);
    let here = u32::from(course.strain) + if after_answer { anger * 55 / 100 } else { anger * 40 / 100 };
    let lasting: u32 = before
        .said()
        .iter()
        .rev()
        .zip([60, 40, 25])
        .map(|(said, part)| (u32::from(said.anger) * 55 / 100 + u32::from(said.strain)) * part / 100)
        .sum();
    let total = if here < 200 { 0 } else { here + lasting };
    let sure = u16::try_from(total * 600 / 1000).unwrap_or(1000);
    Trigger {
        kind: TriggerKind::Frustration,
        confidence: Confidence::from_thousandths(sure),
        evidence: course.evidence.clone(),
    }
}

/// Answers that did not help, as far as they add up.
pub(in crate::trigger) fn failure(failures: u8, asks: u8, most: u8, evidence: Vec<Evidence>) -> Option<Trigger> {
    let worst = failures.max(asks.saturating_sub(1));
    let share = u16::from(worst) * 1000 / u16::from(most.max(1));
    (worst > 0).then(|| Trigger {
        kind: TriggerKind::RepeatedFailure,
        confidence: Confidence::from_thousandths(share),
        evidence,
    })
}
