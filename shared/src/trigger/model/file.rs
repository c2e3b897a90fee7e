//! The weights as a file.
//!
//! One stream per kind of number (gaps between buckets, heads per bucket, heads, weights, words), because like
//! beside like compresses best.

use super::meaning::{FURTHEST, Layer, NUMBERS, UNITS, WordMeaning};
use super::order::{FILTERS, Filters};
use super::weights::Cell;
use super::{BUCKETS, Bucket, HEADS};
use std::fmt;

/// What a weights file begins with; the digit is the format's version.
const MAGIC: &[u8; 8] = b"baton-w3";

/// A trained model, as written to a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Per head: the logit of a message without known features.
    pub bias: [f32; HEADS],
    /// Per head: what one step of a weight is worth.
    pub scale: [f32; HEADS],
    /// Per head: calibration, `slope × logit + offset`.
    pub calibration: [(f32, f32); HEADS],
    /// Groups of related words: a word's key and its group, ascending by key.
    pub groups: Vec<(u32, u16)>,
    /// Ascending by bucket, each with its cells.
    pub features: Vec<(Bucket, Vec<Cell>)>,
    /// The words that have a meaning, ascending by key.
    pub words: Vec<(u32, WordMeaning)>,
    /// What the heads make of meanings.
    pub layer: Layer,
    /// What they make of words in their order.
    pub filters: Filters,
}

/// Why bytes are not a weights file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightsError {
    /// It does not begin like one, or is of another version.
    NotWeights,
    /// It is for another number of heads.
    OtherHeads {
        /// How many it has.
        found: u32,
    },
    /// It ends early, or holds what no weights file holds.
    Broken,
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWeights => f.write_str("not a weights file of this version"),
            Self::OtherHeads { found } => {
                write!(f, "weights for {found} heads, not {HEADS}: train again")
            }
            Self::Broken => f.write_str("the weights file is damaged"),
        }
    }
}

impl std::error::Error for WeightsError {}

impl Written {
    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let (heads, count) = (to_u32(HEADS), to_u32(self.features.len()));
        bytes.extend([heads, count].map(u32::to_le_bytes).concat());
        for head in 0..HEADS {
            let (slope, offset) = self.calibration[head];
            for number in [self.bias[head], self.scale[head], slope, offset] {
                bytes.extend(number.to_le_bytes());
            }
        }
        push_gaps(&mut bytes, self.features.iter().map(|(bucket, _)| *bucket));
        let cells = || self.features.iter().flat_map(|(_, cells)| cells);
        bytes.extend(self.features.iter().map(|(_, cells)| u8::try_from(cells.len()).unwrap_or(0)));
        bytes.extend(cells().map(|cell| cell.head));
        bytes.extend(cells().map(|cell| cell.steps.to_le_bytes()[0]));
        bytes.extend(to_u32(self.groups.len()).to_le_bytes());
        push_gaps(&mut bytes, self.groups.iter().map(|(key, _)| *key));
        bytes.extend(self.groups.iter().flat_map(|(_, group)| group.to_le_bytes()));
        bytes.extend(to_u32(self.words.len()).to_le_bytes());
        push_gaps(&mut bytes, self.words.iter().map(|(key, _)| *key));
        bytes.extend(self.words.iter().map(|(_, word)| word.size));
        bytes.extend(self.words.iter().flat_map(|(_, word)| packed(&word.numbers)));
        let Layer { step, into, shift, out } = &self.layer;
        bytes.extend(step.to_le_bytes());
        let layer = into.as_flattened().iter().chain(shift).chain(out.as_flattened());
        let Filters { into, shift, out } = &self.filters;
        let into = into.iter().flat_map(|place| place.as_flattened());
        let numbers = layer.chain(into).chain(shift).chain(out.as_flattened());
        bytes.extend(numbers.flat_map(|number| upper_half(*number)));
        bytes
    }

    /// Reads a file's bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let mut input = Input(bytes);
        if input.take(MAGIC.len()) != Ok(MAGIC) {
            return Err(WeightsError::NotWeights);
        }
        let (found, count) = (input.u32()?, input.u32()?);
        if found != to_u32(HEADS) {
            return Err(WeightsError::OtherHeads { found });
        }
        let (mut bias, mut scale, mut calibration) =
            ([0.0; HEADS], [0.0; HEADS], [(0.0, 0.0); HEADS]);
        for head in 0..HEADS {
            (bias[head], scale[head]) = (input.f32()?, input.f32()?);
            calibration[head] = (input.f32()?, input.f32()?);
        }
        let features = input.features(count)?;
        let count = input.u32()?;
        let keys = input.gaps(count)?;
        let groups = input.take(keys.len() * 2)?;
        let group = |pair: &[u8]| u16::from_le_bytes([pair[0], pair[1]]);
        let groups = keys.into_iter().zip(groups.chunks_exact(2).map(group)).collect();
        let (words, layer, filters) = (input.words()?, input.layer()?, input.filters()?);
        if !input.0.is_empty() {
            return Err(WeightsError::Broken);
        }
        Ok(Self { bias, scale, calibration, groups, features, words, layer, filters })
    }
}

