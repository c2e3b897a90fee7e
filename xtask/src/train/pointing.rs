//! Learning from where a reply points: the units that hear it.

use super::course::HEADER;
use super::learned::{Learned, add, row, values};
use crate::random::SplitMix;
use baton_shared::trigger::model::sigmoid;
use baton_shared::trigger::{LISTENERS, Listeners};
use std::fmt::Write;

/// How many units sleep through a reply that would wake them while learning, so that none is relied on alone.
const SLEEP: f64 = 0.4;

/// How loud one is that doesn't, so that all together are as loud as ever.
const LOUDER: f32 = 1.0 / 0.6;

/// The units while they learn.
struct Learner<const SEEN: usize> {
    into: Vec<[Learned; LISTENERS]>,
    shift: [Learned; LISTENERS],
    out: [Learned; LISTENERS],
    bias: Learned,
}

/// What is seen of a reply, what is so, and how much it counts.
pub struct Example<'a, const SEEN: usize> {
    /// What is seen.
    pub seen: &'a [f32; SEEN],
    /// Whether it is so.
    pub truth: bool,
    /// How much it counts.
    pub weight: f32,
}

/// Learns from examples, each heard so often.
pub fn learn<const SEEN: usize>(examples: &[Example<'_, SEEN>], rounds: usize) -> Listeners {
    let mut random = SplitMix(0x0ea2);
    let mut learner = Learner::<SEEN> {
        into: (0..SEEN).map(|_| row(0.05, &mut random)).collect(),
        shift: row(0.01, &mut random),
        out: row(0.1, &mut random),
        bias: Learned::at(-1.0),
    };
    let mut order: Vec<u32> = (0..u32::try_from(examples.len()).unwrap_or(u32::MAX)).collect();
    for _ in 0..rounds {
        random.shuffle(&mut order);
        for at in &order {
            learner.hear(&examples[*at as usize], &mut random);
        }
    }
    learner.shrink()
}

impl<const SEEN: usize> Learner<SEEN> {
    /// Learns from one example.
    fn hear(&mut self, example: &Example<'_, SEEN>, random: &mut SplitMix) {
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

    /// The units in small steps.
    fn shrink(&self) -> Listeners {
        let strongest =
            |unit: usize| self.into.iter().map(|into| into[unit].value.abs()).fold(1e-6, f32::max);
        let step: [f32; LISTENERS] =
            std::array::from_fn(|unit| strongest(unit) / f32::from(i8::MAX));
        #[expect(clippy::cast_possible_truncation, reason = "at most i8::MAX, by the step")]
        let steps = |at: usize| {
            std::array::from_fn(|unit| (self.into[at][unit].value / step[unit]).round() as i8)
        };
        Listeners {
            into: (0..SEEN).map(steps).collect(),
            step,
            shift: values(&self.shift),
            out: values(&self.out),
            bias: self.bias.value,
        }
    }
}

/// The units, as Rust; `doc` says what they are for.
pub fn written(listeners: &Listeners, doc: &str) -> String {
    let Listeners { into, step, shift, out, bias } = listeners;
    let mut text = format!(
        "{HEADER}use super::pointing::Listeners;\nuse std::borrow::Cow;\n\n/// {doc}\n#[rustfmt::skip]\n\
         pub const LISTENERS: Listeners = Listeners {{\n    into: Cow::Borrowed(&[\n"
    );
    for row in into.iter() {
        let _ = writeln!(text, "        {row:?},");
    }
    let _ = write!(
        text,
        "    ]),\n    step: {step:?},\n    shift: {shift:?},\n    out: {out:?},\n    bias: {bias:?},\n}};\n"
    );
    text
}
