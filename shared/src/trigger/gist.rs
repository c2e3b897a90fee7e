//! What a message is about, small enough to remember: its content words, as numbers, so that the same
//! question is known again in other words.

use super::model::{Lexis, word_key};
use super::text::Word;

/// The content words of a message, ascending: the first `MOST` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gist<const MOST: usize = 12> {
    marks: [u16; MOST],
    len: u8,
}

/// The content words of an answer, which is longer.
pub(super) type AnswerGist = Gist<40>;

impl<const MOST: usize> Default for Gist<MOST> {
    fn default() -> Self {
        Self { marks: [0; MOST], len: 0 }
    }
}

impl<const MOST: usize> Gist<MOST> {
    /// The gist of a message: words of the same group of related words are the same.
    pub fn new(words: &[Word], lexis: &Lexis) -> Self {
        let mut gist = Self::default();
        for word in words.iter().filter(|word| says_something(&word.text)) {
            let mark = lexis.group(word_key(&word.text)).map_or_else(
                || (word_key(stem(&word.text)) & 0x7fff) as u16 | 0x8000,
                |group| group & 0x7fff,
            );
            let len = usize::from(gist.len);
            if let Err(at) = gist.marks[..len].binary_search(&mark)
                && len < MOST
            {
                gist.marks.copy_within(at..len, at + 1);
                gist.marks[at] = mark;
                gist.len += 1;
            }
        }
        gist
    }

    /// How many content words it has.
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// How many content words both have.
    pub fn common<const OTHER: usize>(&self, other: &Gist<OTHER>) -> usize {
        self.marks().iter().filter(|mark| other.has(**mark)).count()
    }

    /// Its content words, as numbers.
    pub fn marks(&self) -> &[u16] {
        &self.marks[..self.len()]
    }

    /// Whether it has this content word.
    pub fn has(&self, mark: u16) -> bool {
        self.marks().binary_search(&mark).is_ok()
    }

    /// How much of the shorter one is in the other, in thousandths; a single word in common is
    /// little.
    pub fn likeness(&self, other: &Self) -> u16 {
        let (common, shorter) = (self.common(other), self.len().min(other.len()));
        match (common, shorter) {
            (0, _) | (_, 0) => 0,
            _ => u16::try_from(common * 1000 / shorter.max(2)).unwrap_or(1000).min(1000),
        }
    }
}

/// The part of a word that its forms share, roughly.
fn stem(word: &str) -> &str {
    let ends = ["ing", "ed", "es", "s", "ly"];
    let short = ends.iter().find_map(|end| word.strip_suffix(end)).filter(|rest| rest.len() > 2);
    short.unwrap_or(word)
}

/// Whether a word is about something, and isn't there for the grammar.
fn says_something(word: &str) -> bool {
    word.len() > 2
        && STOP.binary_search(&word).is_err()
        && !word.bytes().all(|b| b.is_ascii_digit())
}

/// Words that every message has, sorted.
const STOP: [&str; 151] = [
    "about",
    "actually",
    "after",
    "again",
    "all",
    "already",
    "also",
    "and",
    "any",
    "anyone",
    "anything",
    "are",
    "arent",
    "asked",
    "asking",
    "back",
    "because",
    "been",
    "before",
    "being",
    "but",
    "can",
    "cannot",
    "cant",
    "come",
    "could",
    "didnt",
    "does",
    "doesnt",
    "doing",
    "done",
    "dont",
    "even",
    "ever",
    "every",
    "exactly",
    "find",
    "first",
    "for",
    "from",
    "get",
    "gets",
    "getting",
    "give",
    "goes",
    "going",
    "got",
    "had",
    "has",
    "hasnt",
    "have",
    "havent",
    "having",
    "hello",
    "help",
    "here",
    "hey",
    "how",
    "idea",
    "ill",
    "into",
    "isnt",
    "its",
    "ive",
    "just",
    "keep",
    "know",
    "let",
    "like",
    "look",
    "looking",
    "made",
    "make",
    "many",
    "maybe",
    "mean",
    "more",
    "much",
    "need",
    "needs",
    "never",
    "not",
    "nothing",
    "now",
    "off",
    "okay",
    "one",
    "only",
    "our",
    "out",
    "over",
    "please",
    "pls",
    "question",
    "really",
    "right",
    "said",
    "same",
    "say",
    "see",
    "should",
    "since",
    "some",
    "someone",
    "something",
    "still",
    "such",
    "sure",
    "take",
    "tell",
    "than",
    "thank",
    "thanks",
    "that",
    "thats",
    "the",
    "their",
    "them",
    "then",
    "there",
    "they",
    "thing",
    "this",
    "those",
    "through",
    "till",
    "too",
    "tried",
    "try",
    "trying",
    "until",
    "very",
    "want",
    "was",
    "wasnt",
    "way",
    "well",
    "were",
    "what",
    "whats",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "would",
    "you",
    "your",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trigger::model::Model;
    use crate::trigger::text::words;

    #[test]
    fn the_list_of_grammar_words_is_sorted() {
        assert!(STOP.is_sorted());
    }

    #[test]
    fn the_same_question_is_known_in_other_words() {
        let model = Model::built_in();
        let gist = |text: &str| Gist::<12>::new(&words(text), model.lexis());
        let asked = gist("where's my parcel? it should have been delivered on monday");
        assert!(asked.likeness(&gist("when will the package be delivered")) >= 500);
        assert_eq!(asked.likeness(&gist("which sizes does this jacket come in")), 0);
        assert_eq!(asked.likeness(&gist("yes please")), 0);
    }
}
