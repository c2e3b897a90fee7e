//! One message, read once: its words, what the rules find in them, and what the model makes of both.

use super::explicit::{self, Asked};
use super::lexicon::{Hit, Lexicon, Section};
use super::model::{Direction, Feature, Head, Lexis, Model, Scores, Tally, features};
use super::spelling::respell;
use super::text::{Word, clause_ends, words};
use super::{Evidence, Trigger};
use crate::id::{Confidence, Seq};
use std::sync::LazyLock;

/// The built-in phrases.
static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::built_in);

/// A message, read.
pub(super) struct Reading<'a> {
    /// As it was written.
    pub text: &'a str,
    /// Its words.
    pub words: Vec<Word>,
    /// The phrases found in it.
    pub hits: Vec<Hit>,
    /// The explicit request that the rules find.
    pub asked: Option<Trigger>,
    /// A human is named whom the customer doesn't ask for.
    pub denied: bool,
    /// What the model makes of it.
    pub scores: Scores,
    /// What the model makes of each of its parts, where it has several.
    pub parts: Vec<Scores>,
    /// The part that each word is in.
    pub part_of: Vec<usize>,
    model: &'a Model,
    noted: Vec<u32>,
    tally: Tally,
}

impl<'a> Reading<'a> {
    /// Reads `text`, the entry at `seq`.
    pub fn new(model: &'a Model, seq: Seq, text: &'a str) -> Self {
        let words = own_words(text, model.lexis());
        let hits = LEXICON.hits(text, &words);
        let Asked { request: asked, denied } = explicit::read(seq, text, &words);
        let noted = notes(&hits, asked.as_ref(), denied);
        let part_of = parts(text, &words);
        let several = part_of.last().filter(|last| **last > 0).map_or(0, |last| last + 1);
        let (mut tally, mut of_parts) = (Tally::default(), vec![Tally::default(); several]);
        features(text, &words, &noted, model.lexis(), |feature, at| {
            let says = model.says(feature);
            tally.add(&says);
            if let Some(part) = part_of.get(at).and_then(|part| of_parts.get_mut(*part)) {
                part.add(&says);
            }
        });
        let scores = model.scores(&tally);
        let parts = of_parts.iter().map(|tally| model.scores(tally)).collect();
        Self { text, words, hits, asked, denied, scores, parts, part_of, model, noted, tally }
    }

    /// Its last sentence, read by itself; none when it is the only one.
    pub fn last_sentence(&self) -> Option<Reading<'a>> {
        let ends = ['.', '!', '?'];
        let at = self.text.trim_end().trim_end_matches(ends).rfind(ends)?;
        Some(Self::new(self.model, Seq(0), self.text.get(at + 1..)?))
    }

    /// The model that read it.
    pub const fn model(&self) -> &'a Model {
        self.model
    }

    /// Where its words point.
    pub fn direction(&self) -> Direction {
        self.tally.direction()
    }

    /// Whether a phrase of `section` is in it.
    pub fn has(&self, section: Section) -> bool {
        self.hits.iter().any(|hit| hit.section == section)
    }

    /// The first phrase of `section`, as evidence.
    pub fn phrase(&self, seq: Seq, section: Section) -> Option<Evidence> {
        let hit = self.hits.iter().find(|hit| hit.section == section)?;
        self.span(seq, hit.first, hit.end)
    }

    /// The words from `first` up to `end`, as evidence.
    pub fn span(&self, seq: Seq, first: usize, end: usize) -> Option<Evidence> {
        let (first, last) = (self.words.get(first)?, self.words.get(end.checked_sub(1)?)?);
        Some(Evidence { seq, start: first.start, end: last.end })
    }

    /// The whole message, as evidence.
    pub fn whole(&self, seq: Seq) -> Option<Evidence> {
        self.span(seq, 0, self.words.len())
    }

    /// The run of words that speaks most for `head`.
    pub fn evidence(&self, seq: Seq, head: Head) -> Option<Evidence> {
        let mut seen = Vec::with_capacity(self.words.len() * 6);
        features(self.text, &self.words, &self.noted, self.model.lexis(), |feature, at| {
            seen.push((feature, at));
        });
        let worth = self.model.worth(&self.tally, head.index(), &seen, self.words.len());
        let (mut best, mut run) = ((0.0, 0, self.words.len()), (0.0, 0));
        for (at, worth) in worth.iter().enumerate() {
            let breaks = at > 0 && clause_ends(self.text, &self.words[at - 1], &self.words[at]);
            if run.0 <= 0.0 || breaks {
                run = (0.0, at);
            }
            run.0 += worth - WORD_COSTS;
            if run.0 > best.0 {
                best = (run.0, run.1, at + 1);
            }
        }
        self.span(seq, best.1, best.2)
    }
}

