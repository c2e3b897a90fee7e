//! Learning: follow-the-regularised-leader with an L1 penalty (`McMahan` and others,
//! "Ad Click Prediction: a View from the Trenches", 2013), one logistic head beside the other and one softmax over the
//! issue types.
//!
//! Examples come in an order that depends on the seed alone and the arithmetic is plain IEEE 754 on
//! one thread, so the same corpus gives the same bytes.

use super::examples::{Example, Label};
use super::vary::vary;
use crate::random::SplitMix;
use baton_shared::trigger::model::{BUCKETS, Bucket, Groups, HEADS, Head, dilution, exp, sigmoid};
use baton_shared::trigger::{IssueType, seen_by_model};

/// How learning goes.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// Times that every example is seen.
    pub epochs: u32,
    /// First step's length.
    pub rate: f32,
    /// Weights weaker than this many steps stay zero.
    pub l1: f32,
    /// Pulls weights towards zero.
    pub l2: f32,
}

/// An example, ready to learn from.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Its features, in their order.
    pub features: Vec<Bucket>,
    /// How many there are with repeats.
    pub count: usize,
    /// Per head, by column.
    pub labels: [Label; HEADS],
    /// How much it counts.
    pub weight: f32,
}

impl Sample {
    /// `example` as it is written.
    pub fn new(example: &Example, weight: f32, groups: &Groups) -> Self {
        Self::of(&example.text, example.labels, weight, groups)
    }

    fn of(text: &str, labels: [Label; HEADS], weight: f32, groups: &Groups) -> Self {
        let features = seen_by_model(text, groups);
        let count = features.len();
        Self { features, count, labels, weight }
    }
}

/// Weights per bucket and head, before they are made small.
pub struct Learner {
    recipe: Recipe,
    bias: [Slot; HEADS],
    slots: Vec<[Slot; HEADS]>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    z: f32,
    n: f32,
}

impl Slot {
    fn weight(self, recipe: &Recipe, l1: f32) -> f32 {
        if self.z.abs() <= l1 {
            return 0.0;
        }
        let pull = (1.0 + self.n.sqrt()) / recipe.rate + recipe.l2;
        (l1.copysign(self.z) - self.z) / pull
    }

    fn learn(&mut self, gradient: f32, weight: f32, recipe: &Recipe) {
        let next = self.n + gradient * gradient;
        let sigma = (next.sqrt() - self.n.sqrt()) / recipe.rate;
        self.z += gradient - sigma * weight;
        self.n = next;
    }
}

impl Learner {
    /// Learns from `own` examples, varied each time, and from `public` samples as they are.
    pub fn learn(own: &[Example], public: &[Sample], groups: &Groups, recipe: Recipe) -> Self {
        let mut learner = Self {
            recipe,
            bias: [Slot::default(); HEADS],
            slots: vec![[Slot::default(); HEADS]; BUCKETS as usize],
        };
        let count = u32::try_from(own.len() + public.len()).unwrap_or(u32::MAX);
        let mut order: Vec<u32> = (0..count).collect();
        let mut random = SplitMix(0x5eed);
        for _ in 0..recipe.epochs {
            random.shuffle(&mut order);
            for at in &order {
                let at = *at as usize;
                if let Some(at) = at.checked_sub(own.len()) {
                    learner.step(&public[at]);
                } else {
                    let (text, labels) = vary(&own[at], own, &mut random);
                    learner.step(&Sample::of(&text, labels, 1.0, groups));
                }
            }
        }
        learner
    }

    /// The weight of `bucket` for the head in `column`.
    pub fn weight(&self, bucket: Bucket, column: usize) -> f32 {
        self.slots[bucket as usize][column].weight(&self.recipe, self.recipe.l1)
    }

    /// The bias of the head in `column`.
    pub fn bias(&self, column: usize) -> f32 {
        self.bias[column].weight(&self.recipe, 0.0)
    }

    fn step(&mut self, sample: &Sample) {
        let value = dilution(sample.count);
        let heads: Vec<usize> =
            (0..HEADS).filter(|column| sample.labels[*column] != Label::Unknown).collect();
        let mut weights = vec![0.0f32; sample.features.len() * heads.len()];
        let mut logits = [0.0f32; HEADS];
        for (row, bucket) in weights.chunks_mut(heads.len()).zip(&sample.features) {
            let slots = &self.slots[*bucket as usize];
            for (cell, column) in row.iter_mut().zip(&heads) {
                *cell = slots[*column].weight(&self.recipe, self.recipe.l1);
                logits[*column] += *cell * value;
            }
        }
        let errors = self.errors(sample, &heads, &mut logits);
        for (column, error) in heads.iter().zip(&errors) {
            let weight = self.bias(*column);
            self.bias[*column].learn(*error, weight, &self.recipe);
        }
        for (row, bucket) in weights.chunks(heads.len()).zip(&sample.features) {
            let slots = &mut self.slots[*bucket as usize];
            for ((weight, column), error) in row.iter().zip(&heads).zip(&errors) {
                slots[*column].learn(error * value, *weight, &self.recipe);
            }
        }
    }

    /// How far the prediction is off, per head in `heads`.
    fn errors(&self, sample: &Sample, heads: &[usize], logits: &mut [f32; HEADS]) -> Vec<f32> {
        for column in heads {
            logits[*column] += self.bias(*column);
        }
        let issues: Vec<usize> = IssueType::ALL.map(|issue| Head::Issue(issue).index()).to_vec();
        let top = issues.iter().map(|column| logits[*column]).fold(f32::MIN, f32::max);
        let total: f32 = issues.iter().map(|column| exp(logits[*column] - top)).sum();
        let error = |column: &usize| {
            let truth = if sample.labels[*column] == Label::Yes { 1.0 } else { 0.0 };
            let guess = if *column >= issues[0] {
                exp(logits[*column] - top) / total
            } else {
                sigmoid(logits[*column])
            };
            (guess - truth) * sample.weight
        };
        heads.iter().map(error).collect()
    }
}
