//! Written by `cargo xtask train`; not to be edited by hand.

/// Whether a message brings several matters: what to begin with, and a weight for each thing seen.
#[rustfmt::skip]
pub const WEIGHTS: [f32; 13] = [-6.250, -5.238, 4.845, 1.222, -0.528, -8.558, 7.800, 1.947, 0.432, 6.305, 7.311, 7.035, -1.708];
