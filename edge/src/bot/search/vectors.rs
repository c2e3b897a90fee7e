//! What English words mean, as directions: words that turn up in the same company point the same way, so a
//! question is near a section that says the same in other words.
//!
//! The table is written by `cargo xtask train-answers` and read in place. A text's direction is the
//! sum of its words', rare words weighing more; the table holds them weighed already.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// Numbers of a vector.
pub const DIMENSIONS: usize = 96;

/// The built-in table.
const BUILT_IN: &[u8] = include_bytes!("vectors.bin");

/// Bytes of the count, and of a word's end or scale.
const NUMBER: usize = 4;

/// A table of words: how many there are, where each ends, each one's scale, each one's numbers as
/// multiples of it, then all words in their order, without gaps. Numbers are little-endian.
#[derive(Clone)]
pub struct Vectors {
    bytes: Cow<'static, [u8]>,
    count: usize,
}

/// A table that can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenTable;

impl fmt::Display for BrokenTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the table of word vectors is not as long as it says")
    }
}

impl std::error::Error for BrokenTable {}

/// Stored as whether it has any words: the table itself is a part of this module.
impl Serialize for Vectors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(self.count > 0)
    }
}

impl<'de> Deserialize<'de> for Vectors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let any = bool::deserialize(deserializer)?;
        Ok(if any { Self::built_in() } else { Self::none() })
    }
}

impl Vectors {
    /// The built-in table.
    pub fn built_in() -> Self {
        Self::read(Cow::Borrowed(BUILT_IN)).unwrap_or_else(|_| Self::none())
    }

    /// No words at all: every text is as near as any other.
    pub const fn none() -> Self {
        Self { bytes: Cow::Borrowed(&[]), count: 0 }
    }

    /// A table from its bytes.
    pub fn read(bytes: Cow<'static, [u8]>) -> Result<Self, BrokenTable> {
        let mut table = Self { bytes, count: 0 };
        let count = table.number(0).ok_or(BrokenTable)?;
        table.count = usize::try_from(count).map_err(|_| BrokenTable)?;
        let words = table.words_at().ok_or(BrokenTable)?;
        let mut start = 0;
        for at in 0..table.count {
            let end = table.end(at).filter(|end| *end >= start).ok_or(BrokenTable)?;
            start = end;
        }
        if words + start == table.bytes.len() { Ok(table) } else { Err(BrokenTable) }
    }

    /// Where the words begin.
    fn words_at(&self) -> Option<usize> {
        self.count.checked_mul(2 * NUMBER + DIMENSIONS)?.checked_add(NUMBER)
    }

    fn number(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..at + NUMBER)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }

    /// Where word number `at` ends among the words.
    fn end(&self, at: usize) -> Option<usize> {
        usize::try_from(self.number(NUMBER * (1 + at))?).ok()
    }

    fn word(&self, at: usize) -> Option<&[u8]> {
        let words = self.words_at()?;
        let start = if at == 0 { 0 } else { self.end(at - 1)? };
        self.bytes.get(words + start..words + self.end(at)?)
    }

    /// Adds the direction of the word with the stem `stem`, `share` times, to `sum`; says whether it
    /// is known.
    fn add(&self, stem: &str, share: f32, sum: &mut [f32; DIMENSIONS]) -> bool {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            match self.word(middle).map(|word| word.cmp(stem.as_bytes())) {
                Some(std::cmp::Ordering::Less) => low = middle + 1,
                Some(std::cmp::Ordering::Equal) => return self.add_at(middle, share, sum),
                Some(std::cmp::Ordering::Greater) | None => high = middle,
            }
        }
        false
    }

    fn add_at(&self, at: usize, share: f32, sum: &mut [f32; DIMENSIONS]) -> bool {
        let scales = NUMBER * (1 + self.count);
        let rows = scales + NUMBER * self.count;
        let Some(scale) = self.number(scales + NUMBER * at) else { return false };
        let row = rows + DIMENSIONS * at;
        let Some(row) = self.bytes.get(row..row + DIMENSIONS) else { return false };
        let scale = share * f32::from_bits(scale);
        for (sum, part) in sum.iter_mut().zip(row) {
            *sum += scale * f32::from(part.cast_signed());
        }
        true
    }
}

/// The direction of a text while its words are being told.
#[derive(Clone)]
pub(super) struct Sum<'a> {
    vectors: &'a Vectors,
    sum: [f32; DIMENSIONS],
}

