//! What words mean, as far as the heads can tell it apart: a few numbers for each word, whose mean over a
//! message goes through one layer of units. It carries what is learned of one word over to those used like it,
//! and knows what no single word says.
//!
//! Numbers are small integers and are added up as such; the layer is plain IEEE 754 in a fixed order. So the
//! browser and the edge come to the same.

use super::HEADS;

/// Numbers of a word.
pub const NUMBERS: usize = 32;

/// Units of the layer.
pub const UNITS: usize = 48;

/// The furthest that a word's number is from zero, before it is multiplied by the word's size.
pub const FURTHEST: i8 = 7;

/// A word's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordMeaning {
    /// From `-FURTHEST` to `FURTHEST`.
    pub numbers: [i8; NUMBERS],
    /// What they are multiplied by.
    pub size: u8,
}

/// The layer from a message's numbers to what the heads make of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// What one step of a number is worth.
    pub step: f32,
    /// By number: what it adds to each unit.
    pub into: Vec<[f32; UNITS]>,
    /// What each unit has without any word.
    pub shift: [f32; UNITS],
    /// By unit: what it adds to each head's logit.
    pub out: Vec<[f32; HEADS]>,
}

impl Layer {
    /// A layer that says nothing.
    pub fn silent() -> Self {
        Self {
            step: 0.0,
            into: vec![[0.0; UNITS]; NUMBERS],
            shift: [0.0; UNITS],
            out: vec![[0.0; HEADS]; UNITS],
        }
    }

    /// What the units make of `sums`, a message's numbers added up over so many `words`.
    #[expect(clippy::cast_precision_loss, reason = "sums of a message's steps are far below 2^24")]
    fn units(&self, sums: &[i32; NUMBERS], words: usize) -> [f32; UNITS] {
        let worth = self.step * thinning(words);
        let mut units = self.shift;
        for (sum, into) in sums.iter().zip(&self.into) {
            let number = *sum as f32 * worth;
            units.iter_mut().zip(into).for_each(|(unit, into)| *unit += number * into);
        }
        units
    }

    /// Adds to each head's logit what the message's numbers say.
    pub fn add_to(&self, logits: &mut [f32; HEADS], sums: &[i32; NUMBERS], words: usize) {
        for (unit, out) in self.units(sums, words).into_iter().zip(&self.out) {
            if unit > 0.0 {
                logits.iter_mut().zip(out).for_each(|(logit, out)| *logit += unit * out);
            }
        }
    }

    /// What a step of each number of one of the message's words adds to the logit of the head in `column`: the
    /// units that are awake stay so, so their sum is what the words say together.
    pub fn pull(&self, sums: &[i32; NUMBERS], words: usize, column: usize) -> [f32; NUMBERS] {
        let (units, worth) = (self.units(sums, words), self.step * thinning(words));
        std::array::from_fn(|number| {
            let awake = units.iter().zip(&self.into[number]).zip(&self.out);
            let awake = awake.filter(|((unit, _), _)| **unit > 0.0);
            worth * awake.map(|((_, into), out)| into * out[column]).sum::<f32>()
        })
    }
}

impl WordMeaning {
    /// Adds its numbers to `sums`.
    pub fn add_to(&self, sums: &mut [i32; NUMBERS]) {
        let size = i32::from(self.size);
        sums.iter_mut()
            .zip(&self.numbers)
            .for_each(|(sum, number)| *sum += size * i32::from(*number));
    }

    /// What it adds to a logit under `pull`.
    pub fn worth(&self, pull: &[f32; NUMBERS]) -> f32 {
        let numbers = self.numbers.iter().zip(pull);
        f32::from(self.size) * numbers.map(|(number, pull)| f32::from(*number) * pull).sum::<f32>()
    }
}

/// Where the words of a message point together, by which messages are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Direction([i8; NUMBERS]);

impl Direction {
    /// Where `sums` point, the numbers of a message's words added up; nowhere without words.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "sums of a message's steps are far below 2^24, and a number is at most the length"
    )]
    pub fn of(sums: &[i32; NUMBERS]) -> Self {
        let length = sums.iter().map(|sum| (*sum as f32) * (*sum as f32)).sum::<f32>().sqrt();
        let part = |sum: i32| (sum as f32 / length * f32::from(i8::MAX)).round() as i8;
        Self(if length > 0.0 { sums.map(part) } else { [0; NUMBERS] })
    }

    /// Its parts, each from −1 to 1.
    pub fn parts(self) -> [f32; NUMBERS] {
        self.0.map(|part| f32::from(part) / f32::from(i8::MAX))
    }

    /// How alike two messages are, from −1 to 1; 0 where one has no words that are known.
    pub fn likeness(&self, other: &Self) -> f32 {
        let full = f32::from(i8::MAX) * f32::from(i8::MAX);
        self.0.iter().zip(&other.0).map(|(a, b)| f32::from(*a) * f32::from(*b)).sum::<f32>() / full
    }
}

/// How much a word counts among `words`: in a long message each says less.
#[expect(clippy::cast_precision_loss, reason = "a message has far fewer than 2^24 words")]
pub fn thinning(words: usize) -> f32 {
    1.0 / (words.max(4) as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A layer whose first unit wakes by the first number, and its second sleeps by the same.
    fn layer() -> Layer {
        let mut layer = Layer { step: 0.5, ..Layer::silent() };
        layer.into[0][0] = 2.0;
        layer.into[0][1] = -2.0;
        layer.out[0][3] = 1.5;
        layer.out[1][3] = 7.0;
        layer
    }

    fn word(first: i8) -> WordMeaning {
        let mut numbers = [0; NUMBERS];
        numbers[0] = first;
        WordMeaning { numbers, size: 2 }
    }

    #[test]
    fn what_sleeps_says_nothing() {
        let (mut sums, mut logits) = ([0; NUMBERS], [0.0; HEADS]);
        word(3).add_to(&mut sums);
        layer().add_to(&mut logits, &sums, 4);
        // 3 × 2 steps of a half, halved among four words, times 2, times 1.5.
        assert_eq!(logits[3].to_bits(), 4.5f32.to_bits());
    }

    #[test]
    fn messages_are_alike_by_where_they_point() {
        let direction = |first, second| {
            let mut sums = [0; NUMBERS];
            (sums[0], sums[1]) = (first, second);
            Direction::of(&sums)
        };
        let one = direction(300, 0);
        let likeness = |other: Direction| (one.likeness(&other) * 100.0).round().to_string();
        let others = [(7, 0), (0, 5), (-40, 0), (5, 5), (0, 0)];
        let found = others.map(|(first, second)| likeness(direction(first, second)));
        assert_eq!(found, ["100", "0", "-100", "71", "0"]);
    }

    #[test]
    fn what_words_add_is_what_they_say_together() {
        let (mut sums, mut logits) = ([0; NUMBERS], [0.0; HEADS]);
        let words = [word(3), word(-1), word(2)];
        for word in &words {
            word.add_to(&mut sums);
        }
        layer().add_to(&mut logits, &sums, 3);
        let pull = layer().pull(&sums, 3, 3);
        let parts: f32 = words.iter().map(|word| word.worth(&pull)).sum();
        assert!((parts - logits[3]).abs() < 1e-5, "{parts} {}", logits[3]);
    }
}
