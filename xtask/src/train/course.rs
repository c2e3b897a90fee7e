//! What is learned of whole conversations: whether an answer missed, from where the reply to it stands, and whether it is
//! time for a person, from how the thread has gone.
//!
//! The first are trees, the second a logistic regression over what they say of conversations that they were not grown on.

use super::answers::descend;
use super::dialogues::{Dialogue, Speaker, Turn};
use super::grow::{self, Growth, rounded};
use anyhow::Result;
use baton_shared::id::{Millis, Seq};
use baton_shared::trees::Tree;
use baton_shared::trigger::model::Model;
use baton_shared::trigger::{
    CourseModel, DUE, Gone, Standing, Traits, TriggerEngine, TriggerSettings, TriggerState,
    Turn as Observed,
};
use std::borrow::Cow;
use std::fmt::Write;

/// Where the weights are committed.
pub const WEIGHTS: &str = "shared/src/trigger/signal/course_weights.rs";

/// How trees are grown that tell the replies to answers that missed. How sure the bot was is left out: those who
/// write conversations give the answer away by it.
const GROWTH: Growth = Growth { trees: 200, rate: 0.1, calm: 6.0, left_out: &[0, 35] };
const FOLDS: usize = 5;
const PULL: f64 = 1.0;
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
    let blank = CourseModel { missed: Cow::Borrowed(&[]), due: [0.0; DUE] };
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
        let course = CourseModel { missed: Cow::Owned(grow(&others)), due: [0.0; DUE] };
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
                turns.push((gone, due, counts));
            });
        }
    }
    let missed = Cow::Owned(grow(&replies.iter().collect::<Vec<_>>()));
    CourseModel { missed, due: weigh(&turns) }
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
fn grow(replies: &[&Reply]) -> Vec<Tree> {
    let sample = |reply: &&Reply| grow::Sample {
        seen: reply.standing.to_vec(),
        truth: reply.missed,
        weight: 1.0,
    };
    grow::grow(&replies.iter().map(sample).collect::<Vec<_>>(), 0.0, &GROWTH)
}

/// The weights of how a thread has gone.
fn weigh(turns: &[(Gone, bool, f64)]) -> [f32; DUE] {
    let weights = descend([0.0; DUE], |weights: &[f64; DUE]| {
        let mut slope = weights.map(|weight| weight * PULL);
        slope[0] = 0.0;
        for (gone, due, counts) in turns {
            let sum: f64 = weights.iter().zip(gone).map(|(w, seen)| w * f64::from(*seen)).sum();
            let error = counts * (1.0 / (1.0 + (-sum).exp()) - f64::from(u8::from(*due)));
            slope.iter_mut().zip(gone).for_each(|(slope, seen)| *slope += error * f64::from(*seen));
        }
        slope
    });
    #[expect(clippy::cast_possible_truncation, reason = "weights are small")]
    weights.map(|weight| rounded(weight as f32))
}

/// The weights as Rust.
pub fn written(course: &CourseModel) -> Result<String> {
    let list = |numbers: &[f32]| {
        numbers.iter().map(|number| format!("{number:.4}")).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "//! Written by `cargo xtask train`; not to be edited by hand.\n\n\
         use super::strain::DUE;\nuse crate::trees::Tree;\n\n\
         /// Whether an answer missed.\n#[rustfmt::skip]\npub const MISSED_TREES: [Tree; {}] = [\n",
        course.missed.len()
    );
    text.push_str(&grow::written(&course.missed));
    write!(
        text,
        "];\n\n/// Whether it is time for a person.\n#[rustfmt::skip]\n\
         pub const DUE_WEIGHTS: [f32; DUE] =\n    [{}];\n",
        list(&course.due)
    )?;
    Ok(text)
}
