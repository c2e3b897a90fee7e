//! `cargo xtask train-answers`: learns how the bot's search weighs what it sees of a match, from
//! questions whose right article is known and questions that no article answers.
//!
//! Few weights from a few thousand questions: gradient descent over all of them at once, in one order,
//! rounded at the end. Which sentence of a long question counts is decided by the weights that the search was built
//! with, so the same sets give the same file only from the same weights: a second run moves them a little.

use super::grow::{self, Growth, Sample, rounded};
use crate::command::progress;
use crate::knowledge::{self, Set};
use crate::workspace;
use anyhow::{Result, ensure};
use baton_edge::bot::search::{FEATURES, Features, Ranking, Search};
use baton_shared::trees::Tree;
use clap::Args;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

/// Learns the weights of the built-in bot's search.
#[derive(Args)]
pub struct TrainAnswersArgs {
    /// The folder of the labelled public sets, with knowledge/ in it
    #[arg(long)]
    data: PathBuf,
}

const WEIGHTS: &str = "edge/src/bot/search/weights.rs";

/// How much all questions that no article answers count beside all that one does.
const UNANSWERABLE_SHARE: f64 = 0.1;

/// How much the questions count that the customers of other companies ask.
const STRANGE_SHARE: f64 = 0.25;

/// How many of them there are.
const STRANGE: usize = 250;

/// Rows of a ranking, one for each of the circumstances.
const ROWS: usize = 4;

/// What is learned of a ranking: what all rows have in common, then what sets each apart, so that
/// circumstances seen in few sets don't make up weights of their own.
const LEARNED: usize = (1 + ROWS) * FEATURES;

/// How much every weight is pulled to zero, for each question.
const PULL: f64 = 1e-6;

/// How the trees are grown that say how sure to be.
const GROWTH: Growth = Growth { trees: 200, rate: 0.07, calm: 15.0, thresholds: 16, left_out: &[] };

/// Runs the command.
pub fn run(args: &TrainAnswersArgs) -> Result<()> {
    let mut sets = knowledge::sets(&workspace::path("xtask/corpus/knowledge/train"))?;
    sets.push(knowledge::public(&args.data)?);
    ensure!(sets.len() > 1, "one set alone can't tell how sure the others would make the bot");
    let cases: Vec<Vec<Case>> = sets.iter().map(cases_of).collect();
    let all: Vec<&Case> = cases.iter().flatten().collect();
    progress(&format!("{} questions over {} sets", all.len(), sets.len()));
    let ranking = rank(&all);

    // How sure to be is learned where the ranking has seen nothing of the set.
    let mut samples = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        let others = cases.iter().enumerate().filter(|(other, _)| *other != at);
        let others: Vec<&Case> = others.flat_map(|(_, cases)| cases).collect();
        samples.extend(samples_of(set, &strange(&sets, at), &rank(&others)));
    }
    fs::write(workspace::path(WEIGHTS), written(&ranking, &sureness(&mut samples))?)?;
    progress(&format!("{} samples for the confidence; build again to use them", samples.len()));
    Ok(())
}

/// The ranking that is right most often in `cases`.
fn rank(cases: &[&Case]) -> Ranking {
    let pull = PULL / share_of(cases.len());
    let learned = descend([0.0; LEARNED], |learned| {
        let mut slope = [0.0; LEARNED];
        for case in cases {
            case.pull(learned, &mut slope);
        }
        slope.iter_mut().zip(learned).for_each(|(slope, weight)| *slope += pull * weight);
        slope
    });
    #[expect(clippy::cast_possible_truncation, reason = "weights are small")]
    let weight = |row: usize, at: usize| (learned[at] + learned[(1 + row) * FEATURES + at]) as f32;
    std::array::from_fn(|row| std::array::from_fn(|at| weight(row, at)))
}

/// A question with its right article among the candidates.
struct Case {
    candidates: Vec<Features>,
    /// How far each row of a ranking applies.
    shares: [f64; ROWS],
    right: usize,
}

fn cases_of(set: &Set) -> Vec<Case> {
    let search = Search::with(&set.knowledge, Ranking::default());
    let case = |query: &knowledge::Query| {
        let found = search.find(&query.text, None);
        let right = found.candidates.iter().position(|candidate| {
            set.knowledge.articles[candidate.article].path == query.article
        })?;
        let candidates = found.candidates.iter().map(|candidate| candidate.features).collect();
        let shares = found.circumstances.shares().map(f64::from);
        Some(Case { candidates, shares, right })
    };
    set.queries.iter().filter_map(case).collect()
}

impl Case {
    /// Adds the slope of the log loss of choosing the right candidate.
    fn pull(&self, learned: &[f64; LEARNED], slope: &mut [f64; LEARNED]) {
        let mut weights = [0.0; FEATURES];
        for (row, share) in learned.chunks(FEATURES).zip(std::iter::once(&1.0).chain(&self.shares))
        {
            weights.iter_mut().zip(row).for_each(|(weight, part)| *weight += share * part);
        }
        let score = |seen: &Features| -> f64 {
            weights.iter().zip(seen).map(|(weight, seen)| weight * f64::from(*seen)).sum()
        };
        let scores: Vec<f64> = self.candidates.iter().map(score).collect();
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let whole: f64 = scores.iter().map(|score| (score - most).exp()).sum();
        let mut error = [0.0; FEATURES];
        for (at, (score, candidate)) in scores.iter().zip(&self.candidates).enumerate() {
            let chosen = (score - most).exp() / whole;
            let wrong = chosen - if at == self.right { 1.0 } else { 0.0 };
            for (error, seen) in error.iter_mut().zip(candidate) {
                *error += wrong * f64::from(*seen);
            }
        }
        for (slope, share) in
            slope.chunks_mut(FEATURES).zip(std::iter::once(&1.0).chain(&self.shares))
        {
            slope.iter_mut().zip(&error).for_each(|(slope, error)| *slope += share * error);
        }
    }
}