impl<'a> Sum<'a> {
    /// That of a text without words.
    pub const fn new(vectors: &'a Vectors) -> Self {
        Self { vectors, sum: [0.0; DIMENSIONS] }
    }

    /// Adds a word by its stem, `share` times; says whether it is known.
    pub fn add(&mut self, stem: &str, share: f32) -> bool {
        self.vectors.add(stem, share, &mut self.sum)
    }

    /// The direction.
    pub fn direction(&self) -> Direction {
        let most = self.sum.iter().fold(0.0f32, |most, part| most.max(part.abs()));
        let scale = most / 127.0;
        #[expect(clippy::cast_possible_truncation, reason = "at most 127")]
        let part = |part: f32| if scale > 0.0 { (part / scale).round() as i8 } else { 0 };
        Direction { parts: self.sum.map(part), scale }
    }
}

/// The direction of a text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Direction {
    /// As multiples of `scale`.
    #[serde(with = "stored_parts")]
    parts: [i8; DIMENSIONS],
    scale: f32,
}

/// The numbers of a direction as bytes.
mod stored_parts {
    use super::DIMENSIONS;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub fn serialize<S: Serializer>(parts: &[i8; DIMENSIONS], to: S) -> Result<S::Ok, S::Error> {
        parts.as_slice().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[i8; DIMENSIONS], D::Error> {
        let parts = Vec::<i8>::deserialize(from)?;
        let count = parts.len();
        parts.try_into().map_err(|_| de::Error::invalid_length(count, &"as many as dimensions"))
    }
}

impl Direction {
    fn dot(&self, other: &Self) -> f32 {
        let products = self.parts.iter().zip(&other.parts);
        let sum: i32 = products.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        #[expect(clippy::cast_precision_loss, reason = "below 2^24")]
        let sum = sum as f32;
        sum * self.scale * other.scale
    }
}

/// Where a section points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Meaning {
    name: Direction,
    text: Direction,
    /// The lengths of the name, of the text, and of both together.
    lengths: [f32; 3],
}

impl Meaning {
    /// That of a section with a name and a text.
    pub fn new(name: Direction, text: Direction) -> Self {
        let (a, b, both) = (name.dot(&name), text.dot(&text), name.dot(&text));
        let lengths = [a, b, a + b + 2.0 * both].map(|square| square.max(0.0).sqrt());
        Self { name, text, lengths }
    }

    /// How near a question is to its name, to its text and to both together, −1 to 1.
    pub fn nearness(&self, question: &Direction) -> [f32; 3] {
        let length = question.dot(question).sqrt();
        let (name, text) = (question.dot(&self.name), question.dot(&self.text));
        let [of_name, of_text, of_both] = self.lengths.map(|other| length * other);
        let share = |dot: f32, whole: f32| if whole > 0.0 { dot / whole } else { 0.0 };
        [share(name, of_name), share(text, of_text), share(name + text, of_both)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn direction(words: &[&str]) -> Direction {
        let vectors = Vectors::built_in();
        let mut sum = Sum::new(&vectors);
        for word in words {
            assert!(sum.add(word, 1.0), "{word}");
        }
        sum.direction()
    }

    #[test]
    fn the_built_in_table_is_whole_and_in_order() {
        let table = Vectors::read(Cow::Borrowed(BUILT_IN)).unwrap();
        let words: Vec<&[u8]> = (0..table.count).map(|at| table.word(at).unwrap()).collect();
        assert!(words.len() > 1000 && words.is_sorted());
    }

    #[test]
    fn a_table_cut_short_is_refused() {
        for length in [0, 3, 4, 1000, BUILT_IN.len() - 1] {
            assert!(Vectors::read(Cow::Borrowed(&BUILT_IN[..length])).is_err(), "{length}");
        }
    }

    #[test]
    fn words_of_one_theme_are_near_and_others_far() {
        let near = |a: &str, b: &str| {
            Meaning::new(direction(&[a]), direction(&[a])).nearness(&direction(&[b]))[0]
        };
        assert!(near("parcel", "packag") > near("parcel", "password") + 0.2);
        assert!(near("money", "cash") > near("money", "swim") + 0.2);
    }

    #[test]
    fn an_unknown_word_points_nowhere() {
        let vectors = Vectors::built_in();
        let mut sum = Sum::new(&vectors);
        assert!(!sum.add("zzzqqq", 1.0));
        let nowhere = sum.direction();
        let section = Meaning::new(direction(&["parcel"]), nowhere);
        assert_eq!(section.nearness(&nowhere).map(f32::to_bits), [0; 3]);
    }
}
