//! Where the sentences of a section point: a question is often about one of them, which the section as a
//! whole drowns.

use super::direction::{Direction, Row};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Most sentences of a section that are looked at one by one.
const MOST: usize = 24;

/// The directions of sentences, coarse; how long they are is not kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sentences(Vec<Row>);

impl Sentences {
    /// Those that point in `directions`, as far as they point anywhere.
    pub fn new(directions: &[Direction]) -> Self {
        let somewhere = directions.iter().filter(|direction| **direction != Direction::NOWHERE);
        Self(somewhere.take(MOST).map(|direction| direction.coarse().row()).collect())
    }

    /// How near the nearest is to a question, −1 to 1; 0 when there is none.
    pub fn nearness(&self, question: &Direction) -> f32 {
        let near = self.0.iter().map(|row| Direction::along(row).nearness(question));
        near.reduce(f32::max).unwrap_or(0.0)
    }
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
    fn they_are_stored_as_they_are() {
        let sentences = Sentences::new(&[along(&[1.0, -0.5]), along(&[0.2])]);
        let bytes = postcard::to_allocvec(&sentences).unwrap();
        assert_eq!(bytes.len(), 2 + 2 * size_of::<Row>());
        assert_eq!(postcard::from_bytes::<Sentences>(&bytes).unwrap(), sentences);
    }
}
