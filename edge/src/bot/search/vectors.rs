//! What English words mean, as directions: words that turn up in the same company point the same way, so a
//! question is near a section that says the same in other words.
//!
//! The table is written by `cargo xtask train-vectors` and read in place. A text's direction is the
//! sum of its words', telling words weighing more; the table holds them weighed already.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// Numbers of a vector.
pub const DIMENSIONS: usize = 128;

/// Bytes of a word's numbers, of which two share one.
const ROW: usize = DIMENSIONS / 2;

/// What is added to a number so that it is never negative.
const MIDDLE: u8 = 8;

/// The largest number.
const MOST: f32 = 7.0;

/// The built-in table.
const BUILT_IN: &[u8] = include_bytes!("vectors.bin");

/// Bytes of the count, and of a word's end or scale.
const NUMBER: usize = 4;

/// A table of words: how many there are, where each ends, each one's scale, each one's numbers as
/// multiples of it from −7 to 7, then all words in their order, without gaps. Numbers are little-endian.
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
        self.count.checked_mul(2 * NUMBER + ROW)?.checked_add(NUMBER)
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
        let row = rows + ROW * at;
        let Some(row) = self.bytes.get(row..row + ROW) else { return false };
        let scale = share * f32::from_bits(scale);
        let part = |half: u8| scale * (f32::from(half) - f32::from(MIDDLE));
        for (sums, pair) in sum.chunks_exact_mut(2).zip(row) {
            sums[0] += part(pair & 0xf);
            sums[1] += part(pair >> 4);
        }
        true
    }
}

/// Writes a table.
#[derive(Default)]
pub struct VectorsWriter {
    ends: Vec<u8>,
    scales: Vec<u8>,
    rows: Vec<u8>,
    words: String,
    count: u32,
}

impl VectorsWriter {
    /// Adds the next word, in the order of their bytes.
    pub fn add(&mut self, word: &str, vector: &[f32; DIMENSIONS]) {
        let most = vector.iter().fold(0.0f32, |most, part| most.max(part.abs()));
        // A smaller scale cuts the largest numbers off and tells the others apart better.
        let scales = [1.0, 0.85, 0.7, 0.6].map(|share| share * most / MOST);
        let lost = |scale: f32| -> f32 {
            vector.iter().map(|part| (part - steps(*part, scale) * scale).powi(2)).sum()
        };
        let best = scales.into_iter().min_by(|a, b| lost(*a).total_cmp(&lost(*b)));
        let scale = best.unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 15")]
        let half = |part: f32| (steps(part, scale) + f32::from(MIDDLE)) as u8;
        self.rows.extend(vector.chunks_exact(2).map(|pair| half(pair[0]) | half(pair[1]) << 4));
        self.scales.extend(scale.to_le_bytes());
        self.words.push_str(word);
        self.ends.extend(u32::try_from(self.words.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.count += 1;
    }

    /// The table's bytes.
    pub fn finish(self) -> Vec<u8> {
        let count = self.count.to_le_bytes();
        [&count[..], &self.ends, &self.scales, &self.rows, self.words.as_bytes()].concat()
    }
}

/// `part` as a multiple of `scale`, as near as one can be written.
fn steps(part: f32, scale: f32) -> f32 {
    if scale > 0.0 { (part / scale).round().clamp(-MOST, MOST) } else { 0.0 }
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

    /// Adds the direction of a part of the text, as long as any other's.
    pub fn add_part(&mut self, part: &Self) {
        let length = part.sum.iter().map(|part| part * part).sum::<f32>().sqrt();
        if length > 0.0 {
            self.sum.iter_mut().zip(&part.sum).for_each(|(sum, part)| *sum += part / length);
        }
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
    /// The lengths of the name and of the text, and of both together if each were 1 long.
    lengths: [f32; 3],
}

impl Meaning {
    /// That of a section with a name and a text.
    pub fn new(name: Direction, text: Direction) -> Self {
        let [a, b] = [&name, &text].map(|part| part.dot(part).max(0.0).sqrt());
        let together = match (a > 0.0, b > 0.0) {
            (true, true) => (2.0 + 2.0 * name.dot(&text) / (a * b)).max(0.0).sqrt(),
            (false, false) => 0.0,
            _ => 1.0,
        };
        Self { name, text, lengths: [a, b, together] }
    }

    /// How near a question is to its name, to its text and to both together, −1 to 1.
    pub fn nearness(&self, question: &Direction) -> [f32; 3] {
        let length = question.dot(question).sqrt();
        let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
        let [of_name, of_text, together] = self.lengths;
        let name = share(question.dot(&self.name), length * of_name);
        let text = share(question.dot(&self.text), length * of_text);
        [name, text, share(name + text, together)]
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
    fn a_table_holds_what_was_written() {
        let first: [f32; DIMENSIONS] = std::array::from_fn(|at| if at == 3 { -0.7 } else { 0.1 });
        let mut writer = VectorsWriter::default();
        writer.add("one", &first);
        writer.add("two", &[0.0; DIMENSIONS]);
        let table = Vectors::read(writer.finish().into()).unwrap();
        let mut sum = [0.0; DIMENSIONS];
        assert!(table.add("one", 2.0, &mut sum) && table.add("two", 1.0, &mut sum));
        assert!(sum.iter().zip(first).all(|(sum, part)| (sum - 2.0 * part).abs() < 0.1), "{sum:?}");
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
