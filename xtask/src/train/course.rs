//! What is learned of whole conversations: whether an answer missed, from where the reply to it stands, and whether it is
//! time for a person, from how the thread has gone.
//!
//! Both are trees, the second grown on what the first say of conversations that they were not grown on. Beside both
//! are units that hear where a reply points.

use super::dialogues::{Dialogue, Speaker, Turn};
use super::grow::{self, Growth};
use super::pointing::Example;
use super::{pointing, several};
use baton_shared::id::{Millis, Seq};
use baton_shared::trigger::model::Model;
use baton_shared::trigger::{
    CourseModel, DeepTree, GONE, Gone, Hearing, Listeners, MATTERS, Pointing, STANDING, SURE,
    Standing, Traits, TriggerEngine, TriggerSettings, TriggerState, Turn as Observed,
};
use std::borrow::Cow;
use std::panic::resume_unwind;
use std::thread;

/// How trees are grown that tell the replies to answers that missed. How sure the bot was is left out: those who
/// write conversations give the answer away by it.
const MISSED: Growth =
    Growth { trees: 400, rate: 0.1, calm: 20.0, thresholds: 32, left_out: &[0, SURE] };
/// How trees are grown that tell whether it is time.
const DUE: Growth = Growth {
    trees: 400,
    rate: 0.05,
    calm: 30.0,
    thresholds: 32,
    left_out: &[GONE - STANDING, GONE - STANDING + SURE],
};
/// How often each reply is heard by the units.
const MISSED_ROUNDS: usize = 16;
const DUE_ROUNDS: usize = 10;
const FOLDS: usize = 5;
/// How much it counts that it isn't time yet in the turn before it is.
const EARLY: f64 = 0.4;

/// Conversations, and a model that has not learned from them.
pub struct Unseen<'a> {
    /// The conversations.
    pub dialogues: Vec<&'a Dialogue>,
    /// The model.
    pub model: &'static Model,
}

/// What is seen of a reply, and what is so.
struct Reply {
    dialogue: usize,
    standing: Standing,
    pointing: Pointing,
    missed: bool,
}

