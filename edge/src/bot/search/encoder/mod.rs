//! A small sentence encoder for English: where a text points, so that a question is near a section that
//! says the same in quite other words.
//!
//! One layer of a transformer (Vaswani et al. 2017; normalised first, Xiong et al. 2020) over a table of
//! words, learned from a large encoder by `cargo xtask train-encoder`. A text's direction is the mean of
//! what the layer makes of its words.

mod layer;
mod parts;
mod table;

use super::direction::Direction;
use layer::Layer;
use parts::{Parts, TooShort};
use std::sync::LazyLock;
use table::Table;

/// Numbers of a direction.
pub const DIMENSIONS: usize = 128;

/// The built-in encoder.
static BUILT_IN: LazyLock<Option<Encoder>> =
    LazyLock::new(|| Encoder::read(include_bytes!("encoder.bin")).ok());

/// What makes directions of texts.
pub(super) struct Encoder {
    words: Table,
    /// Where words point on the whole.
    middle: [f32; DIMENSIONS],
    /// What is added to a word at each place of a text; no later word is read.
    places: Vec<[f32; DIMENSIONS]>,
    layer: Layer,
}

impl Encoder {
    /// The built-in one.
    pub fn built_in() -> Option<&'static Self> {
        BUILT_IN.as_ref()
    }

    /// Reads what `train-encoder` wrote: the words, how many places there are and what each adds, the layer.
    fn read(bytes: &'static [u8]) -> Result<Self, TooShort> {
        let mut parts = Parts(bytes);
        let words = Table::read(&mut parts)?;
        let middle = words.middle();
        let count = parts.count()?;
        let places = parts.rows(count, DIMENSIONS)?.as_chunks().0.to_vec();
        let layer = Layer::read(&mut parts)?;
        if parts.0.is_empty() { Ok(Self { words, middle, places, layer }) } else { Err(TooShort) }
    }

    /// Where a word points by itself, seen from the middle of all words.
    pub fn word(&self, stem: &str) -> Option<Direction> {
        let mut word = self.words.vector(self.words.find(stem)?);
        word.iter_mut().zip(&self.middle).for_each(|(part, middle)| *part -= middle);
        Some(Direction::of(&word))
    }

    /// A text of which no word is told yet.
    pub fn text(&self) -> Text<'_> {
        Text { encoder: self, words: Vec::new() }
    }

    /// Where a text of `words` points.
    fn direction(&self, words: &[usize]) -> Direction {
        if words.is_empty() {
            return Direction::NOWHERE;
        }
        let mut states = Vec::with_capacity(words.len() * DIMENSIONS);
        for (word, place) in words.iter().zip(&self.places) {
            let word = self.words.vector(*word);
            states.extend(word.iter().zip(place).map(|(word, place)| word + place));
        }
        self.layer.pass(&mut states);
        let mut sum = [0.0; DIMENSIONS];
        for state in states.as_chunks::<DIMENSIONS>().0 {
            sum.iter_mut().zip(state).for_each(|(sum, part)| *sum += part);
        }
        Direction::of(&sum)
    }
}

/// A text while its words are told, in their order.
pub(super) struct Text<'a> {
    encoder: &'a Encoder,
    words: Vec<usize>,
}

impl Text<'_> {
    /// Adds a word by its stem; says whether it is known.
    pub fn add(&mut self, stem: &str) -> bool {
        let known = self.encoder.words.find(stem);
        let room = self.words.len() < self.encoder.places.len();
        self.words.extend(known.filter(|_| room));
        known.is_some()
    }

    /// Where it points.
    pub fn direction(&self) -> Direction {
        self.encoder.direction(&self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::search::direction::Meaning;
    use crate::bot::search::terms::Reader;

    fn direction(text: &str) -> Direction {
        let mut told = Encoder::built_in().unwrap().text();
        for term in Reader::new("en").terms(text) {
            told.add(&term.stem);
        }
        told.direction()
    }

    fn near(one: &str, other: &str) -> f32 {
        direction(one).nearness(&direction(other))
    }

    #[test]
    fn the_built_in_words_are_in_order_and_each_is_found() {
        let words = &Encoder::built_in().unwrap().words;
        let all: Vec<&str> = words.all().map(|word| std::str::from_utf8(word).unwrap()).collect();
        assert!(all.len() > 1000 && all.is_sorted());
        assert!(all.iter().enumerate().all(|(at, word)| words.find(word) == Some(at)));
    }

    #[test]
    fn what_says_the_same_is_near_and_else_far() {
        let asked = "where is my parcel";
        assert!(near(asked, "my package has not arrived") > near(asked, "reset my password") + 0.2);
        assert!(
            near("I need cash", "withdraw money") > near("I need cash", "a swimming pool") + 0.2
        );
    }

    #[test]
    fn the_order_of_words_counts() {
        let (one, other) = ("a refund without a return", "a return without a refund");
        assert!(near(one, one) > near(one, other) + 0.001, "{}", near(one, other));
    }

    #[test]
    fn an_unknown_word_points_nowhere() {
        let mut text = Encoder::built_in().unwrap().text();
        assert!(!text.add("zzzqqq"));
        let section = Meaning::new(&direction("parcel"), &text.direction());
        assert_eq!(section.nearness(&text.direction()).map(f32::to_bits), [0; 3]);
    }

    #[test]
    fn a_long_text_is_read_to_its_last_place() {
        let encoder = Encoder::built_in().unwrap();
        let mut text = encoder.text();
        for _ in 0..10 * encoder.places.len() {
            assert!(text.add("parcel"));
        }
        assert_eq!(text.words.len(), encoder.places.len());
        assert_ne!(text.direction(), Direction::NOWHERE);
    }

    #[test]
    fn what_is_cut_short_or_too_long_is_refused() {
        let whole: &'static [u8] = include_bytes!("encoder.bin");
        for length in [0, 3, 4, 1000, whole.len() - 1] {
            assert!(Encoder::read(&whole[..length]).is_err(), "{length}");
        }
        let longer: &'static [u8] = Box::leak([whole, &[0]].concat().into_boxed_slice());
        assert!(Encoder::read(longer).is_err());
    }
}
