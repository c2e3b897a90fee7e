//! What the model sees of a message: its words and pairs of words, letter groups within words that it doesn't
//! know, and its shape, each as a number.
//!
//! Training and detection read messages through this one function, so they can't drift apart.
//! Letter groups carry the model over typos, and groups of related words ("parcel", "package",
//! "shipment") over words that no example used. Within known words they only blur what the word says.

use super::super::text::{Word, clause_ends};
use super::Lexis;

/// A feature's number: one of [`BUCKETS`].
pub type Bucket = u32;

/// How many features can be told apart; a power of two.
pub const BUCKETS: u32 = 1 << 18;

/// Where a feature stands that belongs to the message and not to one of its words.
pub const WHOLE: usize = usize::MAX;

/// Longest part of a word that is read, in bytes.
const LONGEST: usize = 24;

/// What is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Something that has weights.
    Bucket(Bucket),
    /// A word that has a meaning, by its row.
    Word(u16),
    /// A word that has none.
    Unknown,
}

/// What a word is found by in [`Lexis`].
pub fn word_key(word: &str) -> u32 {
    Plain::new(word).hash() & KEY
}

/// Calls `tell` with every feature of a message and the word it ends at, or [`WHOLE`]. `hints` are
/// what the rules found, each a small number of its own.
pub fn features(
    text: &str,
    words: &[Word],
    hints: &[u32],
    lexis: &Lexis,
    mut tell: impl FnMut(Feature, usize),
) {
    let mut before = [EDGE, EDGE];
    let mut group_before = EDGE;
    for (at, word) in words.iter().enumerate() {
        let plain = Plain::new(&word.text);
        let id = plain.hash();
        let known = lexis.get(id & KEY).unwrap_or_default();
        if at > 0 && clause_ends(text, &words[at - 1], word) {
            tell(pair(PAIR, before[1], EDGE), at - 1);
            before = [EDGE, EDGE];
            group_before = EDGE;
        }
        tell(feature(seeded(WORD, id)), at);
        tell(pair(PAIR, before[1], id), at);
        if before[0] != EDGE {
            tell(pair(APART, before[0], id), at);
        }
        if let Some(row) = known.row {
            tell(Feature::Word(row), at);
        } else {
            tell(Feature::Unknown, at);
            plain.parts(|part| tell(feature(part), at));
        }
        if let Some(group) = known.group {
            let group = u32::from(group);
            tell(feature(seeded(GROUP, group)), at);
            tell(pair(GROUPS, group_before, group), at);
            group_before = group;
        }
        before = [before[1], id];
    }
    if let Some(last) = words.len().checked_sub(1) {
        tell(pair(PAIR, before[1], EDGE), last);
    }
    for hint in shape(text, words).into_iter().flatten().chain(hints.iter().copied()) {
        tell(feature(seeded(SHAPE, hint)), WHOLE);
    }
}

/// The bits of a word's hash that make its key.
const KEY: u32 = 0x00ff_ffff;
const WORD: u32 = 0x9e37_79b9;
const PAIR: u32 = 0x85eb_ca6b;
const APART: u32 = 0xc2b2_ae35;
const PART: u32 = 0x27d4_eb2f;
const GROUP: u32 = 0x1b87_3593;
const GROUPS: u32 = 0xcc9e_2d51;
const SHAPE: u32 = 0x1656_67b1;
/// Stands for the beginning and the end of a clause.
const EDGE: u32 = 0x0123_4567;

/// A word as the model reads it: digits are all alike, and no letter comes three times in a row.
struct Plain {
    bytes: [u8; LONGEST + 2],
    len: usize,
}

impl Plain {
    /// `word` between two boundary marks.
    fn new(word: &str) -> Self {
        let mut plain = Self { bytes: [b'<'; LONGEST + 2], len: 1 };
        let number = word.bytes().all(|byte| byte.is_ascii_digit());
        for byte in word.bytes() {
            let byte = if byte.is_ascii_digit() { b'0' } else { byte };
            let last = &plain.bytes[..plain.len];
            let repeats = if number { last.ends_with(&[byte]) } else { last.ends_with(&[byte; 2]) };
            if !repeats && plain.len <= LONGEST {
                plain.bytes[plain.len] = byte;
                plain.len += 1;
            }
        }
        plain.bytes[plain.len] = b'>';
        plain.len += 1;
        plain
    }

    fn hash(&self) -> u32 {
        fnv(WORD, &self.bytes[..self.len])
    }

    /// Calls `emit` with the hash of every group of three bytes.
    fn parts(&self, mut emit: impl FnMut(u32)) {
        let parts = self.bytes[..self.len].windows(3);
        // The whole word is a feature already.
        parts.filter(|part| part.len() < self.len).for_each(|part| emit(fnv(PART, part)));
    }
}

/// What can be seen of a message without reading it.
fn shape(text: &str, words: &[Word]) -> [Option<u32>; 6] {
    let count =
        |wanted: fn(char) -> bool| text.chars().filter(|character| wanted(*character)).count();
    let (upper, lower) = (count(|c| c.is_ascii_uppercase()), count(|c| c.is_ascii_lowercase()));
    let length = match words.len() {
        few @ 0..=3 => few,
        4..=6 => 4,
        7..=12 => 5,
        13..=25 => 6,
        _ => 7,
    };
    let marks = |mark: char| text.chars().filter(|character| *character == mark).count().min(3);
    [
        u32::try_from(length).ok(),
        (upper >= 6 && upper > 2 * lower).then_some(16),
        u32::try_from(marks('!')).ok().filter(|marks| *marks > 0).map(|marks| 20 + marks),
        u32::try_from(marks('?')).ok().filter(|marks| *marks > 0).map(|marks| 24 + marks),
        (text.contains("?!") || text.contains("!?")).then_some(28),
        (text.contains("...") || text.contains('…')).then_some(29),
    ]
}

fn pair(kind: u32, first: u32, second: u32) -> Feature {
    feature(seeded(seeded(kind, first), second))
}

fn seeded(seed: u32, value: u32) -> u32 {
    let mixed = (seed ^ value).wrapping_mul(0x85eb_ca6b).rotate_left(13);
    mixed.wrapping_mul(5).wrapping_add(0xe654_6b64)
}

fn fnv(seed: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(seed, |hash, byte| step(hash, *byte))
}

fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn feature(hash: u32) -> Feature {
    let mixed = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
    Feature::Bucket((mixed ^ (mixed >> 13)) & (BUCKETS - 1))
}
