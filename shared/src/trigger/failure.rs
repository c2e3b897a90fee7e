//! Repeated failure: the customer says that the answer did not help.

use super::Evidence;
use super::text::words;
use crate::id::Seq;

const PHRASES: [&[&str]; 4] =
    [&["didnt", "help"], &["not", "helpful"], &["doesnt", "help"], &["not", "what", "i", "asked"]];

/// The words in `text` that say so, if any.
pub(super) fn complaint(seq: Seq, text: &str) -> Option<Evidence> {
    let words = words(text);
    PHRASES.iter().find_map(|phrase| {
        let at = words
            .windows(phrase.len())
            .position(|run| run.iter().zip(*phrase).all(|(word, wanted)| word.text == *wanted))?;
        Some(Evidence { seq, start: words[at].start, end: words[at + phrase.len() - 1].end })
    })
}