/// The words of a message that are the customer's own, as they were meant: a longer quotation is
/// somebody else's.
fn own_words(text: &str, lexis: &Lexis) -> Vec<Word> {
    let mut words = words(text);
    let mut marks =
        text.char_indices().filter(|(_, c)| matches!(c, '"' | '“' | '”' | '„')).map(|(at, _)| at);
    while let (Some(open), Some(close)) = (marks.next(), marks.next()) {
        let quoted = |word: &Word| (open..close).contains(&(word.start as usize));
        if words.iter().filter(|word| quoted(word)).count() >= QUOTATION {
            words.retain(|word| !quoted(word));
        }
    }
    respell(&mut words, lexis);
    words
}

/// As many words in quotation marks are a quotation, and not an emphasis.
const QUOTATION: usize = 6;

/// What a word must add to be part of the evidence.
const WORD_COSTS: f32 = 0.1;

/// Longest message parts are told apart in, in parts.
const MOST_PARTS: usize = 12;

/// What joins clauses.
pub(super) const JOINS: [&str; 6] = ["and", "also", "plus", "then", "but", "secondly"];

/// Which part of a message each word is in: clauses of at least three words, also where "and" joins
/// them.
fn parts(text: &str, words: &[Word]) -> Vec<usize> {
    let mut part_of = Vec::with_capacity(words.len());
    let (mut part, mut begun) = (0, 0);
    for (at, word) in words.iter().enumerate() {
        let joins = JOINS.contains(&word.text.as_str());
        let listed = word.numbers_a_point(text);
        let breaks = at > 0 && (joins || listed || clause_ends(text, &words[at - 1], word));
        if breaks && at - begun >= 3 && words.len() - at >= 3 && part + 1 < MOST_PARTS {
            (part, begun) = (part + 1, at);
        }
        part_of.push(part);
    }
    part_of
}

/// What the model sees of `text`. Training reads messages through this, as detection does.
pub fn seen_by_model(text: &str, lexis: &Lexis) -> Vec<Feature> {
    let words = own_words(text, lexis);
    let hits = LEXICON.hits(text, &words);
    let asked = explicit::read(Seq(0), text, &words);
    let noted = notes(&hits, asked.request.as_ref(), asked.denied);
    let mut seen = Vec::with_capacity(words.len() * 6);
    features(text, &words, &noted, lexis, |feature, _| seen.push(feature));
    seen
}

/// The words of `text` as the model meets them.
pub fn words_of(text: &str, lexis: &Lexis) -> impl Iterator<Item = String> {
    own_words(text, lexis).into_iter().map(|word| word.text)
}

/// What the rules find in a message, as numbers.
fn notes(hits: &[Hit], asked: Option<&Trigger>, denied: bool) -> Vec<u32> {
    let mut noted: Vec<u32> = hits.iter().map(|hit| 200 + hit.section as u32).collect();
    noted.extend(asked.map(|found| match found.confidence.thousandths() {
        900.. => 100,
        700.. => 101,
        _ => 102,
    }));
    noted.extend(denied.then_some(103));
    noted.sort_unstable();
    noted.dedup();
    noted
}

/// A probability as a confidence.
pub(super) fn confidence(probability: f32) -> Confidence {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let thousandths = (probability.clamp(0.0, 1.0) * 1000.0).round() as u16;
    Confidence::from_thousandths(thousandths)
}
