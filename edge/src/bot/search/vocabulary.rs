//! The words of a site's knowledge, and what a customer's word may stand for among them: the word
//! itself, a compound written apart, a typing error, a synonym.

use super::packed::Words;
use super::synonyms::Synonyms;
use super::terms::{Reader, Term};
use serde::{Deserialize, Serialize};

/// A word's number in the vocabulary.
pub(super) type WordId = u32;

/// What a part is worth of a compound that the customer wrote whole.
const PART_SHARE: f32 = 0.9;
/// What a word is worth that is one typing error away from one in the knowledge.
const TYPO_SHARE: f32 = 0.8;
/// What a long word is worth that is two away.
const TWO_TYPOS_SHARE: f32 = 0.6;
/// Shortest stem that is compared for typing errors; shorter ones are neighbours by chance.
const TYPO_LEN: usize = 5;
/// Shortest stem that may have two.
const TWO_TYPOS_LEN: usize = 8;
/// Shortest part of a compound that is taken apart.
const PART_LEN: usize = 3;

/// A word of the knowledge that a customer's word may stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sense {
    /// The word.
    pub word: WordId,
    /// How much it is worth, 0–1.
    pub share: f32,
}

/// All words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Vocabulary {
    words: Words,
}

impl Vocabulary {
    /// The vocabulary of `words`.
    pub fn new(words: impl IntoIterator<Item = (String, WordId)>) -> Self {
        Self { words: Words::new(words) }
    }

    /// The number of `word`, if the knowledge has it.
    pub fn id(&self, word: &str) -> Option<WordId> {
        self.words.find(word)
    }

    /// The numbers of all words.
    pub fn ids(&self) -> &[WordId] {
        self.words.numbers()
    }

    /// The word with the number `id`.
    pub fn word(&self, id: WordId) -> &str {
        self.words.named(id)
    }

    /// The words of a question, compounds written apart made one where the knowledge has them.
    pub fn read(&self, text: &str, reader: &Reader) -> Vec<Term> {
        let known = |first: &Term, next: &Term, stem: &str| {
            !(first.common && next.common) && self.id(stem).is_some()
        };
        reader.compounds(reader.terms(text), known)
    }

    /// What each of `terms` may stand for; nothing for a word that the knowledge lacks.
    pub fn senses(&self, terms: &[Term], synonyms: &Synonyms, reader: &Reader) -> Vec<Vec<Sense>> {
        let mut all: Vec<Vec<Sense>> = terms.iter().map(|term| self.plain(term, reader)).collect();
        let stems: Vec<&str> = terms.iter().map(|term| term.stem.as_str()).collect();
        for found in synonyms.find(&stems) {
            for concept in sense(self.id(&found.concept()), found.share()) {
                all[found.first..found.end].iter_mut().for_each(|senses| senses.push(concept));
            }
        }
        all
    }

    fn plain(&self, term: &Term, reader: &Reader) -> Vec<Sense> {
        let mut senses: Vec<Sense> = sense(self.id(&term.stem), 1.0).collect();
        for part in term.parts.iter().flatten() {
            senses.extend(sense(self.id(part), PART_SHARE));
        }
        if senses.is_empty() && !term.common {
            senses.extend(self.apart(&term.word, reader));
        }
        if senses.is_empty() && !term.common {
            senses.extend(self.misspelt(&term.stem));
        }
        senses
    }

    /// The two words that `word` is made of.
    fn apart(&self, word: &str, reader: &Reader) -> Vec<Sense> {
        let cuts = word.char_indices().map(|(at, _)| at);
        let halves = cuts.map(|at| word.split_at(at)).filter(|(first, second)| {
            first.chars().count() >= PART_LEN && second.chars().count() >= PART_LEN
        });
        let known = |part: &str| self.id(&reader.stem(part));
        halves
            .filter_map(|(first, second)| Some([known(first)?, known(second)?]))
            .map(|parts| parts.map(|word| Sense { word, share: TYPO_SHARE }))
            .next()
            .map_or_else(Vec::new, Vec::from)
    }

    /// The word that `stem` is nearest to, if it can be a typing error.
    fn misspelt(&self, stem: &str) -> Option<Sense> {
        let length = stem.chars().count();
        if length < TYPO_LEN || stem.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let most = if length >= TWO_TYPOS_LEN { 2 } else { 1 };
        // Whoever mistypes a word gets its first letter right, or swaps it with the second.
        let mut letters = stem.chars();
        let (first, second) = (letters.next()?, letters.next()?);
        let right = first.to_string();
        let swapped = if first == second { None } else { Some(format!("{second}{first}")) };
        let near = |(known, word): (&str, WordId)| {
            let similar =
                known.len().abs_diff(stem.len()) <= most && known.chars().count() >= TYPO_LEN;
            let distance = similar.then(|| strsim::osa_distance(known, stem))?;
            (distance <= most).then_some((distance, word))
        };
        let swapped = swapped.iter().flat_map(|start| self.words.beginning(start));
        let known = self.words.beginning(&right).chain(swapped);
        let (distance, word) = known.filter_map(near).min()?;
        Some(Sense { word, share: if distance > 1 { TWO_TYPOS_SHARE } else { TYPO_SHARE } })
    }
}

fn sense(word: Option<WordId>, share: f32) -> impl Iterator<Item = Sense> {
    word.map(|word| Sense { word, share }).into_iter()
}
