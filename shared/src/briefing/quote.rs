//! A customer's words, cut to what fits, with the parts that matter marked.

use crate::id::Seq;
use crate::trigger::Evidence;
use serde::{Deserialize, Serialize};

/// Most characters kept of a quote without marks.
const WHOLE: usize = 140;
/// Most characters kept before the first mark and after each one.
const AROUND: usize = 48;

/// Words of one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The entry.
    pub seq: Seq,
    /// Its words, in order.
    pub parts: Vec<Part>,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The words.
    pub text: String,
    /// Whether they are what the quote is about.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub marked: bool,
}

impl Quote {
    /// The beginning of `text`.
    pub fn of(seq: Seq, text: &str) -> Self {
        Self { seq, parts: vec![Part { text: beginning(text, WHOLE), marked: false }] }
    }

    /// What `marks` mark in `text`, the words of the entry at `seq`, and what stands around; none
    /// when none of them lies in it.
    pub fn marked(seq: Seq, marks: &[Evidence], text: &str) -> Option<Self> {
        let mut spans: Vec<(usize, usize)> =
            marks.iter().filter_map(|mark| span(mark, text)).collect();
        spans.sort_unstable();
        let (first, _) = *spans.first()?;
        let mut parts = vec![Part { text: ending(&text[..first], AROUND), marked: false }];
        let mut done = first;
        for (start, end) in spans {
            if end <= done {
                continue;
            }
            let words = &text[start.max(done)..end];
            match parts.last_mut() {
                Some(before) if before.marked && start <= done => before.text.push_str(words),
                _ => {
                    parts.push(Part { text: middle(&text[done..start]), marked: false });
                    parts.push(Part { text: words.to_owned(), marked: true });
                }
            }
            done = end;
        }
        parts.push(Part { text: beginning(&text[done..], AROUND), marked: false });
        parts.retain(|part| !part.text.is_empty());
        Some(Self { seq, parts })
    }

    /// Its words, marked or not.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }
}

/// Where `mark` lies in `text`; none when it doesn't fit it.
pub fn span(mark: &Evidence, text: &str) -> Option<(usize, usize)> {
    let (start, end) = (usize::try_from(mark.start).ok()?, usize::try_from(mark.end).ok()?);
    let words = text.get(start..end)?;
    (!words.is_empty()).then_some((start, end))
}

fn middle(text: &str) -> String {
    if text.chars().count() <= 2 * AROUND {
        return text.to_owned();
    }
    let (before, after) = (beginning(text, AROUND), ending(text, AROUND));
    [before.trim_end_matches('…'), " … ", after.trim_start_matches('…')].concat()
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

    fn quote(marks: &[(u32, u32)], text: &str) -> Option<Vec<(String, bool)>> {
        let mark = |&(start, end)| Evidence { seq: Seq(1), start, end };
        let marks: Vec<_> = marks.iter().map(mark).collect();
        let quote = Quote::marked(Seq(1), &marks, text)?;
        Some(quote.parts.into_iter().map(|part| (part.text, part.marked)).collect())
    }

    fn parts(parts: &[(&str, bool)]) -> Vec<(String, bool)> {
        parts.iter().map(|(text, marked)| ((*text).to_owned(), *marked)).collect()
    }

    #[test]
    fn a_mark_keeps_what_stands_around_it() {
        let text = "Please, a real person!";
        let whole = [("Please, a ", false), ("real person", true), ("!", false)];
        assert_eq!(quote(&[(10, 21)], text), Some(parts(&whole)));
        assert_eq!(quote(&[(10, 99), (10, 21)], text), Some(parts(&whole)));
        assert_eq!(quote(&[(10, 99), (4, 4)], text), None);
        assert_eq!(quote(&[(1, 2)], "é"), None);
    }

    #[test]
    fn several_marks_stand_in_their_order() {
        let both = [("a ", false), ("bad", true), (" and ", false), ("sad", true), (" day", false)];
        assert_eq!(quote(&[(10, 13), (2, 5)], "a bad and sad day"), Some(parts(&both)));
        let joined = [("bad day", true)];
        assert_eq!(quote(&[(0, 3), (1, 7)], "bad day"), Some(parts(&joined)));
        let far = ["x".repeat(3), "y".repeat(200), "z".repeat(3)].concat();
        let found = quote(&[(0, 3), (203, 206)], &far).unwrap();
        assert_eq!(found[1].0.chars().count(), 2 * AROUND + 3);
    }

    #[test]
    fn long_words_are_cut_at_characters() {
        let text = ["é".repeat(100), "X".to_owned(), "ü".repeat(200)].concat();
        let found = quote(&[(200, 201)], &text).unwrap();
        let counts: Vec<_> = found.iter().map(|(text, _)| text.chars().count()).collect();
        assert_eq!(counts, [AROUND + 1, 1, AROUND + 1]);
        assert!(found[0].0.starts_with('…') && found[2].0.ends_with('…'));
        assert_eq!(Quote::of(Seq(1), &text).text().chars().count(), WHOLE + 1);
    }
}
