//! Written by `cargo xtask train`; not to be edited by hand.

#![allow(
    clippy::approx_constant,
    clippy::unreadable_literal,
    reason = "what is learned may come near one, and isn't read"
)]

/// Whether a message brings several matters: what to begin with, and a weight for each thing seen.
#[rustfmt::skip]
pub const WEIGHTS: [f32; 13] = [-7.849, -5.393, 6.017, 1.444, -0.617, -8.947, 7.427, 1.938, 0.550, 6.764, 9.404, 8.779, -1.390];
