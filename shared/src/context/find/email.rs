//! E-mail addresses.

use super::{Found, Said};

/// Longest part before the `@`, and longest part behind it.
const MAX_LOCAL: usize = 64;
const MAX_DOMAIN: usize = 253;

/// Every address, in lower case.
pub fn emails(said: &Said<'_>) -> Vec<Found> {
    said.text.match_indices('@').filter_map(|(at, _)| around(said.text, at)).collect()
}

/// The address that `text` is, and nothing else, in lower case.
pub fn whole_email(text: &str) -> Option<String> {
    let text = text.trim();
    let found = around(text, text.find('@')?)?;
    (found.span == (0..text.len())).then_some(found.value)
}

/// An address, also as it is dictated: "maya at example dot com".
pub fn loose_email(said: &Said<'_>) -> Option<Found> {
    let at = (1..said.words.len()).find(|&at| {
        matches!(said.word(at), "at" | "arroba" | "chez" | "chiocciola") || spaced_sign(said, at)
    })?;
    // "maya @ example.com" has its sign between two words, "maya at example.com" has a word for it.
    let behind = if spaced_sign(said, at) { at } else { at + 1 };
    let local = said.span(at - 1).end;
    let before = said.text.get(..local)?;
    let start = before.trim_end().rfind([' ', '\t', '\n', '(', '<']).map_or(0, |space| space + 1);
    let mut domain = said.raw(behind).to_owned();
    let mut end = behind;
    while end + 1 < said.words.len() && domain.len() <= MAX_DOMAIN {
        let word = said.word(end + 1);
        if said.gap(end + 1) == "." || said.gap(end + 1) == "-" {
            domain = format!("{domain}{}{}", said.gap(end + 1), said.raw(end + 1));
            end += 1;
        } else if matches!(word, "dot" | "punto" | "punkt" | "point" | "ponto") {
            domain = format!("{domain}.{}", said.raw(end + 2));
            end += 2;
        } else {
            break;
        }
    }
    let written = format!("{}@{domain}", before.get(start..)?);
    let sign = written.find('@')?;
    let found = around(&written, sign).filter(|found| found.span == (0..written.len()))?;
    Some(Found { span: start..said.span(end).end.max(local), value: found.value })
}

fn spaced_sign(said: &Said<'_>, at: usize) -> bool {
    said.gap(at).trim() == "@"
}

/// The address around the sign at `at`.
fn around(text: &str, at: usize) -> Option<Found> {
    let local = |c: &char| c.is_alphanumeric() || "._%+-".contains(*c);
    let length: usize = text[..at].chars().rev().take_while(local).map(char::len_utf8).sum();
    let name = text[at - length..at].trim_start_matches(['.', '-', '%', '+']);
    let domain = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let length: usize = text[at + 1..].chars().take_while(domain).map(char::len_utf8).sum();
    let host = text[at + 1..at + 1 + length].trim_end_matches(['.', '-']);
    let (front, top) = host.rsplit_once('.')?;
    let whole = !name.is_empty()
        && !name.ends_with('.')
        && name.len() <= MAX_LOCAL
        && host.len() <= MAX_DOMAIN
        && front.starts_with(char::is_alphanumeric)
        && !host.contains("..")
        && top.chars().count() >= 2
        && top.chars().all(char::is_alphabetic)
        && !text[at + 1 + host.len()..].starts_with(['@', '_']);
    let span = at - name.len()..at + 1 + host.len();
    whole.then(|| Found { span, value: format!("{name}@{host}").to_lowercase() })
}
