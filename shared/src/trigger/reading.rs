//! One message, read once: its words, what the rules find in them, and what the model makes of both.

use super::explicit;
use super::model::{Bucket, features};
use super::text::{Word, words};
use crate::id::Seq;

/// What the model sees of `text`: the numbers of its features, and how many there are with repeats.
/// Training reads messages through this, as detection does.
pub fn seen_by_model(text: &str) -> Vec<Bucket> {
    let words = words(text);
    let hints = hints(text, &words);
    let mut seen = Vec::with_capacity(words.len() * 16);
    features(text, &words, &hints, |bucket, _| seen.push(bucket));
    seen
}

fn hints(text: &str, _words: &[Word]) -> Vec<u32> {
    let mut hints = Vec::new();
    if let Some(found) = explicit::detect(Seq(0), text) {
        hints.push(match found.confidence.thousandths() {
            900.. => 100,
            700.. => 101,
            _ => 102,
        });
    }
    hints
}
