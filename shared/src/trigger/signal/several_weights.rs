//! Written by `cargo xtask train`; not to be edited by hand.

#![allow(clippy::approx_constant, reason = "what is learned may come near one")]

/// Whether a message brings several matters: what to begin with, and a weight for each thing seen.
#[rustfmt::skip]
pub const WEIGHTS: [f32; 13] = [-6.251, -5.230, 4.820, 1.203, -0.554, -8.430, 7.646, 2.017, 0.320, 6.399, 7.300, 7.093, -1.697];
