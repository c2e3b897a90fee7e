//! Where the sentences of a section point: a question is often about one of them, which the section as a
//! whole drowns.

use super::direction::Direction;
use super::encoder::DIMENSIONS;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes of a sentence: two numbers share one.
const ROW: usize = DIMENSIONS / 2;

/// Most sentences of a section that are looked at one by one.
const MOST: usize = 24;

/// Half of what half a byte holds, added so that no number is negative.
const MIDDLE: i8 = 8;

/// The directions of sentences, in 4 bits a number; how long they are is not kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sentences(Vec<[u8; ROW]>);

impl Sentences {
    /// Those that point in `directions`, as far as they point anywhere.
    pub fn new(directions: &[Direction]) -> Self {
        let somewhere = directions.iter().filter(|direction| **direction != Direction::NOWHERE);
        Self(somewhere.take(MOST).map(|direction| packed(direction.parts())).collect())
    }

    /// How near the nearest is to a question, −1 to 1; 0 when there is none.
    pub fn nearness(&self, question: &Direction) -> f32 {
        let near = self.0.iter().map(|row| Direction::along(unpacked(row)).nearness(question));
        near.reduce(f32::max).unwrap_or(0.0)
    }
}

fn packed(parts: &[i8; DIMENSIONS]) -> [u8; ROW] {
    // A direction's largest number is 127.
    let half = |part: i8| (i16::from(part) * 7 + i16::from(part.signum()) * 63) / 127;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 15")]
    let halves = |at: usize| (half(parts[at]) + i16::from(MIDDLE)) as u8;
    std::array::from_fn(|at| halves(2 * at) | halves(2 * at + 1) << 4)
}

fn unpacked(row: &[u8; ROW]) -> [i8; DIMENSIONS] {
    std::array::from_fn(|at| {
        let byte = row[at / 2];
        let half = if at % 2 == 0 { byte & 0xf } else { byte >> 4 };
        half.cast_signed() - MIDDLE
    })
}

impl Serialize for Sentences {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_flattened().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Sentences {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Vec::<u8>::deserialize(deserializer)?;
        Ok(Self(bytes.as_chunks().0.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along(parts: &[f32]) -> Direction {
        Direction::of(&std::array::from_fn(|at| parts.get(at).copied().unwrap_or(0.0)))
    }

    #[test]
    fn the_nearest_sentence_counts() {
        let sentences = Sentences::new(&[along(&[1.0]), along(&[0.0, 3.0]), Direction::NOWHERE]);
        assert_eq!(sentences.0.len(), 2);
        assert!(sentences.nearness(&along(&[0.0, 0.5])) > 0.999);
        assert!(sentences.nearness(&along(&[-1.0, -1.0])) < 0.0);
        assert_eq!(Sentences::default().nearness(&along(&[1.0])).to_bits(), 0);
    }

    #[test]
    fn four_bits_point_about_where_eight_do() {
        let parts: Vec<f32> = (0u8..128).map(|at| (f32::from(at) * 1.7).sin()).collect();
        let direction = along(&parts);
        assert!(Sentences::new(&[direction]).nearness(&direction) > 0.99);
    }

    #[test]
    fn they_are_stored_as_they_are() {
        let sentences = Sentences::new(&[along(&[1.0, -0.5]), along(&[0.2])]);
        let bytes = postcard::to_allocvec(&sentences).unwrap();
        assert_eq!(bytes.len(), 2 * ROW + 2);
        assert_eq!(postcard::from_bytes::<Sentences>(&bytes).unwrap(), sentences);
    }
}
