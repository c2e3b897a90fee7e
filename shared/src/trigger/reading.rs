//! One message, read once: its words, what the rules find in them, and what the model makes of both.

use super::explicit;
use super::lexicon::Lexicon;
use super::model::{Bucket, Groups, features};
use super::text::{Word, words};
use crate::id::Seq;
use std::sync::LazyLock;

/// The built-in phrases.
static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::built_in);

/// What the model sees of `text`: the numbers of its features, and how many there are with repeats.
/// Training reads messages through this, as detection does.
pub fn seen_by_model(text: &str, groups: &Groups) -> Vec<Bucket> {
    let words = words(text);
    let hints = hints(text, &words);
    let mut seen = Vec::with_capacity(words.len() * 16);
    features(text, &words, &hints, groups, |bucket, _| seen.push(bucket));
    seen
}

/// What the rules find in a message, as numbers.
pub fn hints(text: &str, words: &[Word]) -> Vec<u32> {
    let hits = LEXICON.hits(text, words);
    let mut hints: Vec<u32> = hits.iter().map(|hit| 200 + hit.section as u32).collect();
    if let Some(found) = explicit::detect(Seq(0), text) {
        hints.push(match found.confidence.thousandths() {
            900.. => 100,
            700.. => 101,
            _ => 102,
        });
    }
    hints.sort_unstable();
    hints.dedup();
    hints
}
