//! The learned half of detection: a linear model over hashed features, one score per [`Head`].
//!
//! [`Model::read`] takes the weights as `cargo xtask train` writes them; [`Model::built_in`] are the
//! ones committed beside this file, described in `weights.toml`. Scores are logits before
//! calibration and probabilities after; nothing here decides.

mod features;
mod head;
mod weights;

pub use features::{BUCKETS, Bucket, Groups, WHOLE, features, word_key};
pub use head::{BotAct, HEADS, Head};
pub use weights::{Cell, Model, Scores, WeightsError, Written, dilution, exp, sigmoid};
