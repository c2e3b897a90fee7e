//! The encoder's layer: each word looks at the others, then at itself.

use super::DIMENSIONS;
use super::parts::{Parts, TooShort};

/// How many ways each word looks at the others.
const HEADS: usize = 4;
/// Numbers of one way.
const HEAD: usize = DIMENSIONS / HEADS;
/// Numbers of a word between the two steps of looking at itself.
const INNER: usize = 2 * DIMENSIONS;
/// Keeps a norm from being nothing.
const LEAST: f32 = 1e-5;

/// A layer over words of [`DIMENSIONS`] numbers each.
pub(super) struct Layer {
    before_others: Norm,
    /// To what a word asks, what it answers to and what it tells, side by side.
    looks: Linear,
    others: Linear,
    before_itself: Norm,
    up: Linear,
    down: Linear,
}

impl Layer {
    /// Reads its parts in their order.
    pub fn read(parts: &mut Parts) -> Result<Self, TooShort> {
        Ok(Self {
            before_others: Norm::read(parts)?,
            looks: Linear::read(parts, DIMENSIONS, 3 * DIMENSIONS)?,
            others: Linear::read(parts, DIMENSIONS, DIMENSIONS)?,
            before_itself: Norm::read(parts)?,
            up: Linear::read(parts, DIMENSIONS, INNER)?,
            down: Linear::read(parts, INNER, DIMENSIONS)?,
        })
    }

    /// What becomes of the words `states`, one after another.
    pub fn pass(&self, states: &mut [f32]) {
        let seen = attention(&self.looks.of(&self.before_others.of(states)));
        add(states, &self.others.of(&seen));
        let mut inner = self.up.of(&self.before_itself.of(states));
        for part in &mut inner {
            *part = part.max(0.0);
        }
        add(states, &self.down.of(&inner));
    }
}

/// Makes every word's numbers as long as any other's.
struct Norm {
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Norm {
    fn read(parts: &mut Parts) -> Result<Self, TooShort> {
        Ok(Self { gain: parts.numbers(DIMENSIONS)?, shift: parts.numbers(DIMENSIONS)? })
    }

    fn of(&self, states: &[f32]) -> Vec<f32> {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let share = 1.0 / DIMENSIONS as f32;
        let mut normed = states.to_vec();
        for state in normed.chunks_exact_mut(DIMENSIONS) {
            let mean = state.iter().sum::<f32>() * share;
            let spread = state.iter().map(|part| (part - mean).powi(2)).sum::<f32>() * share;
            let scale = 1.0 / (spread + LEAST).sqrt();
            for ((part, gain), shift) in state.iter_mut().zip(&self.gain).zip(&self.shift) {
                *part = (*part - mean) * scale * gain + shift;
            }
        }
        normed
    }
}

/// Weighted sums.
struct Linear {
    /// What each number put in adds to all that come out.
    rows: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    fn read(parts: &mut Parts, from: usize, to: usize) -> Result<Self, TooShort> {
        Ok(Self { rows: parts.rows(from, to)?, bias: parts.numbers(to)? })
    }

    fn of(&self, states: &[f32]) -> Vec<f32> {
        let to = self.bias.len();
        let from = self.rows.len() / to;
        let mut sums = self.bias.repeat(states.len() / from);
        // Row by row over all words, so that a row is fetched once.
        for (at, row) in self.rows.chunks_exact(to).enumerate() {
            for (state, sums) in states.chunks_exact(from).zip(sums.chunks_exact_mut(to)) {
                let part = state[at];
                sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += part * weight);
            }
        }
        sums
    }
}

/// What each word sees of all: what those that answer to what it asks tell, each in its share.
fn attention(looks: &[f32]) -> Vec<f32> {
    let words: Vec<&[f32]> = looks.chunks_exact(3 * DIMENSIONS).collect();
    let mut seen = vec![0.0; words.len() * DIMENSIONS];
    for (word, seen) in words.iter().zip(seen.chunks_exact_mut(DIMENSIONS)) {
        for (head, seen) in seen.chunks_exact_mut(HEAD).enumerate() {
            let way = |part: usize| {
                part * DIMENSIONS + head * HEAD..part * DIMENSIONS + (head + 1) * HEAD
            };
            let fit = |other: &&[f32]| dot(&word[way(0)], &other[way(1)]);
            let shares = softmax(words.iter().map(fit).collect());
            for (other, share) in words.iter().zip(shares) {
                let told = &other[way(2)];
                seen.iter_mut().zip(told).for_each(|(seen, told)| *seen += share * told);
            }
        }
    }
    seen
}

/// Shares of a whole by how well each fits.
fn softmax(mut fits: Vec<f32>) -> Vec<f32> {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let scale = 1.0 / (HEAD as f32).sqrt();
    let most = fits.iter().copied().fold(f32::MIN, f32::max);
    for fit in &mut fits {
        *fit = ((*fit - most) * scale).exp();
    }
    let whole: f32 = fits.iter().sum();
    for fit in &mut fits {
        *fit /= whole;
    }
    fits
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn add(states: &mut [f32], more: &[f32]) {
    states.iter_mut().zip(more).for_each(|(state, more)| *state += more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_a_whole_and_the_best_fit_has_most() {
        let shares = softmax(vec![1.0, 3.0, -200.0, 3.0]);
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(shares[1] > shares[0] && shares[0] > shares[2]);
    }

    #[test]
    fn a_word_alone_sees_what_it_tells() {
        let looks: Vec<f32> = (0u8..128).cycle().take(3 * DIMENSIONS).map(f32::from).collect();
        assert_eq!(attention(&looks), looks[2 * DIMENSIONS..]);
    }

    #[test]
    fn sums_are_weighted_word_by_word() {
        let linear =
            Linear { rows: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], bias: vec![10.0, 20.0, 30.0] };
        assert_eq!(linear.of(&[1.0, 0.0, 0.0, 2.0]), [11.0, 22.0, 33.0, 18.0, 30.0, 42.0]);
    }

    #[test]
    fn normed_words_are_as_long_as_each_other() {
        let norm = Norm { gain: vec![1.0; DIMENSIONS], shift: vec![0.0; DIMENSIONS] };
        let states: Vec<f32> = (0..256u16).map(|at| f32::from(at * at)).collect();
        for state in norm.of(&states).chunks_exact(DIMENSIONS) {
            assert!((dot(state, state).sqrt() - 128f32.sqrt()).abs() < 0.01);
        }
    }
}
