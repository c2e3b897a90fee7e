//! Written by `cargo xtask train-answers`; not to be edited by hand.

use super::ranking::{Ranking, SURE_FEATURES};

/// What each thing seen of a match is worth: where titles are topics and none is spelt, where
/// one is, and the same two where titles are questions.
#[rustfmt::skip]
pub const RANKING: Ranking = [
    [2.678, 4.187, 0.264, 6.190, 4.382, 1.929, 1.113, -0.224, 0.299, 0.667, -2.546, 4.640, 9.241],
    [2.990, 4.106, -0.439, 5.344, 3.366, 1.127, 0.405, 3.563, -0.908, 1.073, -1.460, 1.110, 7.138],
    [4.854, 5.956, -1.800, 6.131, 3.617, -4.881, 0.514, 0.447, 0.341, 2.282, 1.711, 0.968, 11.899],
    [4.130, -1.194, 1.879, 1.209, 1.531, 0.439, 0.124, -0.468, 0.418, 0.593, 0.618, 2.416, 7.770],
];

/// What each piece of evidence says for the best candidate, and the constant.
#[rustfmt::skip]
pub const SURENESS: [f32; SURE_FEATURES + 1] =
    [0.192, 0.627, 0.810, -0.461, 0.310, 1.482, -0.096, 0.722, -1.601, 0.805, 3.596, -0.281, -0.894, 1.091, -3.341];
