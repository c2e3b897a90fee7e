//! Full-text index over sections: BM25 (Robertson & Zaragoza 2009) of what names a section and of its
//! text, apart.
//!
//! Built once per version of a site's knowledge, when it is pushed, and stored; immutable after that. Ties are broken by the order
//! of the articles, so the same question always finds the same section.

use super::packed::Lists;
use super::synonyms::Synonyms;
use super::terms::{Reader, Term};
use super::vocabulary::{Sense, Vocabulary, WordId};
use crate::bot::knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How fast a repeated word stops adding to a section's score.
const SATURATION: f32 = 1.2;
/// How much an everyday word adds to what is covered, compared to its rarity: hardly anything, since
/// every text has "where" in it. It counts in full for the name of a section, where it tells one
/// question about an order from another.
const COMMON_COVER: f32 = 0.1;

/// The fields of a section, each with how much a long one dilutes a word in it: title and heading,
/// which name it, then tags and text.
const DILUTION: [f32; 4] = [0.75, 0.75, 0.3, 0.75];

/// The fields that name a section: title, heading and tags.
const NAMING_FIELDS: usize = 3;

/// A word of a question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// Its stem.
    pub stem: String,
    /// What it may stand for in the knowledge.
    pub senses: Vec<Sense>,
    /// How much it counts: 1 for the question itself, less for what was said before it.
    pub share: f32,
    /// Whether it is an everyday word.
    pub common: bool,
}

/// How well a section matches a question, word by word.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Match {
    /// BM25 score of its title, heading and tags, as a share of the highest that the question can
    /// reach.
    pub name: f32,
    /// The same of its text.
    pub text: f32,
    /// Share of the question's rarity-weighted words found in the section.
    pub coverage: f32,
    /// The same, found in its title, heading or tags.
    pub naming: f32,
}

impl Match {
    /// How much the section looks like an answer at first sight.
    pub fn strength(&self) -> f32 {
        self.name + 0.3 * self.text
    }
}

/// The index. Numbers that depend on a machine's mathematics, such as logarithms, are not in it, so
/// that it has the same bytes wherever it is built.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Index {
    pub places: Vec<Place>,
    pub vocabulary: Vocabulary,
    /// In how many sections each word is found.
    sections_with: Vec<u32>,
    /// The sections whose title, heading or tags have each word.
    names: Lists<Posting>,
    /// The sections whose text has each word.
    texts: Lists<Posting>,
}

/// A section's place in the knowledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Index of the article.
    pub article: u32,
    /// Index of the section in the article.
    pub section: u32,
    /// The words of its title and heading, in their order.
    pub name: Vec<NameWord>,
}

/// A word of a section's title or heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NameWord {
    /// The word.
    pub word: WordId,
    /// Whether it is an everyday word.
    pub common: bool,
}

/// A section that a word is found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Posting {
    place: u32,
    /// What the word's frequency there is worth, for the length of the fields.
    worth: Worth,
}

/// How rare a word is.
#[derive(Debug, Clone, Copy)]
struct Rarity {
    /// In names and texts alike.
    balanced: f32,
    /// In sections as a whole.
    plain: f32,
}

impl Index {
    /// Indexes all sections.
    pub fn new(knowledge: &Knowledge, synonyms: &Synonyms, reader: &Reader) -> Self {
        let drafts: Vec<Draft> = drafts(knowledge, reader).collect();
        let average = averages(&drafts);
        let mut builder = Builder::default();
        for draft in &drafts {
            builder.add(draft, &average, synonyms);
        }
        builder.finish()
    }

    /// Whether all that it names is there, in itself and in `knowledge`.
    pub fn is_sound(&self, knowledge: &Knowledge) -> bool {
        let (places, words) = (self.places.len(), self.sections_with.len());
        let known = |word: WordId| (word as usize) < words;
        let section = |place: &Place| {
            let article = knowledge.articles.get(place.article as usize)?;
            article.sections.get(place.section as usize)
        };
        self.places
            .iter()
            .all(|place| section(place).is_some() && place.name.iter().all(|name| known(name.word)))
            && self.vocabulary.ids().iter().all(|word| known(*word))
            && self.postings().all(|posting| (posting.place as usize) < places)
    }

