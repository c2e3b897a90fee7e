//! Learning: follow-the-regularised-leader with an L1 penalty (`McMahan` and others,
//! "Ad Click Prediction: a View from the Trenches", 2013), one logistic head beside the other and one softmax over the
//! issue types, together with what words mean. Near the end the weights that matter least go, and the others learn
//! to do without them.
//!
//! Examples come in an order that depends on the seed alone and the arithmetic is plain IEEE 754 on
//! one thread, so the same corpus gives the same bytes.

use super::examples::{Example, Label};
use super::meaning::Meanings;
use super::vary::vary;
use crate::random::SplitMix;
use baton_shared::trigger::model::{
    BUCKETS, Bucket, Feature, HEADS, Head, Lexis, dilution, exp, sigmoid,
};
use baton_shared::trigger::{IssueType, seen_by_model};

/// How learning goes.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// Times that every example is seen.
    pub epochs: u32,
    /// And after the weights that matter least have gone.
    pub settling: u32,
    /// Most weights kept.
    pub most: usize,
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
    /// Its words by their rows, none for those without a meaning.
    pub words: Vec<Option<u16>>,
    /// Per head, by column.
    pub labels: [Label; HEADS],
    /// How much it counts.
    pub weight: f32,
}

impl Sample {
    /// `example` as it is written.
    pub fn new(example: &Example, weight: f32, lexis: &Lexis) -> Self {
        Self::of(&example.text, example.labels, weight, lexis)
    }

    fn of(text: &str, labels: [Label; HEADS], weight: f32, lexis: &Lexis) -> Self {
        let (mut features, mut words) = (Vec::new(), Vec::new());
        for feature in seen_by_model(text, lexis) {
            match feature {
                Feature::Bucket(bucket) => features.push(bucket),
                Feature::Word(row) => words.push(Some(row)),
                Feature::Unknown => words.push(None),
            }
        }
        Self { features, words, labels, weight }
    }
}

/// Weights per bucket and head, before they are made small.
pub struct Learner {
    recipe: Recipe,
    bias: [Slot; HEADS],
    slots: Vec<[Slot; HEADS]>,
    /// Per bucket, the heads for which it may have a weight, one bit each.
    open: Vec<u64>,
    meanings: Meanings,
}

/// What a learner had learned at one time.
struct Snapshot {
    weights: Vec<f32>,
    bias: [f32; HEADS],
    meanings: Meanings,
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

    /// Gives it `weight`, where no penalty is.
    fn set(&mut self, weight: f32, recipe: &Recipe) {
        self.z = -weight * ((1.0 + self.n.sqrt()) / recipe.rate + recipe.l2);
    }

    fn learn(&mut self, gradient: f32, weight: f32, recipe: &Recipe) {
        let next = self.n + gradient * gradient;
        let sigma = (next.sqrt() - self.n.sqrt()) / recipe.rate;
        self.z += gradient - sigma * weight;
        self.n = next;
    }
}

impl Learner {
    /// Learns from `own` examples, varied each time, and from `public` samples as they are. `meanings` is where
    /// words begin.
    pub fn learn(
        own: &[Example],
        public: &[Sample],
        lexis: &Lexis,
        meanings: Meanings,
        recipe: Recipe,
    ) -> Self {
        let mut learner = Self {
            recipe,
            bias: [Slot::default(); HEADS],
            slots: vec![[Slot::default(); HEADS]; BUCKETS as usize],
            open: vec![u64::MAX; BUCKETS as usize],
            meanings,
        };
        let count = u32::try_from(own.len() + public.len()).unwrap_or(u32::MAX);
        let mut order: Vec<u32> = (0..count).collect();
        let mut random = SplitMix(0x5eed);
        let mut settled = Vec::new();
        for epoch in 0..recipe.epochs + recipe.settling {
            if epoch == recipe.epochs {
                let own = own.iter().map(|example| Sample::new(example, 1.0, lexis).features);
                learner.close(own.chain(public.iter().map(|sample| sample.features.clone())));
            }
            random.shuffle(&mut order);
            for at in &order {
                let at = *at as usize;
                if let Some(at) = at.checked_sub(own.len()) {
                    learner.step(&public[at], &mut random);
                } else {
                    let (text, labels) = vary(&own[at], own, &mut random);
                    learner.step(&Sample::of(&text, labels, 1.0, lexis), &mut random);
                }
            }
            if epoch >= recipe.epochs {
                settled.push(learner.snapshot());
            }
        }
        learner.average(&settled);
        learner
    }

    /// Every weight that is open, and what words mean, as they are now.
    fn snapshot(&self) -> Snapshot {
        let weights = self.cells().map(|(bucket, column)| self.weight(bucket, column)).collect();
        let bias = std::array::from_fn(|column| self.bias(column));
        Snapshot { weights, bias, meanings: self.meanings.clone() }
    }

