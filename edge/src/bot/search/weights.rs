//! Written by `cargo xtask train-answers`; not to be edited by hand.

use super::ranking::{Ranking, SURE_FEATURES};

/// What each thing seen of a match is worth: where titles are topics and none is spelt, where
/// one is, and the same two where titles are questions.
#[rustfmt::skip]
pub const RANKING: Ranking = [
    [0.751, 1.259, 1.675, 5.223, 0.907, 0.360, 1.489, 0.119, 0.084, 0.800, 3.856, 2.276, 3.455],
    [0.819, 1.031, 1.689, 4.222, 0.868, 0.735, 1.499, 0.342, -0.316, 0.610, 4.054, 1.884, 3.101],
    [0.746, 1.222, 0.606, 4.782, 0.363, -0.630, 1.715, 0.104, 0.300, 0.611, 5.076, 2.284, 3.797],
    [1.058, 0.375, 1.947, 2.453, 0.736, -0.313, 1.767, -0.089, 0.767, 0.125, 4.368, 1.222, 2.537],
];

/// What each piece of evidence says for the best candidate, and the constant.
#[rustfmt::skip]
pub const SURENESS: [f32; SURE_FEATURES + 1] =
    [-0.476, -0.190, 0.663, -0.156, 0.084, 1.398, 4.012, 0.443, -0.769, -3.197];
