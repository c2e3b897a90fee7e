//! The weights: read from bytes once, asked with every message.
//!
//! The file is one stream per kind of number (gaps between buckets, heads per bucket, heads,
//! weights), because like beside like compresses best. In memory a bitmap answers "never seen" for
//! most features at the cost of one bit. The arithmetic is plain IEEE 754 in a fixed order, so a
//! browser and the edge come to the same numbers.

use super::{BUCKETS, Bucket, Groups, HEADS, Head};
use crate::trigger::IssueType;
use std::fmt;
use std::sync::LazyLock;

/// What a weights file begins with; the digit is the format's version.
const MAGIC: &[u8; 8] = b"baton-w1";

/// One weight: a head's column, and how strongly the feature speaks for it in steps of the head's
/// scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The head's column.
    pub head: u8,
    /// In steps of the head's scale.
    pub steps: i8,
}

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
        let mut last = 0;
        for (bucket, _) in &self.features {
            push_varint(&mut bytes, bucket - last);
            last = *bucket;
        }
        let cells = || self.features.iter().flat_map(|(_, cells)| cells);
        bytes.extend(self.features.iter().map(|(_, cells)| u8::try_from(cells.len()).unwrap_or(0)));
        bytes.extend(cells().map(|cell| cell.head));
        bytes.extend(cells().map(|cell| cell.steps.to_le_bytes()[0]));
        bytes.extend(to_u32(self.groups.len()).to_le_bytes());
        let mut last = 0;
        for (key, _) in &self.groups {
            push_varint(&mut bytes, key - last);
            last = *key;
        }
        bytes.extend(self.groups.iter().flat_map(|(_, group)| group.to_le_bytes()));
        bytes
    }
}

/// What the model says of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores([f32; HEADS]);

impl Scores {
    /// The calibrated probability of `head`, 0 to 1.
    pub const fn of(&self, head: Head) -> f32 {
        self.0[head.index()]
    }

    /// The likeliest issue type, and its probability among them all.
    pub fn issue(&self) -> (IssueType, f32) {
        let of = |issue| (issue, self.of(Head::Issue(issue)));
        let best = |best: (IssueType, f32), next: (IssueType, f32)| {
            if next.1 > best.1 { next } else { best }
        };
        IssueType::ALL.into_iter().map(of).fold(of(IssueType::Other), best)
    }
}

/// The model, ready to be asked.
#[derive(Debug, Clone)]
pub struct Model {
    bias: [f32; HEADS],
    scale: [f32; HEADS],
    calibration: [(f32, f32); HEADS],
    /// One bit per bucket: whether it has cells.
    known: Vec<u64>,
    /// How many known buckets come before each word of `known`.
    rank: Vec<u16>,
    /// Where each known bucket's cells begin.
    starts: Vec<u32>,
    cells: Vec<Cell>,
    groups: Groups,
}

