//! Learning what words say in their order: the filters over neighbouring words.

use super::learned::{Learned, add, row, values};
use crate::random::SplitMix;
use baton_shared::trigger::model::{FILTERS, Filters, HEADS, NUMBERS, WIDTH};

/// A word's numbers while they are learned; none where it is not known.
pub type Numbers = Option<[f32; NUMBERS]>;

/// The filters, while they are learned.
#[derive(Clone)]
pub struct FilterLearner {
    into: [Vec<[Learned; FILTERS]>; WIDTH],
    shift: [Learned; FILTERS],
    out: Vec<[Learned; HEADS]>,
}

/// The strongest answer of each filter to a message, at least zero, and the word it is around.
pub struct Answers {
    strength: [f32; FILTERS],
    around: [usize; FILTERS],
}

impl FilterLearner {
    /// Filters of which nothing was learned yet.
    pub fn new(random: &mut SplitMix) -> Self {
        Self {
            into: std::array::from_fn(|_| (0..NUMBERS).map(|_| row(0.15, random)).collect()),
            shift: [Learned::at(0.0); FILTERS],
            out: (0..FILTERS).map(|_| row(0.05, random)).collect(),
        }
    }

    /// The answers to `words`.
    pub fn read(&self, words: &[Numbers]) -> Answers {
        let mut answers = Answers { strength: [0.0; FILTERS], around: [0; FILTERS] };
        for at in 0..words.len() {
            let mut sums = values(&self.shift);
            for (place, into) in self.into.iter().enumerate() {
                if let Some(numbers) = neighbour(words, at, place) {
                    numbers
                        .iter()
                        .zip(into)
                        .for_each(|(number, into)| add(&mut sums, into, *number));
                }
            }
            for (filter, sum) in sums.into_iter().enumerate() {
                if sum > answers.strength[filter] {
                    (answers.strength[filter], answers.around[filter]) = (sum, at);
                }
            }
        }
        answers
    }

    /// Adds to each head's logit what the answers say.
    pub fn add_to(&self, logits: &mut [f32; HEADS], answers: &Answers) {
        let awake = answers.strength.iter().zip(&self.out).filter(|(answer, _)| **answer > 0.0);
        awake.for_each(|(answer, out)| add(logits, out, *answer));
    }

    /// Learns from how far the prediction was off, per head, and adds to `slopes` how far each word's numbers were.
    pub fn learn(
        &mut self,
        words: &[Numbers],
        answers: &Answers,
        errors: &[f32; HEADS],
        slopes: &mut [[f32; NUMBERS]],
    ) {
        let mut to_filters = [0.0f32; FILTERS];
        for (filter, answer) in
            answers.strength.iter().enumerate().filter(|(_, answer)| **answer > 0.0)
        {
            for (out, error) in self.out[filter].iter_mut().zip(errors) {
                to_filters[filter] += out.value * error;
                out.learn(error * answer);
            }
            self.shift[filter].learn(to_filters[filter]);
        }
        for (place, into) in self.into.iter_mut().enumerate() {
            // By number and filter: what the filter heard at this place.
            let mut heard = [[0.0f32; FILTERS]; NUMBERS];
            for (filter, to_filter) in
                to_filters.iter().enumerate().filter(|(_, slope)| **slope != 0.0)
            {
                let around = answers.around[filter];
                let Some(numbers) = neighbour(words, around, place) else { continue };
                let slopes = &mut slopes[around + place - 1];
                for (number, heard) in heard.iter_mut().enumerate() {
                    heard[filter] = numbers[number] * to_filter;
                    slopes[number] += into[number][filter].value * to_filter;
                }
            }
            for (into, heard) in into.iter_mut().zip(&heard) {
                into.iter_mut().zip(heard).for_each(|(into, gradient)| into.learn(*gradient));
            }
        }
    }

    /// Every number.
    pub fn values(&mut self) -> impl Iterator<Item = &mut Learned> {
        self.into
            .iter_mut()
            .flatten()
            .flatten()
            .chain(&mut self.shift)
            .chain(self.out.iter_mut().flatten())
    }

    /// The filters, as they are shipped.
    pub fn shrink(&self) -> Filters {
        Filters {
            into: self.into.each_ref().map(|place| place.iter().map(values).collect()),
            shift: values(&self.shift),
            out: self.out.iter().map(values).collect(),
        }
    }
}

/// The word at `place` among the neighbours of the word `at`.
fn neighbour(words: &[Numbers], at: usize, place: usize) -> Option<&[f32; NUMBERS]> {
    words.get((at + place).checked_sub(1)?)?.as_ref()
}
