//! The words that the model knows, by a number that stands for each: the words themselves never appear in
//! the model.

use crate::trigger::hash::Spread;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// The group of related words that it belongs to.
    pub group: Option<u16>,
    /// Its row among the words that have a meaning.
    pub row: Option<u16>,
}

/// The known words, each under its [`word_key`](super::word_key).
#[derive(Debug, Clone, Default)]
pub struct Lexis(HashMap<u32, Known, BuildHasherDefault<Spread>>);

impl Lexis {
    /// Words of `groups`, and `rows`: the words that have a meaning, in their order.
    pub fn new(groups: &[(u32, u16)], rows: impl IntoIterator<Item = u32>) -> Self {
        let mut lexis = Self::default();
        for (key, group) in groups {
            lexis.0.entry(*key).or_default().group = Some(*group);
        }
        for (row, key) in (0..=u16::MAX).zip(rows) {
            lexis.0.entry(key).or_default().row = Some(row);
        }
        lexis
    }

    /// What is known of the word under `key`.
    pub fn get(&self, key: u32) -> Option<Known> {
        self.0.get(&key).copied()
    }

    /// The group of related words of the word under `key`.
    pub fn group(&self, key: u32) -> Option<u16> {
        self.get(key)?.group
    }
}