    fn postings(&self) -> impl Iterator<Item = &Posting> {
        self.names.items().iter().chain(self.texts.items())
    }

    /// How rare a word is.
    pub fn rarity(&self, word: WordId) -> f32 {
        self.rarities(word).balanced
    }

    /// The rarity of what a word of a question stands for.
    pub fn rarity_asked(&self, asked: &Asked) -> f32 {
        self.rarities_asked(asked).balanced
    }

    fn rarities(&self, word: WordId) -> Rarity {
        let total = count(self.places.len());
        let rarity = |having: f32| (1.0 + (total - having + 0.5) / (having + 0.5)).ln();
        let plain = rarity(count(self.sections_with[word as usize] as usize));
        let naming = rarity(count(self.names.list(word).len()));
        Rarity { balanced: f32::midpoint(naming, plain), plain }
    }

    /// How rare the word is that a word of a question most likely stands for. A word that the
    /// knowledge lacks is as rare as one found once.
    fn rarities_asked(&self, asked: &Asked) -> Rarity {
        let Some(sense) = asked.senses.first() else {
            let unknown = (1.0 + (count(self.places.len()) - 0.5) / 1.5).ln().max(0.1);
            return Rarity { balanced: unknown, plain: unknown };
        };
        self.rarities(sense.word)
    }

    /// The words of the section at `place`: those that name it, and those of its text.
    pub fn words_of(&self, place: usize) -> [Vec<WordId>; 2] {
        let place = number(place);
        let has = |list: &[Posting]| list.binary_search_by_key(&place, |found| found.place).is_ok();
        let all = 0..number(self.sections_with.len());
        [&self.names, &self.texts]
            .map(|lists| all.clone().filter(|word| has(lists.list(*word))).collect())
    }

    /// The places that share words with the question, with how well each matches.
    pub fn search(&self, question: &[Asked]) -> Vec<(usize, Match)> {
        let mut tally = vec![Match::default(); self.places.len()];
        let mut best = vec![Match::default(); self.places.len()];
        let mut touched = Vec::new();
        let (mut whole, mut to_name, mut to_cover) = (0.0, 0.0, 0.0);
        for asked in question {
            let cover = if asked.common { asked.share * COMMON_COVER } else { asked.share };
            let Rarity { balanced: rarity, plain } = self.rarities_asked(asked);
            whole += asked.share * rarity;
            to_name += cover * rarity;
            to_cover += cover * plain;
            for sense in &asked.senses {
                let known = self.rarities(sense.word);
                let value = sense.share * known.balanced.min(rarity);
                let open = sense.share * known.plain.min(plain);
                let covered = cover * open;
                for posting in self.texts.list(sense.word) {
                    let here = touch(&mut best, &mut touched, posting.place);
                    here.coverage = here.coverage.max(covered);
                    here.text = here.text.max(asked.share * open * posting.worth.share());
                }
                for posting in self.names.list(sense.word) {
                    let here = touch(&mut best, &mut touched, posting.place);
                    here.coverage = here.coverage.max(covered);
                    here.name = here.name.max(asked.share * value * posting.worth.share());
                    here.naming = here.naming.max(cover * value);
                }
            }
            for place in touched.drain(..) {
                let here = std::mem::take(&mut best[place]);
                tally[place].name += here.name;
                tally[place].text += here.text;
                tally[place].coverage += here.coverage;
                tally[place].naming += here.naming;
            }
        }
        let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
        let scaled = |found: Match| Match {
            name: share(found.name, whole),
            text: share(found.text, whole),
            coverage: share(found.coverage, to_cover),
            naming: share(found.naming, to_name),
        };
        let found = tally.into_iter().enumerate().filter(|(_, found)| found.coverage > 0.0);
        found.map(|(place, found)| (place, scaled(found))).collect()
    }
}

/// What is known of `place`, which from now on is touched.
fn touch<'a>(best: &'a mut [Match], touched: &mut Vec<usize>, place: u32) -> &'a mut Match {
    let place = place as usize;
    let here = &mut best[place];
    if *here == Match::default() {
        touched.push(place);
    }
    here
}

/// What the frequency of a word is worth, in 16,383rds: two bytes where it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Worth(u16);

impl Worth {
    const MOST: u16 = (1 << 14) - 1;

