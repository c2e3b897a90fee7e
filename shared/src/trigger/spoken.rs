//! The words of a turn in their order, small enough to remember.

use super::model::{Lexis, word_key};
use super::text::Word;

/// The first words of a turn, `MOST` at most, each by a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken<const MOST: usize> {
    words: [u16; MOST],
    len: u8,
}

/// What a customer said.
pub type Message = Spoken<20>;

/// What the bot said, which is longer.
pub type Answer = Spoken<40>;

/// From here on a number stands for a word that the model doesn't know, or for a number; below, it is the word's row.
pub const STRANGE: u16 = 0x8000;

impl<const MOST: usize> Default for Spoken<MOST> {
    fn default() -> Self {
        Self { words: [0; MOST], len: 0 }
    }
}

impl<const MOST: usize> Spoken<MOST> {
    /// The first of `words`.
    pub(super) fn new(words: &[Word], lexis: &Lexis) -> Self {
        let mut spoken = Self::default();
        for (number, word) in spoken.words.iter_mut().zip(words) {
            let row = lexis.get(word_key(&word.text)).and_then(|known| known.row);
            // The model takes all numbers for one, and whoever asks for another size doesn't ask again.
            let row = row.filter(|_| !word.text.bytes().any(|byte| byte.is_ascii_digit()));
            *number = row.unwrap_or_else(|| strange(&word.text));
            spoken.len += 1;
        }
        spoken
    }

    /// The words' numbers.
    pub fn words(&self) -> &[u16] {
        &self.words[..usize::from(self.len)]
    }
}

/// The number of a word that isn't known.
fn strange(word: &str) -> u16 {
    word.bytes().fold(7u16, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into())) | STRANGE
}

#[cfg(test)]
mod tests {
    use super::super::text::words;
    use super::*;

    #[test]
    fn words_keep_their_order_and_are_the_same_when_they_are_the_same() {
        let lexis = Lexis::new(&[], [word_key("where"), word_key("my")]);
        let spoken = Spoken::<4>::new(&words("Where is my parcel, my dear?"), &lexis);
        let [where_, is, my, parcel] = *spoken.words() else { panic!("{spoken:?}") };
        assert_eq!((where_, my), (0, 1));
        assert!(is >= STRANGE && parcel >= STRANGE && is != parcel);
        assert_eq!(Spoken::<2>::new(&words("parcel?"), &lexis).words(), [parcel]);
        let [eight, nine] = ["8", "9"].map(|size| Spoken::<2>::new(&words(size), &lexis));
        assert_ne!(eight, nine);
    }
}
