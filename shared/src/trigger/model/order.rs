//! What words say in their order: filters over every three neighbouring words, of which the strongest answer in the
//! message counts (a convolution; Kim, "Convolutional Neural Networks for Sentence Classification", 2014). "Can I
//! talk to" and "they talk to me" have the same words for it, and not the same order; and unlike a pair of words, a
//! filter knows those that mean nearly the same.
//!
//! The arithmetic is plain IEEE 754 in a fixed order, so the browser and the edge come to the same.

use super::HEADS;
use super::meaning::{NUMBERS, WordMeaning};

/// How many filters there are.
pub const FILTERS: usize = 32;

/// How many filters are reckoned at once; they are a multiple of it.
const LANES: usize = 16;
const _: () = assert!(FILTERS.is_multiple_of(LANES), "filters are reckoned so many at once");

/// How many neighbouring words a filter looks at.
pub const WIDTH: usize = 3;

/// What a word adds to each filter, by the place it has among the neighbours.
pub type Taps = [[f32; FILTERS]; WIDTH];

/// The filters, and what the heads make of their answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Filters {
    /// By place among the neighbours and by number of the word there: what it adds to each filter.
    pub into: [Vec<[f32; FILTERS]>; WIDTH],
    /// What each filter has without any word.
    pub shift: [f32; FILTERS],
    /// By filter: what it adds to each head's logit.
    pub out: Vec<[f32; HEADS]>,
}

/// The filters' answers to a message, as its words come by.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The strongest so far.
    best: [f32; FILTERS],
    /// Around the last word, as long as the next is missing.
    around_last: [f32; FILTERS],
    /// What the last word says about those around the next.
    before_next: [f32; FILTERS],
}

impl Default for Scan {
    fn default() -> Self {
        let none = [f32::NEG_INFINITY; FILTERS];
        Self { best: none, around_last: none, before_next: [0.0; FILTERS] }
    }
}

impl Scan {
    /// Goes on by one word, which adds `taps`.
    pub fn pass(&mut self, [first, middle, last]: &Taps) {
        for at in 0..FILTERS {
            self.best[at] = stronger(self.best[at], self.around_last[at] + last[at]);
            self.around_last[at] = self.before_next[at] + middle[at];
        }
        self.before_next = *first;
    }

    /// Goes on by a word that is not known.
    pub fn pass_unknown(&mut self) {
        for at in 0..FILTERS {
            self.best[at] = stronger(self.best[at], self.around_last[at]);
        }
        self.around_last = std::mem::replace(&mut self.before_next, [0.0; FILTERS]);
    }

    /// The strongest answer of each filter, without what it has without any word.
    fn strongest(&self) -> [f32; FILTERS] {
        std::array::from_fn(|at| stronger(self.best[at], self.around_last[at]))
    }
}

/// The stronger of two answers, neither of which is missing: so it is one instruction.
const fn stronger(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

impl Filters {
    /// Filters that say nothing.
    pub fn silent() -> Self {
        Self {
            into: std::array::from_fn(|_| vec![[0.0; FILTERS]; NUMBERS]),
            shift: [0.0; FILTERS],
            out: vec![[0.0; HEADS]; FILTERS],
        }
    }

    /// What `word` adds to each filter, one step of its numbers being worth `step`.
    pub fn taps(&self, word: &WordMeaning, step: f32) -> Taps {
        let worth = step * f32::from(word.size);
        let numbers = word.numbers.map(|number| worth * f32::from(number));
        let mut taps = [[0.0; FILTERS]; WIDTH];
        for (taps, into) in taps.iter_mut().zip(&self.into) {
            for (at, taps) in taps.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
                // So few at once stay in registers.
                let mut sums = [0.0f32; LANES];
                for (number, into) in numbers.iter().zip(into) {
                    let into = &into.as_chunks::<LANES>().0[at];
                    sums.iter_mut().zip(into).for_each(|(sum, into)| *sum += number * into);
                }
                *taps = sums;
            }
        }
        taps
    }

    /// Adds to each head's logit what the strongest answers say.
    pub fn add_to(&self, logits: &mut [f32; HEADS], scan: &Scan) {
        for ((answer, shift), out) in scan.strongest().iter().zip(&self.shift).zip(&self.out) {
            let answer = answer + shift;
            if answer > 0.0 {
                logits.iter_mut().zip(out).for_each(|(logit, out)| *logit += answer * out);
            }
        }
    }

    /// What each word of a message adds to the logit of the head in `column`: the words by their taps, none for one
    /// that is not known.
    pub fn worth(&self, words: &[Option<Taps>], column: usize) -> Vec<f32> {
        let mut worth = vec![0.0; words.len()];
        for (filter, (shift, out)) in self.shift.iter().zip(&self.out).enumerate() {
            let part = |at: usize, place: usize| {
                let word = (at + place).checked_sub(1).and_then(|at| words.get(at)?.as_ref());
                word.map_or(0.0, |taps| taps[place][filter])
            };
            let answer = |at: &usize| (0..WIDTH).map(|place| part(*at, place)).sum::<f32>();
            let best = (0..words.len()).max_by(|a, b| answer(a).total_cmp(&answer(b)));
            let Some(best) = best.filter(|at| answer(at) + shift > 0.0) else {
                continue;
            };
            for place in 0..WIDTH {
                if let Some(worth) = (best + place).checked_sub(1).and_then(|at| worth.get_mut(at))
                {
                    *worth += part(best, place) * out[column];
                }
            }
        }
        worth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One filter that wakes where a word of two is followed by one of three.
    fn filters() -> Filters {
        let mut filters = Filters::silent();
        filters.into[1][0][0] = 1.0;
        filters.into[2][1][0] = 2.0;
        filters.shift[0] = -6.5;
        filters.out[0][3] = 10.0;
        filters
    }

    /// A word whose first two numbers are these.
    #[expect(clippy::unnecessary_wraps, reason = "others are not known")]
    fn word(first: i8, second: i8) -> Option<Taps> {
        let mut numbers = [0; NUMBERS];
        (numbers[0], numbers[1]) = (first, second);
        Some(filters().taps(&WordMeaning { numbers, size: 2 }, 0.5))
    }

    fn said(words: &[Option<Taps>]) -> f32 {
        let (mut scan, mut logits) = (Scan::default(), [0.0; HEADS]);
        for word in words {
            match word {
                Some(taps) => scan.pass(taps),
                None => scan.pass_unknown(),
            }
        }
        filters().add_to(&mut logits, &scan);
        logits[3]
    }

    #[test]
    fn order_matters_and_neighbours_alone_count() {
        let (two, three) = (word(2, 0), word(0, 3));
        let cases = [
            (vec![two, three], 15.0),
            (vec![three, two], 0.0),
            (vec![two, None, three], 0.0),
            (vec![None, two, three, None], 15.0),
            (vec![two, word(3, 0), three, two], 25.0),
            (vec![], 0.0),
        ];
        for (at, (words, expected)) in cases.into_iter().enumerate() {
            assert_eq!(said(&words).to_bits(), f32::to_bits(expected), "case {at}");
        }
    }

    #[test]
    fn words_are_worth_what_their_strongest_place_says() {
        let words = [word(0, 3), word(2, 0), word(0, 3), None];
        // Two and six, times ten: what is needed without any word is no word's.
        assert_eq!(filters().worth(&words, 3), [0.0, 20.0, 60.0, 0.0]);
        assert_eq!(filters().worth(&words, 4), [0.0; 4]);
        assert_eq!(filters().worth(&[word(1, 1)], 3), [0.0]);
    }
}