/// What is asked of the other companies than the one of set `at`, evenly chosen.
fn strange(sets: &[Set], at: usize) -> Vec<&str> {
    let others = sets.iter().enumerate().filter(|(other, _)| *other != at);
    let asked: Vec<&str> =
        others.flat_map(|(_, set)| &set.queries).map(|query| query.text.as_str()).collect();
    asked.iter().step_by((asked.len() / STRANGE).max(1)).copied().collect()
}

/// What the confidence in the best candidates for the questions of a set, and for `strange` ones, rests on, and
/// whether they were right.
fn samples_of(set: &Set, strange: &[&str], ranking: &Ranking) -> Vec<Sample> {
    let search = Search::with(&set.knowledge, *ranking);
    let sample = |text: &str, article: Option<&str>, weight: f64| {
        let found = search.find(text, None);
        let best = found.candidates.first()?;
        let path = set.knowledge.articles[best.article].path.as_str();
        Some(Sample { seen: found.evidence.to_vec(), truth: Some(path) == article, weight })
    };
    let share = share_of(set.queries.len());
    let known = set.queries.iter().filter_map(|q| sample(&q.text, Some(&q.article), share));
    let share = UNANSWERABLE_SHARE * share_of(set.unanswerable.len());
    let unknown = set.unanswerable.iter().filter_map(|text| sample(text, None, share));
    let share = STRANGE_SHARE * share_of(strange.len());
    let strange = strange.iter().filter_map(|text| sample(text, None, share));
    known.chain(unknown).chain(strange).collect()
}

/// How sure the evidence makes: a logit to begin with, and what trees add to it.
fn sureness(samples: &mut [Sample]) -> (f32, Vec<Tree>) {
    // As much together as if each counted 1.
    let whole: f64 = samples.iter().map(|sample| sample.weight).sum();
    let scale = 1.0 / (whole * share_of(samples.len()));
    for sample in samples.iter_mut() {
        sample.weight *= scale;
    }
    let right: f64 = samples.iter().filter(|sample| sample.truth).map(|sample| sample.weight).sum();
    let share = right * share_of(samples.len());
    #[expect(clippy::cast_possible_truncation, reason = "a small number")]
    let base = rounded((share / (1.0 - share)).ln() as f32);
    (base, grow::grow(samples, f64::from(base), &GROWTH))
}

/// The weights at which `slope` vanishes, nearly: Adam (Kingma & Ba 2015) with a falling rate.
fn descend<const N: usize>(start: [f64; N], slope: impl Fn(&[f64; N]) -> [f64; N]) -> [f64; N] {
    const STEPS: i32 = 500;
    let (mut weights, mut mean, mut spread) = (start, [0.0; N], [0.0; N]);
    for step in 1..=STEPS {
        let rate = 0.5 * (1.0 - 0.95 * f64::from(step) / f64::from(STEPS));
        let (early, late) = (1.0 - 0.9_f64.powi(step), 1.0 - 0.999_f64.powi(step));
        for (at, slope) in slope(&weights).into_iter().enumerate() {
            mean[at] = 0.9 * mean[at] + 0.1 * slope;
            spread[at] = 0.999 * spread[at] + 0.001 * slope * slope;
            weights[at] -= rate * (mean[at] / early) / ((spread[at] / late).sqrt() + 1e-8);
        }
    }
    weights
}

/// What each of `count` things is of all.
fn share_of(count: usize) -> f64 {
    1.0 / f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX))
}

/// The weights as Rust.
fn written(ranking: &Ranking, (base, trees): &(f32, Vec<Tree>)) -> Result<String> {
    let mut text = String::from(
        "//! Written by `cargo xtask train-answers`; not to be edited by hand.\n\n\
         #![allow(clippy::approx_constant, reason = \"what is learned may come near one\")]\n\n\
         use super::ranking::Ranking;\nuse baton_shared::trees::Tree;\n\n\
         /// What each thing seen of a match is worth: where titles are topics and none is spelt, where\n\
         /// one is, and the same two where titles are questions.\n\
         #[rustfmt::skip]\n\
         pub const RANKING: Ranking = [\n",
    );
    for row in ranking {
        let row = row.map(|number| format!("{number:.4}")).join(", ");
        writeln!(text, "    [{row}],")?;
    }
    writeln!(
        text,
        "];\n\n/// How sure to be that the best candidate is right before anything is seen, as a logit.\n\
         pub const SURE_BASE: f32 = {base:.3};\n\n\
         /// What is added for the evidence.\n#[rustfmt::skip]\npub const SURE_TREES: [Tree; {}] = [\n{}];",
        trees.len(),
        grow::written(trees),
    )?;
    Ok(text)
}
