//! Word vectors whose sums come near given directions of texts: ridge regression (Hoerl & Kennard 1970)
//! by conjugate gradients (Hestenes & Stiefel 1952), all columns at once, on one thread.

use baton_edge::bot::search::DIMENSIONS;

/// A vector.
pub type Vector = [f32; DIMENSIONS];

/// How much a word is held to where it starts from: as if so many texts of that word alone said so.
const HOLD: f64 = 3.0;
/// Steps of the descent.
const STEPS: usize = 20;

/// Texts by the numbers of their words.
pub struct Texts {
    /// Each text's words and how much each counts there.
    rows: Vec<Vec<(u32, f32)>>,
    words: usize,
}

impl Texts {
    /// Texts of so many different `words`. A word counts less in a long text, whose direction says less of it.
    pub fn new(texts: &[Vec<u32>], words: usize) -> Self {
        let row = |text: &Vec<u32>| {
            let length = f32::from(u16::try_from(text.len().max(1)).unwrap_or(u16::MAX));
            text.iter().map(|word| (*word, 1.0 / length.sqrt())).collect()
        };
        Self { rows: texts.iter().map(row).collect(), words }
    }

    /// The sum of each text's `vectors`.
    fn sums(&self, vectors: &[Vector]) -> Vec<Vector> {
        let sum = |row: &Vec<(u32, f32)>| {
            let mut sum = [0.0; DIMENSIONS];
            for (word, share) in row {
                add(&mut sum, &vectors[*word as usize], *share);
            }
            sum
        };
        self.rows.iter().map(sum).collect()
    }

    /// What all texts' `vectors` give each word.
    fn shared_out(&self, vectors: &[Vector]) -> Vec<Vector> {
        let mut words = vec![[0.0; DIMENSIONS]; self.words];
        for (row, vector) in self.rows.iter().zip(vectors) {
            for (word, share) in row {
                add(&mut words[*word as usize], vector, *share);
            }
        }
        words
    }

    /// The vectors near `start` whose sums are nearest to `targets`, one for each text.
    pub fn fit(&self, targets: &[Vector], start: &[Vector]) -> Vec<Vector> {
        let mut missing = self.sums(start);
        missing.iter_mut().zip(targets).for_each(|(sum, target)| subtract_from(sum, target));
        let mut rest = self.shared_out(&missing);
        let mut vectors = start.to_vec();
        let mut way = rest.clone();
        let mut left = products(&rest, &rest);
        for _ in 0..STEPS {
            let mut turned = self.shared_out(&self.sums(&way));
            let hold = std::array::from_fn(|_| HOLD);
            combine(&mut turned, &way, &hold);
            let across = products(&way, &turned);
            let length = std::array::from_fn(|at| ratio(left[at], across[at]));
            combine(&mut vectors, &way, &length);
            combine(&mut rest, &turned, &length.map(|length| -length));
            let now = products(&rest, &rest);
            let turn: [f64; DIMENSIONS] = std::array::from_fn(|at| ratio(now[at], left[at]));
            for (way, rest) in way.iter_mut().zip(&rest) {
                *way = std::array::from_fn(|at| rest[at] + narrow(turn[at]) * way[at]);
            }
            left = now;
        }
        vectors
    }
}

fn add(sum: &mut Vector, other: &Vector, times: f32) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += times * other);
}

fn subtract_from(sum: &mut Vector, target: &Vector) {
    sum.iter_mut().zip(target).for_each(|(sum, target)| *sum = target - *sum);
}

/// Adds `other` to `sums`, each column as often as `times` says.
fn combine(sums: &mut [Vector], other: &[Vector], times: &[f64; DIMENSIONS]) {
    let times = times.map(narrow);
    for (sum, other) in sums.iter_mut().zip(other) {
        *sum = std::array::from_fn(|at| sum[at] + times[at] * other[at]);
    }
}

/// The product of every column of one with the same of the other.
fn products(one: &[Vector], other: &[Vector]) -> [f64; DIMENSIONS] {
    let mut sums = [0.0; DIMENSIONS];
    for (one, other) in one.iter().zip(other) {
        for at in 0..DIMENSIONS {
            sums[at] += f64::from(one[at]) * f64::from(other[at]);
        }
    }
    sums
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > f64::MIN_POSITIVE { part / whole } else { 0.0 }
}

#[expect(clippy::cast_possible_truncation, reason = "precision is all that is lost")]
fn narrow(number: f64) -> f32 {
    number as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_come_near_what_they_should_be() {
        let pointing = |at: usize| std::array::from_fn(|other| if at == other { 1.0 } else { 0.0 });
        // Two words, each often alone and sometimes together.
        let texts: Vec<Vec<u32>> =
            (0..300).map(|at| [vec![0], vec![1], vec![0, 1]][at % 3].clone()).collect();
        let together: Vector = std::array::from_fn(|at| if at < 2 { 0.7 } else { 0.0 });
        let targets: Vec<Vector> =
            (0..300).map(|at| [pointing(0), pointing(1), together][at % 3]).collect();
        let found = Texts::new(&texts, 2).fit(&targets, &[[0.0; DIMENSIONS]; 2]);
        assert!(found[0][0] > 0.9 && found[1][1] > 0.9, "{found:?}");
        assert!(found[0][1].abs() < 0.1 && found[0][2].abs() < 0.1, "{found:?}");
    }

    #[test]
    fn a_word_that_no_text_has_stays_where_it_starts() {
        let start = [[0.5; DIMENSIONS], [0.25; DIMENSIONS]];
        let found = Texts::new(&[vec![0]], 2).fit(&[[1.0; DIMENSIONS]], &start);
        assert_eq!(found[1].map(f32::to_bits), start[1].map(f32::to_bits));
        assert!(found[0][0] > 0.5);
    }
}