    fn of(frequency: f32) -> Self {
        let share = frequency / (SATURATION + frequency);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0–MOST")]
        Self((share * f32::from(Self::MOST)).round() as u16)
    }

    fn share(self) -> f32 {
        f32::from(self.0) * (1.0 / f32::from(Self::MOST))
    }
}

/// An index that is being built.
#[derive(Debug, Default)]
struct Builder {
    places: Vec<Place>,
    words: HashMap<String, WordId>,
    /// Where each word is found, ascending by place.
    counts: Vec<Vec<Count>>,
}

/// How often a word is in a section, for the length of its fields.
#[derive(Debug)]
struct Count {
    place: u32,
    name: f32,
    text: f32,
}

impl Builder {
    fn add(&mut self, draft: &Draft, average: &[f32; DILUTION.len()], synonyms: &Synonyms) {
        let mut name = Vec::new();
        for ((number, dilution), terms) in DILUTION.into_iter().enumerate().zip(&draft.fields) {
            let length = count(terms.len()) / average[number].max(1.0);
            let step = 1.0 / (1.0 - dilution + dilution * length);
            let naming = number < NAMING_FIELDS;
            for term in terms {
                let word = self.count(&term.stem, step, naming);
                for part in term.parts.iter().flatten() {
                    self.count(part, step, naming);
                }
                if number < NAMING_FIELDS - 1 {
                    name.push(NameWord { word, common: term.common });
                }
            }
            let stems: Vec<&str> = terms.iter().map(|term| term.stem.as_str()).collect();
            for found in synonyms.find(&stems) {
                self.count(&found.concept(), step, naming);
            }
        }
        self.places.push(Place { article: draft.article, section: draft.section, name });
    }

    /// Counts a word of the section being added.
    fn count(&mut self, word: &str, step: f32, naming: bool) -> WordId {
        let id = self.words.get(word).copied().unwrap_or_else(|| {
            let id = number(self.counts.len());
            self.words.insert(word.to_owned(), id);
            self.counts.push(Vec::new());
            id
        });
        let place = number(self.places.len());
        let (name, text) = if naming { (step, 0.0) } else { (0.0, step) };
        let counts = &mut self.counts[id as usize];
        match counts.last_mut() {
            Some(last) if last.place == place => {
                last.name += name;
                last.text += text;
            }
            _ => counts.push(Count { place, name, text }),
        }
        id
    }

    fn finish(self) -> Index {
        let postings = |frequency: fn(&Count) -> f32| {
            let posting =
                |count: &Count| Posting { place: count.place, worth: Worth::of(frequency(count)) };
            let found = |count: &&Count| frequency(count) > 0.0;
            let lists = self.counts.iter();
            lists.map(|counts| counts.iter().filter(found).map(posting).collect()).collect()
        };
        Index {
            names: postings(|count| count.name),
            texts: postings(|count| count.text),
            sections_with: self.counts.iter().map(|counts| number(counts.len())).collect(),
            places: self.places,
            vocabulary: Vocabulary::new(self.words),
        }
    }
}

/// A section's words, field by field.
struct Draft {
    article: u32,
    section: u32,
    fields: [Vec<Term>; DILUTION.len()],
}

fn drafts(knowledge: &Knowledge, reader: &Reader) -> impl Iterator<Item = Draft> {
    let terms = move |text: &str| reader.compounds(reader.terms(text), |_, next, _| next.glued);
    knowledge.articles.iter().enumerate().flat_map(move |(article_at, article)| {
        article.sections.iter().enumerate().map(move |(section_at, section)| Draft {
            article: number(article_at),
            section: number(section_at),
            fields: [
                terms(&article.title),
                terms(section.heading.as_deref().unwrap_or_default()),
                terms(&article.tags.join(" ")),
                terms(&section.plain_text()),
            ],
        })
    })
}

/// The average length of each field.
fn averages(drafts: &[Draft]) -> [f32; DILUTION.len()] {
    let total = count(drafts.len()).max(1.0);
    std::array::from_fn(|field| {
        count(drafts.iter().map(|draft| draft.fields[field].len()).sum()) / total
    })
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "counts of words stay far below 2^24")]
pub(super) fn count(n: usize) -> f32 {
    n as f32
}
