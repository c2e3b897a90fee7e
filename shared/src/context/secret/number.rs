//! Numbers that prove themselves: cards (prefix and Luhn's checksum, ISO/IEC 7812), IBANs (ISO 13616)
//! and the social security numbers of the United States, which have a shape of their own.

use super::Secret;
use std::ops::Range;

/// Digits of a card's number.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// Most bytes between two groups of a card's digits.
const MAX_GAP: usize = 3;
/// Most characters of an IBAN, and the spaces within it.
const MAX_IBAN: usize = 34;

/// How long an IBAN is, by country.
const IBAN_LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("BR", 29),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TR", 26),
    ("UA", 29),
];

/// Every such number.
pub fn secrets(text: &str) -> Vec<Secret> {
    let mut secrets = cards(text);
    let whole = |span: Range<usize>| {
        let joined = is_joined(text, span.start);
        Secret { joined, ..Secret::whole(span) }
    };
    secrets.extend(ibans(text).map(whole));
    secrets.extend(social_security(text).map(whole));
    secrets
}

/// Where the numbers of cards stand.
pub fn card_spans(text: &str) -> Vec<Range<usize>> {
    cards(text).into_iter().filter(|card| !card.joined).map(|card| card.span).collect()
}

fn is_card_number(digits: &[u8]) -> bool {
    CARD_DIGITS.contains(&digits.len()) && has_issuer(digits) && luhn(digits)
}

/// Whether an issuer's numbers begin so and have this length.
fn has_issuer(digits: &[u8]) -> bool {
    let first = |count: usize| {
        digits[..count].iter().fold(0, |number: u32, digit| number * 10 + u32::from(digit - b'0'))
    };
    let length = digits.len();
    match first(4) {
        4000..=4999 => matches!(length, 13 | 16 | 19),
        5100..=5599 | 2221..=2720 => length == 16,
        3400..=3499 | 3700..=3799 => length == 15,
        3000..=3059 | 3600..=3699 | 3800..=3999 => (14..=19).contains(&length),
        3528..=3589 | 6011 | 6440..=6599 | 6200..=6299 => length >= 16,
        5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763 => true,
        _ => false,
    }
}

/// Luhn's checksum.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = (0..)
        .zip(digits.iter().rev())
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0') << (at % 2);
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn cards(text: &str) -> Vec<Secret> {
    let bytes = text.as_bytes();
    let mut secrets = Vec::new();
    let mut from = 0;
    while let Some(groups) = next_groups(text, from) {
        from = groups.last().map_or(bytes.len(), |group| group.end);
        let mut first = 0;
        while first < groups.len() {
            match card(text, &groups, first) {
                Some(last) => {
                    let span = groups[first].start..groups[last].end;
                    let digits: String =
                        text[span.clone()].chars().filter(char::is_ascii_digit).collect();
                    let joined = is_joined(text, span.start);
                    let shown = digits[digits.len() - 4..].to_owned();
                    secrets.push(Secret { span, shown, joined });
                    // If it is none, a card may begin within it.
                    first = if joined { first + 1 } else { last + 1 };
                }
                None => first += 1,
            }
        }
    }
    secrets
}

/// The next digits, in the groups that spaces and dashes make of them.
fn next_groups(text: &str, from: usize) -> Option<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = (from..bytes.len()).find(|&at| digit(at))?;
    let mut groups = Vec::new();
    loop {
        let start = at;
        while digit(at) {
            at += 1;
        }
        groups.push(start..at);
        let separator =
            |c: &char| matches!(c, ' ' | '-' | '\u{a0}' | '\t' | '\n' | '–' | '\u{2011}');
        let gap = text[at..]
            .chars()
            .take(MAX_GAP)
            .take_while(separator)
            .map(char::len_utf8)
            .sum::<usize>();
        if gap == 0 || !digit(at + gap) {
            return Some(groups);
        }
        at += gap;
    }
}

/// The last group of the card whose number begins with the group at `first`.
fn card(text: &str, groups: &[Range<usize>], first: usize) -> Option<usize> {
    let start = groups.get(first)?.start;
    let inner = first > 0 && text[..start].ends_with('-');
    if inner || is_glued_before(text, start) {
        return None;
    }
    let mut digits: Vec<u8> = Vec::with_capacity(*CARD_DIGITS.end());
    let mut cards = Vec::new();
    for (last, group) in groups.iter().enumerate().skip(first) {
        if digits.len() + group.len() > *CARD_DIGITS.end() {
            break;
        }
        digits.extend_from_slice(&text.as_bytes()[group.clone()]);
        let shaped = last == first
            || (first == 0 && last + 1 == groups.len() && digits.len() >= 15)
            || has_card_groups(&groups[first..=last]);
        let parcel = first > 0 && last > first && groups[first - 1].len() == 4;
        if shaped && !parcel && is_card_number(&digits) && !is_glued_behind(text, group.end) {
            cards.push((digits.len() != 16, last));
        }
    }
    // What follows a card may be its date: sixteen digits are the likeliest number.
    cards.into_iter().min_by_key(|(odd, last)| (*odd, usize::MAX - last)).map(|(_, last)| last)
}

