//! Full-text index over sections: BM25 over weighted fields (BM25F, Robertson & Zaragoza 2009), with
//! how much of the question each section covers.
//!
//! Built once per version of a site's knowledge; immutable after that. Ties are broken by the order
//! of the articles, so the same question always finds the same section.

use super::knowledge::Knowledge;
use super::terms::{Term, terms};
use baton_shared::trigger::one_typo_apart;
use std::collections::HashMap;

/// How fast a repeated word stops adding to a section's score.
const SATURATION: f32 = 3.0;
/// How much an everyday word adds to a section's score, compared to its rarity: "where" tells one
/// question about an order from another.
const COMMON_SHARE: f32 = 0.5;
/// How much it adds to what is covered: hardly anything, since every text has "where" in it.
const COMMON_COVER: f32 = 0.15;
/// What a word is worth that is only a typo away from one in the knowledge.
const TYPO_SHARE: f32 = 0.8;
/// Shortest stem that is compared for typos; shorter ones are neighbours by chance.
const MIN_TYPO_LEN: usize = 5;

/// A field of a section: how much a word in it counts, and how much a long field dilutes it.
struct Field {
    weight: f32,
    dilution: f32,
}

const TITLE: Field = Field { weight: 5.0, dilution: 0.6 };
const HEADING: Field = Field { weight: 5.0, dilution: 0.6 };
const TAGS: Field = Field { weight: 3.0, dilution: 0.3 };
const BODY: Field = Field { weight: 1.0, dilution: 0.75 };

/// A word of a question and how much it counts: 1 for the question itself, less for what was said
/// before it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// The word.
    pub term: Term,
    /// 0–1.
    pub share: f32,
}

/// A section found for a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hit {
    /// Index of the article in the knowledge.
    pub article: usize,
    /// Index of the section in the article.
    pub section: usize,
    /// BM25F score; comparable within one question only.
    pub score: f32,
    /// Share of the question's rarity-weighted words found in the section, 0–1.
    pub coverage: f32,
    /// Share of the title's and heading's rarity-weighted words found in the question, 0–1.
    pub named: f32,
}

/// The index.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    places: Vec<Place>,
    vocabulary: HashMap<String, usize>,
    entries: Vec<Word>,
}

/// A section's place in the knowledge, and the stems of its title and heading.
#[derive(Debug, Clone)]
struct Place {
    article: usize,
    section: usize,
    name: Vec<usize>,
}

/// A word of the knowledge.
#[derive(Debug, Clone)]
struct Word {
    stem: String,
    rarity: f32,
    /// Places that have it, ascending, and its weighted frequency there.
    found_in: Vec<(usize, f32)>,
}

