//! Order numbers: what looks like one beside a word that says so ("order", "booking reference",
//! "#"), or, in the reply to a question, what looks like one at all.

mod token;
mod words;

use super::{Found, Said};
use std::ops::Range;
use token::{Token, is_stuck};
use words::{
    COMPOUNDS, CORRECTION_LINKS, CORRECTIONS, COUNTED, CUES, LINKS, LINKS_OF_NUMBER, MAKES_VERB,
    MAKES_VERB_WITH_TO, NOT_ORDERS, NOT_PLURAL, NUMBER,
};

/// How many words may stand between a cue and its number.
const REACH: usize = 6;

/// Every number with a cue, its letters in upper case.
pub fn order_numbers(said: &Said<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for at in 0..said.words.len() {
        let word = said.word(at);
        let strong = COMPOUNDS.contains(&word);
        if strong || CUES.contains(&word) {
            found.extend(behind_cue(said, at, strong));
        } else if CORRECTIONS.contains(&word) {
            found.extend(correction(said, at));
        } else if said.gap(at).ends_with('#') {
            found.extend(behind_sign(said, at));
        }
        found.extend(before_cue(said, at));
    }
    found.sort_by_key(|found| (found.span.start, usize::MAX - found.span.end));
    found.dedup_by(|later, kept| later.span.start < kept.span.end);
    found
}

/// Whatever could be one, the likeliest first: figures and letters together, then the longest.
pub fn loose_order_numbers(said: &Said<'_>) -> Vec<Found> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < said.words.len() {
        let token = Token::read(said, at, true);
        at = token.as_ref().map_or(at + 1, |token| token.end);
        tokens.extend(token.filter(|token| {
            let long = token.digits >= 4 || (token.letters > 0 && token.digits >= 2);
            long && !token.is_size() && !is_stuck(said, &token.span)
        }));
    }
    tokens
        .sort_by_key(|token| (token.letters == 0, token.is_year(said), usize::MAX - token.digits));
    tokens.into_iter().map(|token| token.found(said)).collect()
}

/// Letters and digits beside each other, as an owner's pattern may want them: "lk 48213".
pub fn prefixed(said: &Said<'_>) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut at = 0;
    while at < said.words.len() {
        let token = Token::read(said, at, true).filter(|token| token.letters > 0);
        at = token.as_ref().map_or(at + 1, |token| token.end);
        spans.extend(token.filter(|token| token.digits >= 2).map(|token| token.span));
    }
    spans
}

fn behind_cue(said: &Said<'_>, cue: usize, mut sure: bool) -> Vec<Found> {
    let word = said.word(cue);
    if NOT_ORDERS.contains(&said.before(cue)) || (is_verb(said, cue) && word == "order") {
        let sign = said.gap(cue + 1).contains('#') || NUMBER.contains(&said.word(cue + 1));
        if !sign {
            return Vec::new();
        }
    }
    let mut at = cue + 1;
    while at < said.words.len() && at <= cue + REACH {
        let gap = said.gap(at);
        let allowed = |c: char| c.is_ascii_whitespace() || "#:=-.,(\"'?*°º|".contains(c);
        if !gap.chars().all(allowed) {
            return Vec::new();
        }
        sure |= gap.contains(['#', ':', '=', '°', 'º']);
        let number = NUMBER.contains(&said.word(at));
        let ended = gap.contains(['.', '?', '\n']) && !NUMBER.contains(&said.before(at)) && !sure;
        if ended && word != "ref" {
            return Vec::new();
        }
        let token = Token::read(said, at, false);
        if let Some(token) = token.filter(|_| !number || said.raw(at).len() > 6) {
            if word == "confirmation" && !sure {
                return Vec::new();
            }
            return listed(said, token, sure);
        }
        sure |= number || COMPOUNDS.contains(&said.word(at));
        let passed = number
            || LINKS.contains(&said.word(at))
            || CUES.contains(&said.word(at))
            || COMPOUNDS.contains(&said.word(at))
            || (sure && LINKS_OF_NUMBER.contains(&said.word(at)));
        if !passed {
            return Vec::new();
        }
        at += 1;
    }
    Vec::new()
}