/// Fours, or the groups on cards of American Express and Diners Club.
fn has_card_groups(groups: &[Range<usize>]) -> bool {
    let lengths = || groups.iter().map(Range::len);
    let rest = groups.len() - 1;
    let fours =
        lengths().take(rest).all(|length| length == 4) && lengths().skip(rest).all(|l| l <= 4);
    fours || lengths().eq([4, 6, 5]) || lengths().eq([4, 6, 4])
}

/// Whether what ends here is the beginning of something longer.
fn is_glued_before(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|c| matches!(c, '+' | '_') || c.is_alphanumeric())
}

/// Whether what ends here may be: a word, and what joins words and numbers.
fn is_joined(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    matches!(before.next(), Some('-' | '/' | '.' | ','))
        && before.next().is_some_and(char::is_alphanumeric)
}

fn is_glued_behind(text: &str, at: usize) -> bool {
    let mut behind = text[at..].chars();
    match behind.next() {
        Some('_') => true,
        Some('-') => behind.next().is_some_and(char::is_alphanumeric),
        Some('.' | ',') => behind.next().is_some_and(|c| c.is_ascii_digit()),
        next => next.is_some_and(char::is_alphanumeric),
    }
}

fn ibans(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(14)).filter_map(|start| {
        let country =
            bytes.get(start..start + 2).filter(|c| c.iter().all(u8::is_ascii_alphabetic))?;
        let checked = bytes.get(start + 2..start + 4)?.iter().all(u8::is_ascii_digit)
            || bytes[start + 2] == b' ' && bytes[start + 3].is_ascii_digit();
        if !checked || is_glued_before(text, start) {
            return None;
        }
        let country = std::str::from_utf8(country).ok()?.to_ascii_uppercase();
        let (_, length) = IBAN_LENGTHS.iter().find(|(known, _)| *known == country)?;
        let end = iban_end(bytes, start, *length)?;
        let letters = text[start..end].bytes().filter(u8::is_ascii_alphanumeric);
        (!is_glued_behind(text, end) && has_iban_checksum(letters)).then_some(start..end)
    })
}

/// Where `length` letters and digits end, if no more than one space or dash stands between two.
fn iban_end(bytes: &[u8], start: usize, length: usize) -> Option<usize> {
    let (mut at, mut count, mut spaced) = (start, 0, false);
    while count < length && at - start < 2 * MAX_IBAN {
        match bytes.get(at)? {
            byte if byte.is_ascii_alphanumeric() => {
                count += 1;
                spaced = false;
            }
            b' ' | b'-' if !spaced => spaced = true,
            _ => return None,
        }
        at += 1;
    }
    (count == length).then_some(at)
}

/// ISO 7064, modulo 97: the first four characters last, letters as 10 to 35.
fn has_iban_checksum(letters: impl Iterator<Item = u8>) -> bool {
    let mut letters: Vec<u8> = letters.collect();
    letters.rotate_left(4);
    let remainder = letters.iter().fold(0, |remainder, letter| match letter {
        b'0'..=b'9' => (remainder * 10 + u32::from(letter - b'0')) % 97,
        _ => (remainder * 100 + u32::from(letter.to_ascii_uppercase() - b'A') + 10) % 97,
    });
    remainder == 1
}

/// 123-45-6789; numbers that are never given out aren't taken for one.
fn social_security(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.as_bytes().windows(11).enumerate().filter_map(|(start, window)| {
        let shaped = (0..).zip(window).all(|(at, byte)| {
            if matches!(at, 3 | 6) { *byte == b'-' } else { byte.is_ascii_digit() }
        });
        let (area, group, serial) = (&window[..3], &window[4..6], &window[7..]);
        let issued = area != b"000"
            && area != b"666"
            && area[0] != b'9'
            && group != b"00"
            && serial != b"0000";
        let span = start..start + 11;
        let whole =
            shaped && issued && !is_glued_before(text, start) && !is_glued_behind(text, span.end);
        whole.then_some(span)
    })
}
