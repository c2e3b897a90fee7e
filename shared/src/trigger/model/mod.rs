//! The learned half of detection, one score per [`Head`]: a linear model over hashed features, a layer
//! over what the words mean together, and filters over what they say in their order.
//!
//! [`Model::read`] takes the weights as `cargo xtask train` writes them; [`Model::built_in`] are the
//! ones committed beside this file, described in `weights.toml`. Scores are logits before
//! calibration and probabilities after; nothing here decides.

mod features;
mod file;
mod head;
mod lexis;
mod meaning;
mod order;
mod weights;

pub use features::{BUCKETS, Bucket, Feature, WHOLE, features, word_key};
pub use file::{WeightsError, Written};
pub use head::{BotAct, HEADS, Head};
pub use lexis::Lexis;
pub use meaning::{Direction, FURTHEST, Layer, NUMBERS, UNITS, WordMeaning, thinning};
pub use order::{FILTERS, Filters, Scan, Taps, WIDTH};
pub use weights::{Cell, Model, Scores, Tally, dilution, exp, sigmoid};