/// A number, and those that are listed behind it: "orders 48213, 48214 and 48215".
fn listed(said: &Said<'_>, first: Token, sure: bool) -> Vec<Found> {
    let mut found = Vec::new();
    let mut next = Some(first);
    while let Some(token) = next {
        let counted = !sure && is_counted(said, token.end);
        if !token.has_shape(said, sure) || counted {
            break;
        }
        let and = matches!(said.word(token.end), "and" | "y" | "et" | "und" | "e" | "or");
        let at = token.end + usize::from(and);
        let close = said.gap(token.end).trim().is_empty() && and || said.gap(at).trim() == ",";
        let (digits, letters) = (token.digits, token.letters);
        found.push(token.found(said));
        next = (close && at < said.words.len())
            .then(|| Token::read(said, at, false))
            .flatten()
            .filter(|token| token.digits.abs_diff(digits) <= 1 && token.letters == letters);
    }
    found
}

/// "#48213".
fn behind_sign(said: &Said<'_>, at: usize) -> Option<Found> {
    let before = said.gap(at).strip_suffix('#')?;
    if (before.is_empty() && at > 0) || NOT_ORDERS.contains(&said.before(at)) {
        return None;
    }
    let token = Token::read(said, at, false)?;
    let text = token.text(said);
    let colour = token.letters > 0 && matches!(text.len(), 3 | 6 | 8);
    (!colour && token.digits >= 4 && token.has_shape(said, true)).then(|| token.found(said))
}

/// "48213 is my order number".
fn before_cue(said: &Said<'_>, at: usize) -> Option<Found> {
    if matches!(said.gap(at), "-" | "/" | "_") {
        return None;
    }
    let token = Token::read(said, at, false)?;
    let mut next = token.end;
    if !matches!(said.word(next), "is" | "was" | "es" | "est" | "ist" | "e") {
        return None;
    }
    next += 1;
    let mine =
        ["my", "the", "our", "mi", "el", "la", "ma", "mon", "le", "meine", "die", "il", "mio"];
    while next < said.words.len() && next < token.end + 5 {
        let word = said.word(next);
        let cue = CUES.contains(&word) || COMPOUNDS.contains(&word);
        if cue {
            return token.has_shape(said, true).then(|| token.found(said));
        }
        if !mine.contains(&word) && !NUMBER.contains(&word) && !matches!(word, "de" | "d") {
            return None;
        }
        next += 1;
    }
    None
}

/// "sorry, it's 48214".
fn correction(said: &Said<'_>, cue: usize) -> Option<Found> {
    let links = |at: usize| CORRECTION_LINKS.contains(&said.word(at)) && at < cue + REACH;
    let at = (cue + 1..said.words.len()).find(|&at| !links(at))?;
    let token = Token::read(said, at, false)?;
    let long = token.digits >= 5 || (token.letters > 0 && token.digits >= 4);
    let ends = said.clause_ends(token.end) || matches!(said.word(token.end), "not" | "instead");
    (long && ends && token.has_shape(said, false)).then(|| token.found(said))
}

fn is_verb(said: &Said<'_>, cue: usize) -> bool {
    let before = said.before(cue);
    let further = cue.checked_sub(2).map_or("", |at| said.word(at));
    MAKES_VERB.contains(&before) || (before == "to" && MAKES_VERB_WITH_TO.contains(&further))
}

/// Whether what stands before the word `at` is a number of things.
fn is_counted(said: &Said<'_>, at: usize) -> bool {
    let word = said.word(at);
    let plural = word.len() > 3 && word.ends_with('s') && !NOT_PLURAL.contains(&word);
    said.gap(at).trim().is_empty() && (plural || COUNTED.contains(&word))
}
