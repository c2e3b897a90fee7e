//! One phrase, and whether it is said at a place of a message.

use crate::trigger::text::{Word, clause_ends};
use std::fmt;

/// A phrase, ready to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    pieces: Vec<Piece>,
    begins: bool,
    ends: bool,
}

/// One place of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    choices: Vec<Choice>,
    optional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    Word(u32),
    Beginning(String),
    Any,
}

/// Why a line is not a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhraseError {
    /// Nothing in it has to be said.
    Empty,
    /// `^` or `$` where a phrase neither begins nor ends.
    Misplaced(char),
    /// A word that no message has: with a capital, an accent or punctuation.
    NotPlain(String),
}

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a phrase needs a word that isn't in brackets"),
            Self::Misplaced('^') => f.write_str("`^` stands at the beginning of a phrase"),
            Self::Misplaced(mark) => write!(f, "`{mark}` stands at the end of a phrase"),
            Self::NotPlain(word) => {
                write!(f, "write `{word}` in lower case, without accents or punctuation")
            }
        }
    }
}

impl std::error::Error for PhraseError {}

/// Where a phrase was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// One past its last word.
    pub end: usize,
}

impl Phrase {
    /// Reads one line; the syntax is the module's.
    pub fn read(line: &str) -> Result<Self, PhraseError> {
        let line = line.trim();
        let (begins, line) = line.strip_prefix('^').map_or((false, line), |rest| (true, rest));
        let (ends, line) = line.strip_suffix('$').map_or((false, line), |rest| (true, rest));
        let pieces =
            line.split_ascii_whitespace().map(Piece::read).collect::<Result<Vec<_>, _>>()?;
        if pieces.iter().all(|piece| piece.optional) {
            return Err(PhraseError::Empty);
        }
        Ok(Self { pieces, begins, ends })
    }

    /// The hashes of the words it can begin with; none when it can begin with too many.
    pub(super) fn first_words(&self) -> Option<Vec<u32>> {
        let mut words = Vec::new();
        for piece in &self.pieces {
            for choice in &piece.choices {
                match choice {
                    Choice::Word(hash) => words.push(*hash),
                    Choice::Beginning(_) | Choice::Any => return None,
                }
            }
            if !piece.optional {
                break;
            }
        }
        words.sort_unstable();
        words.dedup();
        Some(words)
    }

    /// Whether it is said from the word `first` on, and up to where.
    pub(super) fn find(&self, spoken: &Spoken<'_>, first: usize) -> Option<Found> {
        if self.begins && !spoken.breaks(first) {
            return None;
        }
        self.fits(&self.pieces, spoken, first, first).map(|end| Found { end })
    }

    /// Where `pieces`, the rest of the phrase, end when they are said from the word `at` on; a word
    /// that may be missing is taken where that leads to an end.
    fn fits(
        &self,
        pieces: &[Piece],
        spoken: &Spoken<'_>,
        first: usize,
        at: usize,
    ) -> Option<usize> {
        let Some((piece, rest)) = pieces.split_first() else {
            return (!self.ends || spoken.breaks(at)).then_some(at);
        };
        let goes_on = at < spoken.len() && (at == first || !spoken.breaks(at));
        let taken = (goes_on && piece.says(spoken, at))
            .then(|| self.fits(rest, spoken, first, at + 1))
            .flatten();
        match taken {
            None if piece.optional => self.fits(rest, spoken, first, at),
            taken => taken,
        }
    }

    /// Whether it is said anywhere in a message, and where.
    pub fn search(&self, text: &str, words: &[Word]) -> Option<(usize, usize)> {
        let spoken = Spoken::new(text, words);
        (0..words.len()).find_map(|first| {
            self.find(&spoken, first)
                .filter(|found| found.end > first)
                .map(|found| (first, found.end))
        })
    }
}

impl Piece {
    fn read(text: &str) -> Result<Self, PhraseError> {
        let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let choices = inner.unwrap_or(text).split('|').map(Choice::read);
        Ok(Self { choices: choices.collect::<Result<_, _>>()?, optional: inner.is_some() })
    }

    fn says(&self, spoken: &Spoken<'_>, at: usize) -> bool {
        self.choices.iter().any(|choice| match choice {
            Choice::Word(hash) => *hash == spoken.hash(at),
            Choice::Beginning(start) => spoken.words[at].text.starts_with(start.as_str()),
            Choice::Any => true,
        })
    }
}

impl Choice {
    fn read(text: &str) -> Result<Self, PhraseError> {
        if text == "_" {
            return Ok(Self::Any);
        }
        if let Some(mark) = ['^', '$'].into_iter().find(|mark| text == mark.to_string()) {
            return Err(PhraseError::Misplaced(mark));
        }
        let plain = text.strip_suffix('~').unwrap_or(text);
        let fits =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '*' || !c.is_ascii();
        if plain.is_empty() || !plain.chars().all(fits) {
            return Err(PhraseError::NotPlain(text.to_owned()));
        }
        Ok(if plain.len() < text.len() {
            Self::Beginning(plain.to_owned())
        } else {
            Self::Word(hash(plain))
        })
    }
}

/// A message with the hashes of its words, and where its clauses begin.
pub(super) struct Spoken<'a> {
    words: &'a [Word],
    hashes: Vec<u32>,
    breaks: Vec<bool>,
}

impl<'a> Spoken<'a> {
    pub fn new(text: &str, words: &'a [Word]) -> Self {
        let breaks = |at: usize| at == 0 || clause_ends(text, &words[at - 1], &words[at]);
        Self {
            words,
            hashes: words.iter().map(|word| hash(&word.text)).collect(),
            breaks: (0..words.len()).map(breaks).collect(),
        }
    }

    pub fn hash(&self, at: usize) -> u32 {
        self.hashes[at]
    }

    fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether a clause begins at the word `at`, or the message ends before it.
    fn breaks(&self, at: usize) -> bool {
        self.breaks.get(at).is_none_or(|breaks| *breaks)
    }
}

fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_phrase_says_why() {
        assert_eq!(Phrase::read("[maybe]"), Err(PhraseError::Empty));
        assert_eq!(Phrase::read("a ^ b"), Err(PhraseError::Misplaced('^')));
        assert_eq!(Phrase::read("Don't"), Err(PhraseError::NotPlain("Don't".to_owned())));
    }
}