impl Model {
    /// The weights committed beside this file.
    pub fn built_in() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| {
            // A test reads them; should they be damaged all the same, the rules still work.
            Model::read(include_bytes!("weights.bin")).unwrap_or_else(|_| Model::untrained())
        });
        &MODEL
    }

    /// A model that has seen nothing.
    fn untrained() -> Self {
        Self {
            bias: [-9.0; HEADS],
            scale: [0.0; HEADS],
            calibration: [(1.0, 0.0); HEADS],
            known: vec![0; BUCKETS as usize / 64],
            rank: vec![0; BUCKETS as usize / 64],
            starts: vec![0],
            cells: Vec::new(),
            groups: Groups::default(),
        }
    }

    /// Reads a weights file.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let mut input = Input(bytes);
        if input.take(MAGIC.len()) != Some(MAGIC) {
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
        let mut known = vec![0u64; BUCKETS as usize / 64];
        let mut bucket = 0u32;
        for _ in 0..count {
            bucket = bucket.checked_add(input.varint()?).ok_or(WeightsError::Broken)?;
            let word = known.get_mut(bucket as usize / 64).ok_or(WeightsError::Broken)?;
            *word |= 1 << (bucket % 64);
        }
        let counts = input.take(count as usize).ok_or(WeightsError::Broken)?;
        let mut starts = vec![0];
        let mut total = 0u32;
        for cells in counts {
            total += u32::from(*cells);
            starts.push(total);
        }
        let heads = input.take(total as usize).ok_or(WeightsError::Broken)?;
        let steps = input.take(total as usize).ok_or(WeightsError::Broken)?;
        if heads.iter().any(|head| usize::from(*head) >= HEADS) {
            return Err(WeightsError::Broken);
        }
        let cell =
            |(head, steps): (&u8, &u8)| Cell { head: *head, steps: i8::from_le_bytes([*steps]) };
        let cells = heads.iter().zip(steps).map(cell).collect();
        let mut rank = Vec::with_capacity(known.len());
        let mut before = 0u32;
        for word in &known {
            rank.push(u16::try_from(before).map_err(|_| WeightsError::Broken)?);
            before += word.count_ones();
        }
        if before != count {
            return Err(WeightsError::Broken);
        }
        let groups = input.groups()?;
        Ok(Self { bias, scale, calibration, known, rank, starts, cells, groups })
    }

    /// The groups of related words.
    pub const fn groups(&self) -> &Groups {
        &self.groups
    }

    /// The cells of `bucket`; none for a feature the model was never shown.
    pub fn cells(&self, bucket: Bucket) -> &[Cell] {
        let (at, bit) = (bucket as usize / 64, bucket % 64);
        let Some(word) = self.known.get(at).filter(|word| *word >> bit & 1 == 1) else {
            return &[];
        };
        let below = (word & ((1 << bit) - 1)).count_ones();
        let index = usize::from(self.rank[at]) + below as usize;
        &self.cells[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// What `cell` adds to its head's logit in a message of `features` features.
    pub fn worth(&self, cell: Cell, features: usize) -> f32 {
        f32::from(cell.steps) * self.scale[usize::from(cell.head)] * dilution(features)
    }

    /// The probabilities from `sums`, the cells' steps added up per head over `features` features.
    pub fn scores(&self, sums: &[i32; HEADS], features: usize) -> Scores {
        let dilution = dilution(features);
        let mut scores = self.logits(sums, dilution);
        let (single, issues) = scores.split_at_mut(HEADS - IssueType::ALL.len());
        for (score, (slope, offset)) in single.iter_mut().zip(self.calibration) {
            *score = sigmoid(slope * *score + offset);
        }
        let slope = self.calibration[HEADS - 1].0;
        let top = issues.iter().copied().fold(f32::MIN, f32::max);
        let mut total = 0.0;
        for score in issues.iter_mut() {
            *score = exp(slope * (*score - top));
            total += *score;
        }
        for score in issues {
            *score /= total;
        }
        Scores(scores)
    }

    /// The uncalibrated logits.
    #[expect(clippy::cast_precision_loss, reason = "sums of a message's steps are far below 2^24")]
    pub fn logits(&self, sums: &[i32; HEADS], dilution: f32) -> [f32; HEADS] {
        std::array::from_fn(|head| {
            self.bias[head] + sums[head] as f32 * self.scale[head] * dilution
        })
    }
}

/// How much one feature counts among `features`: in a long message each says less.
#[expect(clippy::cast_precision_loss, reason = "a message has far fewer than 2^24 features")]
pub fn dilution(features: usize) -> f32 {
    1.0 / (features.max(32) as f32).sqrt()
}

/// The logistic function.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// `e` to the power of `x`, the same bits wherever it runs.
pub fn exp(x: f32) -> f32 {
    let scaled = x.clamp(-80.0, 80.0) * std::f32::consts::LOG2_E;
    let whole = scaled.floor();
    let part = (scaled - whole) * std::f32::consts::LN_2;
    let series = [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let value = series.into_iter().fold(0.0, |sum, factor| sum * part + factor);
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of an exponent")]
    let power = whole as i32;
    value * f32::from_bits(u32::try_from((power + 127) << 23).unwrap_or(0))
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
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
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn four(&mut self) -> Result<[u8; 4], WeightsError> {
        self.take(4).and_then(|bytes| bytes.try_into().ok()).ok_or(WeightsError::Broken)
    }

    fn u32(&mut self) -> Result<u32, WeightsError> {
        self.four().map(u32::from_le_bytes)
    }

    fn f32(&mut self) -> Result<f32, WeightsError> {
        self.four().map(f32::from_le_bytes)
    }

    fn groups(&mut self) -> Result<Groups, WeightsError> {
        let mut keys = Vec::new();
        let mut key = 0u32;
        for _ in 0..self.u32()? {
            key = key.checked_add(self.varint()?).ok_or(WeightsError::Broken)?;
            keys.push(key);
        }
        let groups = self.take(keys.len() * 2).ok_or(WeightsError::Broken)?;
        let group = |pair: &[u8]| u16::from_le_bytes([pair[0], pair[1]]);
        Ok(keys.into_iter().zip(groups.chunks_exact(2).map(group)).collect())
    }

    fn varint(&mut self) -> Result<u32, WeightsError> {
        let mut number = 0u32;
        for shift in [0, 7, 14, 21] {
            let byte = *self.take(1).and_then(<[u8]>::first).ok_or(WeightsError::Broken)?;
            number |= u32::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(number);
            }
        }
        Err(WeightsError::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Written {
        let cell = |head, steps| Cell { head, steps };
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
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let (written, model) = (written(), Model::read(&written().to_bytes()).unwrap());
        for (bucket, cells) in &written.features {
            assert_eq!(model.cells(*bucket), cells);
        }
        for bucket in [0, 2, 4, 63, 65, 199_999, BUCKETS - 1] {
            assert_eq!(model.cells(bucket), []);
        }
        assert_eq!((model.groups().get(&7), model.groups().get(&90_000)), (Some(&1), Some(&300)));
    }

    #[test]
    fn the_built_in_weights_can_be_read() {
        assert!(Model::read(include_bytes!("weights.bin")).is_ok());
    }

    #[test]
    fn damaged_weights_are_an_error() {
        let bytes = written().to_bytes();
        for end in 0..bytes.len() {
            assert!(Model::read(&bytes[..end]).is_err(), "cut at {end}");
        }
        assert_eq!(Model::read(b"something else").unwrap_err(), WeightsError::NotWeights);
    }

    #[test]
    fn exp_is_exp() {
        for tenth in -200i16..200 {
            let x = f32::from(tenth) / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}");
        }
    }
}
