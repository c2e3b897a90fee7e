//! Oblivious trees grown one after the other on what those before them got wrong (gradient boosting, Friedman
//! 2001).

use baton_shared::trees::Tree;

/// How trees are grown.
pub struct Growth {
    /// How many.
    pub trees: usize,
    /// How much of what a tree could mend it does mend.
    pub rate: f64,
    /// How much says nothing in a leaf, beside its samples.
    pub calm: f64,
    /// Most thresholds that a thing is asked for, at most 255.
    pub thresholds: usize,
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
pub fn grow<const DEPTH: usize, const LEAVES: usize>(
    samples: &[Sample],
    base: f64,
    growth: &Growth,
) -> Vec<Tree<DEPTH, LEAVES>> {
    let things = samples.first().map_or(0, |sample| sample.seen.len());
    let asked = (0..things).filter(|at| !growth.left_out.contains(at));
    let things: Vec<Thing> = asked.map(|at| Thing::of(samples, at, growth.thresholds)).collect();
    let mut logits = vec![base; samples.len()];
    let mut trees = Vec::with_capacity(growth.trees);
    for _ in 0..growth.trees {
        let pulls: Vec<Pull> =
            samples.iter().zip(&logits).map(|(sample, logit)| Pull::of(sample, *logit)).collect();
        let (tree, branches) = best_tree(&pulls, &things, growth);
        for (logit, branch) in logits.iter_mut().zip(branches) {
            *logit += f64::from(tree.adds[branch]);
        }
        trees.push(tree);
    }
    trees
}

/// A thing seen, that trees can ask for.
struct Thing {
    /// Its place among what is seen.
    at: u8,
    /// What it can be asked to be more than, ascending.
    thresholds: Vec<f32>,
    /// Per sample, how many of them it is more than.
    steps: Vec<u8>,
}

impl Thing {
    fn of(samples: &[Sample], at: usize, most: usize) -> Self {
        let thresholds = thresholds(samples, at, most);
        let step = |sample: &Sample| {
            let step = thresholds.partition_point(|than| sample.seen[at] > *than);
            u8::try_from(step).unwrap_or(u8::MAX)
        };
        let steps = samples.iter().map(step).collect();
        Self { at: u8::try_from(at).unwrap_or(u8::MAX), thresholds, steps }
    }

    /// The threshold that parts every branch best, by its place, and what that mends. `branches` are
    /// fewer than `count`.
    fn best(
        &self,
        pulls: &[Pull],
        branches: &[usize],
        count: usize,
        calm: f64,
    ) -> Option<(f64, usize)> {
        let steps = self.thresholds.len() + 1;
        let mut sums = vec![Pull::default(); count * steps];
        for ((step, branch), pull) in self.steps.iter().zip(branches).zip(pulls) {
            let sum = &mut sums[branch * steps + usize::from(*step)];
            *sum = sum.plus(*pull);
        }
        let mut parts: Vec<[Pull; 2]> = sums
            .chunks(steps)
            .map(|steps| {
                let all = steps.iter().fold(Pull::default(), |all, step| all.plus(*step));
                [Pull::default(), all]
            })
            .collect();
        let mut best: Option<(f64, usize)> = None;
        for at in 0..self.thresholds.len() {
            for (part, steps) in parts.iter_mut().zip(sums.chunks(steps)) {
                part[0] = part[0].plus(steps[at]);
                part[1] = part[1].minus(steps[at]);
            }
            let mends = parts.iter().flatten().map(|part| part.mends(calm)).sum();
            if best.is_none_or(|(most, _)| mends > most) {
                best = Some((mends, at));
            }
        }
        best
    }
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

    fn plus(self, other: Self) -> Self {
        Self { slope: self.slope + other.slope, curve: self.curve + other.curve }
    }

    fn minus(self, other: Self) -> Self {
        Self { slope: self.slope - other.slope, curve: self.curve - other.curve }
    }

    /// What a leaf with it mends.
    fn mends(self, calm: f64) -> f64 {
        self.slope * self.slope / (self.curve + calm)
    }
}

/// Values of a thing seen that part the samples about evenly.
fn thresholds(samples: &[Sample], at: usize, most: usize) -> Vec<f32> {
    let mut values: Vec<f32> = samples.iter().map(|sample| sample.seen[at]).collect();
    values.sort_by(f32::total_cmp);
    let parts = (1..=most).map(|part| values[(values.len() - 1) * part / (most + 1)]);
    let mut found: Vec<f32> = parts.map(|value| rounded(value) + 0.0005).collect();
    found.dedup();
    found
}

/// The tree that mends most, one question after the other, and the branch of each sample.
fn best_tree<const DEPTH: usize, const LEAVES: usize>(
    pulls: &[Pull],
    things: &[Thing],
    growth: &Growth,
) -> (Tree<DEPTH, LEAVES>, Vec<usize>) {
    let mut branches = vec![0usize; pulls.len()];
    let mut asks = [(0u8, 0.0f32); DEPTH];
    for (level, ask) in asks.iter_mut().enumerate() {
        let mut best: Option<(f64, &Thing, usize)> = None;
        for thing in things {
            let found = thing.best(pulls, &branches, 1 << level, growth.calm);
            if let Some((mends, at)) =
                found.filter(|found| best.is_none_or(|best| found.0 > best.0))
            {
                best = Some((mends, thing, at));
            }
        }
        let Some((_, thing, at)) = best else { continue };
        *ask = (thing.at, thing.thresholds[at]);
        for (branch, step) in branches.iter_mut().zip(&thing.steps) {
            *branch = *branch * 2 + usize::from(usize::from(*step) > at);
        }
    }
    let mut sums = [Pull::default(); LEAVES];
    for (branch, pull) in branches.iter().zip(pulls) {
        sums[*branch] = sums[*branch].plus(*pull);
    }
    #[expect(clippy::cast_possible_truncation, reason = "weights are small")]
    let adds =
        sums.map(|sum| rounded((growth.rate * sum.slope / (sum.curve + growth.calm)) as f32));
    (Tree { asks, adds }, branches)
}

/// As it is written.
pub fn rounded(number: f32) -> f32 {
    (number * 1000.0).round() / 1000.0
}

/// Trees as the lines of a list in Rust.
pub fn written<const DEPTH: usize, const LEAVES: usize>(trees: &[Tree<DEPTH, LEAVES>]) -> String {
    let line = |tree: &Tree<DEPTH, LEAVES>| {
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
        let growth = Growth { trees: 40, rate: 0.3, calm: 1.0, thresholds: 16, left_out: &[2] };
        let trees: Vec<Tree> = grow(&samples, 0.0, &growth);
        assert!(samples.iter().all(|sample| (grown(&trees, &sample.seen) > 0.0) == sample.truth));
        assert!(trees.iter().all(|tree| tree.asks.iter().all(|(at, _)| *at != 2)));
    }
}
