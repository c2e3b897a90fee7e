//! What the triggers of a turn lead to, under the site's thresholds.

use super::settings::TriggerSettings;
use super::signal::is_high;
use super::{
    Assessment, Decision, Issue, Priority, Sentiment, Topic, Traits, Trigger, TriggerKind,
};
use std::cmp::Reverse;

/// What is known of a turn beside its triggers. Of one that isn't in the customer's words: nothing.
#[derive(Default)]
pub(super) struct Moment {
    /// The strongest decision among the owner's rules that apply.
    pub ruled: Decision,
    /// It may not be able to wait.
    pub pressing: bool,
    /// It says that something is not as it should be.
    pub troubled: bool,
    /// The customer's mood.
    pub sentiment: Sentiment,
    /// What the customer wants done.
    pub issue: Option<Issue>,
}

/// The policy: what each trigger leads to under the site's thresholds, and what they do together.
pub(super) fn decide(
    settings: &TriggerSettings,
    triggers: Vec<Trigger>,
    traits: &Traits,
    moment: Moment,
) -> Assessment {
    let Moment { ruled, pressing, troubled, sentiment, issue } = moment;
    let strained = triggers.iter().any(strains);
    let high = is_high(traits, &settings.value);
    let ease = if high { settings.value.ease } else { 0 };
    let mut weighed: Vec<(Decision, Trigger)> = triggers
        .into_iter()
        .map(|trigger| {
            let decided = settings.of(trigger.kind).decide(trigger.confidence, ease);
            (if trigger.kind == TriggerKind::SiteRule { ruled } else { decided }, trigger)
        })
        .filter(|(decision, trigger)| {
            *decision > Decision::Continue
                || trigger.kind == TriggerKind::SiteRule
                || (pressing && strains(trigger))
        })
        .collect();
    let any = |kind| weighed.iter().any(|(_, trigger)| trigger.kind == kind);
    let urgent = any(TriggerKind::Urgency) || (pressing && strained);
    let others = weighed.iter().filter(|(_, trigger)| trigger.kind != TriggerKind::Urgency);
    let decision = match others.map(|(decision, _)| *decision).max().unwrap_or_default() {
        // What is urgent and has another reason doesn't wait for the customer to choose.
        Decision::Offer if urgent => Decision::HandOff,
        Decision::Continue if any(TriggerKind::SiteRule) => Decision::Continue,
        Decision::Continue if urgent && strained => Decision::HandOff,
        Decision::Continue if urgent && troubled => Decision::Offer,
        decision => decision,
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

/// Whether a trigger counts when it can't wait, though alone it might not.
fn strains(trigger: &Trigger) -> bool {
    let sure = trigger.confidence.thousandths();
    match trigger.kind {
        TriggerKind::Frustration => sure >= STRAINED,
        TriggerKind::RepeatedFailure => sure > 0,
        _ => false,
    }
}

/// Frustration that counts when it can't wait.
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
