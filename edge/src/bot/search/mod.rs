//! Search over a site's knowledge: which section answers a question, and how surely.
//!
//! [`Index`] finds the sections that share words with a question, [`encoder`] those that mean something
//! like it. [`features`] looks closer at the best of both, and [`ranking`] weighs what is seen there, with
//! weights learned from questions whose right article is known, and turns the outcome into a calibrated
//! confidence.

mod cover;
mod direction;
mod encoder;
mod features;
mod form;
mod index;
mod packed;
mod ranking;
mod sentences;
mod synonyms;
mod terms;
mod vocabulary;
mod weights;

pub use features::{FEATURES, Features};
pub use ranking::{Circumstances, Ranking, SURE_FEATURES};
pub use synonyms::mistakes as synonym_mistakes;

pub(super) use terms::Reader;

use super::knowledge::Knowledge;
use direction::Direction;
use encoder::Text;
use index::{Asked, Index, Match, count};
use serde::{Deserialize, Serialize};
use synonyms::Synonyms;
use terms::Term;
use vocabulary::Sense;

/// Most sentences of a question that are looked at one by one.
const MOST_SENTENCES: usize = 6;

/// How sure one sentence of several can make, against a question of one.
const ONE_SENTENCE: f32 = 0.95;

/// Words of a brief question.
const BRIEF: usize = 3;

/// Digits that make a word a reference: a number that no article is about.
const REFERENCE_DIGITS: usize = 4;

/// Sections that are looked at closer for the words they share with the question.
const CLOSER: usize = 32;

/// Sections that are looked at closer for where they point.
const NEAREST: usize = 32;

/// How much what was said before a question counts.
const EARLIER_SHARE: f32 = 0.5;

/// The search over one version of a site's knowledge. Stored with it: whoever adds to it, or changes
/// what is indexed, counts [`crate::compiled::FORMAT`] up.
#[derive(Serialize, Deserialize)]
pub struct Search {
    index: Index,
    names: Vec<features::Name>,
    synonyms: Synonyms,
    reader: Reader,
    /// Share of the names that are questions.
    questions: f32,
    #[serde(skip, default = "built_in")]
    ranking: Ranking,
}

/// A section found for a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Index of the article in the knowledge.
    pub article: usize,
    /// Index of the section in the article.
    pub section: usize,
    /// What was seen of the match.
    pub features: Features,
    /// The section's place in the index.
    place: usize,
    /// How well it fits; comparable within one question only.
    pub score: f32,
}

/// What was found for a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// One section per article, best first.
    pub candidates: Vec<Candidate>,
    /// How they were weighed.
    pub circumstances: Circumstances,
    /// What the confidence in the first rests on.
    pub evidence: [f32; SURE_FEATURES],
    /// How likely the first is right, 0–1.
    pub confidence: f32,
}

impl Found {
    /// How likely `candidate`, one of those found, is right, 0–1.
    pub fn likelihood(&self, candidate: &Candidate) -> f32 {
        let best = self.candidates.first().map_or(0.0, |best| best.score);
        self.confidence * (candidate.score - best).exp()
    }
}

impl Search {
    /// Indexes `knowledge`.
    pub fn new(knowledge: &Knowledge) -> Self {
        Self::with(knowledge, weights::RANKING)
    }

    /// Indexes `knowledge`, to be searched with another ranking than the built-in one.
    pub fn with(knowledge: &Knowledge, ranking: Ranking) -> Self {
        let reader = Reader::new(knowledge.language());
        let synonyms = Synonyms::new(&knowledge.synonyms, &reader);
        let index = Index::new(knowledge, &synonyms, &reader);
        let name = |place| features::Name::of(knowledge, place, &reader);
        let names: Vec<features::Name> = index.places.iter().map(name).collect();
        let asking = names.iter().filter(|name| name.asks).count();
        let questions = count(asking) / count(names.len().max(1));
        let synonyms = synonyms.known(|concept| index.vocabulary.id(concept).is_some());
        Self { index, names, synonyms, reader, questions, ranking }
    }

    /// Whether it can be of `knowledge`, and all that it names is there.
    pub fn is_sound(&self, knowledge: &Knowledge) -> bool {
        self.names.len() == self.index.places.len() && self.index.is_sound(knowledge)
    }

    /// The sections that fit `question`, given what the same customer said `earlier`. Of a question
    /// of several sentences, the one that fits best counts where the whole says less.
    pub fn find(&self, question: &str, earlier: Option<&str>) -> Found {
        let whole = self.look(question, earlier);
        let sentences = question.split_inclusive(['.', '?', '!', '\n']);
        let telling = |sentence: &&str| sentence.len() < question.len() && self.tells(sentence);
        let each = sentences.filter(telling).take(MOST_SENTENCES);
        let best = each
            .map(|sentence| self.look(sentence, None))
            .max_by(|a, b| a.confidence.total_cmp(&b.confidence));
        match best {
            Some(part) if part.confidence * ONE_SENTENCE > whole.confidence => {
                Found { confidence: part.confidence * ONE_SENTENCE, ..part }
            }
            _ => whole,
        }
    }

