//! Written by `cargo xtask train-answers`; not to be edited by hand.

use super::ranking::{Ranking, SURE_FEATURES};

/// What each thing seen of a match is worth: where titles are topics and none is spelt, where
/// one is, and the same two where titles are questions.
#[rustfmt::skip]
pub const RANKING: Ranking = [
    [1.259, 7.097, 0.329, 5.341, 5.444, 3.209, 3.946, -2.555, 0.333, 0.384, -5.576, 3.890, 13.657],
    [3.228, 10.469, -1.930, 5.356, 3.592, 0.642, -0.823, 8.488, -1.192, 1.146, -2.943, -1.660, 9.765],
    [9.395, 9.893, -2.493, 5.640, 3.921, -5.653, 0.137, 0.401, 0.289, 3.054, 0.167, -1.401, 15.258],
    [4.666, -3.213, 2.283, 1.492, 1.128, 0.520, 0.036, -0.909, 0.444, 0.405, -0.010, 2.344, 8.637],
];

/// What each piece of evidence says for the best candidate, and the constant.
#[rustfmt::skip]
pub const SURENESS: [f32; SURE_FEATURES + 1] =
    [-0.444, 0.977, 0.877, -0.433, 0.575, 2.633, -0.199, 0.846, -2.533, 0.780, 3.312, -0.244, -1.205, 1.424, -3.761];
