//! Where texts point, and how near to each other they do.

use super::encoder::DIMENSIONS;
use serde::{Deserialize, Serialize};

/// The direction of a text. Where it is stored, it is [coarse](Direction::coarse).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Direction {
    /// As multiples of `scale`.
    #[serde(with = "stored_parts")]
    parts: [i8; DIMENSIONS],
    scale: f32,
}

/// The numbers of a coarse direction, two to a byte.
pub(super) type Row = [u8; DIMENSIONS / 2];

/// The largest number of a coarse direction.
const COARSE: i16 = 7;

/// Half of what half a byte holds, added so that no number is negative.
const MIDDLE: i8 = 8;

/// The numbers of a direction as bytes.
mod stored_parts {
    use super::{DIMENSIONS, Row, packed, unpacked};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub fn serialize<S: Serializer>(parts: &[i8; DIMENSIONS], to: S) -> Result<S::Ok, S::Error> {
        packed(parts).as_slice().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[i8; DIMENSIONS], D::Error> {
        let row = Vec::<u8>::deserialize(from)?;
        let count = row.len();
        let row: Result<Row, _> = row.try_into();
        let row =
            row.map_err(|_| de::Error::invalid_length(count, &"half as many as dimensions"))?;
        Ok(unpacked(&row))
    }
}

fn packed(parts: &[i8; DIMENSIONS]) -> Row {
    let half = |part: i8| part.saturating_add(MIDDLE).clamp(0, 15).cast_unsigned();
    std::array::from_fn(|at| half(parts[2 * at]) | half(parts[2 * at + 1]) << 4)
}

/// The numbers, each of −8 to 7, that `row` has two to a byte.
pub(super) fn unpacked(row: &Row) -> [i8; DIMENSIONS] {
    std::array::from_fn(|at| {
        let byte = row[at / 2];
        let half = if at % 2 == 0 { byte & 0xf } else { byte >> 4 };
        half.cast_signed() - MIDDLE
    })
}

impl Direction {
    /// That of a text without words.
    pub const NOWHERE: Self = Self { parts: [0; DIMENSIONS], scale: 0.0 };

    /// Along `sum`, rounded.
    pub fn of(sum: &[f32; DIMENSIONS]) -> Self {
        let most = sum.iter().fold(0.0f32, |most, part| most.max(part.abs()));
        let scale = most / 127.0;
        #[expect(clippy::cast_possible_truncation, reason = "at most 127")]
        let part = |part: f32| if scale > 0.0 { (part / scale).round() as i8 } else { 0 };
        Self { parts: sum.map(part), scale }
    }

    /// The same in 4 bits a number.
    pub fn coarse(&self) -> Self {
        let most = self.parts.iter().map(|part| i16::from(*part).abs()).max().unwrap_or(0).max(1);
        #[expect(clippy::cast_possible_truncation, reason = "at most 7")]
        let part = |part: i8| {
            let part = i16::from(part) * COARSE;
            ((part + part.signum() * most / 2) / most) as i8
        };
        Self {
            parts: self.parts.map(part),
            scale: self.scale * f32::from(most) / f32::from(COARSE),
        }
    }

    /// The numbers of a coarse one.
    pub fn row(&self) -> Row {
        packed(&self.parts)
    }

    /// A coarse one with these numbers, of whatever length.
    pub fn along(row: &Row) -> Self {
        Self { parts: unpacked(row), scale: 1.0 }
    }

    /// That of a text made of parts, each as long as any other but for the share it has in the whole.
    pub fn together(parts: impl IntoIterator<Item = (Self, f32)>) -> Self {
        let mut sum = [0.0; DIMENSIONS];
        for (part, share) in parts {
            let length = part.length();
            if length > 0.0 {
                let share = share * part.scale / length;
                sum.iter_mut()
                    .zip(part.parts)
                    .for_each(|(sum, part)| *sum += share * f32::from(part));
            }
        }
        Self::of(&sum)
    }