    /// Whether `sentence` has words enough to be a question by itself.
    fn tells(&self, sentence: &str) -> bool {
        self.reader.terms(sentence).iter().filter(|term| !term.common).count() >= 2
            || sentence.contains('?')
    }

    fn look(&self, question: &str, earlier: Option<&str>) -> Found {
        let (mut asked, mut direction) = self.asked(question, 1.0);
        if let Some(earlier) = earlier {
            let (before, there) = self.asked(earlier, EARLIER_SHARE);
            asked.extend(before);
            direction = Direction::together([(direction, 1.0), (there, EARLIER_SHARE)]);
        }
        let mut matches = self.index.search(&asked);
        matches.sort_by(|a, b| b.1.strength().total_cmp(&a.1.strength()));
        matches.truncate(CLOSER);
        let strongest = matches.first().map_or(1.0, |(_, found)| found.strength());
        self.add_nearest(&direction, &mut matches);
        let question = features::Question::of(question, &asked, direction, &self.index);
        let mut candidates: Vec<Candidate> = matches
            .into_iter()
            .map(|(at, found)| {
                let place = &self.index.places[at];
                let features = question.compare(place, &self.names[at], found, strongest);
                Candidate {
                    article: place.article as usize,
                    section: place.section as usize,
                    place: at,
                    score: 0.0,
                    features,
                }
            })
            .collect();
        let spelt =
            candidates.iter().map(|found| found.features[features::NAMED]).fold(0.0, f32::max);
        let circumstances = Circumstances { questions: self.questions, spelt };
        let weights = circumstances.weights(&self.ranking);
        for candidate in &mut candidates {
            candidate.score = ranking::score(&weights, &candidate.features);
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut seen = Vec::new();
        candidates.retain(|candidate| {
            let new = !seen.contains(&candidate.article);
            seen.push(candidate.article);
            new
        });
        let cover = candidates.first().map_or([0.0; cover::COVER], |best| {
            cover::cover(&asked, best.place, &self.index, self.reader.encoder())
        });
        let evidence = ranking::evidence(&candidates, question.unknown, question.words, cover);
        let confidence = if candidates.is_empty() { 0.0 } else { ranking::sureness(&evidence) };
        Found { candidates, circumstances, evidence, confidence }
    }

    /// Adds to `matches` the sections that point where the question does, whatever words they have.
    fn add_nearest(&self, direction: &Direction, matches: &mut Vec<(usize, Match)>) {
        let near = self.names.iter().map(|name| name.nearness(direction));
        let mut near: Vec<(f32, usize)> = near.zip(0..).filter(|(near, _)| *near > 0.0).collect();
        near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        near.truncate(NEAREST);
        let lexical = matches.len();
        for (_, place) in near {
            if !matches[..lexical].iter().any(|(known, _)| *known == place) {
                matches.push((place, Match::default()));
            }
        }
    }

    /// Whether a question leans on what was said before it: few words of its own.
    pub fn is_follow_up(&self, question: &str) -> bool {
        self.reader.terms(question).iter().filter(|term| !term.common).count() <= 2
    }

    /// Whether a question has so few words of its own that it may mean several things.
    pub fn is_brief(&self, question: &str) -> bool {
        self.reader.terms(question).iter().filter(|term| !term.common).count() <= BRIEF
    }

    /// The words of `text` that are looked for, each counting `share`, and where it points.
    fn asked(&self, text: &str, share: f32) -> (Vec<Asked>, Direction) {
        let mut terms = self.index.vocabulary.read(text, &self.reader);
        self.drop_references(&mut terms);
        let senses = self.index.vocabulary.senses(&terms, &self.synonyms, &self.reader);
        let direction = self.reader.encoder().map_or(Direction::NOWHERE, |encoder| {
            let mut told = encoder.text();
            terms.iter().zip(&senses).for_each(|(term, senses)| self.mean(term, senses, &mut told));
            told.direction()
        });
        let asked = |(term, senses): (Term, _)| Asked {
            stem: term.stem,
            senses,
            share,
            common: term.common,
        };
        (terms.into_iter().zip(senses).map(asked).collect(), direction)
    }

    /// Leaves out numbers such as an order's, and what is glued to them, unless the knowledge has them.
    fn drop_references(&self, terms: &mut Vec<Term>) {
        let is_reference = |term: &Term| {
            let digits = term.word.bytes().filter(u8::is_ascii_digit).count();
            digits >= REFERENCE_DIGITS && self.index.vocabulary.id(&term.stem).is_none()
        };
        let drop: Vec<bool> = (0..terms.len())
            .map(|at| {
                let next = terms.get(at + 1).is_some_and(|next| next.glued && is_reference(next));
                let unknown = self.index.vocabulary.id(&terms[at].stem).is_none();
                is_reference(&terms[at]) || (next && unknown)
            })
            .collect();
        let mut drop = drop.into_iter();
        terms.retain(|_| !drop.next().unwrap_or(false));
    }

    /// Adds a word of a question to what is `told`; a misspelt one as what it may stand for.
    fn mean(&self, term: &Term, senses: &[Sense], told: &mut Text<'_>) {
        if let Some(parts) = &term.parts {
            for part in parts {
                told.add(part);
            }
        } else if !told.add(&term.stem)
            && let Some(sense) = senses.first()
        {
            told.add(self.index.vocabulary.word(sense.word));
        }
    }
}

/// The stems of the words of an English text, as the encoder knows them.
pub fn stems(text: &str) -> Vec<String> {
    Reader::new("en").terms(text).into_iter().map(|term| term.stem).collect()
}

fn built_in() -> Ranking {
    weights::RANKING
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::knowledge::Article;
    use crate::bot::markdown::sections;

    fn knowledge(articles: &[(&str, &str)], synonyms: &str) -> Knowledge {
        let article = |(title, markdown): &(&str, &str)| Article {
            path: (*title).to_owned(),
            title: (*title).to_owned(),
            link: None,
            tags: Vec::new(),
            language: None,
            issue_type: None,
            sections: sections(markdown),
        };
        Knowledge {
            articles: articles.iter().map(article).collect(),
            synonyms: synonyms.to_owned(),
        }
    }

    const SHOP: [(&str, &str); 5] = [
        ("Delivery times", "Parcels take two to four working days."),
        ("What does delivery cost?", "Five euros, nothing above fifty."),
        ("Returning an item", "Print the label and hand the parcel in."),
        ("Changing your e-mail address", "Under Account, choose Details."),
        ("Weekenders", "They hold thirty litres and fit under a seat."),
    ];

    fn best(question: &str, synonyms: &str) -> String {
        let knowledge = knowledge(&SHOP, synonyms);
        let found = Search::new(&knowledge).find(question, None);
        let article = found.candidates.first().map(|found| &knowledge.articles[found.article]);
        article.map_or(String::new(), |article| article.title.clone())
    }

    #[test]
    fn customers_words_lead_to_the_owners() {
        for (question, title) in [
            ("how long does shipping take", "Delivery times"),
            ("shipping price?", "What does delivery cost?"),
            ("i want to send it back", "Returning an item"),
            ("new email", "Changing your e-mail address"),
            ("change my e mail adress", "Changing your e-mail address"),
            ("delivry cost", "What does delivery cost?"),
        ] {
            assert_eq!(best(question, ""), title, "{question}");
        }
    }

    #[test]
    fn an_owners_synonyms_are_understood() {
        assert_eq!(best("flumpsack", ""), "");
        assert_eq!(best("flumpsack", "flumpsack, weekender\n"), "Weekenders");
    }

    #[test]
    fn what_shares_no_word_is_not_found() {
        let knowledge = knowledge(&SHOP, "");
        let found = Search::new(&knowledge).find("zzz qqq", None);
        assert_eq!((found.candidates.len(), found.confidence.to_bits()), (0, 0));
        let empty = Search::new(&Knowledge::default()).find("how long does shipping take", None);
        assert!(empty.candidates.is_empty());
    }

    #[test]
    fn a_section_has_what_is_asked_in_its_own_words_or_in_near_ones() {
        let search = Search::new(&knowledge(&SHOP, ""));
        let has = |question: &str| {
            let (asked, _) = search.asked(question, 1.0);
            cover::cover(&asked, 0, &search.index, search.reader.encoder())
        };
        let [whole, least, .., named, _, _] = has("are parcels there in two days");
        assert!(whole > 0.999 && least > 0.999 && named < whole, "{whole} {least} {named}");
        let [near, ..] = has("how fast are shipments");
        let [far, ..] = has("a mortgage for my house");
        assert!(0.3 < near && near < 1.0 && far < near, "{near} {far}");
        assert_eq!(has("what is it").map(f32::to_bits), [0; cover::COVER]);
    }

    #[test]
    fn a_single_sentence_of_a_long_section_is_near() {
        let sentence = "Weekenders hold thirty litres.";
        let filler = "Our office is closed at Christmas. Invoices are sent by post. ".repeat(5);
        let near = |text: &str, at: usize| {
            let search = Search::new(&knowledge(&[("About us", text)], ""));
            search.find("how many litres does a weekender hold", None).candidates[0].features[at]
        };
        let long = format!("{filler}{sentence}");
        assert!(near(&long, features::NEAR) < near(sentence, features::NEAR) - 0.1);
        let [one, among] = [sentence, &long].map(|text| near(text, features::NEAR_SENTENCE));
        assert!((one - among).abs() < 1e-3, "{one} {among}");
    }

    #[test]
    fn the_shares_of_the_circumstances_are_a_whole() {
        for (questions, spelt) in [(0.0, 0.0), (1.0, 0.25), (0.3, 1.0)] {
            let sum: f32 = Circumstances { questions, spelt }.shares().iter().sum();
            assert!((sum - 1.0).abs() < 1e-6);
        }
    }
}
