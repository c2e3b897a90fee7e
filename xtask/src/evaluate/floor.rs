//! The floors: what has been reached on sources that nothing was learned from, less a little. A change
//! that breaks one has to say why.

use super::score::{Accuracy, Share};

/// Source, signal, least precision, least recall.
const FLOORS: [(&str, &str, f64, f64); 75] = [
    ("own:own", "human_request", 0.98, 0.78),
    ("own:own", "frustration", 0.94, 0.81),
    ("own:own", "urgency", 0.98, 0.80),
    ("own:own", "billing_dispute", 0.87, 0.85),
    ("own:own", "cancellation", 0.96, 0.84),
    ("own:own", "complaint", 0.76, 0.83),
    ("own:own", "legal_compliance", 0.92, 0.81),
    ("own:own", "privacy", 0.85, 0.79),
    ("own:own", "account_access", 0.97, 0.85),
    ("own:own", "account_security", 0.97, 0.90),
    ("own:own", "refund", 0.88, 0.88),
    ("own:own", "policy_exception", 0.86, 0.88),
    ("own:own", "safety", 0.84, 0.71),
    ("own:second", "human_request", 0.99, 0.74),
    ("own:second", "frustration", 0.89, 0.86),
    ("own:second", "urgency", 0.94, 0.80),
    ("own:second", "billing_dispute", 0.87, 0.74),
    ("own:second", "cancellation", 0.90, 0.90),
    ("own:second", "complaint", 0.85, 0.49),
    ("own:second", "legal_compliance", 0.88, 0.95),
    ("own:second", "privacy", 0.79, 0.92),
    ("own:second", "account_access", 0.88, 0.88),
    ("own:second", "account_security", 0.95, 0.83),
    ("own:second", "refund", 0.90, 0.90),
    ("own:second", "policy_exception", 0.95, 0.80),
    ("own:second", "safety", 0.87, 0.74),
    ("own:third", "human_request", 0.97, 0.84),
    ("own:third", "frustration", 0.96, 0.92),
    ("own:third", "urgency", 0.98, 0.93),
    ("own:third", "billing_dispute", 0.90, 0.96),
    ("own:third", "cancellation", 0.99, 0.99),
    ("own:third", "complaint", 0.94, 0.66),
    ("own:third", "legal_compliance", 0.92, 0.86),
    ("own:third", "privacy", 0.96, 0.93),
    ("own:third", "account_access", 0.99, 0.96),
    ("own:third", "account_security", 0.96, 0.96),
    ("own:third", "refund", 0.91, 0.99),
    ("own:third", "policy_exception", 0.99, 0.99),
    ("own:third", "safety", 0.96, 0.96),
    ("own:fourth", "human_request", 0.99, 0.85),
    ("own:fourth", "frustration", 0.97, 0.89),
    ("own:fourth", "urgency", 0.82, 0.86),
    ("own:fourth", "billing_dispute", 0.90, 0.90),
    ("own:fourth", "cancellation", 0.92, 0.83),
    ("own:fourth", "complaint", 0.92, 0.69),
    ("own:fourth", "legal_compliance", 0.90, 0.95),
    ("own:fourth", "privacy", 0.84, 0.76),
    ("own:fourth", "account_access", 0.95, 0.95),
    ("own:fourth", "account_security", 0.95, 0.85),
    ("own:fourth", "refund", 0.88, 0.97),
    ("own:fourth", "policy_exception", 0.95, 0.89),
    ("own:fourth", "safety", 0.99, 0.73),
    ("acid", "human_request", 0.89, 0.96),
    ("acid", "billing_dispute", 0.83, 0.47),
    ("acid", "cancellation", 0.92, 0.66),
    ("acid", "complaint", 0.98, 0.35),
    ("acid", "account_access", 0.96, 0.66),
    ("acid", "refund", 0.96, 0.90),
    ("acid", "policy_exception", 0.91, 0.63),
    ("handoff_github", "human_request", 0.97, 0.97),
    ("handoff_github", "frustration", 0.88, 0.62),
    ("airline_tweets", "frustration", 0.93, 0.26),
    ("own:fifth", "human_request", 0.99, 0.74),
    ("own:fifth", "frustration", 0.89, 0.84),
    ("own:fifth", "urgency", 0.87, 0.87),
    ("own:fifth", "billing_dispute", 0.92, 0.86),
    ("own:fifth", "cancellation", 0.86, 0.96),
    ("own:fifth", "complaint", 0.93, 0.52),
    ("own:fifth", "legal_compliance", 0.98, 0.88),
    ("own:fifth", "privacy", 0.98, 0.91),
    ("own:fifth", "account_access", 0.92, 0.86),
    ("own:fifth", "account_security", 0.96, 0.84),
    ("own:fifth", "refund", 0.88, 0.94),
    ("own:fifth", "policy_exception", 0.99, 0.81),
    ("own:fifth", "safety", 0.97, 0.72),
];

/// Source, least share of issue types that are right, and of the surest 60 %.
const ISSUE_FLOORS: [(&str, f64, f64); 7] = [
    ("own:own", 0.86, 0.96),
    ("own:second", 0.80, 0.92),
    ("own:third", 0.86, 0.96),
    ("own:fourth", 0.80, 0.94),
    ("own:fifth", 0.80, 0.91),
    ("acid", 0.76, 0.88),
    ("handoff_github", 0.64, 0.81),
];

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
