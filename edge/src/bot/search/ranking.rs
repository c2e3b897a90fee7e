//! From what is seen of the matches to an order and a confidence, by weights that `cargo xtask
//! train-answers` learns from questions whose right article is known.

use super::Candidate;
use super::cover::{COVER, Cover};
use super::features::{COVERAGE, FEATURES, Features, NEAR, NEAR_NAME, NEAR_SENTENCE};
use super::index::count;
use super::weights::{SURE_BASE, SURE_TREES};
use baton_shared::trees::grown;

/// How many things a confidence rests on.
pub const SURE_FEATURES: usize = SEEN + COVER;

/// How many of them are seen of all candidates; the others are what the best has of the question.
const SEEN: usize = 15;

/// What things seen of a match are worth, in four circumstances; see [`Circumstances`].
pub type Ranking = [Features; 4];

/// What decides how matches are to be weighed. Where titles are whole questions and the customer's
/// words spell one of them, the title is what counts; where titles are topics, the text counts too.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Circumstances {
    /// Share of the titles that are questions, 0–1.
    pub questions: f32,
    /// How much of the name of any candidate the customer's words spell, at most; 0–1.
    pub spelt: f32,
}

impl Circumstances {
    /// How far each row of a [`Ranking`] applies; together 1.
    pub fn shares(self) -> [f32; 4] {
        let Self { questions, spelt } = self;
        [
            (1.0 - spelt) * (1.0 - questions),
            spelt * (1.0 - questions),
            (1.0 - spelt) * questions,
            spelt * questions,
        ]
    }

    /// The weights that apply.
    pub(super) fn weights(self, ranking: &Ranking) -> Features {
        let mut weights = [0.0; FEATURES];
        for (share, row) in self.shares().into_iter().zip(ranking) {
            weights.iter_mut().zip(row).for_each(|(weight, part)| *weight += share * part);
        }
        weights
    }
}

/// The score of a match.
pub(super) fn score(weights: &Features, features: &Features) -> f32 {
    weights.iter().zip(features).map(|(weight, feature)| weight * feature).sum()
}

/// So many words and more make a long question.
const LONG: f32 = 8.0;

/// What the confidence in the first of `candidates` rests on; `unknown` is the share of the question's
/// words that the knowledge lacks, `words` how many it has that aren't everyday ones.
pub(super) fn evidence(
    candidates: &[Candidate],
    unknown: f32,
    words: usize,
    cover: Cover,
) -> [f32; SURE_FEATURES] {
    let Some(best) = candidates.first() else { return [0.0; SURE_FEATURES] };
    let behind = candidates.get(1).map_or(f32::NEG_INFINITY, |next| next.score - best.score);
    let odds: f32 = candidates.iter().map(|other| (other.score - best.score).exp()).sum();
    let [
        name,
        _,
        _,
        coverage,
        naming,
        named,
        _,
        letters,
        _,
        _,
        near_name,
        near_text,
        near,
        near_sentence,
    ] = best.features;
    let most = |at: usize| candidates.iter().map(|found| found.features[at]).fold(0.0, f32::max);
    let leads = |at: usize| if best.features[at] >= most(at) { 1.0 } else { 0.0 };
    let seen: [f32; SEEN] = [
        name,
        coverage,
        naming,
        named,
        letters,
        near,
        near_name,
        near_text,
        near_sentence,
        most(NEAR),
        (leads(COVERAGE) + leads(NEAR_NAME) + leads(NEAR) + leads(NEAR_SENTENCE)) / 4.0,
        1.0 / odds,
        1.0 - behind.exp(),
        unknown,
        (count(words) / LONG).min(1.0),
    ];
    let mut all = [0.0; SURE_FEATURES];
    all.iter_mut().zip(seen.into_iter().chain(cover)).for_each(|(all, seen)| *all = seen);
    all
}

/// How likely the first candidate is right, 0–1.
pub(super) fn sureness(evidence: &[f32; SURE_FEATURES]) -> f32 {
    1.0 / (1.0 + (-(SURE_BASE + grown(&SURE_TREES, evidence))).exp())
}
