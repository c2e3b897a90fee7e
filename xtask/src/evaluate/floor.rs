//! The floors: what has been reached on sources that nothing was learned from, less a little. A change
//! that breaks one has to say why.

use super::score::{Accuracy, Share};

/// Source, signal, least precision, least recall.
const FLOORS: [(&str, &str, f64, f64); 0] = [];

/// Source, least share of issue types that are right, and of the surest 60 %.
const ISSUE_FLOORS: [(&str, f64, f64); 0] = [];

/// What of the floors of `signal` in `source` is broken.
pub fn broken(source: &str, signal: &str, accuracy: &Accuracy) -> Vec<String> {
    let floor = FLOORS.iter().find(|floor| floor.0 == source && floor.1 == signal);
    let Some((_, _, precision, recall)) = floor else { return Vec::new() };
    let parts = [("precision", accuracy.precision, precision), ("recall", accuracy.recall, recall)];
    let below = parts.into_iter().filter(|(_, share, least)| share.value() < **least);
    below.map(|(part, share, least)| format!("{source} {signal}: {part} {share} < {least}")).collect()
}

/// What of the floors of the issue types in `source` is broken.
pub fn issue_broken(source: &str, all: &Share, surest: &Share) -> Vec<String> {
    let floor = ISSUE_FLOORS.iter().find(|floor| floor.0 == source);
    let Some((_, least_all, least_surest)) = floor else { return Vec::new() };
    let parts = [("issue types", all, least_all), ("surest issue types", surest, least_surest)];
    let below = parts.into_iter().filter(|(_, share, least)| share.value() < **least);
    below.map(|(part, share, least)| format!("{source}: {part} {share} < {least}")).collect()
}
