//! Learning what words mean: their numbers, the layer over what they come to together, and the filters over what they
//! say in their order.

use super::filters::{Answers, FilterLearner, Numbers};
use super::learned::{Learned, add, row, values};
use super::words::Beginnings;
use crate::random::SplitMix;
use baton_shared::trigger::model::{
    FURTHEST, Filters, HEADS, Layer, NUMBERS, UNITS, WordMeaning, thinning,
};

/// How many of a message's words are overlooked while learning, so that no word is relied on alone.
const OVERLOOKED: f64 = 0.3;

/// The numbers of words, the layer and the filters, while they are learned.
#[derive(Clone)]
pub struct Meanings {
    words: Vec<[Learned; NUMBERS]>,
    into: Vec<[Learned; UNITS]>,
    shift: [Learned; UNITS],
    out: Vec<[Learned; HEADS]>,
    filters: FilterLearner,
}

/// What a message came to.
pub struct Meant {
    /// The rows of its words, none for those that are not known or were overlooked.
    rows: Vec<Option<u16>>,
    words: Vec<Numbers>,
    numbers: [f32; NUMBERS],
    units: [f32; UNITS],
    answers: Answers,
}

impl Meant {
    /// How much each word counts.
    fn thinning(&self) -> f32 {
        thinning(self.rows.iter().flatten().count())
    }
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
            filters: FilterLearner::new(random),
        }
    }

    /// What a message comes to whose words have these `rows`, some of which are overlooked.
    pub fn read(&self, rows: &[Option<u16>], random: &mut SplitMix) -> Meant {
        let rows: Vec<Option<u16>> =
            rows.iter().map(|row| row.filter(|_| !random.chance(OVERLOOKED))).collect();
        let of = |row: &Option<u16>| row.map(|row| values(&self.words[usize::from(row)]));
        let words: Vec<Numbers> = rows.iter().map(of).collect();
        let mut numbers = [0.0; NUMBERS];
        for word in words.iter().flatten() {
            numbers.iter_mut().zip(word).for_each(|(sum, number)| *sum += number);
        }
        let answers = self.filters.read(&words);
        let mut meant = Meant { rows, words, numbers, units: [0.0; UNITS], answers };
        let worth = meant.thinning();
        meant.numbers = meant.numbers.map(|number| number * worth);
        let mut units = values(&self.shift);
        for (number, into) in meant.numbers.iter().zip(&self.into) {
            add(&mut units, into, *number);
        }
        meant.units = units.map(|unit| unit.max(0.0));
        meant
    }

    /// Adds to each head's logit what a message came to.
    pub fn add_to(&self, logits: &mut [f32; HEADS], meant: &Meant) {
        for (unit, out) in meant.units.iter().zip(&self.out).filter(|(unit, _)| **unit > 0.0) {
            add(logits, out, *unit);
        }
        self.filters.add_to(logits, &meant.answers);
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
        let worth = meant.thinning();
        let mut slopes = vec![to_numbers.map(|slope| slope * worth); meant.words.len()];
        self.filters.learn(&meant.words, &meant.answers, errors, &mut slopes);
        for (row, slopes) in meant.rows.iter().zip(&slopes) {
            if let Some(row) = row {
                let numbers = self.words[usize::from(*row)].iter_mut().zip(slopes);
                numbers.for_each(|(number, slope)| number.learn(*slope));
            }
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
            .chain(self.filters.values())
    }

    /// The words in small steps, the layer and the filters.
    pub fn shrink(&self) -> (Vec<WordMeaning>, Layer, Filters) {
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
        (self.words.iter().map(shrunk).collect(), layer, self.filters.shrink())
    }
}
