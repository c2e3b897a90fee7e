//! Words with their places: the one tokenizer every signal reads.
//!
//! Only ASCII letters are lower-cased and only ASCII and general punctuation separate words. Every
//! word the signals look for is ASCII, and Unicode's tables would cost the browser more bytes than
//! all the rules together.

/// A word, lower case and without apostrophes, and the bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// ASCII lower case, apostrophes removed: "Don't" is `dont`.
    pub text: String,
    /// First byte in the original text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Splits `text` into words. Digits count as letters.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, character) in text.char_indices() {
        let apostrophe = matches!(character, '\'' | '’' | '`');
        if is_letter(character) || (apostrophe && open) {
            if !open {
                words.push(Word { text: String::new(), start: offset(at), end: 0 });
                open = true;
            }
            if let (Some(word), false) = (words.last_mut(), apostrophe) {
                word.text.push(character.to_ascii_lowercase());
                word.end = offset(at + character.len_utf8());
            }
        } else {
            open = false;
        }
    }
    words
}

/// Letters and digits of ASCII, and whatever lies outside of it and isn't punctuation or space.
fn is_letter(character: char) -> bool {
    match character {
        '\0'..='\u{7f}' => character.is_ascii_alphanumeric(),
        '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' => false,
        _ => true,
    }
}

/// Whether a clause of `text` ends between two words that follow each other.
pub(super) fn clause_ends(text: &str, before: &Word, after: &Word) -> bool {
    let between = text.get(before.end as usize..after.start as usize).unwrap_or_default();
    let mut previous = '\0';
    between.chars().any(|character| {
        let ends = match character {
            '.' | '!' | '?' | ';' | ':' | ',' | '\n' | '…' | '–' | '—' => true,
            '-' => previous == ' ',
            _ => false,
        };
        previous = character;
        ends
    })
}

/// Whether `a` and `b` differ by one letter inserted, removed, replaced or swapped with its
/// neighbour: what a typo usually is. Letters are counted as bytes of UTF-8.
pub fn one_typo_apart(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([a1, a2], [b1, b2]) => a1 == b2 && a2 == b1,
        _ => false,
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_ends_at_punctuation_that_separates() {
        for (text, ends) in [
            ("no, stop", true),
            ("no - stop", true),
            ("e-mail", false),
            ("so… no", true),
            ("a b", false),
        ] {
            let words = words(text);
            assert_eq!(clause_ends(text, &words[0], &words[1]), ends, "{text}");
        }
    }

    #[test]
    fn a_typo_is_one_letter_away() {
        for (a, b) in [("human", "humna"), ("human", "hman"), ("human", "humann"), ("ab", "b")] {
            assert!(one_typo_apart(a, b) && one_typo_apart(b, a), "{a} {b}");
        }
        for (a, b) in [("human", "human"), ("human", "woman"), ("human", "hnuma"), ("", "ab")] {
            assert!(!one_typo_apart(a, b), "{a} {b}");
        }
    }

    #[test]
    fn words_keep_their_place_in_the_text() {
        let text = "Don’t  TRANSFER me, émile!";
        let found = words(text);
        let spelled: Vec<_> = found.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(spelled, ["dont", "transfer", "me", "émile"]);
        let last = &found[3];
        assert_eq!(&text[last.start as usize..last.end as usize], "émile");
    }
}
