//! `cargo xtask train`: learns the weights of trigger detection from the examples in `xtask/corpus`
//! and the public sets in `--data`, and writes them beside the code that reads them.
//!
//! The same corpus gives the same bytes. What went in, under which licence, and how well it does is
//! written to `weights.toml`.

pub mod answers;
mod course;
pub mod dialogues;
pub mod encoder;
pub mod examples;
mod glosses;
mod learn;
mod shrink;
mod vary;

use crate::command::progress;
use crate::workspace;
use anyhow::Result;
use baton_shared::trigger::RELATED_WORDS;
use baton_shared::trigger::model::{Groups, HEADS, Model, Written, word_key};
use clap::Args;
use course::Unseen;
use dialogues::Dialogue;
use examples::{Example, Label, Purpose};
use learn::{Learner, Recipe, Sample};
use std::fs;
use std::path::PathBuf;

/// Learns the weights of trigger detection.
#[derive(Args)]
pub struct TrainArgs {
    /// The folder of the labelled public sets: `customer_turns.jsonl`, `emotion.jsonl`
    #[arg(long)]
    data: PathBuf,
    /// Writes the weights here instead of into the crate
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Where the weights are committed.
pub const WEIGHTS: &str = "shared/src/trigger/model/weights.bin";

const RECIPE: Recipe = Recipe { epochs: 14, rate: 3.0, l1: 0.1, l2: 1.0 };

/// Every fifth example is kept out of the first rounds, so that probabilities are fitted on messages
/// that were not learned from.
const FOLDS: usize = 5;

/// Runs the command.
pub fn run(args: &TrainArgs) -> Result<()> {
    let own = examples::own(&workspace::path("xtask/corpus/train"))?;
    let dialogues = dialogues::read(&workspace::path("xtask/corpus/train/dialogues"))?;
    let (even, odd) = halves(&dialogues);
    let public = examples::public(&args.data, Purpose::Train)?;
    progress(&format!(
        "{} examples and {} conversations of our own, {} public examples",
        own.len(),
        dialogues.len(),
        public.len()
    ));
    let groups = groups();
    let sample = |example: &Example| Sample::new(example, weight(&example.source), &groups);
    let labelled = |example: &&Example| example.labels.iter().any(|label| *label != Label::Unknown);
    let public: Vec<Sample> = public.iter().filter(labelled).map(sample).collect();
    let (of_even, of_odd) = (dialogues::examples(&even)?, dialogues::examples(&odd)?);
    let learn = |own: &[Example], public: &[Sample], calibration| {
        let learner = Learner::learn(own, public, &groups, RECIPE);
        let all: Vec<Sample> = own.iter().map(sample).chain(public.iter().cloned()).collect();
        shrink::shrink(&learner, &all, calibration, &groups)
    };

    progress("learning from four fifths, and half of the conversations");
    let (known, known_public) = (part(&own, false), part(&public, false));
    let mut first =
        learn(&[known.clone(), of_even.clone()].concat(), &known_public, [(1.0, 0.0); HEADS]);
    let held: Vec<Sample> =
        part(&own, true).iter().chain(&of_odd).map(sample).chain(part(&public, true)).collect();
    first.calibration = shrink::calibrate(&Model::read(&first.to_bytes())?, &held);
    progress("and with the other half");
    let second = learn(&[known, of_odd.clone()].concat(), &known_public, first.calibration);
    progress("learning the course of conversations");
    let course = course::learn(&[
        Unseen { dialogues: odd.iter().collect(), model: kept(&first)? },
        Unseen { dialogues: even.iter().collect(), model: kept(&second)? },
    ]);
    progress("learning from all");
    let written = learn(&[own, of_even, of_odd].concat(), &public, first.calibration);
    let bytes = written.to_bytes();
    let cells: usize = written.features.iter().map(|(_, cells)| cells.len()).sum();
    let out = args.out.clone().unwrap_or_else(|| workspace::path(WEIGHTS));
    fs::write(&out, &bytes)?;
    let course_out = args.out.as_ref().map(|out| out.with_extension("rs"));
    let course_out = course_out.unwrap_or_else(|| workspace::path(course::WEIGHTS));
    fs::write(course_out, course::written(&course)?)?;
    let compressed = crate::build::brotli_size(&out)?;
    progress(&format!(
        "{} features, {cells} weights, {} bytes, {compressed} compressed",
        written.features.len(),
        bytes.len()
    ));
    Ok(())
}

/// The model that `written` is, for as long as the command runs.
fn kept(written: &Written) -> Result<&'static Model> {
    Ok(Box::leak(Box::new(Model::read(&written.to_bytes())?)))
}

/// Every other conversation, and the rest.
fn halves(dialogues: &[Dialogue]) -> (Vec<Dialogue>, Vec<Dialogue>) {
    let every = |first: usize| dialogues.iter().skip(first).step_by(2).cloned().collect();
    (every(0), every(1))
}

/// Every fifth of `items`, or the others.
fn part<T: Clone>(items: &[T], held: bool) -> Vec<T> {
    let of = |(at, item): (usize, &T)| ((at % FOLDS == 0) == held).then(|| item.clone());
    items.iter().enumerate().filter_map(of).collect()
}

/// The groups of related words, one a line.
fn groups() -> Groups {
    let lines = RELATED_WORDS.lines().filter(|line| !line.starts_with('#')).enumerate();
    let words = lines.flat_map(|(group, line)| {
        line.split_ascii_whitespace()
            .map(move |word| (word_key(word), u16::try_from(group).unwrap_or(u16::MAX)))
    });
    words.collect()
}

/// How much an example of `source` counts: those written for this are the nearest to what customers
/// say; the public ones are many, and templated, noisy or of other worlds.
fn weight(source: &str) -> f32 {
    match source {
        "bitext8k" | "multidogo" => 0.05,
        "clinc150" | "banking77" => 0.12,
        "hwu64" => 0.06,
        "goemotions" => 0.08,
        _ => 1.0,
    }
}
