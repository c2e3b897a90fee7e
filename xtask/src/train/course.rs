//! What is learned of whole conversations: whether an answer missed, from where the reply to it stands, and whether it is
//! time for a person, from how the thread has gone.
//!
//! The first are oblivious trees grown one after the other on what those before them got wrong (gradient boosting,
//! Friedman 2001), the second a logistic regression over what they say of conversations that they were not grown on.

use super::answers::descend;
use super::dialogues::{Dialogue, Speaker, Turn};
use anyhow::Result;
use baton_shared::id::{Millis, Seq};
use baton_shared::trigger::model::Model;
use baton_shared::trigger::{
    CourseModel, DUE, Gone, STANDING, Standing, Traits, Tree, TriggerEngine, TriggerSettings,
    TriggerState, Turn as Observed,
};
use std::borrow::Cow;
use std::fmt::Write;

/// Where the weights are committed.
pub const WEIGHTS: &str = "shared/src/trigger/signal/course_weights.rs";

const TREES: usize = 200;
/// How much of what a tree could mend it does mend.
const RATE: f64 = 0.1;
/// How many samples a leaf has beside its own that say nothing.
const CALM: f64 = 6.0;
/// Most thresholds that a thing is asked for.
const THRESHOLDS: usize = 16;
/// How sure the bot was is left out: those who write conversations give the answer away by it.
const LEFT_OUT: [usize; 2] = [0, 35];
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
    let thresholds: Vec<Vec<f32>> = (0..STANDING).map(|at| thresholds(replies, at)).collect();
    let mut logits = vec![0.0f64; replies.len()];
    let mut trees = Vec::with_capacity(TREES);
    for _ in 0..TREES {
        let pulls: Vec<(f64, f64)> = replies
            .iter()
            .zip(&logits)
            .map(|(reply, logit)| {
                let guess = 1.0 / (1.0 + (-logit).exp());
                (f64::from(u8::from(reply.missed)) - guess, guess * (1.0 - guess))
            })
            .collect();
        let tree = best_tree(replies, &pulls, &thresholds);
        for (logit, reply) in logits.iter_mut().zip(replies) {
            *logit += f64::from(tree.adds[tree.branch(&reply.standing)]);
        }
        trees.push(tree);
    }
    trees
}

/// Values of a thing seen that part the replies about evenly.
fn thresholds(replies: &[&Reply], at: usize) -> Vec<f32> {
    if LEFT_OUT.contains(&at) {
        return Vec::new();
    }
    let mut values: Vec<f32> = replies.iter().map(|reply| reply.standing[at]).collect();
    values.sort_by(f32::total_cmp);
    let parts = (1..=THRESHOLDS).map(|part| values[(values.len() - 1) * part / (THRESHOLDS + 1)]);
    let mut found: Vec<f32> = parts.map(|value| rounded(value) + 0.0005).collect();
    found.dedup();
    found
}

/// The tree that mends most, one question after the other.
fn best_tree(replies: &[&Reply], pulls: &[(f64, f64)], thresholds: &[Vec<f32>]) -> Tree {
    let mut branches = vec![0usize; replies.len()];
    let mut asks = [(0u8, 0.0f32); 3];
    for (level, ask) in asks.iter_mut().enumerate() {
        let mut best = f64::MIN;
        for (at, thresholds) in thresholds.iter().enumerate() {
            for than in thresholds {
                let mut sums = [(0.0, 0.0); 8];
                for ((reply, branch), (pull, curve)) in replies.iter().zip(&branches).zip(pulls) {
                    let sum = &mut sums[branch * 2 + usize::from(reply.standing[at] > *than)];
                    *sum = (sum.0 + pull, sum.1 + curve);
                }
                let mends: f64 = sums[..2 << level]
                    .iter()
                    .map(|(pull, curve)| pull * pull / (curve + CALM))
                    .sum();
                if mends > best {
                    best = mends;
                    *ask = (u8::try_from(at).unwrap_or(u8::MAX), *than);
                }
            }
        }
        for (branch, reply) in branches.iter_mut().zip(replies) {
            *branch = *branch * 2 + usize::from(reply.standing[usize::from(ask.0)] > ask.1);
        }
    }
    let mut sums = [(0.0, 0.0); 8];
    for (branch, (pull, curve)) in branches.iter().zip(pulls) {
        sums[*branch] = (sums[*branch].0 + pull, sums[*branch].1 + curve);
    }
    #[expect(clippy::cast_possible_truncation, reason = "weights are small")]
    let adds = sums.map(|(pull, curve)| rounded((RATE * pull / (curve + CALM)) as f32));
    Tree { asks, adds }
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

/// As it is written.
fn rounded(number: f32) -> f32 {
    (number * 1000.0).round() / 1000.0
}

/// The weights as Rust.
pub fn written(course: &CourseModel) -> Result<String> {
    let list = |numbers: &[f32]| {
        numbers.iter().map(|number| format!("{number:.4}")).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "//! Written by `cargo xtask train`; not to be edited by hand.\n\n\
         use super::strain::DUE;\nuse super::trees::Tree;\n\n\
         /// Whether an answer missed.\n#[rustfmt::skip]\npub const MISSED_TREES: [Tree; {}] = [\n",
        course.missed.len()
    );
    for tree in course.missed.iter() {
        let asks = tree.asks.map(|(at, than)| format!("({at}, {than:.4})")).join(", ");
        writeln!(text, "    Tree {{ asks: [{asks}], adds: [{}] }},", list(&tree.adds))?;
    }
    write!(
        text,
        "];\n\n/// Whether it is time for a person.\n#[rustfmt::skip]\n\
         pub const DUE_WEIGHTS: [f32; DUE] =\n    [{}];\n",
        list(&course.due)
    )?;
    Ok(text)
}