    /// Goes back to the middle of `snapshots`: what the last examples happened to be matters less.
    fn average(&mut self, snapshots: &[Snapshot]) {
        #[expect(clippy::cast_precision_loss, reason = "a few")]
        let share = 1.0 / snapshots.len() as f32;
        let cells: Vec<(Bucket, usize)> = self.cells().collect();
        for (at, (bucket, column)) in cells.into_iter().enumerate() {
            let sum: f32 = snapshots.iter().map(|snapshot| snapshot.weights[at]).sum();
            self.slots[bucket as usize][column].set(sum * share, &self.recipe);
        }
        for (column, bias) in self.bias.iter_mut().enumerate() {
            let sum: f32 = snapshots.iter().map(|snapshot| snapshot.bias[column]).sum();
            bias.set(sum * share, &self.recipe);
        }
        self.meanings.average(snapshots.iter().map(|snapshot| &snapshot.meanings), share);
    }

    /// The weights that are open.
    fn cells(&self) -> impl Iterator<Item = (Bucket, usize)> {
        (0..BUCKETS).flat_map(|bucket| {
            let open = self.open[bucket as usize];
            (0..HEADS)
                .filter(move |column| open >> column & 1 == 1)
                .map(move |column| (bucket, column))
        })
    }

    /// Keeps the weights that matter most, and no penalty on them. A weight matters by how much it moves the
    /// messages it occurs in: its size times the root of how many they are.
    fn close(&mut self, messages: impl Iterator<Item = Vec<Bucket>>) {
        let mut seen = vec![0u32; BUCKETS as usize];
        messages.flatten().for_each(|bucket| seen[bucket as usize] += 1);
        let mut found: Vec<(f32, Bucket, usize, f32)> = Vec::new();
        for bucket in (0..BUCKETS).filter(|bucket| seen[*bucket as usize] > 1) {
            for column in 0..HEADS {
                let weight = self.weight(bucket, column);
                #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^24")]
                let matters = weight.abs() * (seen[bucket as usize] as f32).sqrt();
                found.extend((matters > 0.0).then_some((matters, bucket, column, weight)));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        found.truncate(self.recipe.most);
        self.open.fill(0);
        let free = Recipe { l1: 0.0, ..self.recipe };
        for (_, bucket, column, weight) in found {
            self.open[bucket as usize] |= 1 << column;
            self.slots[bucket as usize][column].set(weight, &free);
        }
        self.recipe = free;
    }

    /// The weight of `bucket` for the head in `column`.
    pub fn weight(&self, bucket: Bucket, column: usize) -> f32 {
        if self.open[bucket as usize] >> column & 1 == 0 {
            return 0.0;
        }
        self.slots[bucket as usize][column].weight(&self.recipe, self.recipe.l1)
    }

    /// What words mean.
    pub const fn meanings(&self) -> &Meanings {
        &self.meanings
    }

    /// The bias of the head in `column`.
    pub fn bias(&self, column: usize) -> f32 {
        self.bias[column].weight(&self.recipe, 0.0)
    }

    fn step(&mut self, sample: &Sample, random: &mut SplitMix) {
        let value = dilution(sample.features.len());
        let heads: Vec<usize> =
            (0..HEADS).filter(|column| sample.labels[*column] != Label::Unknown).collect();
        let mut weights = vec![0.0f32; sample.features.len() * heads.len()];
        let mut logits = [0.0f32; HEADS];
        for (row, bucket) in weights.chunks_mut(heads.len()).zip(&sample.features) {
            for (cell, column) in row.iter_mut().zip(&heads) {
                *cell = self.weight(*bucket, *column);
                logits[*column] += *cell * value;
            }
        }
        let meant = self.meanings.read(&sample.words, random);
        self.meanings.add_to(&mut logits, &meant);
        let errors = self.errors(sample, &heads, &mut logits);
        let mut all = [0.0; HEADS];
        for (column, error) in heads.iter().zip(&errors) {
            let weight = self.bias(*column);
            self.bias[*column].learn(*error, weight, &self.recipe);
            all[*column] = *error;
        }
        for (row, bucket) in weights.chunks(heads.len()).zip(&sample.features) {
            let (slots, open) = (&mut self.slots[*bucket as usize], self.open[*bucket as usize]);
            let cells = row.iter().zip(&heads).zip(&errors);
            for ((weight, column), error) in cells.filter(|((_, head), _)| open >> **head & 1 == 1)
            {
                slots[*column].learn(error * value, *weight, &self.recipe);
            }
        }
        self.meanings.learn(&meant, &all);
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
