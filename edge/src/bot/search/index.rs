//! Full-text index over sections: BM25 (Robertson & Zaragoza 2009) of what names a section and of its
//! text, apart.
//!
//! Built once per version of a site's knowledge; immutable after that. Ties are broken by the order
//! of the articles, so the same question always finds the same section.

use super::synonyms::Synonyms;
use super::terms::{Reader, Term};
use super::vocabulary::{Sense, Vocabulary, WordId};
use crate::bot::knowledge::Knowledge;

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

/// The index.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    pub places: Vec<Place>,
    pub vocabulary: Vocabulary,
    postings: Vec<Postings>,
}

/// A section's place in the knowledge.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Index of the article.
    pub article: u32,
    /// Index of the section in the article.
    pub section: u32,
    /// The words of its title and heading, in their order.
    pub name: Vec<NameWord>,
}

/// A word of a section's title or heading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NameWord {
    /// The word.
    pub word: WordId,
    /// Whether it is an everyday word.
    pub common: bool,
}

/// Where a word is found.
#[derive(Debug, Clone, Default)]
struct Postings {
    /// How rare it is in names and texts alike.
    rarity: f32,
    /// How rare it is in sections as a whole.
    plain: f32,
    /// Ascending by place.
    found_in: Vec<Posting>,
}

#[derive(Debug, Clone, Copy)]
struct Posting {
    place: u32,
    /// How often it is in the title, heading and tags, for their length.
    name: f32,
    /// How often it is in the text, for its length.
    text: f32,
}

impl Index {
    /// Indexes all sections.
    pub fn new(knowledge: &Knowledge, synonyms: &Synonyms, reader: &Reader) -> Self {
        let mut index = Self::default();
        let drafts: Vec<Draft> = drafts(knowledge, reader).collect();
        let average = averages(&drafts);
        for draft in drafts {
            index.add(&draft, &average, synonyms);
        }
        let total = count(index.places.len());
        for postings in &mut index.postings {
            let naming = postings.found_in.iter().filter(|posting| posting.name > 0.0).count();
            let rarity =
                |having: usize| (1.0 + (total - count(having) + 0.5) / (count(having) + 0.5)).ln();
            postings.plain = rarity(postings.found_in.len());
            postings.rarity = f32::midpoint(rarity(naming), postings.plain);
        }
        index
    }

    /// How rare a word is.
    pub fn rarity(&self, word: WordId) -> f32 {
        self.postings[word as usize].rarity
    }

    /// The rarity of what a word of a question stands for.
    pub fn rarity_asked(&self, asked: &Asked) -> f32 {
        self.meant(asked).map_or_else(|| self.unknown(), |postings| postings.rarity)
    }

    /// Where the word is found that a word of a question most likely stands for.
    fn meant(&self, asked: &Asked) -> Option<&Postings> {
        asked.senses.first().map(|sense| &self.postings[sense.word as usize])
    }

    /// A word that the knowledge lacks is as rare as one found once.
    fn unknown(&self) -> f32 {
        (1.0 + (count(self.places.len()) - 0.5) / 1.5).ln().max(0.1)
    }

    /// The places that share words with the question, with how well each matches.
    pub fn search(&self, question: &[Asked]) -> Vec<(usize, Match)> {
        let mut tally = vec![Match::default(); self.places.len()];
        let mut best = vec![Match::default(); self.places.len()];
        let mut touched = Vec::new();
        let (mut whole, mut to_name, mut to_cover) = (0.0, 0.0, 0.0);
        for asked in question {
            let cover = if asked.common { asked.share * COMMON_COVER } else { asked.share };
            let rarity = self.rarity_asked(asked);
            let plain = self.meant(asked).map_or_else(|| self.unknown(), |postings| postings.plain);
            whole += asked.share * rarity;
            to_name += cover * rarity;
            to_cover += cover * plain;
            for sense in &asked.senses {
                let postings = &self.postings[sense.word as usize];
                let value = sense.share * postings.rarity.min(rarity);
                for posting in &postings.found_in {
                    let place = posting.place as usize;
                    let here = &mut best[place];
                    if *here == Match::default() {
                        touched.push(place);
                    }
                    here.name = here.name.max(asked.share * value * saturated(posting.name));
                    let open = sense.share * postings.plain.min(plain);
                    here.text = here.text.max(asked.share * open * saturated(posting.text));
                    here.coverage = here.coverage.max(cover * open);
                    if posting.name > 0.0 {
                        here.naming = here.naming.max(cover * value);
                    }
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

    fn add(&mut self, draft: &Draft, average: &[f32; DILUTION.len()], synonyms: &Synonyms) {
        let mut name = Vec::new();
        for ((number, dilution), terms) in DILUTION.into_iter().enumerate().zip(&draft.fields) {
            let length = count(terms.len()) / average[number].max(1.0);
            let step = 1.0 / (1.0 - dilution + dilution * length);
            let naming = number < NAMING_FIELDS;
            for term in terms {
                let word = self.count(term.stem.clone(), step, naming);
                for part in term.parts.iter().flatten() {
                    self.count(part.clone(), step, naming);
                }
                if number < NAMING_FIELDS - 1 {
                    name.push(NameWord { word, common: term.common });
                }
            }
            let stems: Vec<&str> = terms.iter().map(|term| term.stem.as_str()).collect();
            for found in synonyms.find(&stems) {
                self.count(found.concept(), step, naming);
            }
        }
        self.places.push(Place { article: draft.article, section: draft.section, name });
    }

    /// Counts a word of the section being added.
    fn count(&mut self, word: String, step: f32, naming: bool) -> WordId {
        let id = self.vocabulary.intern(word);
        if self.postings.len() <= id as usize {
            self.postings.resize_with(id as usize + 1, Postings::default);
        }
        let place = number(self.places.len());
        let (name, text) = if naming { (step, 0.0) } else { (0.0, step) };
        let found_in = &mut self.postings[id as usize].found_in;
        match found_in.last_mut() {
            Some(last) if last.place == place => {
                last.name += name;
                last.text += text;
            }
            _ => found_in.push(Posting { place, name, text }),
        }
        id
    }
}

/// What the frequency of a word is worth, 0–1.
fn saturated(frequency: f32) -> f32 {
    frequency / (SATURATION + frequency)
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