    /// The cosine of the angle to `other`, −1 to 1.
    pub fn nearness(&self, other: &Self) -> f32 {
        let whole = self.length() * other.length();
        if whole > 0.0 { self.dot(other) / whole } else { 0.0 }
    }

    fn length(&self) -> f32 {
        self.dot(self).max(0.0).sqrt()
    }

    fn dot(&self, other: &Self) -> f32 {
        let products = self.parts.iter().zip(&other.parts);
        let sum: i32 = products.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        #[expect(clippy::cast_precision_loss, reason = "below 2^24")]
        let sum = sum as f32;
        sum * self.scale * other.scale
    }
}

/// Where a section points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Meaning {
    name: Direction,
    text: Direction,
    /// The lengths of the name and of the text, and of both together if each were 1 long.
    lengths: [f32; 3],
}

impl Meaning {
    /// That of a section with a name and a text.
    pub fn new(name: &Direction, text: &Direction) -> Self {
        let [name, text] = [name, text].map(Direction::coarse);
        let [a, b] = [&name, &text].map(Direction::length);
        let together = match (a > 0.0, b > 0.0) {
            (true, true) => (2.0 + 2.0 * name.dot(&text) / (a * b)).max(0.0).sqrt(),
            (false, false) => 0.0,
            _ => 1.0,
        };
        Self { name, text, lengths: [a, b, together] }
    }

    /// How near a question is to its name, to its text and to both together, −1 to 1.
    pub fn nearness(&self, question: &Direction) -> [f32; 3] {
        let length = question.length();
        let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
        let [of_name, of_text, together] = self.lengths;
        let name = share(question.dot(&self.name), length * of_name);
        let text = share(question.dot(&self.text), length * of_text);
        [name, text, share(name + text, together)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along(at: usize, length: f32) -> Direction {
        Direction::of(&std::array::from_fn(|part| if part == at { length } else { 0.0 }))
    }

    #[test]
    fn parts_count_by_their_share_and_not_by_their_length() {
        let whole = Direction::together([(along(0, 5.0), 1.0), (along(1, 0.1), 1.0)]);
        assert_eq!(whole.parts[..3], [127, 127, 0]);
        let whole = Direction::together([(along(0, 5.0), 1.0), (along(1, 9.0), 0.5)]);
        assert_eq!(whole.parts[..3], [127, 64, 0]);
        assert_eq!(Direction::together([(Direction::NOWHERE, 1.0)]), Direction::NOWHERE);
    }

    #[test]
    fn nearness_is_the_cosine_to_name_text_and_both() {
        let section = Meaning::new(&along(0, 3.0), &along(1, 7.0));
        let [name, text, both] = section.nearness(&along(0, 0.2));
        assert!((name - 1.0).abs() < 1e-5 && text.abs() < 1e-5, "{name} {text}");
        assert!((both - 0.5f32.sqrt()).abs() < 1e-3, "{both}");
        let nowhere = Meaning::new(&Direction::NOWHERE, &Direction::NOWHERE);
        assert_eq!(nowhere.nearness(&along(0, 1.0)).map(f32::to_bits), [0; 3]);
    }

    #[test]
    fn four_bits_point_about_where_eight_do() {
        let direction =
            Direction::of(&std::array::from_fn(|at| f32::from(u8::try_from(at).unwrap()).sin()));
        let coarse = direction.coarse();
        assert!(coarse.nearness(&direction) > 0.99);
        assert!((coarse.length() / direction.length() - 1.0).abs() < 0.02);
        assert_eq!(Direction::along(&coarse.row()).parts, coarse.parts);
        let bytes = postcard::to_allocvec(&coarse).unwrap();
        assert_eq!(bytes.len(), 1 + DIMENSIONS / 2 + 4);
        assert_eq!(postcard::from_bytes::<Direction>(&bytes).unwrap(), coarse);
        assert_eq!(Direction::NOWHERE.coarse(), Direction::NOWHERE);
    }
}
