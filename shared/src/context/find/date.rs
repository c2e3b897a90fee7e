//! Dates: in figures, with a month's name, and relative to today. The value is as written, since
//! only its reader knows which day "last Tuesday" is, and whether 3/4 is in March or in April.

mod words;

use super::{Found, Said, glued_behind};
use std::ops::Range;
use words::{
    AMBIGUOUS_MONTHS, COUNTS, MONTHS, ON, PERIODS, SHORT_WEEKDAYS, UNITS, WEEKDAYS, WHICH_DAY,
    WHICH_DAY_BEHIND,
};

/// Every date, as written.
pub fn dates(said: &Said<'_>) -> Vec<Found> {
    let mut spans = in_figures(said);
    let mut at = 0;
    while at < said.words.len() {
        let found = with_month(said, at).or_else(|| relative(said, at));
        let Some((first, last)) = found else {
            at += 1;
            continue;
        };
        spans.push(said.span(first).start..said.span(last).end);
        at = last + 1;
    }
    spans.into_iter().map(|span| said.found(span)).collect()
}

/// A date, also one that is too short to be told as such elsewhere: "monday", "the 3rd", "12/03".
pub fn loose_date(said: &Said<'_>) -> Option<Found> {
    if let Some(found) = dates(said).into_iter().next_back() {
        return Some(found);
    }
    let today = ["today", "hoy", "heute", "hoje", "oggi", "hier", "tonight", "morgen"];
    let short = |at: usize| {
        let word = said.word(at);
        let ordinal = ordinal(word) && word.parse::<u8>().is_err();
        let month = is_month(word).is_some() && said.words.len() <= 4;
        if ordinal || month || WEEKDAYS.contains(&word) || today.contains(&word) {
            return Some(said.span(at));
        }
        let (day, month) = (day(word)?, said.word(at + 1).parse::<u8>().ok()?);
        let dated = (1..=12).contains(&month) || (day <= 12 && (1..=31).contains(&month));
        let joined = at + 1 < said.words.len() && matches!(said.gap(at + 1), "/" | "." | "-");
        (dated && joined).then(|| said.span(at).start..said.span(at + 1).end)
    };
    (0..said.words.len()).find_map(short).map(|span| said.found(span))
}

/// Three numbers, or two behind a word that says when.
fn in_figures(said: &Said<'_>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..said.words.len() {
        let part = |nth: usize| {
            let raw = said.raw(at + nth);
            raw.bytes().all(|b| b.is_ascii_digit()).then_some(raw).filter(|raw| raw.len() <= 4)
        };
        let (Some(first), Some(second)) = (part(0), part(1)) else { continue };
        let separator = said.gap(at + 1);
        if !matches!(separator, "/" | "-" | ".") || first.is_empty() || second.is_empty() {
            continue;
        }
        // A date is no part of a longer row of numbers.
        if at > 0 && joined(said.gap(at)) && !said.gap(at).is_empty() {
            continue;
        }
        let number = |text: &str| text.parse::<u16>().unwrap_or_default();
        let third = part(2).filter(|part| !part.is_empty() && said.gap(at + 2) == separator);
        let day_month = |a: &str, b: &str| {
            let (a, b) = (number(a), number(b));
            (1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12)
        };
        let end = said.span(at + if third.is_some() { 2 } else { 1 }).end;
        let alone = !glued_behind(said.text, end)
            && !(joined(said.gap(at + if third.is_some() { 3 } else { 2 })));
        let good = alone
            && match third {
                Some(third) if first.len() == 4 => {
                    (1900..2100).contains(&number(first)) && day_month(second, third)
                }
                Some(third) if third.len() == 4 => {
                    (1900..2100).contains(&number(third)) && day_month(first, second)
                }
                Some(third) => {
                    let two = first.len() == 2 && second.len() == 2;
                    third.len() == 2
                        && day_month(first, second)
                        && (separator == "/" || two)
                        && !is_version(said.before(at))
                }
                None => {
                    let dotted = separator == "." && said.text[end..].starts_with('.');
                    (separator == "/" || dotted)
                        && first.len() <= 2
                        && second.len() <= 2
                        && day_month(first, second)
                        && ON.contains(&said.before(at))
                }
            };
        if good {
            found.push(said.span(at).start..end);
        }
    }
    found
}

/// What joins two numbers to one: separators with nothing between them and the digits.
fn joined(gap: &str) -> bool {
    matches!(gap, "/" | "-" | "." | "," | ":" | "_")
}

fn is_version(word: &str) -> bool {
    matches!(word, "v" | "version" | "ios" | "android" | "firmware" | "app" | "build" | "release")
}