/// Learns from conversations.
pub fn learn(parts: &[Unseen<'_>]) -> CourseModel {
    let all: Vec<(&Dialogue, &'static Model)> = parts
        .iter()
        .flat_map(|part| part.dialogues.iter().map(|dialogue| (*dialogue, part.model)))
        .collect();
    let blank = CourseModel {
        missed: Cow::Borrowed(&[]),
        missed_heard: Listeners::DEAF,
        due: Cow::Borrowed(&[]),
        due_heard: Listeners::DEAF,
        several: [0.0; MATTERS + 1],
    };
    let mut replies = Vec::new();
    for (at, (dialogue, model)) in all.iter().enumerate() {
        walk(dialogue, model, &blank, |turn, _, (seen, ..)| {
            let missed = ["missed", "again", "told", "curt"].iter().any(|label| turn.is(label));
            let reply = |(standing, pointing)| Reply { dialogue: at, standing, pointing, missed };
            replies.extend(seen.map(reply));
        });
    }
    let (mut turns, mut heard) = (Vec::new(), Vec::new());
    for (fold, course) in unlike(&replies, &blank).into_iter().enumerate() {
        for (dialogue, model) in all.iter().skip(fold).step_by(FOLDS) {
            let mark = dialogue.turns.iter().position(|turn| turn.marked);
            walk(dialogue, model, &course, |turn, at, (_, gone, hearing)| {
                let due = turn.marked && REASONS.iter().any(|label| turn.is(label));
                let counts = match mark {
                    Some(mark) if !due && at >= mark => 0.0,
                    // A turn too early is early, and no mistake yet.
                    Some(mark) if at + 2 == mark => EARLY,
                    _ => 1.0,
                };
                turns.push(grow::Sample { seen: gone.to_vec(), truth: due, weight: counts });
                heard.push((hearing, due, counts));
            });
        }
    }
    let all: Vec<&Reply> = replies.iter().collect();
    let examples = heard.iter().map(|(seen, truth, weight)| {
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to 1")]
        let weight = *weight as f32;
        Example { seen, truth: *truth, weight }
    });
    let heard: Vec<_> = examples.collect();
    CourseModel {
        due: Cow::Owned(grow::grow(&turns, 0.0, &DUE)),
        due_heard: pointing::learn(&heard, DUE_ROUNDS),
        ..of_missed(&all, &blank)
    }
}

/// For each fold of the conversations, what is learned of whether answers missed from the others, two at a time.
fn unlike(replies: &[Reply], blank: &CourseModel) -> Vec<CourseModel> {
    let of = |fold: usize| {
        let others: Vec<&Reply> =
            replies.iter().filter(|reply| reply.dialogue % FOLDS != fold).collect();
        of_missed(&others, blank)
    };
    let of = &of;
    thread::scope(|scope| {
        let halves = [0..FOLDS / 2, FOLDS / 2..FOLDS];
        let halves = halves.map(|folds| scope.spawn(move || folds.map(of).collect::<Vec<_>>()));
        halves
            .into_iter()
            .flat_map(|half| half.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

/// What makes it time for a person for how the thread has gone, and not for what is said.
const REASONS: [&str; 5] = ["missed", "again", "told", "curt", "frustration"];

/// Tells `see` of each of the customer's turns, the number of the turn and what the engine sees of its course.
fn walk(
    dialogue: &Dialogue,
    model: &'static Model,
    course: &CourseModel,
    mut see: impl FnMut(&Turn, usize, (Option<(Standing, Pointing)>, Gone, Hearing)),
) {
    let engine = TriggerEngine::with_models(&TriggerSettings::default(), model, course.clone());
    let (mut state, traits) = (TriggerState::default(), Traits::default());
    for (at, turn) in dialogue.turns.iter().enumerate() {
        let seq = Seq(at as u64 + 1);
        let observed = match turn.speaker {
            Speaker::Bot { sure } => {
                let confidence = sure.map(crate::detect::thousandths);
                Observed::Answered { seq, text: (&turn.text).into(), confidence, offered: false }
            }
            Speaker::Customer => {
                see(turn, at, engine.seen_of_course(&state, &turn.text));
                Observed::Said { seq, at: Millis(0), text: &turn.text, behaviour: &[] }
            }
        };
        engine.observe(&mut state, &observed, &traits);
    }
}

/// Trees and units that tell the replies to answers that missed.
fn of_missed<'a>(replies: &[&'a Reply], blank: &CourseModel) -> CourseModel {
    let sample = |reply: &&Reply| grow::Sample {
        seen: reply.standing.to_vec(),
        truth: reply.missed,
        weight: 1.0,
    };
    let samples: Vec<_> = replies.iter().map(sample).collect();
    let example =
        |reply: &&'a Reply| Example { seen: &reply.pointing, truth: reply.missed, weight: 1.0 };
    let heard: Vec<_> = replies.iter().map(example).collect();
    CourseModel {
        missed: Cow::Owned(grow::grow(&samples, 0.0, &MISSED)),
        missed_heard: pointing::learn(&heard, MISSED_ROUNDS),
        ..blank.clone()
    }
}

/// How each file of what was learned begins.
pub const HEADER: &str = "//! Written by `cargo xtask train`; not to be edited by hand.\n\n\
     #![allow(\n    clippy::approx_constant,\n    clippy::unreadable_literal,\n    \
     reason = \"what is learned may come near one, and isn't read\"\n)]\n\n";

/// What was learned, as Rust: the name of each part and its file's text.
pub fn written(course: &CourseModel) -> [(&'static str, String); 5] {
    let file = |doc: &str, trees: &[DeepTree]| {
        format!(
            "{HEADER}use super::strain::DeepTree;\nuse crate::trees::Tree;\n\n\
             /// {doc}\n#[rustfmt::skip]\npub static TREES: [DeepTree; {}] = [\n{}];\n",
            trees.len(),
            grow::written(trees)
        )
    };
    let missed_heard = pointing::written(
        &course.missed_heard,
        "Whether an answer missed, from where the reply to it points.",
    );
    let due_heard = pointing::written(
        &course.due_heard,
        "Whether it is time for a person, from where the newest reply points besides.",
    );
    [
        ("missed", file("Whether an answer missed.", &course.missed)),
        ("missed_heard", missed_heard),
        ("due", file("Whether it is time for a person.", &course.due)),
        ("due_heard", due_heard),
        ("several", several::written(&course.several)),
    ]
}
