//! Amounts of money: a number with the sign or the word of a currency.

use super::{Found, Said, glued_before, glued_behind};
use std::ops::Range;

const SIGNS: [char; 6] = ['$', '€', '£', '¥', '₹', '₺'];
/// What may stand before a sign: "US$ 20".
const COUNTRIES: &[&str] = &["US", "A", "AU", "C", "CA", "NZ", "HK", "R"];
const WORDS: &[&str] = &[
    "usd", "eur", "gbp", "chf", "cad", "aud", "jpy", "inr", "brl", "mxn", "sek", "nok", "dkk",
    "pln", "euro", "euros", "dollar", "dollars", "buck", "bucks", "pound", "pounds", "quid",
    "franken", "dolares", "pesos", "reais", "libras", "francs", "rupees", "kr", "zl",
];
/// Pounds are money and weight.
const HEAVY: &[&str] = &["weigh", "weighs", "weighed", "weight", "weighing", "heavy", "lift"];

/// Every amount, as written.
pub fn amounts(said: &Said<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(number) = next_number(said.text, from) {
        from = number.end;
        if let Some(span) = with_currency(said, &number) {
            from = span.end;
            found.push(said.found(span));
        }
    }
    found
}

/// Every number that could be one.
pub fn loose_amounts(said: &Said<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(number) = next_number(said.text, from) {
        from = number.end;
        let alone = !glued_before(said.text, number.start) && !glued_behind(said.text, number.end);
        if alone && number.len() <= 12 && !is_range(said.text, &number) {
            found.push(said.found(number));
        }
    }
    found
}

/// A number: groups of digits with `.`, `,`, `'` or, before three digits, a space between.
fn next_number(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let start = (from..bytes.len()).find(|&at| digit(at))?;
    let mut end = start;
    let mut group = start;
    loop {
        while digit(end) {
            end += 1;
        }
        let three = (1..=3).all(|at| digit(end + at)) && !digit(end + 4);
        match bytes.get(end) {
            Some(b'.' | b',' | b'\'') if digit(end + 1) => end += 1,
            Some(b' ') if three && end - group <= 3 => end += 1,
            _ => return Some(start..end),
        }
        group = end;
    }
}

fn with_currency(said: &Said<'_>, number: &Range<usize>) -> Option<Range<usize>> {
    let text = said.text;
    if is_range(text, number) {
        return None;
    }
    let before = text.get(..number.start)?;
    let close = before.strip_suffix(' ').unwrap_or(before);
    if let Some(rest) = close.strip_suffix(SIGNS) {
        let countries = COUNTRIES.iter().filter_map(|country| rest.strip_suffix(country));
        let start = countries
            .map(str::len)
            .filter(|&at| !glued_before(text, at))
            .min()
            .unwrap_or(rest.len());
        let end = number.end + thousands(&text[number.end..]);
        return (!glued_behind(text, end)).then_some(start..end);
    }
    if glued_before(text, number.start) || ends_in_separator(before) {
        return None;
    }
    let behind = text.get(number.end..)?;
    let space = usize::from(behind.starts_with([' ', '\u{a0}']));
    let space = behind.chars().take(space).map(char::len_utf8).sum::<usize>();
    let unit = &behind[space..];
    if let Some(sign) = unit.chars().next().filter(|sign| SIGNS.contains(sign)) {
        let end = number.end + space + sign.len_utf8();
        // "2 $50 vouchers": the sign belongs to what follows.
        let next = text[end..].starts_with(|c: char| c.is_ascii_digit()) && space > 0;
        return (!next).then_some(number.start..end);
    }
    let letters = unit.find(|c: char| !c.is_alphabetic()).unwrap_or(unit.len());
    let word = unit.get(..letters)?.to_lowercase().replace('ó', "o");
    let end = number.end + space + letters;
    let money = WORDS.contains(&word.as_str())
        && !glued_behind(text, end)
        && !(word.starts_with("pound") && said.words.iter().any(|w| HEAVY.contains(&&*w.text)));
    if money {
        return Some(number.start..end);
    }
    // "EUR 20".
    let name = close.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    let name = close.get(name..).map_or(close.len(), |_| name);
    let code = close.get(name..)?;
    let upper = code.len() == 3 && WORDS.contains(&code.to_lowercase().as_str());
    let end = number.end;
    (upper && !glued_before(text, name) && !glued_behind(text, end)).then_some(name..end)
}

/// "$2k".
fn thousands(behind: &str) -> usize {
    usize::from(behind.starts_with(['k', 'K']) && !glued_behind(behind, 1))
}

fn ends_in_separator(before: &str) -> bool {
    let mut last = before.chars().rev();
    matches!(last.next(), Some('.' | ',' | '-' | '/' | ':' | '#'))
        && last.next().is_some_and(|c| c.is_ascii_digit())
}

/// "50-100": what lies between two numbers is none.
fn is_range(text: &str, number: &Range<usize>) -> bool {
    let amount = |c: char| c == ' ' || SIGNS.contains(&c);
    let before = text[..number.start].trim_end_matches(amount);
    let behind = text[number.end..].trim_start_matches(amount);
    let first = before
        .strip_suffix(['-', '–'])
        .is_some_and(|b| b.trim_end_matches(amount).ends_with(|c: char| c.is_ascii_digit()));
    let second = behind
        .strip_prefix(['-', '–'])
        .is_some_and(|b| b.trim_start_matches(amount).starts_with(|c: char| c.is_ascii_digit()));
    first || second
}