/// "3rd of March 2026", "March 3, 2026": its first and last word.
fn with_month(said: &Said<'_>, at: usize) -> Option<(usize, usize)> {
    let link = |at: usize| matches!(said.word(at), "of" | "de" | "di" | "d");
    let near = |at: usize| !said.gap(at).contains(['!', '?', ';', '\n', ':']);
    let (month, day_at, last) = if day(said.word(at)).is_some() {
        let month = if link(at + 1) { at + 2 } else { at + 1 };
        (month, at, month)
    } else {
        let day_at = if said.word(at + 1) == "the" { at + 2 } else { at + 1 };
        (at, day_at, day_at)
    };
    let ambiguous = is_month(said.word(month))?;
    day(said.word(day_at))?;
    if last >= said.words.len() || !(at + 1..=last).all(near) {
        return None;
    }
    // "12.5 march", "3:30 march", "1,500 may".
    if at > 0 && joined(said.gap(at)) {
        return None;
    }
    if month < day_at && joined(said.gap(day_at + 1)) && said.raw(day_at + 1).starts_with(is_digit)
    {
        return None;
    }
    let year_at = if link(last + 1) { last + 2 } else { last + 1 };
    let year = (year_at < said.words.len() && near(year_at)).then(|| said.word(year_at));
    let year = year.filter(|year| is_year(year));
    let sure = year.is_some()
        || ordinal(said.word(day_at)) && said.word(day_at).ends_with(char::is_alphabetic)
        || ON.contains(&said.before(at));
    (!ambiguous || sure).then_some((at, if year.is_some() { year_at } else { last }))
}

/// "last Tuesday", "3 days ago", "day after tomorrow": its first and last word.
fn relative(said: &Said<'_>, at: usize) -> Option<(usize, usize)> {
    let (word, next) = (said.word(at), said.word(at + 1));
    let weekday = |at: usize| WEEKDAYS.contains(&said.word(at));
    let count = |word: &str| COUNTS.contains(&word) || word.parse::<u8>().is_ok();
    if weekday(at) {
        if WHICH_DAY_BEHIND.contains(&next) && said.gap(at + 1) == " " {
            return Some((at, at + 1));
        }
        // "open monday to friday" is no day.
        let row = matches!(next, "to" | "through" | "till" | "until" | "bis" | "a" | "and")
            && weekday(at + 2)
            || said.gap(at + 1).contains(['-', '–']) && weekday(at + 1);
        let within = weekday(at.saturating_sub(2)) && matches!(said.before(at), "to" | "through");
        let which = at.checked_sub(1).filter(|_| WHICH_DAY.contains(&said.before(at)));
        let close = said.gap(at) == " ";
        let short = SHORT_WEEKDAYS.contains(&word) && !matches!(said.before(at), "last" | "next");
        return which.filter(|_| close && !row && !within && !short).map(|first| {
            let shown = matches!(said.word(first), "last" | "next" | "this" | "coming" | "past");
            (if shown || said.word(first).len() > 5 { first } else { at }, at)
        });
    }
    let greeted = matches!(said.before(at), "guten" | "am" | "jeden" | "heute" | "la" | "")
        && at == 0
        || matches!(said.before(at), "guten" | "am" | "jeden" | "la");
    match word {
        "yesterday" | "tomorrow" | "tmrw" | "tomorow" | "ayer" | "demain" | "gestern" | "ontem"
        | "amanha" | "ieri" | "domani" | "vorgestern" | "anteayer" => Some((at, at)),
        "manana" | "morgen" if !greeted => Some((at, at)),
        "day" if matches!(next, "before" | "after") => {
            matches!(said.word(at + 2), "yesterday" | "tomorrow").then_some((at, at + 2))
        }
        "last" | "next" | "letzte" | "nachste" if PERIODS.contains(&next) => Some((at, at + 1)),
        "hace" | "vor" | "ha" if count(next) && UNITS.contains(&said.word(at + 2)) => {
            Some((at, at + 2))
        }
        "il" if next == "y" && said.word(at + 2) == "a" => {
            let told = count(said.word(at + 3)) && UNITS.contains(&said.word(at + 4));
            told.then_some((at, at + 4))
        }
        _ if count(word) => {
            let unit = if next == "of" { at + 2 } else { at + 1 };
            let told = UNITS.contains(&said.word(unit))
                && matches!(said.word(unit + 1), "ago" | "fa" | "atras");
            told.then_some((at, unit + 1))
        }
        _ => None,
    }
}

/// Whether `word` is a month's name, and if so, whether it is also another word.
fn is_month(word: &str) -> Option<bool> {
    let ambiguous = AMBIGUOUS_MONTHS.contains(&word);
    (ambiguous || MONTHS.contains(&word)).then_some(ambiguous)
}

/// The day of a month: "3", "3rd", "03".
fn day(word: &str) -> Option<u8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let known = matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "er");
    let number: u8 = digits.parse().ok().filter(|_| digits.len() <= 2)?;
    (known && (1..=31).contains(&number)).then_some(number)
}

fn ordinal(word: &str) -> bool {
    day(word).is_some()
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year))
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}
