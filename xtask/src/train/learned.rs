//! A number that is learned by steps that shorten with what was learned already (`AdaGrad`; Duchi and others,
//! "Adaptive Subgradient Methods", 2011).

use crate::random::SplitMix;

/// The first step's length.
const RATE: f32 = 0.05;

/// What a number is, and how much was learned of it.
#[derive(Debug, Clone, Copy)]
pub struct Learned {
    /// What it is.
    pub value: f32,
    steps: f32,
}

impl Learned {
    /// A number that is `value`, of which nothing was learned yet.
    pub const fn at(value: f32) -> Self {
        Self { value, steps: 0.1 }
    }

    /// A number around zero, `spread` away from it.
    fn around(spread: f32, random: &mut SplitMix) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to 1")]
        let sum: f32 = (0..6).map(|_| random.unit() as f32 - 0.5).sum();
        Self::at(sum * std::f32::consts::SQRT_2 * spread)
    }

    /// Goes one step against `gradient`.
    pub fn learn(&mut self, gradient: f32) {
        self.steps += gradient * gradient;
        self.value -= RATE * gradient / self.steps.sqrt();
    }
}

/// Numbers around zero.
pub fn row<const N: usize>(spread: f32, random: &mut SplitMix) -> [Learned; N] {
    std::array::from_fn(|_| Learned::around(spread, random))
}

/// What they are.
pub fn values<const N: usize>(learned: &[Learned; N]) -> [f32; N] {
    learned.map(|number| number.value)
}

/// Adds `factor` times `learned` to `sums`.
pub fn add<const N: usize>(sums: &mut [f32; N], learned: &[Learned; N], factor: f32) {
    sums.iter_mut().zip(learned).for_each(|(sum, number)| *sum += factor * number.value);
}
