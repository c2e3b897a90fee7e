//! Learning from where a reply points, without its words: the units that hear that alone.

use super::learned::{Learned, add, row, values};
use super::listening::Known;
use crate::random::SplitMix;
use baton_shared::trigger::model::sigmoid;
use baton_shared::trigger::{Dense, LISTENERS, Listener};

/// How many units sleep through a reply that would wake them while learning, so that none is relied on alone.
const SLEEP: f64 = 0.4;

/// How loud one is that doesn't, so that all together are as loud as ever.
const LOUDER: f32 = 1.0 / 0.6;

/// The units while they learn.
struct Learner {
    into: Vec<[Learned; LISTENERS]>,
    shift: [Learned; LISTENERS],
    out: [Learned; LISTENERS],
    bias: Learned,
}

/// Learns from examples, each heard so often.
pub fn learn(examples: &[&Known<'_>], rounds: usize) -> Listener {
    let mut random = SplitMix(0x0ea2);
    let things = examples.first().map_or(0, |example| example.seen.len());
    let mut learner = Learner {
        into: (0..things).map(|_| row(0.05, &mut random)).collect(),
        shift: row(0.01, &mut random),
        out: row(0.1, &mut random),
        bias: Learned::at(-1.0),
    };
    let mut order: Vec<u32> = (0..u32::try_from(examples.len()).unwrap_or(u32::MAX)).collect();
    for _ in 0..rounds {
        random.shuffle(&mut order);
        for at in &order {
            learner.hear(examples[*at as usize], &mut random);
        }
    }
    learner.learned()
}

impl Learner {
    /// Learns from one example.
    fn hear(&mut self, example: &Known<'_>, random: &mut SplitMix) {
        let heard = || example.seen.iter().enumerate().filter(|(_, seen)| **seen != 0.0);
        let mut units = values(&self.shift);
        for (at, seen) in heard() {
            add(&mut units, &self.into[at], *seen);
        }
        for unit in &mut units {
            *unit = if *unit > 0.0 && !random.chance(SLEEP) { *unit * LOUDER } else { 0.0 };
        }
        let says = units.iter().zip(&self.out).map(|(unit, out)| unit * out.value);
        let guess = sigmoid(says.sum::<f32>() + self.bias.value);
        let error = example.weight * (guess - if example.truth { 1.0 } else { 0.0 });
        self.bias.learn(error);
        let mut to_units = [0.0f32; LISTENERS];
        for (at, unit) in units.iter().enumerate().filter(|(_, unit)| **unit > 0.0) {
            to_units[at] = error * self.out[at].value * LOUDER;
            self.out[at].learn(error * unit);
            self.shift[at].learn(to_units[at]);
        }
        for (at, seen) in heard() {
            self.into[at]
                .iter_mut()
                .zip(&to_units)
                .for_each(|(into, slope)| into.learn(slope * seen));
        }
    }

    /// The units, as they have learned.
    fn learned(&self) -> Listener {
        Listener {
            units: Dense {
                into: self.into.iter().map(values).collect(),
                shift: values(&self.shift),
            },
            out: values(&self.out),
            bias: self.bias.value,
        }
    }
}
