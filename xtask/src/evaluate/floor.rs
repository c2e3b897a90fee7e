//! The floors: what has been reached on sources that nothing was learned from, less a little. A change
//! that breaks one has to say why.

use super::score::{Accuracy, Share};

/// Source, signal, least precision, least recall.
const FLOORS: [(&str, &str, f64, f64); 33] = [
    ("own:own", "human_request", 0.97, 0.73),
    ("own:own", "frustration", 0.89, 0.80),
    ("own:own", "urgency", 0.93, 0.86),
    ("own:own", "billing_dispute", 0.86, 0.85),
    ("own:own", "cancellation", 0.93, 0.83),
    ("own:own", "complaint", 0.78, 0.87),
    ("own:own", "legal_compliance", 0.91, 0.82),
    ("own:own", "privacy", 0.87, 0.71),
    ("own:own", "account_access", 0.94, 0.82),
    ("own:own", "account_security", 0.98, 0.78),
    ("own:own", "refund", 0.84, 0.88),
    ("own:own", "policy_exception", 0.91, 0.91),
    ("own:own", "safety", 0.82, 0.87),
    ("own:second", "human_request", 0.98, 0.72),
    ("own:second", "frustration", 0.87, 0.82),
    ("own:second", "urgency", 0.86, 0.83),
    ("own:second", "billing_dispute", 0.85, 0.66),
    ("own:second", "cancellation", 0.86, 0.88),
    ("own:second", "complaint", 0.80, 0.48),
    ("own:second", "legal_compliance", 0.91, 0.94),
    ("own:second", "privacy", 0.87, 0.87),
    ("own:second", "account_access", 0.78, 0.87),
    ("own:second", "account_security", 0.94, 0.78),
    ("own:second", "refund", 0.85, 0.79),
    ("own:second", "policy_exception", 0.94, 0.72),
    ("own:second", "safety", 0.72, 0.77),
    ("acid", "human_request", 0.84, 0.93),
    ("acid", "refund", 0.95, 0.90),
    ("acid", "cancellation", 0.87, 0.68),
    ("acid", "account_access", 0.93, 0.68),
    ("handoff_github", "human_request", 0.97, 0.95),
    ("handoff_github", "frustration", 0.76, 0.68),
    ("airline_tweets", "frustration", 0.90, 0.25),
];

/// Source, least share of issue types that are right, and of the surest 60 %.
const ISSUE_FLOORS: [(&str, f64, f64); 3] =
    [("own:own", 0.84, 0.94), ("own:second", 0.79, 0.91), ("acid", 0.74, 0.84)];

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
