//! What is learned of whole conversations: whether an answer missed, from where the reply to it stands, and whether it is
//! time for a person, from how the thread has gone.
//!
//! Both are trees, the second grown on what the first say of conversations that they were not grown on.

use super::dialogues::{Dialogue, Speaker, Turn};
use super::grow::{self, Growth};
use super::several;
use baton_shared::id::{Millis, Seq};
use baton_shared::trigger::model::Model;
use baton_shared::trigger::{
    CourseModel, DeepTree, GONE, Gone, MATTERS, STANDING, Standing, Traits, TriggerEngine,
    TriggerSettings, TriggerState, Turn as Observed,
};
use std::borrow::Cow;

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
/// Where in the standing it says how sure the bot was.
const SURE: usize = 35;
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
        due: Cow::Borrowed(&[]),
        several: [0.0; MATTERS + 1],
    };
    let mut replies = Vec::new();
    for (at, (dialogue, model)) in all.iter().enumerate() {
        walk(dialogue, model, &blank, |turn, _, (standing, _)| {
            let missed = ["missed", "again", "told", "curt"].iter().any(|label| turn.is(label));
            replies.extend(standing.map(|standing| Reply { dialogue: at, standing, missed }));
        });
    }
    let mut turns = Vec::new();
    for fold in 0..FOLDS {
        let others: Vec<&Reply> =
            replies.iter().filter(|reply| reply.dialogue % FOLDS != fold).collect();
        let course = CourseModel { missed: Cow::Owned(grow_missed(&others)), ..blank.clone() };
        for (dialogue, model) in all.iter().skip(fold).step_by(FOLDS) {
            let mark = dialogue.turns.iter().position(|turn| turn.marked);
            walk(dialogue, model, &course, |turn, at, (_, gone)| {
                let due = turn.marked && REASONS.iter().any(|label| turn.is(label));
                let counts = match mark {
                    Some(mark) if !due && at >= mark => 0.0,
                    // A turn too early is early, and no mistake yet.
                    Some(mark) if at + 2 == mark => EARLY,
                    _ => 1.0,
                };
                turns.push(grow::Sample { seen: gone.to_vec(), truth: due, weight: counts });
            });
        }
    }
    let missed = Cow::Owned(grow_missed(&replies.iter().collect::<Vec<_>>()));
    CourseModel { missed, due: Cow::Owned(grow::grow(&turns, 0.0, &DUE)), ..blank }
}

/// What makes it time for a person for how the thread has gone, and not for what is said.
const REASONS: [&str; 5] = ["missed", "again", "told", "curt", "frustration"];

/// Tells `see` of each of the customer's turns, the number of the turn and what the engine sees of its course.
fn walk(
    dialogue: &Dialogue,
    model: &'static Model,
    course: &CourseModel,
    mut see: impl FnMut(&Turn, usize, (Option<Standing>, Gone)),
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

/// Trees that tell the replies to answers that missed.
fn grow_missed(replies: &[&Reply]) -> Vec<DeepTree> {
    let sample = |reply: &&Reply| grow::Sample {
        seen: reply.standing.to_vec(),
        truth: reply.missed,
        weight: 1.0,
    };
    grow::grow(&replies.iter().map(sample).collect::<Vec<_>>(), 0.0, &MISSED)
}

/// How each file of what was learned begins.
pub const HEADER: &str = "//! Written by `cargo xtask train`; not to be edited by hand.\n\n\
     #![allow(clippy::approx_constant, reason = \"what is learned may come near one\")]\n\n";

/// What was learned, as Rust: the name of each part and its file's text.
pub fn written(course: &CourseModel) -> [(&'static str, String); 3] {
    let file = |doc: &str, trees: &[DeepTree]| {
        format!(
            "{HEADER}use super::strain::DeepTree;\nuse crate::trees::Tree;\n\n\
             /// {doc}\n#[rustfmt::skip]\npub static TREES: [DeepTree; {}] = [\n{}];\n",
            trees.len(),
            grow::written(trees)
        )
    };
    [
        ("missed", file("Whether an answer missed.", &course.missed)),
        ("due", file("Whether it is time for a person.", &course.due)),
        ("several", several::written(&course.several)),
    ]
}
