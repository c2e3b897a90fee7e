//! The course of a thread: the same question again, things said twice, answers that miss, replies
//! that shrink, anger that lasts. What a single message doesn't show.

use super::Context;
use super::request::hit_unless;
use crate::entry::Behaviour;
use crate::id::Confidence;
use crate::trigger::gist::Gist;
use crate::trigger::lexicon::{Hit, Section};
use crate::trigger::model::Head;
use crate::trigger::reading::Reading;
use crate::trigger::reading::confidence;
use crate::trigger::state::{Last, Said};
use crate::trigger::text::Word;
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
    /// It is a curt reply to an answer that asked for none.
    pub curt: bool,
    /// The words behind it.
    pub evidence: Vec<Evidence>,
}

impl Course {
    /// Reads the course of the thread up to a message.
    pub fn of(context: &Context<'_>, gist: &Gist) -> Self {
        let Context { reading, seq, before, behaviour } = context;
        let mut course = Self {
            anger: confidence(reading.scores.of(Head::Frustration)).thousandths(),
            ..Self::default()
        };
        let answered = before.heard.last != Last::None;
        let waves = before.heard.closed && first_word(reading) == "no";
        let missed = if answered && !closes(reading) && !waves { missed(context) } else { 0 };
        course.objects = missed >= MISSED;
        if course.anger >= 400 {
            course.evidence.extend(reading.evidence(*seq, Head::Frustration));
        }
        course.curt = answered && is_curt(context);
        let dries_up = course.curt && dries_up(before.said());
        let mut add = |strain: u16, evidence: Option<Evidence>| {
            course.strain += strain;
            course.evidence.extend(evidence);
        };
        // "You already said that" is about the bot's words.
        let told = hit_unless(&reading.hits, Section::Told, Section::Failed).filter(|_| answered);
        if let Some(hit) = told {
            add(TOLD, reading.span(*seq, hit.first, hit.end));
        }
        if course.objects {
            // Who had to say something twice has said already that the answer missed.
            let weight = if told.is_some() { 1 } else { 2 };
            add(
                missed * weight / 5,
                objection(context).or_else(|| reading.evidence(*seq, Head::Missed)),
            );
            if let Some((strain, earlier)) = repeated(context, gist) {
                add(strain, Some(earlier));
            }
        }
        if asked_again(context, gist) {
            add(ASKED_AGAIN, reading.whole(*seq));
        }
        if shrinks(context, gist) || dries_up {
            add(SHRINKING, reading.whole(*seq));
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

/// From here on, in thousandths, an answer is taken to have missed.
const MISSED: u16 = 320;

const TOLD: u16 = 760;
const ASKED_AGAIN: u16 = 750;
const REPEATED: u16 = 250;
const SHRINKING: u16 = 700;
const RESENT: u16 = 350;
const DISCARDED: u16 = 200;
const CLICKED: u16 = 350;

/// How likely the message says that the last answer missed, in thousandths.
fn missed(context: &Context<'_>) -> u16 {
    let Context { reading, before, .. } = context;
    let learned = reading.scores.of(Head::Missed);
    if reading.has(Section::NotRequest) {
        return 0;
    }
    let elsewhere = |hit: &Hit| hit.section == Section::Failed && is_elsewhere(context, hit.end);
    if reading.hits.iter().any(elsewhere) {
        return 0;
    }
    let refused =
        before.heard.checked && matches!(first_word(reading), "no" | "nope" | "nah" | "not");
    let sure = match objection(context) {
        _ if refused => 0.9,
        Some(_) => learned.max(0.3) + 0.25,
        None => learned,
    };
    confidence(sure).thousandths()
}

fn first_word<'a>(reading: &'a Reading<'_>) -> &'a str {
    reading.words.first().map_or("", |word| word.text.as_str())
}

/// Whether a message closes the matter, or takes the answer.
pub(in crate::trigger) fn closes(reading: &Reading<'_>) -> bool {
    let content = reading.has(Section::Content) || reading.has(Section::Decline);
    let waved = reading.hits.iter().any(|hit| hit.section == Section::Decline && hit.first == 0);
    (waved || (content && !reading.text.contains('?'))) && !reading.has(Section::Failed)
}

/// The words that say that the last answer did not help.
fn objection(context: &Context<'_>) -> Option<Evidence> {
    let Context { reading, seq, .. } = context;
    let hit = reading
        .hits
        .iter()
        .find(|hit| hit.section == Section::Failed && !is_elsewhere(context, hit.end))?;
    reading.span(*seq, hit.first, hit.end)
}

/// Whether what follows an objection says that it is about something else: "with my old bag", "when
/// I was there".
fn is_elsewhere(context: &Context<'_>, end: usize) -> bool {
    let word =
        |at: usize| context.reading.words.get(end + at).map_or("", |word| word.text.as_str());
    let matters = matches!(word(2), "question" | "problem" | "issue" | "order" | "case");
    match word(0) {
        "with" => matches!(word(1), "my" | "our" | "the" | "a" | "his" | "her") && !matters,
        "when" | "last" | "before" => true,
        _ => false,
    }
}

/// How much it weighs that the same has been asked before, and where.
fn repeated(context: &Context<'_>, gist: &Gist) -> Option<(u16, Evidence)> {
    let alike = |said: &&Said| said.answered && said.gist.likeness(gist) >= 500;
    let earlier = context.before.said().iter().rev().find(alike)?;
    Some((REPEATED, Evidence { seq: earlier.seq, start: 0, end: u32::from(earlier.bytes) }))
}

/// Whether the same is asked for the third time, in other words each time. Who goes through variants
/// ("how long is the small one", "and the large one") keeps to one form of words, or goes on with
/// "and".
fn asked_again(context: &Context<'_>, gist: &Gist) -> bool {
    let Context { reading, before, .. } = context;
    let goes_on = matches!(first_word(reading), "and" | "also" | "what" | "how");
    if goes_on || gist.len() < 2 || reading.has(Section::Content) {
        return false;
    }
    let opening = opening(&reading.words);
    let alike = |said: &&Said| {
        said.answered && said.opening != opening && said.gist.likeness(gist) >= ASKED_ALIKE
    };
    before.said().iter().filter(alike).count() >= 2 && !closes(reading)
}

/// From this likeness on, in thousandths, two questions of three are the same.
const ASKED_ALIKE: u16 = 400;

/// The first two words of a message, as a number.
pub(in crate::trigger) fn opening(words: &[Word]) -> u16 {
    let bytes = words.iter().take(2).flat_map(|word| word.text.bytes());
    bytes.fold(7u16, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()))
}

/// Whether the replies have shrunk: after a message of some length, the third in a row that says
/// nothing ("ok", "no", "…").
fn shrinks(context: &Context<'_>, gist: &Gist) -> bool {
    let Context { reading, before, .. } = context;
    let yes = reading.has(Section::Accept) && before.heard.asked;
    if gist.len() > 0 || reading.words.len() > 3 || yes || reading.has(Section::Content) {
        return false;
    }
    let said = before.said();
    let empty =
        said.iter().rev().take_while(|said| said.gist.len() == 0 && said.words <= 3).count();
    let long = said.iter().any(|said| said.words >= 8);
    let waits = before.heard.asked || before.heard.closed;
    long && (empty >= 2 || (empty == 1 && !waits))
}

/// Whether a message is a few words that take up nothing: no question, no thanks, no reply to one.
fn is_curt(context: &Context<'_>) -> bool {
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

/// Whether a curt reply is the third in a row, after a message of some length.
fn dries_up(said: &[Said]) -> bool {
    let long = said.iter().any(|said| said.words >= 12);
    let curt = said.iter().rev().take_while(|said| said.curt).count();
    long && curt >= 2
}

/// Frustration over the newest turns: one outburst is forgiven; what lasts, or follows an answer,
/// adds up.
pub(in crate::trigger) fn frustration(context: &Context<'_>, course: &Course) -> Trigger {
    let before = context.before;
    let after_answer = before.heard.last != Last::None;
    let anger = u32::from(course.anger);
    let here =
        u32::from(course.strain) + if after_answer { anger * 77 / 100 } else { anger * 40 / 100 };
    let lasting: u32 = before
        .said()
        .iter()
        .rev()
        .zip([60, 40, 25])
        .map(|(said, part)| {
            (u32::from(said.anger) * 55 / 100 + u32::from(said.strain)) * part / 100
        })
        .sum();
    let total = if here < 200 { 0 } else { here + lasting };
    let sure = u16::try_from(total * 650 / 1000).unwrap_or(1000);
    Trigger {
        kind: TriggerKind::Frustration,
        confidence: Confidence::from_thousandths(sure),
        evidence: course.evidence.clone(),
    }
}

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
