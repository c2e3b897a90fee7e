//! The engine: one turn in, one [`Assessment`] out.

use super::{Assessment, Decision, Trigger, TriggerKind, explicit, failure};
use crate::entry::{Author, Body, Entry};
use crate::id::{Confidence, Seq};
use crate::site::TriggerSettings;

/// Trigger detection compiled from a site's settings.
#[derive(Debug, Clone)]
pub struct TriggerEngine {
    settings: TriggerSettings,
}

/// What the engine remembers of one thread. Its size is fixed; a change of owner clears it, since a
/// handoff answers whatever came before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TriggerState {
    /// Answers in a row that did not help.
    failures: u8,
}

impl TriggerEngine {
    /// Compiles the engine.
    pub fn new(settings: &TriggerSettings) -> Self {
        Self { settings: settings.clone() }
    }

    /// Takes the thread's next entry into `state` and says what to do.
    pub fn observe(&self, state: &mut TriggerState, entry: &Entry) -> Assessment {
        match (&entry.author, &entry.body) {
            (Author::Customer, Body::Text { text }) => self.customer(state, entry.seq, text),
            (Author::Customer, Body::PersonRequested) => {
                Assessment::hand_off(TriggerKind::ExplicitRequest, Confidence::FULL)
            }
            (Author::Bot, Body::Answer(answer)) => {
                if answer.sources.is_empty() {
                    return self.failed(state, Vec::new());
                }
                Assessment::default()
            }
            (_, Body::HandoffRequested(_) | Body::AgentJoined | Body::HandedBack { .. }) => {
                *state = TriggerState::default();
                Assessment::default()
            }
            _ => Assessment::default(),
        }
    }

    /// What the customer's `text` would mean as the thread's next entry, without taking it in. The
    /// browser asks this before the message has left.
    pub fn preview(&self, state: &TriggerState, next: Seq, text: &str) -> Assessment {
        self.customer(&mut state.clone(), next, text)
    }

    fn customer(&self, state: &mut TriggerState, seq: Seq, text: &str) -> Assessment {
        if let Some(trigger) = explicit::detect(seq, text) {
            let decision = if trigger.confidence >= self.settings.explicit_request {
                Decision::HandOff
            } else {
                Decision::Offer
            };
            return Assessment { decision, triggers: vec![trigger] };
        }
        match failure::complaint(seq, text) {
            Some(evidence) => self.failed(state, vec![evidence]),
            None => Assessment::default(),
        }
    }

    fn failed(&self, state: &mut TriggerState, evidence: Vec<super::Evidence>) -> Assessment {
        state.failures = state.failures.saturating_add(1);
        let enough = state.failures >= self.settings.failures.max(1);
        let trigger = Trigger {
            kind: TriggerKind::RepeatedFailure,
            confidence: if enough { Confidence::FULL } else { Confidence::from_thousandths(500) },
            evidence,
        };
        let decision = if enough { Decision::HandOff } else { Decision::Offer };
        Assessment { decision, triggers: vec![trigger] }
    }
}
