//! Written by `cargo xtask train`; not to be edited by hand.

/// Whether a message brings several matters: what to begin with, and a weight for each thing seen.
#[rustfmt::skip]
pub const WEIGHTS: [f32; 13] = [-6.263, -5.222, 4.841, 1.217, -0.521, -8.403, 7.870, 1.978, 0.362, 6.383, 7.354, 7.100, -1.740];
