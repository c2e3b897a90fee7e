//! The bridge line: what the customer reads at the moment of the pass. Warm, short, about their
//! reason, never blaming.

use crate::trigger::{Topic, Trigger, TriggerKind};

/// The line for a handoff with these triggers, weightiest first.
pub fn line(triggers: &[Trigger]) -> &'static str {
    match triggers.first().map(|trigger| trigger.kind) {
        Some(TriggerKind::ExplicitRequest) => {
            "Of course. I'm bringing in someone from the team; they'll see everything you wrote here."
        }
        Some(TriggerKind::Frustration | TriggerKind::Behaviour) => {
            "I'm sorry this has been hard work. I'm bringing in someone from the team; you won't have to repeat anything."
        }
        Some(TriggerKind::RepeatedFailure) => {
            "I'm not getting you further, so I'm bringing in someone from the team. They'll see what we tried."
        }
        Some(TriggerKind::LowConfidence) => {
            "I'd rather not guess here. I'm bringing in someone from the team who can look at it."
        }
        Some(TriggerKind::Sensitive(topic)) => about(topic),
        Some(TriggerKind::Urgency) => {
            "I can see this can't wait. I'm bringing in someone from the team right away."
        }
        Some(TriggerKind::Complexity) => {
            "There is more than one thing to sort out here. I'm bringing in someone from the team who can look at all of it."
        }
        Some(TriggerKind::HighValue) => {
            "I'm bringing in someone from the team who can work this out with you personally."
        }
        Some(TriggerKind::BotError) => {
            "Something went wrong on my side. I'm bringing in someone from the team; nothing you wrote is lost."
        }
        Some(TriggerKind::SiteRule) | None => {
            "I'm bringing in someone from the team; they'll see everything you wrote here."
        }
    }
}

fn about(topic: Topic) -> &'static str {
    match topic {
        Topic::BillingDispute => {
            "Let me bring in someone from the team who can look at this charge with you."
        }
        Topic::Cancellation => {
            "Let me bring in someone from the team who can take care of this cancellation."
        }
        Topic::Complaint => {
            "Thank you for telling us. I'm bringing in someone from the team who will look into it."
        }
        Topic::LegalCompliance => {
            "This should be answered by a person. I'm bringing in someone from the team."
        }
        Topic::Privacy => {
            "Your data deserves a person's care. I'm bringing in someone from the team."
        }
        Topic::AccountAccess => {
            "Let me bring in someone from the team who can help you back into your account."
        }
        Topic::AccountSecurity => {
            "Let's make sure that your account is safe. I'm bringing in someone from the team right away."
        }
        Topic::Refund => "Let me bring in someone from the team who can look after your refund.",
        Topic::PolicyException => {
            "That is for a person to decide. I'm bringing in someone from the team."
        }
        Topic::Safety => {
            "Your safety comes first. I'm bringing in someone from the team right away; in an emergency, call your local emergency number."
        }
    }
}
