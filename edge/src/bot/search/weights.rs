//! Written by `cargo xtask train-answers`; not to be edited by hand.

use super::ranking::{Ranking, SURE_FEATURES};

/// What each thing seen of a match is worth: where titles are topics and none is spelt, where
/// one is, and the same two where titles are questions.
#[rustfmt::skip]
pub const RANKING: Ranking = [
    [-6.214, 12.252, 1.524, 6.241, 7.147, 4.675, 3.104, -1.607, 0.376, -0.199],
    [-0.394, 14.699, 0.157, 4.985, 3.465, 1.501, 0.519, 6.656, -1.092, 1.628],
    [6.000, 12.619, -0.199, 6.851, 7.918, -4.518, -0.338, 5.676, 0.532, 9.474],
    [0.455, -2.986, 5.382, 0.942, 1.964, 0.972, 2.027, -3.769, 0.650, 1.576],
];

/// What each piece of evidence says for the best candidate, and the constant.
#[rustfmt::skip]
pub const SURENESS: [f32; SURE_FEATURES + 1] =
    [0.909, -0.606, 0.316, 0.551, -0.023, 4.260, 0.591, -2.140, -2.692];
