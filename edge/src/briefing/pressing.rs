//! How soon a human should look, and why.

use super::Read;
use baton_shared::briefing::Urgency;
use baton_shared::trigger::{Topic, Traits, TriggerKind};

/// The highest priority that a message of the conversation at hand has, with its reasons.
pub(super) fn priority(now: &[Read], traits: &Traits) -> Urgency {
    let mut most = Urgency::default();
    for read in now.iter().filter(|read| read.is_customers()) {
        let priority = read.finding.priority;
        if priority > most.priority {
            let because = because(read, traits);
            most = Urgency { priority, because, seq: Some(read.entry.seq) };
        }
    }
    most
}

fn because(read: &Read, traits: &Traits) -> Vec<String> {
    let said = read.finding.triggers.iter().filter_map(|found| match found.kind {
        TriggerKind::Sensitive(Topic::Safety) => Some("somebody may come to harm".to_owned()),
        TriggerKind::Sensitive(Topic::AccountSecurity) => Some("an account is at risk".to_owned()),
        TriggerKind::Urgency => Some("it can't wait".to_owned()),
        _ => None,
    });
    let mut because: Vec<String> = said.collect();
    because.extend(traits.tiers.first().map(|tier| format!("{tier} customer")));
    because.extend(traits.value.map(|value| format!("worth {value}")));
    because
}
