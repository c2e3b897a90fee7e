//! Written by `cargo xtask train`; not to be edited by hand.

/// Whether a message brings several matters: what to begin with, and a weight for each thing seen.
#[rustfmt::skip]
pub const WEIGHTS: [f32; 13] = [-6.292, -5.305, 4.846, 1.151, -0.528, -8.423, 7.806, 1.944, 0.577, 6.078, 7.319, 6.911, -1.524];
