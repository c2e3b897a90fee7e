//! What the triggers of a turn lead to, under the site's thresholds.

use super::settings::TriggerSettings;
use super::signal::is_high;
use super::{
    Assessment, Decision, Issue, Priority, Sentiment, Topic, Traits, Trigger, TriggerKind,
};
use std::cmp::Reverse;

/// The policy: what each trigger leads to under the site's thresholds, and what they do together.
pub(super) fn decide(
    settings: &TriggerSettings,
    triggers: Vec<Trigger>,
    ruled: Decision,
    pressing: bool,
    traits: &Traits,
    (sentiment, issue): (Sentiment, Option<Issue>),
) -> Assessment {
    let strained = triggers.iter().any(|trigger| {
        let sure = trigger.confidence.thousandths();
        match trigger.kind {
            TriggerKind::Frustration => sure >= STRAINED,
            TriggerKind::RepeatedFailure => sure > 0,
            _ => false,
        }
    });
    let high = is_high(traits, &settings.value);
    let ease = if high { settings.value.ease } else { 0 };
    let mut weighed: Vec<(Decision, Trigger)> = triggers
        .into_iter()
        .map(|trigger| {
            let decided = settings.of(trigger.kind).decide(trigger.confidence, ease);
            (if trigger.kind == TriggerKind::SiteRule { ruled } else { decided }, trigger)
        })
        .filter(|(decision, trigger)| {
            *decision > Decision::Continue || trigger.kind == TriggerKind::SiteRule
        })
        .collect();
    let urgent = (pressing && strained)
        || weighed.iter().any(|(_, trigger)| trigger.kind == TriggerKind::Urgency);
    let others = weighed.iter().filter(|(_, trigger)| trigger.kind != TriggerKind::Urgency);
    let decision = match others.map(|(decision, _)| *decision).max() {
        // What is urgent and has another reason doesn't wait for the customer to choose.
        Some(Decision::Offer) if urgent => Decision::HandOff,
        Some(decision) => decision,
        None if urgent && strained => Decision::HandOff,
        None => Decision::Continue,
    };
    let unsafe_now = weighed.iter().any(|(_, trigger)| {
        matches!(trigger.kind, TriggerKind::Sensitive(Topic::Safety | Topic::AccountSecurity))
    });
    let priority = match (unsafe_now, urgent || high) {
        (true, _) => Priority::Urgent,
        (false, true) => Priority::High,
        (false, false) => Priority::Normal,
    };
    weighed.sort_by_key(|(decision, trigger)| {
        (Reverse(*decision), rank(trigger.kind), Reverse(trigger.confidence))
    });
    let triggers = weighed.into_iter().map(|(_, trigger)| trigger).collect();
    Assessment { decision, triggers, sentiment, issue, priority }
}

/// Frustration that counts when it can't wait, though alone it would not.
const STRAINED: u16 = 250;

/// Which of several reasons is told first.
const fn rank(kind: TriggerKind) -> u8 {
    match kind {
        TriggerKind::Sensitive(Topic::Safety | Topic::AccountSecurity) => 0,
        TriggerKind::ExplicitRequest => 1,
        TriggerKind::SiteRule => 2,
        TriggerKind::Frustration => 3,
        TriggerKind::Sensitive(_) => 4,
        TriggerKind::RepeatedFailure | TriggerKind::BotError => 5,
        TriggerKind::HighValue | TriggerKind::Complexity => 6,
        TriggerKind::LowConfidence | TriggerKind::Urgency | TriggerKind::Behaviour => 7,
    }
}
