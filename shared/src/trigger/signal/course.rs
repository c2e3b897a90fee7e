//! The course of a thread: the same question again, things said twice, answers that miss, replies
//! that dry up, anger that lasts. What a single message doesn't show.

use super::attention::Talk;
use super::request::hit_unless;
use super::strain::{CourseModel, gone, hearing, strain};
use super::{Context, pointing, standing};
use crate::entry::Behaviour;
use crate::id::Confidence;
use crate::trigger::gist::Gist;
use crate::trigger::lexicon::{Hit, Section};
use crate::trigger::model::Head;
use crate::trigger::reading::{Reading, confidence};
use crate::trigger::state::{Last, Said};
use crate::trigger::{Evidence, Trigger, TriggerKind};

/// What the course of the thread says of a message.
#[derive(Debug, Clone, Default)]
pub(in crate::trigger) struct Course {
    /// How frustrated the message sounds by itself, in thousandths.
    pub anger: u16,
    /// How likely the answer before it missed.
    pub missed: f32,
    /// How likely it is time for a person, were it time as often as not.
    pub due: f32,
    /// It says that the answer before it did not help.
    pub objects: bool,
    /// It says so in so many words.
    pub plainly: bool,
    /// It is a curt reply to an answer that asked for none.
    pub curt: bool,
    /// The words behind it.
    pub evidence: Vec<Evidence>,
}

impl Course {
    /// Reads the course of the thread up to a message.
    pub fn of(context: &Context<'_>, gist: &Gist, model: &CourseModel) -> Self {
        let Context { reading, seq, before, behaviour } = context;
        let answered = before.heard.last != Last::None;
        let standing = standing(context, gist);
        let pointing = standing.as_ref().map(|standing| pointing(context, standing));
        let attended = model.attend(&Talk::new(context));
        let missed = standing.as_ref().zip(pointing.as_ref());
        let missed =
            missed.map_or(0.0, |(standing, pointing)| model.missed(standing, pointing, &attended));
        let (refuses, says_so) = (refuses(context), answered && says_so(context));
        let missed = match (refuses, says_so) {
            (true, _) => missed.max(REFUSED),
            (false, true) => missed.max(SAID_SO),
            (false, false) => missed,
        };
        let gone = gone(context, missed, standing.as_ref());
        let hearing = hearing(&gone, pointing.as_ref());
        let due = model.due(&gone, &hearing, &attended);
        let anger = reading.scores.of(Head::Frustration);
        let before_this = before.said().last().map_or(0, |last| last.anger);
        let due = match answered && anger >= SPIKE {
            true if before_this >= RAGE => due.max(LASTING),
            true => due.max(SPIKED),
            false => due,
        };
        let calm = before_this < ANGRY;
        let due = match strain(before.said()) {
            _ if begins_content(reading) || (missed < 0.5 && is_content(reading)) => due / 2.0,
            0..WENT_WRONG if calm => due.min(ONCE),
            _ => due,
        };
        let mut course = Self {
            anger: confidence(anger).thousandths(),
            missed,
            due: behaviour.iter().fold(due, |due, seen| likelier(due, weight(*seen))),
            objects: missed >= 0.5
                && !(begins_content(reading) || thanks(reading) || is_undecided(context)),
            plainly: refuses || says_so,
            curt: answered && is_curt(context),
            evidence: Vec::new(),
        };
        if course.is_angry() {
            course.evidence.extend(reading.evidence(*seq, Head::Frustration));
        }
        // "You already said that" is about the bot's words.
        let told = hit_unless(&reading.hits, Section::Told, Section::Failed).filter(|_| answered);
        course.evidence.extend(told.and_then(|hit| reading.span(*seq, hit.first, hit.end)));
        if course.objects {
            let words = objection(context).or_else(|| reading.evidence(*seq, Head::Missed));
            course.evidence.extend(words.or_else(|| reading.whole(*seq)));
            course.evidence.extend(repeated(context, gist));
        }
        if course.evidence.is_empty() {
            course.evidence.extend(reading.whole(*seq));
        }
        course
    }

    /// Whether the message sounds angry by itself.
    pub const fn is_angry(&self) -> bool {
        self.anger >= ANGRY
    }

    /// That it is time for a person, for how the thread has gone.
    pub fn trigger(&self) -> Trigger {
        Trigger {
            kind: TriggerKind::Frustration,
            confidence: confidence(self.due),
            evidence: self.evidence.clone(),
        }
    }
}

/// How likely an answer missed that a plain "no" follows, when the bot had asked whether it helped.
const REFUSED: f32 = 0.9;

/// How likely an answer missed when the customer says so in so many words.
const SAID_SO: f32 = 0.6;

/// Whether a message says in so many words that the answer did not help.
fn says_so(context: &Context<'_>) -> bool {
    let Context { reading, .. } = context;
    let answers = context.before.heard.asked && !context.before.heard.checked;
    let says = objection(context).is_some() && !reading.has(Section::NotRequest);
    says && !closes(reading) && !(answers && reading.words.len() == 1)
}

/// From here on anger right after an answer is a spike, which is a reason to offer a person.
const SPIKE: f32 = 0.9;

/// How likely it is time for a person after one.
const SPIKED: f32 = 0.83;

/// From here on, in thousandths, anger before a spike makes it one that lasts.
const RAGE: u16 = 800;

/// How likely it is time for a person when anger lasts.
const LASTING: f32 = 0.95;

/// From here on, in thousandths, a message sounds angry.
const ANGRY: u16 = 400;

/// Below this strain nothing has gone wrong before.
const WENT_WRONG: u16 = 250;

/// However bad it sounds, what goes wrong once is no reason to hand off.
const ONCE: f32 = 0.85;

