//! A closer look at a section that shares words with a question.

use super::direction::{Direction, Meaning};
use super::form::{Form, answered, form};
use super::index::{Asked, Index, Match, Place, count};
use super::sentences::Sentences;
use super::terms::Reader;
use super::vocabulary::WordId;
use crate::bot::knowledge::Knowledge;
use serde::{Deserialize, Serialize};

/// How many things are seen of a match.
pub const FEATURES: usize = 14;

/// Where in [`Features`] stands how much of the question is found.
pub(super) const COVERAGE: usize = 3;

/// Where stands how much of the name the question spells.
pub(super) const NAMED: usize = 5;

/// Where stands how near the name points to the question.
pub(super) const NEAR_NAME: usize = 10;

/// Where stands how near name and text together do.
pub(super) const NEAR: usize = 12;

/// Where stands how near the nearest sentence does.
pub(super) const NEAR_SENTENCE: usize = 13;

/// From so many words on, a question's direction counts in full.
const TELLING: usize = 4;

/// What is seen of a match, each from 0 to 1 or from −1 to 1.
pub type Features = [f32; FEATURES];

/// The name of a section, title and heading, as it is compared, and what the section means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Name {
    /// Whether it is a whole question.
    pub asks: bool,
    trigrams: Vec<u16>,
    form: Option<Form>,
    meaning: Meaning,
    sentences: Sentences,
}

impl Name {
    /// The name of the section at `place`.
    pub fn of(knowledge: &Knowledge, place: &Place, reader: &Reader) -> Self {
        let article = &knowledge.articles[place.article as usize];
        let section = &article.sections[place.section as usize];
        let heading = section.heading.as_deref();
        let text = format!("{} {}", article.title, heading.unwrap_or_default());
        let form = heading.and_then(answered).or_else(|| answered(&article.title));
        let told = |text: &str| {
            let Some(encoder) = reader.encoder() else { return Direction::NOWHERE };
            let mut told = encoder.text();
            for term in reader.terms(text) {
                told.add(&term.stem);
            }
            told.direction()
        };
        let plain = section.plain_text();
        let sentences = plain.split_inclusive(['.', '?', '!', ';', ':', '\n']);
        let sentences: Vec<Direction> = sentences.map(told).collect();
        let whole = Direction::together(sentences.iter().map(|sentence| (*sentence, 1.0)));
        let meaning = Meaning::new(&told(&text), &whole);
        let sentences = Sentences::new(&sentences);
        Self { asks: text.contains('?'), trigrams: trigrams(&text), form, meaning, sentences }
    }

    /// How near the section is to where a question points, −1 to 1.
    pub fn nearness(&self, question: &Direction) -> f32 {
        self.meaning.nearness(question)[2]
    }
}

/// A question as it is compared.
pub(super) struct Question<'a> {
    asked: &'a [Asked],
    index: &'a Index,
    trigrams: Vec<u16>,
    form: Option<Form>,
    direction: Direction,
    /// Share of its rarity-weighted words that the knowledge lacks, or has only in other words.
    pub unknown: f32,
    /// How many of its words aren't everyday ones.
    pub words: usize,
}

impl<'a> Question<'a> {
    /// The question `text`, whose words are `asked` and point in `direction`.
    pub fn of(text: &str, asked: &'a [Asked], direction: Direction, index: &'a Index) -> Self {
        let (mut unknown, mut total) = (0.0, 0.0);
        for word in asked.iter().filter(|word| !word.common) {
            let rarity = word.share * index.rarity_asked(word);
            total += rarity;
            let known = word.senses.iter().map(|sense| sense.share).fold(0.0, f32::max);
            unknown += rarity * (1.0 - known);
        }
        let words = asked.iter().filter(|word| !word.common).count();
        let unknown = if total > 0.0 { unknown / total } else { 1.0 };
        Self { asked, index, trigrams: trigrams(text), form: form(text), direction, unknown, words }
    }

    /// What is seen of the match with a section; `strongest` is the strength of the best.
    pub fn compare(&self, place: &Place, name: &Name, found: Match, strongest: f32) -> Features {
        let form = match (self.form, name.form) {
            (Some(Form::Time), Some(Form::Duration)) => 0.5,
            (Some(asked), Some(told)) if asked == told => 1.0,
            (Some(_), Some(_)) => -1.0,
            _ => 0.0,
        };
        // The direction of a word or two says little.
        let told = count(self.words.min(TELLING)) / count(TELLING);
        let nearness = name.meaning.nearness(&self.direction);
        let [near_name, near_text, near] = nearness.map(|near| near * told);
        [
            found.name,
            found.text,
            found.strength() / strongest.max(f32::EPSILON),
            found.coverage,
            found.naming,
            self.named(place),
            self.paired(place),
            cosine(&self.trigrams, &name.trigrams),
            form,
            1.0 / count(place.name.len().max(1)),
            near_name,
            near_text,
            near,
            name.sentences.nearness(&self.direction) * told,
        ]
    }

    /// Share of the name's rarity-weighted words that the question has.
    fn named(&self, place: &Place) -> f32 {
        let (mut found, mut total) = (0.0, 0.0);
        for word in place.name.iter().filter(|word| !word.common) {
            let rarity = self.index.rarity(word.word);
            total += rarity;
            if self.asks(word.word) {
                found += rarity;
            }
        }
        if total > 0.0 { found / total } else { 0.0 }
    }

    fn asks(&self, word: WordId) -> bool {
        self.asked.iter().any(|asked| stands_for(asked, word))
    }

    /// Share of the question's neighbouring words that are neighbours in the name, too.
    fn paired(&self, place: &Place) -> f32 {
        let pairs = self.asked.windows(2);
        let all = pairs.len().max(1);
        let together = pairs.filter(|pair| {
            place.name.windows(2).any(|name| {
                stands_for(&pair[0], name[0].word) && stands_for(&pair[1], name[1].word)
            })
        });
        count(together.count()) / count(all)
    }
}

fn stands_for(asked: &Asked, word: WordId) -> bool {
    asked.senses.iter().any(|sense| sense.word == word)
}

/// The sets of three letters in a text, in order, each once; in 16 bits, which tell those of the
/// alphabet apart and few others not.
fn trigrams(text: &str) -> Vec<u16> {
    let words = text.to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut letters = vec![' '];
    for word in words {
        letters.extend(word.chars());
        letters.push(' ');
    }
    #[expect(clippy::cast_possible_truncation, reason = "the last 16 bits")]
    let packed = |part: &[char]| part.iter().fold(0u16, |sum, c| (sum << 5) ^ (*c as u32 as u16));
    let mut trigrams: Vec<u16> = letters.windows(3).map(packed).collect();
    trigrams.sort_unstable();
    trigrams.dedup();
    trigrams
}

/// How many trigrams two texts share, 0–1.
fn cosine(a: &[u16], b: &[u16]) -> f32 {
    let (mut at, mut shared) = (0, 0);
    for trigram in a {
        while at < b.len() && b[at] < *trigram {
            at += 1;
        }
        if b.get(at) == Some(trigram) {
            shared += 1;
        }
    }
    let whole = (count(a.len()) * count(b.len())).sqrt();
    if whole > 0.0 { count(shared) / whole } else { 0.0 }
}
