//! Words with their places: the one tokenizer every signal reads.

/// A word, lower case and without apostrophes, and the bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, apostrophes removed: "Don't" is `dont`.
    pub text: String,
    /// First byte in the original text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Splits `text` into words. Digits count as letters; everything else separates.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, character) in text.char_indices() {
        let apostrophe = matches!(character, '\'' | '’' | '`');
        if character.is_alphanumeric() || (apostrophe && open) {
            if !open {
                words.push(Word { text: String::new(), start: offset(at), end: 0 });
                open = true;
            }
            if let (Some(word), false) = (words.last_mut(), apostrophe) {
                word.text.extend(character.to_lowercase());
                word.end = offset(at + character.len_utf8());
            }
        } else {
            open = false;
        }
    }
    words
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

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
