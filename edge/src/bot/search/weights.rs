//! Written by `cargo xtask train-answers`; not to be edited by hand.

use super::ranking::{Ranking, SURE_FEATURES};

/// What each thing seen of a match is worth: where titles are topics and none is spelt, where
/// one is, and the same two where titles are questions.
#[rustfmt::skip]
pub const RANKING: Ranking = [
    [2.180, 4.568, 0.877, 7.196, 2.963, 1.591, 1.843, 0.335, 0.188, 1.360, 2.425, 2.959, 5.534],
    [2.216, 4.023, 0.072, 4.168, 1.526, 1.825, 1.096, 2.764, -0.660, 1.047, 2.837, 1.285, 3.868],
    [3.463, 6.247, -0.557, 5.679, -0.422, -2.580, 0.500, 2.437, 0.281, 1.174, 6.076, 0.046, 6.497],
    [3.291, -0.914, 3.267, 1.594, 0.218, 0.131, 1.292, -2.415, 0.634, -0.761, 3.768, 0.649, 2.154],
];

/// What each piece of evidence says for the best candidate, and the constant.
#[rustfmt::skip]
pub const SURENESS: [f32; SURE_FEATURES + 1] =
    [1.362, 0.390, 0.968, -0.581, -0.223, 1.204, 4.460, -0.148, -0.823, 2.279, -4.637];
