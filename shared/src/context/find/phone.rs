//! Phone numbers: how their digits are grouped, or a word that says what they are.

use super::{Found, Said};
use std::ops::Range;

/// Fewest and most digits of a number (E.164).
const MIN_DIGITS: usize = 8;
const MAX_DIGITS: usize = 15;
/// How many words before a number may say that it is one.
const CUE_WORDS: usize = 4;

/// In front of a number, in the languages that phrases know.
const CUES: &[&str] = &[
    "phone",
    "mobile",
    "cell",
    "tel",
    "telephone",
    "call",
    "text",
    "whatsapp",
    "sms",
    "ring",
    "reach",
    "dial",
    "landline",
    "telefon",
    "telefonnummer",
    "handynummer",
    "handy",
    "rufnummer",
    "mobil",
    "mobilnummer",
    "telefono",
    "movil",
    "celular",
    "llamarme",
    "llamame",
    "portable",
    "appeler",
    "joindre",
    "telefone",
    "telemovel",
    "ligar",
    "cellulare",
    "chiamare",
    "contact",
];

/// A run of digits as it stands in the text.
struct Run {
    span: Range<usize>,
    /// Where each group of digits stands.
    groups: Vec<Range<usize>>,
    plus: bool,
}

/// Every number, as digits with the `+` that it has.
pub fn phones(said: &Said<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(mut run) = next_run(said.text, from) {
        from = run.span.end;
        run.cut_north_american(said.text);
        let cued = run.is_cued(said);
        if run.stands_alone(said.text) && (run.has_shape(said.text) || cued) {
            found.extend(run.found(said.text, MIN_DIGITS));
        }
    }
    found
}

/// Every run of digits that is long enough.
pub fn loose_phones(said: &Said<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(run) = next_run(said.text, from) {
        from = run.span.end;
        found.extend(run.found(said.text, MIN_DIGITS - 1).filter(|_| run.stands_alone(said.text)));
    }
    found
}

fn next_run(text: &str, from: usize) -> Option<Run> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let first = (from..bytes.len()).find(|&at| digit(at))?;
    let open = first > from && bytes[first - 1] == b'(';
    let mut start = first - usize::from(open);
    let plus = start > from && bytes[start - 1] == b'+';
    start -= usize::from(plus);
    let (mut groups, mut at) = (Vec::new(), first);
    loop {
        let begin = at;
        while digit(at) {
            at += 1;
        }
        groups.push(begin..at);
        let between = |b: &u8| matches!(b, b' ' | b'-' | b'.' | b'/' | b'(' | b')');
        let gap = bytes[at..].iter().take(3).take_while(|b| between(b)).count();
        if gap == 0 || gap > 2 || !digit(at + gap) {
            return Some(Run { span: start..at, groups, plus });
        }
        at += gap;
    }
}

impl Run {
    fn digits(&self) -> usize {
        self.groups.iter().map(Range::len).sum()
    }

    fn lengths(&self) -> impl Iterator<Item = usize> {
        self.groups.iter().map(Range::len)
    }

    /// "555-123-4567 2 times": what follows a whole number isn't part of it.
    fn cut_north_american(&mut self, text: &str) {
        let code = usize::from(self.groups.first().is_some_and(|g| &text[g.clone()] == "1"));
        let whole = self.lengths().skip(code).take(3).eq([3, 3, 4]);
        if whole && self.groups.len() > code + 3 {
            self.groups.truncate(code + 3);
            self.span.end = self.groups.last().map_or(self.span.end, |group| group.end);
        }
    }

    /// Not a part of something longer.
    fn stands_alone(&self, text: &str) -> bool {
        let mut before = text[..self.span.start].chars().rev();
        let (last, further) = (before.next(), before.next());
        let mut behind = text[self.span.end..].chars();
        let (next, after) = (behind.next(), behind.next());
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let joins = |c: Option<char>| c.is_some_and(|c| ".,-/_:@#".contains(c));
        let glued = letter(last) || letter(next);
        let signed = matches!(last, Some('#' | '_' | '=' | '$' | '€' | '£'))
            || matches!(next, Some('%' | '€' | '_' | '@'));
        let part = joins(last) && letter(further) && last != Some(':');
        !(glued || signed || part || (joins(next) && letter(after)))
    }

    fn has_shape(&self, text: &str) -> bool {
        let Some(first) = self.groups.first().map(|group| &text[group.clone()]) else {
            return false;
        };
        let grouped = self.groups.len() > 1;
        let area = |group: &Range<usize>| text[group.clone()].starts_with(|c| c >= '2');
        let code = usize::from(first == "1");
        let north_american = self.lengths().skip(code).eq([3, 3, 4])
            && self.groups.iter().skip(code).take(2).all(area);
        // The groups of a date and of a decimal number are shorter.
        let domestic = first.starts_with('0')
            && !first.starts_with("00")
            && (10..=11).contains(&self.digits())
            && (first.len() >= 2 || text[self.span.clone()].starts_with('('));
        let abroad = first.starts_with("00") && first.len() > 2 && grouped;
        let paired = grouped && first.len() == 2 && first.starts_with('0');
        self.plus || north_american || domestic || abroad || (paired && self.digits() == 10)
    }

    fn is_cued(&self, said: &Said<'_>) -> bool {
        let at = said.word_at(self.span.start);
        (at.saturating_sub(CUE_WORDS)..at).any(|at| CUES.contains(&said.word(at)))
    }

    fn found(&self, text: &str, least: usize) -> Option<Found> {
        if !(least..=MAX_DIGITS).contains(&self.digits()) {
            return None;
        }
        let digits: String = self.groups.iter().map(|group| &text[group.clone()]).collect();
        let value = if self.plus { format!("+{digits}") } else { digits };
        Some(Found { span: self.span.clone(), value })
    }
}