impl Index {
    /// Indexes all sections.
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut index = Self::default();
        let drafts = drafts(knowledge);
        let average = averages(&drafts);
        for draft in drafts {
            index.add(draft, &average);
        }
        let total = count(index.places.len());
        for word in &mut index.entries {
            let having = count(word.found_in.len());
            word.rarity = (1.0 + (total - having + 0.5) / (having + 0.5)).ln();
        }
        index
    }

    /// The sections that share words with the question, best first.
    pub fn search(&self, question: &[Asked]) -> Vec<Hit> {
        let mut tally = vec![(0.0_f32, 0.0_f32); self.places.len()];
        let mut asked_total = 0.0;
        let mut asked_words = Vec::new();
        for Asked { term, share } in question {
            let (worth, cover) = if term.common {
                (share * COMMON_SHARE, share * COMMON_COVER)
            } else {
                (*share, *share)
            };
            let Some((word, spelling)) = self.look_up(term) else {
                asked_total += cover * self.unknown_rarity();
                continue;
            };
            let entry = &self.entries[word];
            asked_total += cover * entry.rarity;
            asked_words.push(word);
            for (place, frequency) in &entry.found_in {
                let (score, covered) = &mut tally[*place];
                let rarity = spelling * entry.rarity;
                *score += worth * rarity * frequency / (SATURATION + frequency);
                *covered += cover * rarity;
            }
        }
        let mut hits: Vec<Hit> = tally
            .into_iter()
            .zip(&self.places)
            .filter(|((score, _), _)| *score > 0.0)
            .map(|((score, covered), place)| Hit {
                article: place.article,
                section: place.section,
                score,
                coverage: covered / asked_total,
                named: self.named(place, &asked_words),
            })
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits
    }

    /// The word that `term` stands for, and how surely.
    fn look_up(&self, term: &Term) -> Option<(usize, f32)> {
        if let Some(word) = self.vocabulary.get(&term.stem) {
            return Some((*word, 1.0));
        }
        let long = |stem: &str| stem.chars().count() >= MIN_TYPO_LEN;
        if term.common || !long(&term.stem) || term.stem.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let same_start = |stem: &str| stem.chars().next() == term.stem.chars().next();
        self.entries
            .iter()
            .enumerate()
            .filter(|(_, word)| same_start(&word.stem) && long(&word.stem))
            .filter(|(_, word)| one_typo_apart(&word.stem, &term.stem))
            .max_by_key(|(_, word)| word.found_in.len())
            .map(|(word, _)| (word, TYPO_SHARE))
    }

    /// A word that the knowledge lacks is as rare as one found once.
    fn unknown_rarity(&self) -> f32 {
        (1.0 + (count(self.places.len()) - 0.5) / 1.5).ln()
    }

    fn named(&self, place: &Place, asked: &[usize]) -> f32 {
        let (mut found, mut total) = (0.0, 0.0);
        for word in &place.name {
            let rarity = self.entries[*word].rarity;
            total += rarity;
            if asked.contains(word) {
                found += rarity;
            }
        }
        if total > 0.0 { found / total } else { 0.0 }
    }

    fn add(&mut self, draft: Draft, average: &[f32; FIELDS.len()]) {
        let place = self.places.len();
        let mut name: Vec<usize> = Vec::new();
        for ((number, field), words) in FIELDS.iter().enumerate().zip(draft.fields) {
            let length = count(words.len()) / average[number].max(1.0);
            let step = field.weight / (1.0 - field.dilution + field.dilution * length);
            for term in words {
                let word = self.intern(term.stem);
                let found_in = &mut self.entries[word].found_in;
                match found_in.last_mut() {
                    Some((last, frequency)) if *last == place => *frequency += step,
                    _ => found_in.push((place, step)),
                }
                if number < NAMING_FIELDS && !term.common && !name.contains(&word) {
                    name.push(word);
                }
            }
        }
        self.places.push(Place { article: draft.article, section: draft.section, name });
    }

    fn intern(&mut self, stem: String) -> usize {
        let next = self.entries.len();
        *self.vocabulary.entry(stem).or_insert_with_key(|stem| {
            self.entries.push(Word { stem: stem.clone(), rarity: 0.0, found_in: Vec::new() });
            next
        })
    }
}

/// The fields of a section, the naming ones first.
const FIELDS: [Field; 4] = [TITLE, HEADING, TAGS, BODY];
const NAMING_FIELDS: usize = 2;

/// A section's words, field by field.
struct Draft {
    article: usize,
    section: usize,
    fields: [Vec<Term>; FIELDS.len()],
}

fn drafts(knowledge: &Knowledge) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (article_at, article) in knowledge.articles.iter().enumerate() {
        for (section_at, section) in article.sections.iter().enumerate() {
            let fields = [
                terms(&article.title),
                terms(section.heading.as_deref().unwrap_or_default()),
                terms(&article.tags.join(" ")),
                terms(&section.plain_text()),
            ];
            drafts.push(Draft { article: article_at, section: section_at, fields });
        }
    }
    drafts
}

/// The average length of each field.
fn averages(drafts: &[Draft]) -> [f32; FIELDS.len()] {
    let total = count(drafts.len()).max(1.0);
    std::array::from_fn(|field| {
        count(drafts.iter().map(|draft| draft.fields[field].len()).sum()) / total
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts of words stay far below 2^24")]
fn count(n: usize) -> f32 {
    n as f32
}
