//! Learning what words mean: their numbers and the layer over them, by steps that shorten with what was learned
//! already (`AdaGrad`; Duchi and others, "Adaptive Subgradient Methods", 2011).

use super::words::Beginnings;
use crate::random::SplitMix;
use baton_shared::trigger::model::{FURTHEST, HEADS, Layer, NUMBERS, UNITS, WordMeaning, thinning};

/// The first step's length.
const RATE: f32 = 0.05;

/// How many of a message's words are overlooked while learning, so that no word is relied on alone.
const OVERLOOKED: f64 = 0.3;

/// What a number is, and how much was learned of it.
#[derive(Debug, Clone, Copy)]
struct Learned {
    value: f32,
    steps: f32,
}

impl Learned {
    /// A number that is `value`, of which nothing was learned yet.
    const fn at(value: f32) -> Self {
        Self { value, steps: 0.1 }
    }

    /// A number around zero, `spread` away from it.
    fn around(spread: f32, random: &mut SplitMix) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to 1")]
        let sum: f32 = (0..6).map(|_| random.unit() as f32 - 0.5).sum();
        Self::at(sum * std::f32::consts::SQRT_2 * spread)
    }

    fn learn(&mut self, gradient: f32) {
        self.steps += gradient * gradient;
        self.value -= RATE * gradient / self.steps.sqrt();
    }
}

/// The numbers of words and the layer, while they are learned.
#[derive(Clone)]
pub struct Meanings {
    words: Vec<[Learned; NUMBERS]>,
    into: Vec<[Learned; UNITS]>,
    shift: [Learned; UNITS],
    out: Vec<[Learned; HEADS]>,
}

/// What a message came to.
pub struct Meant {
    words: Vec<u16>,
    numbers: [f32; NUMBERS],
    units: [f32; UNITS],
}

impl Meanings {
    /// Words by their keys, each where it begins.
    pub fn new(words: &[u32], beginnings: &Beginnings) -> Self {
        let mut random = SplitMix(0x0b5e_55ed);
        let random = &mut random;
        let word = |key| {
            let anywhere = row(0.1, random);
            let begins = |numbers: &[f32; NUMBERS]| numbers.map(Learned::at);
            beginnings.get(key).map_or(anywhere, begins)
        };
        Self {
            words: words.iter().map(word).collect(),
            into: (0..NUMBERS).map(|_| row(0.25, random)).collect(),
            shift: [Learned::at(0.1); UNITS],
            out: (0..UNITS).map(|_| row(0.05, random)).collect(),
        }
    }

    /// What a message of `words` comes to, some of which are overlooked.
    pub fn read(&self, words: &[u16], random: &mut SplitMix) -> Meant {
        let words: Vec<u16> =
            words.iter().copied().filter(|_| !random.chance(OVERLOOKED)).collect();
        let mut numbers = [0.0; NUMBERS];
        for word in &words {
            add(&mut numbers, &self.words[usize::from(*word)], 1.0);
        }
        numbers = numbers.map(|number| number * thinning(words.len()));
        let mut units = self.shift.map(|shift| shift.value);
        for (number, into) in numbers.iter().zip(&self.into) {
            add(&mut units, into, *number);
        }
        Meant { words, numbers, units: units.map(|unit| unit.max(0.0)) }
    }

    /// Adds to each head's logit what a message came to.
    pub fn add_to(&self, logits: &mut [f32; HEADS], meant: &Meant) {
        for (unit, out) in meant.units.iter().zip(&self.out).filter(|(unit, _)| **unit > 0.0) {
            add(logits, out, *unit);
        }
    }

    /// Learns from how far the prediction was off, per head; 0 where nothing is known.
    pub fn learn(&mut self, meant: &Meant, errors: &[f32; HEADS]) {
        let mut to_numbers = [0.0f32; NUMBERS];
        for (at, unit) in meant.units.iter().enumerate().filter(|(_, unit)| **unit > 0.0) {
            let mut to_unit = 0.0;
            for (out, error) in self.out[at].iter_mut().zip(errors) {
                to_unit += out.value * error;
                out.learn(error * unit);
            }
            self.shift[at].learn(to_unit);
            for ((sum, into), number) in
                to_numbers.iter_mut().zip(&mut self.into).zip(&meant.numbers)
            {
                *sum += into[at].value * to_unit;
                into[at].learn(to_unit * number);
            }
        }
        let worth = thinning(meant.words.len());
        for word in &meant.words {
            let numbers = self.words[usize::from(*word)].iter_mut().zip(&to_numbers);
            numbers.for_each(|(number, slope)| number.learn(slope * worth));
        }
    }

    /// Becomes the sum of `others`, each by `share`.
    pub fn average<'a>(&mut self, others: impl Iterator<Item = &'a Self>, share: f32) {
        self.values().for_each(|number| number.value = 0.0);
        for other in others {
            let mut other = other.clone();
            self.values()
                .zip(other.values())
                .for_each(|(number, other)| number.value += other.value * share);
        }
    }

    /// Every number.
    fn values(&mut self) -> impl Iterator<Item = &mut Learned> {
        self.words
            .iter_mut()
            .flatten()
            .chain(self.into.iter_mut().flatten())
            .chain(&mut self.shift)
            .chain(self.out.iter_mut().flatten())
    }

    /// The words in small steps, and the layer.
    pub fn shrink(&self) -> (Vec<WordMeaning>, Layer) {
        let furthest = |word: &[Learned; NUMBERS]| {
            word.iter().map(|number| number.value.abs()).fold(0.0, f32::max)
        };
        let largest = self.words.iter().map(furthest).fold(1e-6, f32::max);
        let step = largest / (f32::from(FURTHEST) * f32::from(u8::MAX));
        let shrunk = |word: &[Learned; NUMBERS]| {
            let size = (furthest(word) / f32::from(FURTHEST) / step).ceil().clamp(1.0, 255.0);
            #[expect(clippy::cast_possible_truncation, reason = "at most FURTHEST, by the size")]
            let numbers = word.map(|number| (number.value / (step * size)).round() as i8);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 1 to 255"
            )]
            let size = size as u8;
            WordMeaning { numbers, size }
        };
        let layer = Layer {
            step,
            into: self.into.iter().map(values).collect(),
            shift: values(&self.shift),
            out: self.out.iter().map(values).collect(),
        };
        (self.words.iter().map(shrunk).collect(), layer)
    }
}

fn row<const N: usize>(spread: f32, random: &mut SplitMix) -> [Learned; N] {
    std::array::from_fn(|_| Learned::around(spread, random))
}

fn values<const N: usize>(learned: &[Learned; N]) -> [f32; N] {
    learned.map(|number| number.value)
}

/// Adds `factor` times `learned` to `sums`.
fn add<const N: usize>(sums: &mut [f32; N], learned: &[Learned; N], factor: f32) {
    sums.iter_mut().zip(learned).for_each(|(sum, number)| *sum += factor * number.value);
}
