//! The floors: what has been reached on sources that nothing was learned from, less a little. A change
//! that breaks one has to say why.

use super::score::{Accuracy, Share};

/// Source, signal, least precision, least recall.
const FLOORS: [(&str, &str, f64, f64); 20] = [
    ("own:own", "human_request", 0.94, 0.64),
    ("own:own", "frustration", 0.86, 0.73),
    ("own:own", "urgency", 0.94, 0.73),
    ("own:own", "billing_dispute", 0.86, 0.62),
    ("own:own", "cancellation", 0.90, 0.86),
    ("own:own", "complaint", 0.80, 0.61),
    ("own:own", "legal_compliance", 0.81, 0.67),
    ("own:own", "privacy", 0.93, 0.57),
    ("own:own", "account_access", 0.85, 0.77),
    ("own:own", "account_security", 0.85, 0.73),
    ("own:own", "refund", 0.88, 0.78),
    ("own:own", "policy_exception", 0.87, 0.77),
    ("own:own", "safety", 0.83, 0.62),
    ("acid", "human_request", 0.94, 0.97),
    ("acid", "refund", 0.92, 0.96),
    ("acid", "cancellation", 0.88, 0.78),
    ("acid", "account_access", 0.87, 0.65),
    ("handoff_github", "human_request", 0.97, 0.95),
    ("handoff_github", "frustration", 0.94, 0.60),
    ("airline_tweets", "frustration", 0.92, 0.24),
];

/// Source, least share of issue types that are right, and of the surest 60 %.
const ISSUE_FLOORS: [(&str, f64, f64); 2] = [("own:own", 0.80, 0.93), ("acid", 0.69, 0.79)];

/// What of the floors of `signal` in `source` is broken.
pub fn broken(source: &str, signal: &str, accuracy: &Accuracy) -> Vec<String> {
    let floor = FLOORS.iter().find(|floor| floor.0 == source && floor.1 == signal);
    let Some((_, _, precision, recall)) = floor else { return Vec::new() };
    let parts = [("precision", accuracy.precision, precision), ("recall", accuracy.recall, recall)];
    let below = parts.into_iter().filter(|(_, share, least)| share.value() < **least);
    below
        .map(|(part, share, least)| format!("{source} {signal}: {part} {share} < {least}"))
        .collect()
}

/// What of the floors of the issue types in `source` is broken.
pub fn issue_broken(source: &str, all: &Share, surest: &Share) -> Vec<String> {
    let floor = ISSUE_FLOORS.iter().find(|floor| floor.0 == source);
    let Some((_, least_all, least_surest)) = floor else { return Vec::new() };
    let parts = [("issue types", all, least_all), ("surest issue types", surest, least_surest)];
    let below = parts.into_iter().filter(|(_, share, least)| share.value() < **least);
    below.map(|(part, share, least)| format!("{source}: {part} {share} < {least}")).collect()
}
