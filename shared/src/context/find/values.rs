//! Values that an owner lists, such as products and plans: each is found by its own name and by
//! other words for it. What an owner's field without pattern or values is told is taken as it is.

use super::{Found, Said};
use crate::trigger::{one_typo_apart, words};

/// Longest answer that is taken as it is, in characters.
const MAX_FREE_TEXT: usize = 80;
/// Fewest letters of a word that may be misspelt.
const MIN_MISSPELT: usize = 4;

/// The values of one field.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// The value, and the words that one of its names has; longest names first.
    names: Vec<(String, Vec<String>)>,
}

impl Values {
    /// Reads `Canvas tote|tote`: a value, and other words for it.
    pub fn new(values: &[String]) -> Self {
        let mut names: Vec<(String, Vec<String>)> = Vec::new();
        for value in values {
            let shown = value.split('|').next().unwrap_or_default().trim();
            for name in value.split('|') {
                let spelled: Vec<String> = words(name).into_iter().map(|word| word.text).collect();
                if !spelled.is_empty() {
                    names.push((shown.to_owned(), spelled));
                }
            }
        }
        names.sort_by_key(|(_, spelled)| usize::MAX - spelled.len());
        Self { names }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Every value that is named, singular or plural.
    pub fn find(&self, said: &Said<'_>) -> Vec<Found> {
        self.found_by(said, |named, word| {
            named == word || word.strip_suffix('s').is_some_and(|singular| singular == named)
        })
    }

    /// Every value that is named, perhaps with a typing error in each word.
    pub fn find_misspelt(&self, said: &Said<'_>) -> Vec<Found> {
        let alike = |named: &str, word: &str| {
            named == word || (named.len() >= MIN_MISSPELT && one_typo_apart(named, word))
        };
        self.found_by(said, alike)
    }

    fn found_by(&self, said: &Said<'_>, alike: impl Fn(&str, &str) -> bool) -> Vec<Found> {
        let mut found = Vec::new();
        if self.names.is_empty() {
            return found;
        }
        let mut at = 0;
        while at < said.words.len() {
            let named = self.names.iter().find(|(_, spelled)| {
                let next = (at..).zip(spelled);
                next.into_iter().all(|(at, named)| alike(named, said.word(at)))
            });
            let Some((value, spelled)) = named else {
                at += 1;
                continue;
            };
            let span = said.span(at).start..said.span(at + spelled.len() - 1).end;
            found.push(Found { span, value: value.clone() });
            at += spelled.len();
        }
        found
    }
}

/// The answer to a question whose answers have no shape, without its opening words; none when it
/// asks back or declines.
pub fn free_text(said: &Said<'_>) -> Option<Found> {
    const OPENING: &[&str] = &["its", "it", "is", "my", "the", "hi", "ok", "well", "thats"];
    const DECLINES: &[&str] = &[
        "dont", "not", "cant", "idk", "unsure", "why", "what", "skip", "never", "nothing", "none",
        "no",
    ];
    let declines = said.words.iter().take(6).any(|word| DECLINES.contains(&&*word.text));
    if said.text.contains('?') || declines {
        return None;
    }
    let first = (0..said.words.len()).find(|&at| !OPENING.contains(&said.word(at)))?;
    let span = said.span(first).start..said.span(said.words.len() - 1).end;
    (said.text.get(span.clone())?.chars().count() <= MAX_FREE_TEXT).then(|| said.found(span))
}
