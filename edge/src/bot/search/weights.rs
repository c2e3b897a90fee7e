//! Written by `cargo xtask train-answers`; not to be edited by hand.

use super::ranking::{Ranking, SURE_FEATURES};

/// What each thing seen of a match is worth: where titles are topics and none is spelt, where
/// one is, and the same two where titles are questions.
#[rustfmt::skip]
pub const RANKING: Ranking = [
    [2.305, 6.692, 0.600, 4.958, 5.037, 2.619, 5.531, -2.614, 0.179, 0.896, -3.950, 3.910, 11.116],
    [3.601, 8.901, -1.899, 5.356, 2.829, 0.895, -0.154, 6.492, -0.803, 0.738, -2.038, 0.344, 9.401],
    [10.813, 9.517, -2.423, 5.062, 1.991, -5.564, 1.281, 0.719, 0.187, 2.533, 1.178, -1.134, 16.630],
    [5.992, -4.242, 2.711, 1.618, 0.830, 0.500, -0.145, -1.740, 0.500, 1.557, 1.483, 2.771, 7.007],
];

/// What each piece of evidence says for the best candidate, and the constant.
#[rustfmt::skip]
pub const SURENESS: [f32; SURE_FEATURES + 1] =
    [1.398, 0.418, 0.380, -0.027, 0.055, 3.307, -1.468, 0.621, -2.109, 1.417, 3.047, 0.049, -1.026, 1.224, -3.753];
