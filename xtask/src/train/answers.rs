//! `cargo xtask train-answers`: learns how the bot's search weighs what it sees of a match, from
//! questions whose right article is known and questions that no article answers.
//!
//! Few weights from a few thousand questions: gradient descent over all of them at once, in one order,
//! rounded at the end, so that the same sets give the same file.

use crate::command::progress;
use crate::knowledge::{self, Set};
use crate::workspace;
use anyhow::Result;
use baton_edge::bot::search::{Circumstances, FEATURES, Features, SURE_FEATURES, Search};
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
const UNANSWERABLE_SHARE: f64 = 0.25;

/// Numbers of a ranking: for each of the circumstances, one per feature.
const RANKING: usize = 4 * FEATURES;

/// Runs the command.
pub fn run(args: &TrainAnswersArgs) -> Result<()> {
    let mut sets = knowledge::sets(&workspace::path("xtask/corpus/knowledge/train"))?;
    sets.push(knowledge::public(&args.data)?);
    let cases: Vec<Case> = sets.iter().flat_map(cases_of).collect();
    progress(&format!("{} questions over {} sets", cases.len(), sets.len()));
    let ranking = descend([0.0; RANKING], |weights| {
        let mut slope = [0.0; RANKING];
        for case in &cases {
            case.pull(weights, &mut slope);
        }
        slope.iter_mut().zip(weights).for_each(|(slope, weight)| *slope += 3e-5 * weight);
        slope
    });
    fs::write(workspace::path(WEIGHTS), written(&ranking, &[0.0; SURE_FEATURES + 1])?)?;

    let samples: Vec<Sample> = sets.iter().flat_map(|set| samples_of(set, &ranking)).collect();
    let sureness = descend([0.0; SURE_FEATURES + 1], |weights| {
        let mut slope = [0.0; SURE_FEATURES + 1];
        for sample in &samples {
            sample.pull(weights, &mut slope);
        }
        slope
    });
    fs::write(workspace::path(WEIGHTS), written(&ranking, &sureness)?)?;
    progress(&format!("{} samples for the confidence; build again to use them", samples.len()));
    Ok(())
}

/// A question with its right article among the candidates.
struct Case {
    /// What each candidate looks like in the circumstances.
    candidates: Vec<[f64; RANKING]>,
    right: usize,
    weight: f64,
}

fn cases_of(set: &Set) -> Vec<Case> {
    let search = Search::new(&set.knowledge);
    let weight = share_of(set.queries.len());
    let case = |query: &knowledge::Query| {
        let found = search.find(&query.text, None);
        let right = found.candidates.iter().position(|candidate| {
            set.knowledge.articles[candidate.article].path == query.article
        })?;
        let candidates = found.candidates.iter();
        let candidates =
            candidates.map(|candidate| spread(&candidate.features, found.circumstances)).collect();
        Some(Case { candidates, right, weight })
    };
    set.queries.iter().filter_map(case).collect()
}

/// The features times how far each row of a ranking applies.
fn spread(features: &Features, circumstances: Circumstances) -> [f64; RANKING] {
    let shares = circumstances.shares();
    std::array::from_fn(|at| f64::from(shares[at / FEATURES] * features[at % FEATURES]))
}

impl Case {
    /// Adds the slope of the log loss of choosing the right candidate.
    fn pull(&self, weights: &[f64; RANKING], slope: &mut [f64; RANKING]) {
        let scores: Vec<f64> =
            self.candidates.iter().map(|candidate| dot(weights, candidate)).collect();
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let whole: f64 = scores.iter().map(|score| (score - most).exp()).sum();
        for (at, (score, candidate)) in scores.iter().zip(&self.candidates).enumerate() {
            let chosen = (score - most).exp() / whole;
            let error = chosen - if at == self.right { 1.0 } else { 0.0 };
            for (slope, seen) in slope.iter_mut().zip(candidate) {
                *slope += self.weight * error * seen;
            }
        }
    }
}

/// What a confidence rests on, and whether the best candidate was right.
struct Sample {
    /// The evidence, and 1 for the constant.
    evidence: [f64; SURE_FEATURES + 1],
    right: f64,
    weight: f64,
}

fn samples_of(set: &Set, ranking: &[f64; RANKING]) -> Vec<Sample> {
    let search = Search::with_ranking(&set.knowledge, rows(ranking));
    let sample = |text: &str, article: Option<&str>, weight: f64| {
        let found = search.find(text, None);
        let best = found.candidates.first()?;
        let path = set.knowledge.articles[best.article].path.as_str();
        let right = if Some(path) == article { 1.0 } else { 0.0 };
        let evidence = std::array::from_fn(|at| {
            found.evidence.get(at).map_or(1.0, |evidence| f64::from(*evidence))
        });
        Some(Sample { evidence, right, weight })
    };
    let share = share_of(set.queries.len());
    let known = set.queries.iter().filter_map(|q| sample(&q.text, Some(&q.article), share));
    let share = UNANSWERABLE_SHARE * share_of(set.unanswerable.len());
    known.chain(set.unanswerable.iter().filter_map(|text| sample(text, None, share))).collect()
}

impl Sample {
    /// Adds the slope of the log loss of the confidence.
    fn pull(&self, weights: &[f64], slope: &mut [f64]) {
        let guess = 1.0 / (1.0 + (-dot(weights, &self.evidence)).exp());
        for (slope, seen) in slope.iter_mut().zip(&self.evidence) {
            *slope += self.weight * (guess - self.right) * seen;
        }
    }
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

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[expect(clippy::cast_possible_truncation, reason = "weights are small")]
fn rows(ranking: &[f64; RANKING]) -> [Features; 4] {
    std::array::from_fn(|row| std::array::from_fn(|at| ranking[row * FEATURES + at] as f32))
}

/// The weights as Rust.
fn written(ranking: &[f64; RANKING], sureness: &[f64; SURE_FEATURES + 1]) -> Result<String> {
    let list = |numbers: &[f64]| {
        numbers.iter().map(|number| format!("{number:.3}")).collect::<Vec<_>>().join(", ")
    };
    let mut text = String::from(
        "//! Written by `cargo xtask train-answers`; not to be edited by hand.\n\n\
         use super::features::FEATURES;\n\
         use super::ranking::{Ranking, SURE_FEATURES};\n\n\
         /// What each thing seen of a match is worth: where titles are topics and none is spelt, where\n\
         /// one is, and the same two where titles are questions.\n\
         #[rustfmt::skip]\n\
         pub const RANKING: Ranking = [\n",
    );
    for row in ranking.chunks(FEATURES) {
        writeln!(text, "    [{}],", list(row))?;
    }
    text.push_str(
        "];\n\n/// What each piece of evidence says for the best candidate, and the constant.\n\
         #[rustfmt::skip]\n",
    );
    writeln!(text, "pub const SURENESS: [f32; SURE_FEATURES + 1] =\n    [{}];", list(sureness))?;
    Ok(text.replace("use super::features::FEATURES;\n", ""))
}