/// How many times likelier what the browser saw makes it that it is time for a person.
const fn weight(seen: Behaviour) -> f32 {
    match seen {
        Behaviour::RapidResends | Behaviour::DeadClicks => 4.0,
        Behaviour::DiscardedDraft => 2.0,
    }
}

/// A probability whose odds are `times` as good.
fn likelier(probability: f32, times: f32) -> f32 {
    probability * times / (1.0 - probability + probability * times)
}

/// Whether a message answers "no" to the question whether that helped.
fn refuses(context: &Context<'_>) -> bool {
    let Context { reading, before, .. } = context;
    before.heard.checked
        && !before.heard.closed
        && matches!(first_word(reading), "no" | "nope" | "nah" | "not")
        && !closes(reading)
}

pub(super) fn first_word<'a>(reading: &'a Reading<'_>) -> &'a str {
    reading.words.first().map_or("", |word| word.text.as_str())
}

/// Whether a message closes the matter, or takes the answer.
pub(in crate::trigger) fn closes(reading: &Reading<'_>) -> bool {
    let content = reading.has(Section::Content) || reading.has(Section::Decline);
    let waved = reading.hits.iter().any(|hit| hit.section == Section::Decline && hit.first == 0);
    (waved || (content && !reading.text.contains('?'))) && !reading.has(Section::Failed)
}

/// Whether a message is content.
pub(in crate::trigger) fn is_content(reading: &Reading<'_>) -> bool {
    let calm = reading.scores.of(Head::Frustration) < 0.4;
    let content = closes(reading) || reading.scores.of(Head::Closes) >= 0.5;
    calm && (content || begins_content(reading))
}

/// Whether a message begins with contentment, whatever it goes on to ask: "There it is. Can that be …?"
fn begins_content(reading: &Reading<'_>) -> bool {
    let calm = reading.scores.of(Head::Frustration) < 0.3 && !reading.has(Section::Failed);
    let after = |hit: &Hit| reading.words.get(hit.end).map_or("", |word| word.text.as_str());
    let begins = |hit: &Hit| {
        let opens =
            hit.first == 0 || (hit.first == 1 && INTERJECTIONS.contains(&first_word(reading)));
        hit.section == Section::Content && opens && !matches!(after(hit), "but" | "for")
    };
    calm && reading.hits.iter().any(begins)
}

/// Whether the customer doesn't know what they want themselves, and says nothing against the answer: "not sure which
/// size I need".
fn is_undecided(context: &Context<'_>) -> bool {
    let words: Vec<&str> = context.reading.words.iter().map(|word| word.text.as_str()).collect();
    let doubts = |words: &[&str]| matches!(words, ["not", "sure", "what" | "which"]);
    let wants =
        words.iter().rev().take(2).any(|word| matches!(*word, "need" | "want" | "like" | "prefer"));
    wants && words.windows(3).any(doubts) && objection(context).is_none()
}

/// Whether a message closes with thanks, and asks nothing.
fn thanks(reading: &Reading<'_>) -> bool {
    reading.has(Section::Content) && closes(reading) && reading.scores.of(Head::Frustration) < 0.3
}

/// Words that contentment may come after.
const INTERJECTIONS: [&str; 8] = ["ah", "ahh", "aha", "oh", "ooh", "oooh", "yes", "yay"];

/// The words that say that the last answer did not help.
pub(super) fn objection(context: &Context<'_>) -> Option<Evidence> {
    let Context { reading, seq, .. } = context;
    let hit = reading
        .hits
        .iter()
        .find(|hit| hit.section == Section::Failed && !is_elsewhere(context, hit))?;
    reading.span(*seq, hit.first, hit.end)
}

/// Whether what follows an objection says that it is about something else: "with my old bag", "when
/// I was there".
fn is_elsewhere(context: &Context<'_>, hit: &Hit) -> bool {
    let word =
        |at: usize| context.reading.words.get(hit.end + at).map_or("", |word| word.text.as_str());
    let matters = matches!(word(2), "question" | "problem" | "issue" | "order" | "case");
    match word(0) {
        "with" => matches!(word(1), "my" | "our" | "the" | "a" | "his" | "her") && !matters,
        "when" | "last" | "before" => true,
        _ => false,
    }
}

/// Where the same has been asked before.
fn repeated(context: &Context<'_>, gist: &Gist) -> Option<Evidence> {
    let alike = |said: &&Said| said.answered && said.gist.likeness(gist) >= ASKED_ALIKE;
    let earlier = context.before.said().iter().rev().find(alike)?;
    Some(Evidence { seq: earlier.seq, start: 0, end: u32::from(earlier.bytes) })
}

/// From this likeness on, in thousandths, two questions are the same.
const ASKED_ALIKE: u16 = 400;

/// Whether a message is a few words that take up nothing: no question, no thanks, no reply to one.
pub(super) fn is_curt(context: &Context<'_>) -> bool {
    let Context { reading, before, .. } = context;
    let goes_on = matches!(first_word(reading), "and" | "also" | "what" | "how" | "same" | "yes");
    reading.words.len() <= CURT
        && !before.heard.asked
        && !goes_on
        && !reading.text.contains('?')
        && !reading.has(Section::Content)
        && !reading.has(Section::Decline)
}

/// As many words are a curt reply.
const CURT: usize = 4;

/// Answers that did not help, as far as they add up.
pub(in crate::trigger) fn failure(
    failures: u8,
    asks: u8,
    most: u8,
    evidence: Vec<Evidence>,
) -> Option<Trigger> {
    let worst = failures.max(asks.saturating_sub(1));
    let share = u16::from(worst) * 1000 / u16::from(most.max(1));
    (worst > 0).then(|| Trigger {
        kind: TriggerKind::RepeatedFailure,
        confidence: Confidence::from_thousandths(share),
        evidence,
    })
}
