//! A customer's words, cut to what fits, with the part that matters marked.

use baton_shared::id::Seq;
use baton_shared::trigger::Evidence;

/// Most characters kept before a mark.
const BEFORE: usize = 60;
/// Most characters kept after it, or of a quote without one.
const AFTER: usize = 140;

/// Words of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The entry.
    pub seq: Seq,
    /// What stands before the marked words.
    pub before: String,
    /// The marked words; empty when none are.
    pub marked: String,
    /// What follows.
    pub after: String,
}

impl Quote {
    /// The beginning of `text`.
    pub fn of(seq: Seq, text: &str) -> Self {
        let after = beginning(text, AFTER);
        Self { seq, before: String::new(), marked: String::new(), after }
    }

    /// What `mark` marks in `text`, and what stands around it; none when it lies outside.
    pub fn marked(mark: Evidence, text: &str) -> Option<Self> {
        let (start, end) = (usize::try_from(mark.start).ok()?, usize::try_from(mark.end).ok()?);
        let (before, marked, after) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
        Some(Self {
            seq: mark.seq,
            before: ending(before, BEFORE),
            marked: marked.to_owned(),
            after: beginning(after, AFTER),
        })
    }
}

fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((cut, _)) => [text[..cut].trim_end(), "…"].concat(),
    }
}

fn ending(text: &str, most: usize) -> String {
    match text.char_indices().rev().nth(most) {
        None => text.to_owned(),
        Some((cut, character)) => ["…", text[cut + character.len_utf8()..].trim_start()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: u32, end: u32) -> Evidence {
        Evidence { seq: Seq(1), start, end }
    }

    #[test]
    fn a_mark_keeps_what_stands_around_it() {
        let text = "Please, a real person!";
        let quote = Quote::marked(mark(10, 21), text).unwrap();
        assert_eq!(
            (&*quote.before, &*quote.marked, &*quote.after),
            ("Please, a ", "real person", "!")
        );
        assert_eq!(Quote::marked(mark(10, 99), text), None);
        assert_eq!(Quote::marked(mark(1, 2), "é"), None);
    }

    #[test]
    fn long_words_are_cut_at_characters() {
        let text = ["é".repeat(100), "X".to_owned(), "ü".repeat(200)].concat();
        let quote = Quote::marked(mark(200, 201), &text).unwrap();
        assert_eq!(quote.before.chars().count(), BEFORE + 1);
        assert_eq!(quote.after.chars().count(), AFTER + 1);
        assert!(quote.before.starts_with('…') && quote.after.ends_with('…'));
    }
}