/// A word's numbers, of which two share a byte.
fn packed(numbers: &[i8; NUMBERS]) -> [u8; NUMBERS / 2] {
    let half = |number: i8| u8::try_from(number + FURTHEST).unwrap_or(0) & 0xf;
    std::array::from_fn(|at| half(numbers[2 * at]) | half(numbers[2 * at + 1]) << 4)
}

/// The numbers that `packed` made bytes of.
fn unpacked(bytes: &[u8]) -> [i8; NUMBERS] {
    std::array::from_fn(|at| {
        let half = if at % 2 == 0 { bytes[at / 2] & 0xf } else { bytes[at / 2] >> 4 };
        half.cast_signed() - FURTHEST
    })
}

/// The half of a number's bits that says most.
fn upper_half(number: f32) -> [u8; 2] {
    let [.., third, fourth] = number.to_bits().saturating_add(0x8000).to_le_bytes();
    [third, fourth]
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Appends ascending numbers by the gaps between them.
fn push_gaps(bytes: &mut Vec<u8>, numbers: impl Iterator<Item = u32>) {
    let mut last = 0;
    for number in numbers {
        push_varint(bytes, number - last);
        last = number;
    }
}

fn push_varint(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 127 {
        bytes.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    bytes.push((number & 127) as u8);
}

/// What is left to read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], WeightsError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(WeightsError::Broken)?;
        self.0 = rest;
        Ok(taken)
    }

    fn four(&mut self) -> Result<[u8; 4], WeightsError> {
        self.take(4)?.try_into().map_err(|_| WeightsError::Broken)
    }

    fn u32(&mut self) -> Result<u32, WeightsError> {
        self.four().map(u32::from_le_bytes)
    }

    fn f32(&mut self) -> Result<f32, WeightsError> {
        self.four().map(f32::from_le_bytes)
    }

    /// `N` numbers, of each the half that says most.
    fn halves<const N: usize>(&mut self) -> Result<[f32; N], WeightsError> {
        let bytes = self.take(2 * N)?;
        Ok(std::array::from_fn(|at| f32::from_le_bytes([0, 0, bytes[2 * at], bytes[2 * at + 1]])))
    }

    /// `count` buckets with their cells.
    fn features(&mut self, count: u32) -> Result<Vec<(Bucket, Vec<Cell>)>, WeightsError> {
        let buckets = self.gaps(count)?;
        let counts = self.take(buckets.len())?;
        let total = counts.iter().map(|cells| usize::from(*cells)).sum();
        let (heads, steps) = (self.take(total)?, self.take(total)?);
        let known = heads.iter().all(|head| usize::from(*head) < HEADS);
        let ascending = buckets.windows(2).all(|pair| pair[0] < pair[1]);
        if !known || !ascending || buckets.last().is_some_and(|last| *last >= BUCKETS) {
            return Err(WeightsError::Broken);
        }
        let mut cells = heads
            .iter()
            .zip(steps)
            .map(|(head, steps)| Cell { head: *head, steps: i8::from_le_bytes([*steps]) });
        let mut feature = |(bucket, count): (Bucket, &u8)| {
            (bucket, cells.by_ref().take(usize::from(*count)).collect())
        };
        Ok(buckets.into_iter().zip(counts).map(&mut feature).collect())
    }

    /// How many words there are, their keys, sizes and numbers.
    fn words(&mut self) -> Result<Vec<(u32, WordMeaning)>, WeightsError> {
        let count = self.u32()?;
        let keys = self.gaps(count)?;
        let sizes = self.take(keys.len())?;
        let rows = self.take(keys.len() * NUMBERS / 2)?.chunks_exact(NUMBERS / 2);
        let meanings = sizes.iter().zip(rows.map(unpacked));
        let meanings = meanings.map(|(size, numbers)| WordMeaning { numbers, size: *size });
        Ok(keys.into_iter().zip(meanings).collect())
    }

    /// `count` times `N` numbers.
    fn rows<const N: usize>(&mut self, count: usize) -> Result<Vec<[f32; N]>, WeightsError> {
        (0..count).map(|_| self.halves()).collect()
    }

    fn layer(&mut self) -> Result<Layer, WeightsError> {
        let (step, into) = (self.f32()?, self.rows(NUMBERS)?);
        Ok(Layer { step, into, shift: self.halves()?, out: self.rows(UNITS)? })
    }

    fn filters(&mut self) -> Result<Filters, WeightsError> {
        let into = [self.rows(NUMBERS)?, self.rows(NUMBERS)?, self.rows(NUMBERS)?];
        Ok(Filters { into, shift: self.halves()?, out: self.rows(FILTERS)? })
    }

    /// `count` ascending numbers, by the gaps between them.
    fn gaps(&mut self, count: u32) -> Result<Vec<u32>, WeightsError> {
        let (mut numbers, mut last) = (Vec::new(), 0u32);
        for _ in 0..count {
            last = last.checked_add(self.varint()?).ok_or(WeightsError::Broken)?;
            numbers.push(last);
        }
        Ok(numbers)
    }

    fn varint(&mut self) -> Result<u32, WeightsError> {
        let mut number = 0u32;
        for shift in [0, 7, 14, 21] {
            let byte = self.take(1)?[0];
            number |= u32::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(number);
            }
        }
        Err(WeightsError::Broken)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A small model.
    pub fn written() -> Written {
        let cell = |head, steps| Cell { head, steps };
        let mut numbers = [0; NUMBERS];
        (numbers[0], numbers[31]) = (FURTHEST, -FURTHEST);
        let mut layer = Layer { step: 0.25, ..Layer::silent() };
        (layer.into[3][5], layer.shift[47], layer.out[47][0]) = (1.5, -2.0, 0.5);
        let mut filters = Filters::silent();
        (filters.into[2][31][31], filters.shift[0], filters.out[1][2]) = (0.5, 1.0, -1.5);
        Written {
            bias: [-1.0; HEADS],
            scale: [0.5; HEADS],
            calibration: [(1.0, 0.0); HEADS],
            groups: vec![(7, 1), (90_000, 300)],
            features: vec![
                (3, vec![cell(0, 12), cell(1, -4)]),
                (64, vec![cell(2, 7)]),
                (200_000, vec![cell(0, -128)]),
            ],
            words: vec![(7, WordMeaning { numbers, size: 200 })],
            layer,
            filters,
        }
    }

    #[test]
    fn what_was_written_is_read() {
        assert_eq!(Written::read(&written().to_bytes()), Ok(written()));
    }

    #[test]
    fn damaged_weights_are_an_error() {
        let bytes = written().to_bytes();
        for end in 0..bytes.len() {
            assert!(Written::read(&bytes[..end]).is_err(), "cut at {end}");
        }
        assert_eq!(Written::read(&[bytes, vec![0]].concat()), Err(WeightsError::Broken));
        assert_eq!(Written::read(b"something else"), Err(WeightsError::NotWeights));
    }

    #[test]
    fn what_no_model_has_is_an_error() {
        let with = |features| Written { features, ..written() }.to_bytes();
        let cell = |head| vec![Cell { head, steps: 1 }];
        for features in
            [vec![(3, cell(99))], vec![(BUCKETS, cell(0))], vec![(3, cell(0)), (3, cell(0))]]
        {
            assert_eq!(Written::read(&with(features)), Err(WeightsError::Broken));
        }
    }
}
