//! Facts by their shape: where in a message they are, and their value. Each file knows one shape;
//! none knows a site's settings, except that [`Values`] are the owner's.
//!
//! Digits mean many things, so each shape wants a reason: words before it, a sign, a form that
//! nothing else has. What is read as an answer to a question (`loose_*`) has its reason already.

mod amount;
mod date;
mod email;
mod order;
mod phone;
mod values;

pub use amount::{amounts, loose_amounts};
pub use date::{dates, loose_date};
pub use email::{emails, loose_email, whole_email};
pub use order::{loose_order_numbers, order_numbers, prefixed};
pub use phone::{loose_phones, phones};
pub use values::{Values, free_text};

use super::secret::card_spans;
use crate::trigger::{Word, words};
use std::ops::Range;

/// Where a fact stands, in bytes, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub span: Range<usize>,
    pub value: String,
}

/// A message and its words.
pub struct Said<'a> {
    pub text: &'a str,
    pub words: Vec<Word>,
}

impl<'a> Said<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, words: words(text) }
    }

    /// The word at this place, as [`words`] writes it; empty when there is none.
    pub fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &word.text)
    }

    /// The word before; empty when there is none.
    pub fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |at| self.word(at))
    }

    /// The bytes of the word at this place; none, at the end, when there is none.
    pub fn span(&self, at: usize) -> Range<usize> {
        let end = self.text.len();
        self.words.get(at).map_or(end..end, |word| word.start as usize..word.end as usize)
    }

    /// As it was written.
    pub fn raw(&self, at: usize) -> &'a str {
        self.text.get(self.span(at)).unwrap_or_default()
    }

    /// What stands before the word at this place, up to the word before.
    pub fn gap(&self, at: usize) -> &'a str {
        let start = at.checked_sub(1).map_or(0, |before| self.span(before).end);
        self.text.get(start..self.span(at).start).unwrap_or_default()
    }

    /// What is found in a span, as written.
    pub fn found(&self, span: Range<usize>) -> Found {
        let value = self.text.get(span.clone()).unwrap_or_default().to_owned();
        Found { span, value }
    }

    /// Whether what begins at this byte is said not to be it: "not 48213".
    pub fn is_denied(&self, start: usize) -> bool {
        let at = self.words.partition_point(|word| (word.start as usize) < start);
        matches!(self.before(at), "not" | "isnt" | "wasnt" | "no" | "nicht" | "pas" | "non" | "nao")
            && !self.gap(at).contains([',', '.', ';', '!'])
    }

    /// The first word at or behind this byte.
    pub fn word_at(&self, start: usize) -> usize {
        self.words.partition_point(|word| (word.start as usize) < start)
    }

    /// Whether a clause ends before the word at this place, or the text does.
    pub fn clause_ends(&self, at: usize) -> bool {
        at >= self.words.len() || self.gap(at).contains(['.', ',', ';', '!', '?', '\n', ')', ':'])
    }
}

/// Facts of several fields, none of which overlaps another. Links and cards are nobody's.
pub struct Taken<T> {
    facts: Vec<(T, Found)>,
    /// What is taken, sorted.
    spans: Vec<Range<usize>>,
}

impl<T: Copy> Taken<T> {
    pub fn new(said: &Said<'_>) -> Self {
        let mut spans = links(said.text);
        let within = spans.clone();
        let apart = |card: &Range<usize>| !within.iter().any(|link| link.contains(&card.start));
        spans.extend(card_spans(said.text).into_iter().filter(apart));
        spans.sort_by_key(|span| span.start);
        Self { facts: Vec::new(), spans }
    }

    /// Takes what still can be.
    pub fn add(&mut self, owner: T, found: Vec<Found>) {
        for found in found {
            let at = self.spans.partition_point(|span| span.end <= found.span.start);
            if self.spans.get(at).is_none_or(|span| span.start >= found.span.end) {
                self.spans.insert(at, found.span.clone());
                self.facts.push((owner, found));
            }
        }
    }

    /// What was taken, in the order of the text.
    pub fn into_inner(mut self) -> Vec<(T, Found)> {
        self.facts.sort_by_key(|(_, found)| found.span.start);
        self.facts
    }
}

/// Addresses of pages, whose digits say nothing.
fn links(text: &str) -> Vec<Range<usize>> {
    let mut links = Vec::new();
    let mut at = 0;
    for chunk in text.split(char::is_whitespace) {
        if let Some(start) = chunk.find("://").or_else(|| chunk.find("www.")) {
            links.push(at + start..at + chunk.len());
        }
        at += chunk.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    links
}

/// Whether a letter or digit stands right before this byte, or right behind it.
pub fn glued_before(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(char::is_alphanumeric)
}

/// Whether a letter or digit stands right at this byte.
pub fn glued_behind(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|behind| behind.chars().next()).is_some_and(char::is_alphanumeric)
}
