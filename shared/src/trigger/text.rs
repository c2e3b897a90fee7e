//! Words with their places: the one tokenizer every signal reads.
//!
//! Letters are lower-cased and stripped of their accents in the Latin alphabet only, and only ASCII
//! and general punctuation separate words: Unicode's tables would cost the browser more bytes than
//! all the rules together.

/// A word, lower case and without apostrophes, and the bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Lower case, apostrophes and accents removed: "Don't" is `dont`, "où" is `ou`.
    pub text: String,
    /// First byte in the original text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Word {
    /// Whether it is the number of a point in the list that `text` is: "1) …".
    pub fn numbers_a_point(&self, text: &str) -> bool {
        let digit = self.text.len() == 1 && self.text.bytes().all(|byte| byte.is_ascii_digit());
        digit && text.as_bytes().get(self.end as usize) == Some(&b')')
    }
}

/// Splits `text` into words. Digits count as letters, `*` and `$` do inside of a word ("f*ck"), and
/// a pictograph is a word by itself.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(text.len() / 5 + 1);
    let mut open = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        let apostrophe = matches!(character, '\'' | '’' | '`');
        let symbol = is_pictograph(character);
        if symbol || (is_joiner(character) && !open) {
            open = false;
        } else if is_letter(character) || (open && (apostrophe || masks(character, next))) {
            if !open {
                words.push(Word { text: String::new(), start: offset(at), end: 0 });
                open = true;
            }
            if let (Some(word), false) = (words.last_mut(), apostrophe) {
                push_plain(&mut word.text, character);
                word.end = offset(at + character.len_utf8());
            }
            continue;
        } else {
            open = false;
        }
        if symbol {
            let end = offset(at + character.len_utf8());
            words.push(Word { text: character.to_string(), start: offset(at), end });
        }
    }
    words
}

/// Appends `character` in lower case and without its accent.
fn push_plain(text: &mut String, character: char) {
    let plain = match character {
        'à'..='å' | 'À'..='Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        'ß' => {
            text.push('s');
            's'
        }
        _ => character.to_ascii_lowercase(),
    };
    text.push(plain);
}

/// Letters and digits of ASCII, and whatever lies outside of it and isn't punctuation or space.
fn is_letter(character: char) -> bool {
    match character {
        '\0'..='\u{7f}' => character.is_ascii_alphanumeric(),
        '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' => false,
        _ => !is_joiner(character),
    }
}

/// What joins or colours pictographs, and says nothing by itself.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_pictograph(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
        && !is_joiner(character)
}

/// Whether `character` inside of a word stands for a letter that is not to be read.
fn masks(character: char, next: char) -> bool {
    match character {
        '*' => true,
        '$' | '@' => next.is_ascii_alphabetic() || next == character,
        _ => false,
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

    fn spelled(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

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
        let text = "Don’t  TRANSFER me, Émile!";
        assert_eq!(spelled(text), ["dont", "transfer", "me", "emile"]);
        let last = &words(text)[3];
        assert_eq!(&text[last.start as usize..last.end as usize], "Émile");
    }

    #[test]
    fn a_masked_word_is_one_word_and_a_pictograph_another() {
        assert_eq!(
            spelled("what the f*ck, this is bull$hit"),
            ["what", "the", "f*ck", "this", "is", "bull$hit"]
        );
        assert_eq!(spelled("late again😡😡 ok👍🏽?"), ["late", "again", "😡", "😡", "ok", "👍"]);
    }
}
