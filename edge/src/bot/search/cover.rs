//! How much of what is asked a section has, in its own words or in near ones.
//!
//! A question about something that the knowledge touches, but doesn't say, shares much with a section and
//! still has a word for which nothing in the section stands.

use super::direction::Direction;
use super::encoder::Encoder;
use super::index::{Asked, Index, count};
use super::terms::is_common;
use super::vocabulary::WordId;

/// How many things are seen of what a section has.
pub const COVER: usize = 8;

/// What a section has of a question.
pub type Cover = [f32; COVER];

/// What the section at `place` has of what is `asked`.
pub(super) fn cover(
    asked: &[Asked],
    place: usize,
    index: &Index,
    encoder: Option<&Encoder>,
) -> Cover {
    let [name, text] = index.words_of(place).map(|words| Words::new(words, index, encoder));
    let telling = asked.iter().filter(|word| !word.common);
    let mut had: Vec<Had> = telling
        .map(|word| {
            let direction = encoder.and_then(|encoder| encoder.word(&word.stem));
            let in_name = name.have(word, direction.as_ref());
            let anywhere = in_name.max(text.have(word, direction.as_ref()));
            Had { rarity: word.share * index.rarity_asked(word), in_name, anywhere }
        })
        .collect();
    if had.is_empty() {
        return [0.0; COVER];
    }
    had.sort_by(|one, other| other.rarity.total_cmp(&one.rarity));
    let whole: f32 = had.iter().map(|word| word.rarity).sum();
    let mean = |part: fn(&Had) -> f32| {
        had.iter().map(|word| word.rarity * part(word)).sum::<f32>() / whole.max(f32::EPSILON)
    };
    let least = |part: fn(&Had) -> f32| had.iter().map(part).fold(1.0, f32::min);
    let rarest = &had[..had.len().min(2)];
    [
        mean(|word| word.anywhere),
        least(|word| word.anywhere),
        had[0].anywhere,
        rarest.iter().map(|word| word.anywhere).sum::<f32>() / count(rarest.len()),
        had.iter().map(|word| word.rarity * (1.0 - word.anywhere)).sum(),
        mean(|word| word.in_name),
        least(|word| word.in_name),
        had.iter().map(|word| word.in_name).fold(0.0, f32::max),
    ]
}

/// How far a section has a word of the question, 0–1.
struct Had {
    rarity: f32,
    in_name: f32,
    anywhere: f32,
}

/// Words of a section.
struct Words {
    /// In order.
    all: Vec<WordId>,
    directions: Vec<Direction>,
}

impl Words {
    fn new(all: Vec<WordId>, index: &Index, encoder: Option<&Encoder>) -> Self {
        let stems = all.iter().map(|word| index.vocabulary.word(*word));
        let telling = stems.filter(|stem| !is_common(stem));
        let directions = telling.filter_map(|stem| encoder?.word(stem)).collect();
        Self { all, directions }
    }

    /// How far they have what is `asked`: what it may stand for, or a word that points near `direction`.
    fn have(&self, asked: &Asked, direction: Option<&Direction>) -> f32 {
        let senses =
            asked.senses.iter().filter(|sense| self.all.binary_search(&sense.word).is_ok());
        let same = senses.map(|sense| sense.share).fold(0.0, f32::max);
        let near = direction
            .into_iter()
            .flat_map(|direction| self.directions.iter().map(|other| direction.nearness(other)));
        near.fold(same, f32::max).min(1.0)
    }
}
