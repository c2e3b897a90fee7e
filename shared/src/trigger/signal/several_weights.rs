//! Written by `cargo xtask train`; not to be edited by hand.

#![allow(clippy::approx_constant, reason = "what is learned may come near one")]

/// Whether a message brings several matters: what to begin with, and a weight for each thing seen.
#[rustfmt::skip]
pub const WEIGHTS: [f32; 13] = [-7.902, -5.854, 6.400, 1.288, -0.761, -8.364, 6.563, 1.598, 0.332, 7.839, 7.678, 8.185, -1.578];
