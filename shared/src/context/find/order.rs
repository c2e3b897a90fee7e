//! Order numbers: what looks like one beside a word that says so ("order", "booking reference",
//! "#"), or, in the reply to a question, what looks like one at all.

use super::{Found, Said, glued_before, glued_behind};
use std::ops::Range;

/// Longest number, in characters, and how many parts it may have.
const MAX_CHARS: usize = 24;
const MAX_PARTS: usize = 5;
/// How many words may stand between a cue and its number.
const REACH: usize = 6;

/// Words for an order, after which a number is its number.
const CUES: &[&str] = &[
    "ordr",
    "odrer",
    "order",
    "orders",
    "booking",
    "reservation",
    "reference",
    "ref",
    "ticket",
    "purchase",
    "itinerary",
    "confirmation",
    "pedido",
    "pedidos",
    "reserva",
    "orden",
    "compra",
    "referencia",
    "commande",
    "commandes",
    "reservation",
    "billet",
    "bestellung",
    "auftrag",
    "buchung",
    "referenz",
    "vorgang",
    "encomenda",
    "ordine",
    "dordine",
    "lordine",
    "dellordine",
    "ordini",
    "prenotazione",
    "riferimento",
    "acquisto",
    "biglietto",
];
/// The same with the word for a number in them.
const COMPOUNDS: &[&str] = &[
    "ordernumber",
    "orderno",
    "ordernr",
    "orderid",
    "bestellnummer",
    "bestellnr",
    "bestellungsnummer",
    "auftragsnummer",
    "auftragsnr",
    "buchungsnummer",
    "referenznummer",
    "vorgangsnummer",
    "ticketnummer",
    "reservierungsnummer",
    "pnr",
    "bestellnumer",
];
/// Between a cue and its number, words that make it sure.
const NUMBER: &[&str] = &[
    "number", "numbers", "no", "nr", "num", "nmbr", "numer", "numbr", "id", "code", "nummer",
    "numero", "numeros", "n", "nro", "codigo",
];
/// Between a cue and its number, words that say nothing.
const LINKS: &[&str] = &[
    "is", "its", "it", "was", "my", "the", "our", "your", "with", "under", "thats", "this", "here",
    "are", "and", "es", "el", "la", "mi", "con", "est", "le", "ma", "mon", "avec", "ist", "die",
    "meine", "mein", "lautet", "mit", "e", "il", "mio", "minha", "meu",
];
/// The same when it is sure that a number comes.
const LINKS_OF_NUMBER: &[&str] = &[
    "de", "del", "da", "do", "di", "for", "of", "i", "got", "have", "was", "given", "received",
    "see",
];
/// Before a bare "order", what makes it a verb: "I want to order 2000".
const MAKES_VERB: &[&str] = &[
    "can", "could", "i", "we", "you", "would", "should", "ill", "lets", "may", "cant", "cannot",
    "id", "will",
];
const MAKES_VERB_WITH_TO: &[&str] = &[
    "want", "wanted", "like", "need", "how", "going", "trying", "able", "plan", "planning", "wish",
    "love", "looking", "wanna",
];
/// Before a "#", what it counts instead.
const NOT_ORDERS: &[&str] = &[
    "apt",
    "apartment",
    "unit",
    "suite",
    "flat",
    "room",
    "building",
    "bldg",
    "gate",
    "color",
    "colour",
    "hex",
    "model",
    "product",
    "item",
    "article",
    "part",
    "sku",
    "step",
    "page",
    "store",
    "version",
];
/// What follows a quantity.
const COUNTED: &[&str] = &[
    "bags", "pieces", "units", "pcs", "people", "items", "x", "times", "pairs", "of", "more",
    "points", "stuck", "percent", "unidades", "pieces", "stuck", "pezzi",
];
/// Words in `s` that are no plural.
const NOT_PLURAL: &[&str] = &[
    "is", "was", "has", "thanks", "this", "its", "pls", "plus", "status", "says", "shows", "still",
    "merci", "gracias",
];
const SIZES: &[&str] = &[
    "ml", "cl", "l", "gb", "mb", "tb", "kb", "kg", "g", "mg", "cm", "mm", "m", "km", "in", "ft",
    "oz", "lb", "lbs", "hz", "mhz", "ghz", "mah", "w", "kw", "v", "px", "p", "k", "x", "pcs", "am",
    "pm", "h", "min", "th",
];
/// Before what replaces a number given before.
const CORRECTIONS: &[&str] = &[
    "sorry",
    "oops",
    "sry",
    "wrong",
    "meant",
    "typo",
    "correction",
    "perdon",
    "pardon",
    "desculpe",
];
const CORRECTION_LINKS: &[&str] = &[
    "one", "number", "i", "its", "it", "is", "should", "be", "meant", "to", "say", "the", "that",
    "thats", "rather", "no",
];

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

/// A number as it stands in the text.
struct Token {
    /// One past its last word.
    end: usize,
    span: Range<usize>,
    digits: usize,
    letters: usize,
    /// How many parts its separators make.
    parts: usize,
}

impl Token {
    /// What begins at the word `at`: letters and digits, with separators between. Letters and a
    /// space before digits belong to it when they are written large, or `loose`ly in any case.
    fn read(said: &Said<'_>, at: usize, loose: bool) -> Option<Self> {
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
            && !is_common(said.word(at))
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

    fn text<'a>(&self, said: &Said<'a>) -> &'a str {
        said.text.get(self.span.clone()).unwrap_or_default()
    }

    fn is_year(&self, said: &Said<'_>) -> bool {
        let text = self.text(said);
        self.digits == 4 && text.len() == 4 && (text.starts_with("19") || text.starts_with("20"))
    }

    /// "256gb", "3rd".
    fn is_size(&self) -> bool {
        self.parts == 1 && self.letters > 0 && self.digits < 4 && self.letters + self.digits < 5
    }

    /// Whether it has the shape of an order's number; a `sure` cue allows more of them.
    fn has_shape(&self, said: &Said<'_>, sure: bool) -> bool {
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

    fn found(&self, said: &Said<'_>) -> Found {
        Found { span: self.span.clone(), value: self.text(said).to_ascii_uppercase() }
    }
}

/// Part of something else: a decimal, a time, a percentage, a masked number.
fn is_stuck(said: &Said<'_>, span: &Range<usize>) -> bool {
    let (before, behind) = (&said.text[..span.start], &said.text[span.end..]);
    let mut last = before.chars().rev();
    let mut next = behind.chars();
    let joins = |c: Option<char>| matches!(c, Some('.' | ',' | ':' | '@' | '-' | '/'));
    let digit = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let sign = |c: Option<char>| matches!(c, Some('%' | '$' | '€' | '£' | '•' | '@' | '+' | '°'));
    let first = last.next();
    let second = next.next();
    let far = behind.trim_start_matches(' ').chars().next();
    glued_before(said.text, span.start)
        || glued_behind(said.text, span.end)
        || sign(first)
        || sign(second)
        || sign(far)
        || (joins(first) && digit(last.next()) && first != Some(':'))
        || (joins(second) && digit(next.next()))
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

/// Short words that are no letters of a number: "it 48213".
fn is_common(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "is", "its", "it", "my", "no", "nr", "num", "n", "the", "and", "for", "of", "to", "in",
        "on", "at", "by", "but", "i", "a", "so", "was", "has", "yes", "ok", "hi", "oh", "sure",
        "not", "id", "ref", "code", "here", "this", "that", "el", "la", "es", "le", "est", "ist",
        "e", "il", "si",
    ];
    COMMON.contains(&word)
}
