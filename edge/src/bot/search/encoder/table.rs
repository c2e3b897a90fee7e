//! The words that the encoder knows, by their stems, each with where it starts from.

use super::DIMENSIONS;
use super::parts::{Parts, TooShort};
use crate::bot::search::direction::{Row, unpacked};
use crate::bot::search::index::count;
use std::cmp::Ordering;

/// A table of words in the order of their bytes.
pub(super) struct Table {
    /// Where each word ends in `words`.
    ends: Vec<usize>,
    words: &'static [u8],
    /// Each word's numbers as multiples of its scale, from −7 to 7, in half a byte.
    rows: &'static [Row],
    scales: Vec<f32>,
}

impl Table {
    /// Reads how many words there are, where each ends, the words without gaps, the scales and the rows.
    pub fn read(parts: &mut Parts) -> Result<Self, TooShort> {
        let count = parts.count()?;
        let ends = parts.counts(count)?;
        let words = parts.bytes(ends.last().copied().unwrap_or(0))?;
        let scales = parts.numbers(count)?;
        let rows = parts.bytes(count.checked_mul(size_of::<Row>()).ok_or(TooShort)?)?.as_chunks().0;
        if ends.is_sorted() { Ok(Self { ends, words, rows, scales }) } else { Err(TooShort) }
    }

    /// The number of the word with the stem `stem`.
    pub fn find(&self, stem: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.word(middle).cmp(stem.as_bytes()) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Where the word number `at` starts from.
    pub fn vector(&self, at: usize) -> [f32; DIMENSIONS] {
        unpacked(&self.rows[at]).map(|part| self.scales[at] * f32::from(part))
    }

    /// About the mean of all words: that of every sixteenth, which tells it well enough at once.
    pub fn middle(&self) -> [f32; DIMENSIONS] {
        const EVERY: usize = 16;
        let mut sum = [0.0; DIMENSIONS];
        for at in (0..self.ends.len()).step_by(EVERY) {
            sum.iter_mut().zip(self.vector(at)).for_each(|(sum, part)| *sum += part);
        }
        let words = count(self.ends.len().div_ceil(EVERY).max(1));
        sum.map(|sum| sum / words)
    }

    /// The words in their order.
    #[cfg(test)]
    pub fn all(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).map(|at| self.word(at))
    }

    fn word(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[at]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "ab" and "b", the first with −7, 7, −7, …, the second with 2 everywhere.
    fn bytes() -> Vec<u8> {
        let mut bytes = Vec::new();
        for number in [2u32, 2, 3] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(b"abb");
        bytes.extend([0.5f32, 1.0].map(f32::to_le_bytes).concat());
        bytes.extend([[0xf1u8; size_of::<Row>()], [0xaa; size_of::<Row>()]].concat());
        bytes
    }

    fn table(bytes: Vec<u8>) -> Result<Table, TooShort> {
        Table::read(&mut Parts(Box::leak(bytes.into_boxed_slice())))
    }

    #[test]
    fn words_are_found_with_their_numbers() {
        let table = table(bytes()).unwrap();
        assert_eq!([table.find("ab"), table.find("b")], [Some(0), Some(1)]);
        assert_eq!([table.find(""), table.find("abb"), table.find("c")], [None; 3]);
        let [first, second, ..] = table.vector(0);
        assert_eq!(
            [first, second, table.vector(1)[5]].map(|part| part.to_string()),
            ["-3.5", "3.5", "2"]
        );
    }

    #[test]
    fn ends_that_go_back_are_refused() {
        let mut bytes = bytes();
        bytes[4] = 9;
        assert!(table(bytes).is_err());
    }
}
