//! What a number looks like: letters and digits with separators, and no part of anything else.

use super::super::{Found, Said, glued_before, glued_behind};
use super::words::{COMMON, SIZES};
use std::ops::Range;

/// Longest number, in characters, and how many parts it may have.
const MAX_CHARS: usize = 24;
const MAX_PARTS: usize = 5;

/// A number as it stands in the text.
pub struct Token {
    /// One past its last word.
    pub end: usize,
    pub span: Range<usize>,
    pub digits: usize,
    pub letters: usize,
    /// How many parts its separators make.
    pub parts: usize,
}

impl Token {
    /// What begins at the word `at`: letters and digits, with separators between. Letters and a
    /// space before digits belong to it when they are written large, or `loose`ly in any case.
    pub fn read(said: &Said<'_>, at: usize, loose: bool) -> Option<Self> {
        let plain = |at: usize| {
            let raw = said.raw(at);
            (!raw.is_empty() && raw.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(raw)
        };
        let first = plain(at)?;
        let has_digit = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
        let mut end = at + 1;
        let series = !has_digit(first)
            && first.len() <= 4
            && said.gap(end) == " "
            && (loose || first.bytes().all(|b| b.is_ascii_uppercase()))
            && !COMMON.contains(&said.word(at))
            && plain(end).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        if series {
            end += 1;
        }
        while end < said.words.len() && matches!(said.gap(end), "-" | "_" | "/" | "–") {
            if plain(end).is_none() || end - at >= MAX_PARTS {
                return None;
            }
            end += 1;
        }
        let span = said.span(at).start..said.span(end - 1).end;
        let text = said.text.get(span.clone())?;
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
        // A word that hangs on figures is no part of them: "48213-please".
        let word = (at..end).any(|part| !has_digit(said.raw(part)) && said.raw(part).len() > 4);
        (digits > 0 && text.len() <= MAX_CHARS && !word).then_some(Self {
            end,
            span,
            digits,
            letters,
            parts: end - at,
        })
    }

    pub fn text<'a>(&self, said: &Said<'a>) -> &'a str {
        said.text.get(self.span.clone()).unwrap_or_default()
    }

    pub fn is_year(&self, said: &Said<'_>) -> bool {
        let text = self.text(said);
        self.digits == 4 && text.len() == 4 && (text.starts_with("19") || text.starts_with("20"))
    }

    /// "256gb", "3rd".
    pub fn is_size(&self) -> bool {
        self.parts == 1 && self.letters > 0 && self.digits < 4 && self.letters + self.digits < 5
    }

    /// Whether it has the shape of an order's number; a `sure` cue allows more of them.
    pub fn has_shape(&self, said: &Said<'_>, sure: bool) -> bool {
        let text = self.text(said);
        if is_stuck(said, &self.span) {
            return false;
        }
        if self.letters == 0 {
            let low = text.split(['-', '–', '/']).all(|part| part.len() <= 4);
            let range = self.parts == 2 && low;
            return self.digits >= 4 && (sure || !(range || self.is_year(said)));
        }
        let figures = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = text[figures.len()..].to_ascii_lowercase();
        let size = figures.bytes().all(|b| b.is_ascii_digit()) && SIZES.contains(&unit.as_str());
        let large = !text.bytes().any(|b| b.is_ascii_lowercase());
        !size && self.digits >= 2 && text.len() >= 5 && (sure || large || self.digits >= 4)
    }

    pub fn found(&self, said: &Said<'_>) -> Found {
        Found { span: self.span.clone(), value: self.text(said).to_ascii_uppercase() }
    }
}

/// Part of something else: a decimal, a time, a percentage, a masked number.
pub fn is_stuck(said: &Said<'_>, span: &Range<usize>) -> bool {
    let (before, behind) = (&said.text[..span.start], &said.text[span.end..]);
    let mut last = before.chars().rev();
    let mut next = behind.chars();
    let joins = |c: Option<char>| matches!(c, Some('.' | ',' | ':' | '@' | '-' | '/'));
    let digit = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let sign = |c: Option<char>| matches!(c, Some('%' | '$' | '€' | '£' | '•' | '@' | '+' | '°'));
    let first = last.next();
    let second = next.next();
    // "no.5512" ends an abbreviation, "1.5512" is a decimal.
    let inner = |c: Option<char>| {
        if first == Some('.') { c.is_some_and(|c| c.is_ascii_digit()) } else { digit(c) }
    };
    let far = behind.trim_start_matches(' ').chars().next();
    glued_before(said.text, span.start)
        || glued_behind(said.text, span.end)
        || sign(first)
        || sign(second)
        || sign(far)
        || (joins(first) && first != Some(':') && inner(last.next()))
        || (joins(second) && digit(next.next()))
}
