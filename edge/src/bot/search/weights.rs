//! Written by `cargo xtask train-answers`; not to be edited by hand.

use super::ranking::{Ranking, SURE_FEATURES};

/// What each thing seen of a match is worth: where titles are topics and none is spelt, where
/// one is, and the same two where titles are questions.
#[rustfmt::skip]
pub const RANKING: Ranking = [
    [2.665, 5.067, 0.809, 6.912, 3.404, 1.542, 1.710, 0.308, 0.217, 1.192, 2.478, 3.065, 6.308],
    [2.792, 4.543, -0.265, 4.027, 2.307, 1.765, 1.200, 2.774, -0.681, 1.195, 2.984, 1.328, 4.475],
    [4.212, 6.874, -0.792, 5.505, 1.175, -3.227, 0.403, 2.698, 0.275, 1.565, 6.563, 0.452, 7.620],
    [4.242, -0.275, 2.778, 1.481, 0.996, 0.291, 1.317, -2.316, 0.654, -0.137, 4.348, 0.480, 2.919],
];

/// What each piece of evidence says for the best candidate, and the constant.
#[rustfmt::skip]
pub const SURENESS: [f32; SURE_FEATURES + 1] =
    [2.283, 0.580, 0.794, -0.488, -0.479, 1.199, 4.319, -0.094, -0.744, 1.324, -4.128];
