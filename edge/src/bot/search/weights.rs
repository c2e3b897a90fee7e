//! Written by `cargo xtask train-answers`; not to be edited by hand.

use super::ranking::{Ranking, SURE_FEATURES};

/// What each thing seen of a match is worth: where titles are topics and none is spelt, where
/// one is, and the same two where titles are questions.
#[rustfmt::skip]
pub const RANKING: Ranking = [
    [1.251, 6.412, 0.663, 4.811, 5.012, 2.934, 6.002, -2.762, 0.176, 0.700, -3.519, 4.448, 9.663],
    [1.903, 8.356, -1.618, 5.699, 3.094, 0.898, 0.062, 6.077, -0.809, 0.790, -1.002, 1.419, 7.792],
    [10.645, 8.041, -2.377, 4.964, 2.266, -5.476, 2.620, 0.938, 0.214, 3.484, 1.498, -0.322, 15.519],
    [3.036, -5.777, 3.551, 1.394, 1.068, 0.377, -0.215, -1.210, 0.544, 1.985, 3.642, 5.494, 2.481],
];

/// What each piece of evidence says for the best candidate, and the constant.
#[rustfmt::skip]
pub const SURENESS: [f32; SURE_FEATURES + 1] =
    [1.400, 0.720, 0.378, 0.011, -0.155, 3.464, -1.448, 0.600, -2.101, 1.497, 2.790, 0.105, -0.869, 1.219, -3.894];
