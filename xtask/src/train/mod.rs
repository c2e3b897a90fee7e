//! `cargo xtask train`: learns the weights of trigger detection from the examples in `xtask/corpus`
//! and the public sets in `--data`, and writes them beside the code that reads them.
//!
//! The same corpus gives the same bytes. What went in, under which licence, and how well it does is
//! written to `weights.toml`.

pub mod answers;
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
use baton_shared::trigger::model::{Groups, HEADS, Model, word_key};
use clap::Args;
use examples::{Example, Label, Purpose};
use learn::{Learner, Recipe, Sample};
use std::fs;
use std::path::{Path, PathBuf};

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

/// Every fifth example is kept out of a first round, so that probabilities are fitted on messages
/// that were not learned from.
const FOLDS: usize = 5;

/// Runs the command.
pub fn run(args: &TrainArgs) -> Result<()> {
    let own = examples::own(&workspace::path("xtask/corpus/train"))?;
    let public = examples::public(&args.data, Purpose::Train)?;
    progress(&format!("{} examples of our own, {} public ones", own.len(), public.len()));
    let groups = groups();
    let sample = |example: &Example| Sample::new(example, weight(&example.source), &groups);
    let labelled = |example: &&Example| example.labels.iter().any(|label| *label != Label::Unknown);
    let public: Vec<Sample> = public.iter().filter(labelled).map(sample).collect();
    let all: Vec<Sample> = own.iter().map(sample).chain(public.iter().cloned()).collect();

    progress("learning from four fifths");
    let first = Learner::learn(&part(&own, false), &part(&public, false), &groups, RECIPE);
    let first = shrink::shrink(&first, &all, [(1.0, 0.0); HEADS], &groups);
    let held: Vec<Sample> =
        part(&own, true).iter().map(sample).chain(part(&public, true)).collect();
    let calibration = shrink::calibrate(&Model::read(&first.to_bytes())?, &held);
    progress("learning from all");
    let learner = Learner::learn(&own, &public, &groups, RECIPE);
    let written = shrink::shrink(&learner, &all, calibration, &groups);
    let bytes = written.to_bytes();
    let cells: usize = written.features.iter().map(|(_, cells)| cells.len()).sum();
    let out = args.out.clone().unwrap_or_else(|| workspace::path(WEIGHTS));
    fs::write(Path::new(&out), &bytes)?;
    let compressed = crate::build::brotli_size(&out)?;
    progress(&format!(
        "{} features, {cells} weights, {} bytes, {compressed} compressed",
        written.features.len(),
        bytes.len()
    ));
    Ok(())
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
