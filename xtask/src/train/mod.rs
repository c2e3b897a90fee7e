//! `cargo xtask train`: learns the weights of trigger detection from the examples in `xtask/corpus`
//! and the public sets in `--data`, and writes them beside the code that reads them.
//!
//! The same corpus gives the same bytes. What went in, under which licence, and how well it does is
//! written to `weights.toml`.

pub mod examples;
mod learn;
mod shrink;

use crate::command::progress;
use crate::workspace;
use anyhow::Result;
use baton_shared::trigger::model::{Groups, HEADS, Model, word_key};
use clap::Args;
use examples::{Example, Label, Purpose};
use learn::{Learner, Recipe, Sample};
use std::fs;
use std::path::{Path, PathBuf};

/// Learns the weights of trigger detection.
#[derive(Args)]
pub struct TrainArgs {
    /// The folder of the labelled public sets: customer_turns.jsonl, emotion.jsonl
    #[arg(long)]
    data: PathBuf,
    /// Writes the weights here instead of into the crate
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Where the weights are committed.
pub const WEIGHTS: &str = "shared/src/trigger/model/weights.bin";

fn env(name: &str, default: f32) -> f32 { std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default) }
static RECIPE: std::sync::LazyLock<Recipe> = std::sync::LazyLock::new(|| Recipe { epochs: env("EP", 8.0) as u32, rate: env("RATE", 0.3), l1: env("L1", 1.0), l2: env("L2", 1.0) });

/// Every fifth example is kept out of a first round, so that probabilities are fitted on messages
/// that were not learned from.
const FOLDS: usize = 5;

/// Runs the command.
pub fn run(args: &TrainArgs) -> Result<()> {
    let own = examples::own(&workspace::path("xtask/corpus/train"))?;
    let public = examples::public(&args.data, Purpose::Train)?;
    let all: Vec<Example> = own.into_iter().chain(public).collect();
    progress(&format!("{} examples", all.len()));
    let groups = read_groups()?;
    let samples: Vec<Sample> =
        all.iter().filter(|example| example.labels.iter().any(|label| *label != Label::Unknown)).map(|example| Sample::new(example, weight(&example.source), &groups)).collect();
    let part = |held: bool| -> Vec<Sample> {
        let of = |(at, sample): (usize, &Sample)| (((at % FOLDS) == 0) == held).then(|| sample.clone());
        samples.iter().enumerate().filter_map(of).collect()
    };
    progress("learning from four fifths");
    let first = shrink::shrink(&Learner::learn(&part(false), *RECIPE), &samples, [(1.0, 0.0); HEADS], &groups);
    let calibration = shrink::calibrate(&Model::read(&first.to_bytes())?, &part(true));
    progress("learning from all");
    let written = shrink::shrink(&Learner::learn(&samples, *RECIPE), &samples, calibration, &groups);
    let bytes = written.to_bytes();
    let cells: usize = written.features.iter().map(|(_, cells)| cells.len()).sum();
    let out = args.out.clone().unwrap_or_else(|| workspace::path(WEIGHTS));
    fs::write(Path::new(&out), &bytes)?;
    let compressed = crate::build::brotli_size(&out)?;
    progress(&format!("{} features, {cells} weights, {} bytes, {compressed} compressed", written.features.len(), bytes.len()));
    Ok(())
}

/// The groups of related words, one a line.
pub fn read_groups() -> Result<Groups> {
    let text = fs::read_to_string(workspace::path("xtask/corpus/groups.txt"))?;
    let lines = text.lines().filter(|line| !line.starts_with('#')).enumerate();
    let words = lines.flat_map(|(group, line)| {
        line.split_ascii_whitespace().map(move |word| (word_key(word), u16::try_from(group).unwrap_or(u16::MAX)))
    });
    Ok(words.collect())
}

/// How much an example of `source` counts: those written for this are the nearest to what customers
/// say; the public ones are many, and templated, noisy or of other worlds.
fn weight(source: &str) -> f32 {
    match source {
        "bitext8k" => 0.15 * env("PUB", 1.0),
        "clinc150" | "banking77" => 0.4 * env("PUB", 1.0),
        "multidogo" => 0.15 * env("PUB", 1.0),
        "hwu64" => 0.2 * env("PUB", 1.0),
        "goemotions" => 0.25 * env("PUB", 1.0),
        _ => 1.0,
    }
}
