//! Words as the index knows them: lower case, stemmed, everyday words marked.

use rust_stemmers::{Algorithm, Stemmer};

/// A word of a question or an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// Its stem.
    pub stem: String,
    /// Whether it is a word that carries little meaning by itself.
    pub common: bool,
}

/// The words of `text`.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let stemmer = Stemmer::create(Algorithm::English);
    let lower = text.to_lowercase().replace('’', "'");
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_matches('\''))
        .map(|word| word.strip_suffix("'s").unwrap_or(word))
        .map(|word| word.replace('\'', ""))
        .filter(|word| !word.is_empty())
        .map(|word| Term {
            common: COMMON.contains(&word.as_str()),
            stem: stemmer.stem(&word).into_owned(),
        })
        .collect()
}

/// Everyday words of English, without apostrophes.
#[rustfmt::skip]
const COMMON: [&str; 119] = [
    "a", "about", "after", "all", "am", "an", "and", "any", "are", "as", "at", "be", "been",
    "being", "but", "by", "can", "cant", "could", "did", "didnt", "do", "does", "doesnt", "dont",
    "for", "from", "get", "give", "go", "got", "had", "has", "have", "hello", "help", "hey", "hi",
    "how", "i", "id", "if", "ill", "im", "in", "into", "is", "isnt", "it", "its", "ive", "just",
    "know", "let", "like", "long", "may", "me", "might", "much", "must", "my", "need", "no",
    "not", "of", "on", "or", "our", "please", "question", "really", "should", "so", "some",
    "such", "take", "tell", "thank", "thanks", "that", "the", "their", "them", "then", "there",
    "these", "they", "thing", "this", "those", "to", "too", "us", "very", "want", "wants", "was",
    "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "within",
    "without", "wondering", "wont", "would", "yes", "yet", "you", "your", "youre", "yours",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_stemmed_and_everyday_words_marked() {
        let found = terms("Where's MY parcels’ tracking?");
        let stems: Vec<_> = found.iter().map(|term| (term.stem.as_str(), term.common)).collect();
        assert_eq!(stems, [("where", true), ("my", true), ("parcel", false), ("track", false)]);
    }
}
