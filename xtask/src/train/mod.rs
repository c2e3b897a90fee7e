//! `cargo xtask train`: learns the weights of trigger detection from the examples in `xtask/corpus`
//! and the public sets in `--data`, and writes them beside the code that reads them.
//!
//! The same corpus gives the same bytes. What went in, under which licence, and how well it does is
//! written to `weights.toml`.

pub mod answers;
mod attending;
mod course;
pub mod dialogues;
pub mod encoder;
pub mod examples;
mod filters;
mod glosses;
mod grow;
mod learn;
mod learned;
mod listening;
mod meaning;
mod pointing;
mod several;
mod shrink;
mod steps;
mod vary;
mod vocabulary;
pub mod words;

use crate::command::progress;
use crate::workspace;
use anyhow::{Result, bail};
use baton_shared::trigger::model::{HEADS, Model, Written};
use clap::Args;
use course::Unseen;
use dialogues::Dialogue;
use examples::{Example, Label, Purpose};
use learn::{Learner, Recipe, Sample};
use meaning::Meanings;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use vocabulary::Vocabulary;

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

/// Where the examples are that everything is learned from.
const CORPUS: &str = "xtask/corpus/train";

/// What is learned from.
struct Corpus {
    /// Messages written for this.
    own: Vec<Example>,
    /// Conversations written for this.
    dialogues: Vec<Dialogue>,
    /// The public rows that may be learned from.
    public: Vec<Example>,
}

impl Corpus {
    /// Everything there is, with the public sets in `data`.
    fn read(data: &Path) -> Result<Self> {
        let folder = workspace::path(CORPUS);
        let own = examples::own(&folder)?;
        let dialogues = dialogues::read(&folder.join("dialogues"))?;
        Ok(Self { own, dialogues, public: examples::public(data, Purpose::Train)? })
    }
}

/// Where the weights are committed.
pub const WEIGHTS: &str = "shared/src/trigger/model/weights.bin";

const RECIPE: Recipe =
    Recipe { epochs: 12, settling: 4, most: 200_000, rate: 3.0, l1: 0.2, l2: 1.0 };

/// Every fifth example is kept out of the first rounds, so that probabilities are fitted on messages
/// that were not learned from.
const FOLDS: usize = 5;

/// Runs the command.
pub fn run(args: &TrainArgs) -> Result<()> {
    let Corpus { own, dialogues, public } = Corpus::read(&args.data)?;
    let long = several::read(&workspace::path(CORPUS), &dialogues)?;
    let (even, odd) = halves(&dialogues);
    progress(&format!(
        "{} examples and {} conversations of our own, {} public examples",
        own.len(),
        dialogues.len(),
        public.len()
    ));
    let (of_even, of_odd) = (dialogues::examples(&even)?, dialogues::examples(&odd)?);
    let vocabulary = Vocabulary::of(own.iter().chain(&of_even).chain(&of_odd), public.iter());
    let lexis = vocabulary.lexis();
    let meanings = Meanings::new(&vocabulary.words, &words::read()?);
    progress(&format!("{} words have a meaning", vocabulary.words.len()));
    let sample = |example: &Example| Sample::new(example, weight(&example.source), &lexis);
    let labelled = |example: &&Example| example.labels.iter().any(|label| *label != Label::Unknown);
    let public: Vec<Sample> = public.iter().filter(labelled).map(sample).collect();
    let held: Vec<Sample> =
        part(&own, true).iter().chain(&of_odd).map(sample).chain(part(&public, true)).collect();

    progress("learning from four fifths with either half of the conversations, and from all");
    let learn = |own: &[Example], public: &[Sample]| {
        Learner::learn(own, public, &lexis, meanings.clone(), RECIPE)
    };
    let [even_learner, odd_learner, learner] = rounds(&own, [&of_even, &of_odd], &public, learn)?;
    let mut first = shrink::shrink(&even_learner, [(1.0, 0.0); HEADS], &vocabulary);
    first.calibration = shrink::calibrate(&Model::read(&first.to_bytes())?, &held);
    let second = shrink::shrink(&odd_learner, first.calibration, &vocabulary);
    let written = shrink::shrink(&learner, first.calibration, &vocabulary);

    progress("learning the course of conversations");
    let parts = [
        Unseen { dialogues: odd.iter().collect(), model: kept_model(&first)? },
        Unseen { dialogues: even.iter().collect(), model: kept_model(&second)? },
    ];
    let words = kept_model(&written)?;
    let mut course = course::learn(&parts, words);
    course.several = several::learn(&long, words);
    let bytes = written.to_bytes();
    let cells: usize = written.features.iter().map(|(_, cells)| cells.len()).sum();
    let out = args.out.clone().unwrap_or_else(|| workspace::path(WEIGHTS));
    fs::write(&out, &bytes)?;
    for (part, text) in course::written(&course) {
        let file = match &args.out {
            Some(out) => out.with_extension(format!("{part}.rs")),
            None => workspace::path(&format!("shared/src/trigger/signal/{part}_weights.rs")),
        };
        fs::write(file, text)?;
    }
    let compressed = crate::build::brotli_size(&out)?;
    progress(&format!(
        "{} features, {cells} weights, {} bytes, {compressed} compressed",
        written.features.len(),
        bytes.len()
    ));
    Ok(())
}

/// What `learn` learns from four fifths and either half of the conversations, and from everything, two at a time.
fn rounds(
    own: &[Example],
    [even, odd]: [&[Example]; 2],
    public: &[Sample],
    learn: impl Fn(&[Example], &[Sample]) -> Learner + Sync,
) -> Result<[Learner; 3]> {
    let (known, known_public) = (part(own, false), part(public, false));
    thread::scope(|scope| {
        let of_odd = scope.spawn(|| learn(&[&known, odd].concat(), &known_public));
        let of_even = learn(&[&known, even].concat(), &known_public);
        let of_all = learn(&[own, even, odd].concat(), public);
        let Ok(of_odd) = of_odd.join() else { bail!("learning has panicked") };
        Ok([of_even, of_odd, of_all])
    })
}

/// The model that `written` is, for as long as the command runs.
fn kept_model(written: &Written) -> Result<&'static Model> {
    Ok(kept(Model::read(&written.to_bytes())?))
}

/// Something for as long as the command runs.
fn kept<T>(thing: T) -> &'static T {
    Box::leak(Box::new(thing))
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
