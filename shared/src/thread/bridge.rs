//! The bridge line: what the customer reads at the moment of the pass. Warm, short, about their
//! reason, never blaming.

use crate::trigger::{Trigger, TriggerKind};

/// The line for a handoff with these triggers, weightiest first.
pub fn line(triggers: &[Trigger]) -> &'static str {
    match triggers.first().map(|trigger| trigger.kind) {
        Some(TriggerKind::ExplicitRequest) => {
            "Of course. I'm bringing in someone from the team; they'll see everything you wrote here."
        }
        Some(TriggerKind::RepeatedFailure) => {
            "I'm not getting you further, so I'm bringing in someone from the team. They'll see what we tried."
        }
        Some(TriggerKind::LowConfidence) => {
            "I'd rather not guess here. I'm bringing in someone from the team who can look at it."
        }
        Some(TriggerKind::BotError) => {
            "Something went wrong on my side. I'm bringing in someone from the team; nothing you wrote is lost."
        }
        None => "I'm bringing in someone from the team; they'll see everything you wrote here.",
    }
}
