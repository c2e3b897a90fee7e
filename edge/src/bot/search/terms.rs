//! Text as the search knows it: words in lower case, stemmed in the language of the knowledge,
//! everyday words marked.

use super::encoder::Encoder;
use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A word of a question or an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::bot) struct Term {
    /// As written, in lower case.
    pub word: String,
    /// Its stem.
    pub stem: String,
    /// Whether it is a word that carries little meaning by itself.
    pub common: bool,
    /// Whether a hyphen joins it to the word before it, as in "e-mail".
    pub glued: bool,
    /// The stems of its two parts, if it is a compound.
    pub parts: Option<[String; 2]>,
}

/// Reads text in one language; stored as its tag.
pub(in crate::bot) struct Reader {
    language: String,
    stemmer: Stemmer,
    /// Whether the language is English.
    pub english: bool,
}

impl Reader {
    /// A reader for a BCP 47 language tag. Languages without a stemmer are read as English, which
    /// leaves most of their words as they are.
    pub fn new(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default().to_lowercase();
        let algorithm = LANGUAGES.iter().find(|(tag, _)| *tag == primary);
        let stemmer = Stemmer::create(algorithm.map_or(Algorithm::English, |known| known.1));
        Self { language: language.to_owned(), stemmer, english: primary == "en" }
    }

    /// What tells where its texts point; there is one for English only.
    pub(super) fn encoder(&self) -> Option<&'static Encoder> {
        if self.english { Encoder::built_in() } else { None }
    }

    /// The words of `text`.
    pub fn terms(&self, text: &str) -> Vec<Term> {
        let lower = text.to_lowercase().replace(['’', '`'], "'");
        let mut terms: Vec<Term> = Vec::new();
        let mut gap = 2;
        let mut start = None;
        let end = lower.len();
        let marks = lower.char_indices().chain([(end, ' ')]);
        for (at, character) in marks {
            let inside = character.is_alphanumeric() || character == '\'';
            match (inside, start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    if let Some(mut term) = self.term(&lower[from..at]) {
                        term.glued = gap == 1 && !terms.is_empty();
                        terms.push(term);
                    }
                    start = None;
                    gap = 0;
                }
                _ => {}
            }
            if !inside {
                gap += if character == '-' { 1 } else { 2 };
            }
        }
        terms
    }

    /// The stem of a single word.
    pub fn stem(&self, word: &str) -> String {
        self.stemmer.stem(word).into_owned()
    }

    fn term(&self, written: &str) -> Option<Term> {
        let word = written.trim_matches('\'');
        let word = word.strip_suffix("'s").unwrap_or(word).replace('\'', "");
        (!word.is_empty()).then(|| Term {
            common: is_common(&word),
            stem: self.stem(&word),
            word,
            glued: false,
            parts: None,
        })
    }

    /// `terms` with neighbours made one where `joins` says so, given the stem of the compound.
    pub fn compounds(
        &self,
        terms: Vec<Term>,
        joins: impl Fn(&Term, &Term, &str) -> bool,
    ) -> Vec<Term> {
        let mut joined: Vec<Term> = Vec::with_capacity(terms.len());
        for term in terms {
            if let Some(last) = joined.last_mut().filter(|last| last.parts.is_none()) {
                let word = format!("{}{}", last.word, term.word);
                let stem = self.stem(&word);
                if joins(last, &term, &stem) {
                    let parts = Some([std::mem::take(&mut last.stem), term.stem]);
                    *last = Term { word, stem, common: false, glued: last.glued, parts };
                    continue;
                }
            }
            joined.push(term);
        }
        joined
    }
}

impl Serialize for Reader {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.language)
    }
}

impl<'de> Deserialize<'de> for Reader {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|language| Self::new(&language))
    }
}

const LANGUAGES: [(&str, Algorithm); 16] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nl", Algorithm::Dutch),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("tr", Algorithm::Turkish),
];

/// Whether `word` is one that carries little meaning by itself.
pub(super) fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// Everyday words of English, without apostrophes, in order.
#[rustfmt::skip]
const COMMON: [&str; 140] = [
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "anything", "are", "as", "at",
    "be", "been", "being", "but", "by", "can", "cannot", "cant", "could", "did", "didnt", "do",
    "does", "doesnt", "doing", "dont", "for", "from", "get", "getting", "give", "go", "got", "had",
    "has", "have", "hello", "help", "hey", "hi", "how", "hows", "i", "id", "if", "ill", "im", "in",
    "into", "is", "isnt", "it", "its", "ive", "just", "know", "let", "like", "long", "make", "may",
    "me", "might", "much", "must", "my", "need", "no", "not", "of", "on", "or", "our", "please",
    "pls", "question", "really", "should", "so", "some", "something", "such", "take", "tell",
    "than", "thank", "thanks", "that", "thats", "the", "their", "them", "then", "there", "theres",
    "these", "they", "theyre", "thing", "this", "those", "to", "too", "u", "us", "very", "want",
    "wanted", "wanting", "wants", "was", "we", "were", "what", "whats", "when", "whens", "where",
    "wheres", "which", "who", "whos", "why", "whys", "will", "with", "within", "without",
    "wondering", "wont", "would", "yes", "yet", "you", "your", "youre", "yours",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_stemmed_and_everyday_words_marked() {
        let found = Reader::new("en-GB").terms("Where's MY parcels’ tracking?");
        let stems: Vec<_> = found.iter().map(|term| (term.stem.as_str(), term.common)).collect();
        assert_eq!(stems, [("where", true), ("my", true), ("parcel", false), ("track", false)]);
    }

    #[test]
    fn glued_words_are_told_from_neighbours() {
        let found = Reader::new("en").terms("covid-19 test - e-mail, in-store");
        let glued: Vec<_> = found.iter().filter(|t| t.glued).map(|t| t.word.as_str()).collect();
        assert_eq!(glued, ["19", "mail", "store"]);
    }

    #[test]
    fn the_everyday_words_are_in_order() {
        let words = COMMON;
        assert!(words.is_sorted(), "binary search needs it");
    }

    #[test]
    fn other_languages_have_their_own_stems() {
        let reader = Reader::new("de");
        assert_eq!(reader.terms("Rücksendungen")[0].stem, reader.terms("Rücksendung")[0].stem);
    }
}
