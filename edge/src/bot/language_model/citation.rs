//! Citation marks: `[1]`, `[1, 2]`, `[2-4]`, `【3】`, `[^1]`. Read, and taken out of the text.

/// A number with more digits is a year or an amount in brackets.
const MAX_DIGITS: usize = 2;
/// A bracket that isn't closed within so many bytes is one of its own.
const MAX_BRACKET_BYTES: usize = 400;

/// What begins with a bracket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bracket {
    /// A citation mark.
    Mark {
        /// Its bytes.
        length: usize,
        /// The numbers it cites, from 1.
        cited: Vec<usize>,
    },
    /// Other words in brackets.
    Words {
        /// The bytes between the brackets.
        inner: usize,
        /// The bytes with both brackets.
        length: usize,
    },
    /// It isn't closed yet.
    Unfinished,
    /// It is closed nowhere near.
    Bare,
}

/// What `text`, which begins with `[` or `【`, begins with.
pub(super) fn bracket(text: &str) -> Bracket {
    let (open, close) = if text.starts_with('[') { (1, ']') } else { ('【'.len_utf8(), '】') };
    let Some(end) = text.find(close) else {
        return if text.len() > MAX_BRACKET_BYTES { Bracket::Bare } else { Bracket::Unfinished };
    };
    let length = end + close.len_utf8();
    if length > MAX_BRACKET_BYTES {
        return Bracket::Bare;
    }
    match numbers(&text[open..end]) {
        Some(cited) => Bracket::Mark { length, cited },
        None => Bracket::Words { inner: end - open, length },
    }
}

/// `text` without its marks, and what they cite, each number once, in order.
pub(super) fn taken_out(text: &str) -> (String, Vec<usize>) {
    let mut left = String::with_capacity(text.len());
    let mut cited: Vec<usize> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '【']) {
        left.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Bracket::Mark { length, cited: numbers } = bracket(rest) {
            left.truncate(left.trim_end_matches([' ', '\t']).len());
            cited.extend(numbers);
            rest = &rest[length + link_bytes(&rest[length..])..];
        } else {
            let open = rest.chars().next().map_or(0, char::len_utf8);
            left.push_str(&rest[..open]);
            rest = &rest[open..];
        }
    }
    left.push_str(rest);
    let mut seen = Vec::new();
    cited.retain(|number| {
        let new = !seen.contains(number);
        seen.push(*number);
        new
    });
    (left, cited)
}

/// The bytes of a link's address at the beginning of `text`, if a mark was written as a link.
fn link_bytes(text: &str) -> usize {
    if !text.starts_with('(') {
        return 0;
    }
    text.find(')').filter(|end| *end < MAX_BRACKET_BYTES).map_or(0, |end| end + 1)
}

fn numbers(inner: &str) -> Option<Vec<usize>> {
    let inner = inner.trim_start_matches('^');
    let mut numbers = Vec::new();
    for part in inner.split([',', ';']) {
        match part.split_once(['-', '–']) {
            Some((from, to)) => numbers.extend(number(from)?..=number(to)?),
            None => numbers.push(number(part)?),
        }
    }
    Some(numbers)
}

fn number(text: &str) -> Option<usize> {
    let text = text.trim();
    let digits = !text.is_empty() && text.len() <= MAX_DIGITS;
    (digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out_with_the_space_before_them() {
        for (text, left, cited) in [
            ("It takes 45 days [1].", "It takes 45 days.", vec![1]),
            ("Free.[2][1] Yes [1, 3] or【4】", "Free. Yes or", vec![2, 1, 3, 4]),
            ("See [2-4] and [^5]", "See and", vec![2, 3, 4, 5]),
            ("Linked [1](https://evil.example).", "Linked.", vec![1]),
            (
                "[help](/help) in [2026] or [x] or []",
                "[help](/help) in [2026] or [x] or []",
                vec![],
            ),
            ("open [1", "open [1", vec![]),
            ("[0] [99]", "", vec![0, 99]),
        ] {
            assert_eq!(taken_out(text), (left.to_owned(), cited), "{text}");
        }
    }
}
