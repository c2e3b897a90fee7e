//! Oblivious trees grown one after the other on what those before them got wrong (gradient boosting, Friedman
//! 2001).

use baton_shared::trees::Tree;

/// Most thresholds that a thing is asked for.
const THRESHOLDS: usize = 16;

/// How trees are grown.
pub struct Growth {
    /// How many.
    pub trees: usize,
    /// How much of what a tree could mend it does mend.
    pub rate: f64,
    /// How much says nothing in a leaf, beside its samples.
    pub calm: f64,
    /// Things seen that are not asked for.
    pub left_out: &'static [usize],
}

/// What is seen, and what is so.
pub struct Sample {
    /// What is seen, as many things as of any other.
    pub seen: Vec<f32>,
    /// Whether it is so.
    pub truth: bool,
    /// How much it counts.
    pub weight: f64,
}

/// Trees that tell where it is so, added to a logit of `base`.
pub fn grow(samples: &[Sample], base: f64, growth: &Growth) -> Vec<Tree> {
    let things = samples.first().map_or(0, |sample| sample.seen.len());
    let thresholds: Vec<Vec<f32>> = (0..things)
        .map(|at| if growth.left_out.contains(&at) { Vec::new() } else { thresholds(samples, at) })
        .collect();
    let mut logits = vec![base; samples.len()];
    let mut trees = Vec::with_capacity(growth.trees);
    for _ in 0..growth.trees {
        let pulls: Vec<Pull> =
            samples.iter().zip(&logits).map(|(sample, logit)| Pull::of(sample, *logit)).collect();
        let tree = best_tree(samples, &pulls, &thresholds, growth);
        for (logit, sample) in logits.iter_mut().zip(samples) {
            *logit += f64::from(tree.adds[tree.branch(&sample.seen)]);
        }
        trees.push(tree);
    }
    trees
}

/// How the loss changes with a logit: how fast, and how fast that changes.
#[derive(Debug, Clone, Copy, Default)]
struct Pull {
    slope: f64,
    curve: f64,
}

impl Pull {
    fn of(sample: &Sample, logit: f64) -> Self {
        let guess = 1.0 / (1.0 + (-logit).exp());
        let error = f64::from(u8::from(sample.truth)) - guess;
        Self { slope: sample.weight * error, curve: sample.weight * guess * (1.0 - guess) }
    }

    fn add(&mut self, other: Self) {
        self.slope += other.slope;
        self.curve += other.curve;
    }

    /// What a leaf with it mends.
    fn mends(self, calm: f64) -> f64 {
        self.slope * self.slope / (self.curve + calm)
    }
}

/// Values of a thing seen that part the samples about evenly.
fn thresholds(samples: &[Sample], at: usize) -> Vec<f32> {
    let mut values: Vec<f32> = samples.iter().map(|sample| sample.seen[at]).collect();
    values.sort_by(f32::total_cmp);
    let parts = (1..=THRESHOLDS).map(|part| values[(values.len() - 1) * part / (THRESHOLDS + 1)]);
    let mut found: Vec<f32> = parts.map(|value| rounded(value) + 0.0005).collect();
    found.dedup();
    found
}

/// The tree that mends most, one question after the other.
fn best_tree(samples: &[Sample], pulls: &[Pull], thresholds: &[Vec<f32>], growth: &Growth) -> Tree {
    let mut branches = vec![0usize; samples.len()];
    let mut asks = [(0u8, 0.0f32); 3];
    for (level, ask) in asks.iter_mut().enumerate() {
        let mut best = f64::MIN;
        for (at, thresholds) in thresholds.iter().enumerate() {
            for than in thresholds {
                let mut sums = [Pull::default(); 8];
                for ((sample, branch), pull) in samples.iter().zip(&branches).zip(pulls) {
                    sums[branch * 2 + usize::from(sample.seen[at] > *than)].add(*pull);
                }
                let mends = sums[..2 << level].iter().map(|sum| sum.mends(growth.calm)).sum();
                if mends > best {
                    best = mends;
                    *ask = (u8::try_from(at).unwrap_or(u8::MAX), *than);
                }
            }
        }
        for (branch, sample) in branches.iter_mut().zip(samples) {
            *branch = *branch * 2 + usize::from(sample.seen[usize::from(ask.0)] > ask.1);
        }
    }
    let mut sums = [Pull::default(); 8];
    branches.iter().zip(pulls).for_each(|(branch, pull)| sums[*branch].add(*pull));
    #[expect(clippy::cast_possible_truncation, reason = "weights are small")]
    let adds =
        sums.map(|sum| rounded((growth.rate * sum.slope / (sum.curve + growth.calm)) as f32));
    Tree { asks, adds }
}

/// As it is written.
pub fn rounded(number: f32) -> f32 {
    (number * 1000.0).round() / 1000.0
}

/// Trees as the lines of a list in Rust.
pub fn written(trees: &[Tree]) -> String {
    let line = |tree: &Tree| {
        let asks = tree.asks.map(|(at, than)| format!("({at}, {than:.4})")).join(", ");
        let adds = tree.adds.map(|add| format!("{add:.4}")).join(", ");
        format!("    Tree {{ asks: [{asks}], adds: [{adds}] }},\n")
    };
    trees.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::trees::grown;

    #[test]
    fn trees_tell_what_no_single_question_does() {
        let sample = |at: u8| {
            let seen: Vec<f32> = (0..3).map(|bit| f32::from((at >> bit) & 1)).collect();
            Sample { truth: seen[0] > seen[1], seen, weight: 1.0 }
        };
        let samples: Vec<Sample> = (0u8..200).map(sample).collect();
        let growth = Growth { trees: 40, rate: 0.3, calm: 1.0, left_out: &[2] };
        let trees = grow(&samples, 0.0, &growth);
        assert!(samples.iter().all(|sample| (grown(&trees, &sample.seen) > 0.0) == sample.truth));
        assert!(trees.iter().all(|tree| tree.asks.iter().all(|(at, _)| *at != 2)));
    }
}
