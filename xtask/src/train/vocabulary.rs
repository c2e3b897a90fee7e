//! The words that the model knows: those of the groups of related words, and those that occur often enough for
//! their meaning to be learned.

use super::examples::Example;
use baton_shared::trigger::model::{Lexis, word_key};
use baton_shared::trigger::{RELATED_WORDS, words_of};
use std::collections::{BTreeMap, BTreeSet};

/// Times that a word must occur, a public example counting for a fifth of one of our own.
const OFTEN: u32 = 5;

/// The known words.
pub struct Vocabulary {
    /// Words of groups of related words: key and group, ascending.
    pub groups: Vec<(u32, u16)>,
    /// Words that have a meaning, by their keys, ascending.
    pub words: Vec<u32>,
}

impl Vocabulary {
    /// The words of examples.
    pub fn of<'a>(
        own: impl Iterator<Item = &'a Example>,
        public: impl Iterator<Item = &'a Example>,
    ) -> Self {
        let words: BTreeSet<u32> = often(own, public).iter().map(|word| word_key(word)).collect();
        Self { groups: groups(), words: words.into_iter().collect() }
    }

    /// What is known of them.
    pub fn lexis(&self) -> Lexis {
        Lexis::new(&self.groups, self.words.iter().copied())
    }
}

/// The words that occur often enough, in order. Of those that are one to the model, the commonest stands for all.
pub fn often<'a>(
    own: impl Iterator<Item = &'a Example>,
    public: impl Iterator<Item = &'a Example>,
) -> Vec<String> {
    let lexis = Lexis::new(&groups(), []);
    let mut counts: BTreeMap<u32, BTreeMap<String, u32>> = BTreeMap::new();
    for (example, worth) in own.map(|own| (own, 5)).chain(public.map(|public| (public, 1))) {
        let words = words_of(&example.text, &lexis);
        for word in words.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())) {
            *counts.entry(word_key(&word)).or_default().entry(word).or_default() += worth;
        }
    }
    counts.retain(|_, spellings| spellings.values().sum::<u32>() >= OFTEN * 5);
    let commonest = |spellings: BTreeMap<String, u32>| {
        spellings.into_iter().rev().max_by_key(|(_, count)| *count).map(|(word, _)| word)
    };
    let words: BTreeSet<String> = counts.into_values().filter_map(commonest).collect();
    words.into_iter().collect()
}

/// The groups of related words, one a line.
fn groups() -> Vec<(u32, u16)> {
    let lines = RELATED_WORDS.lines().filter(|line| !line.starts_with('#'));
    let words = (0u16..).zip(lines).flat_map(|(group, line)| {
        line.split_ascii_whitespace().map(move |word| (word_key(word), group))
    });
    words.collect::<BTreeMap<_, _>>().into_iter().collect()
}
