//! The engine: one turn in, one [`Assessment`] out.

use super::{Assessment, Decision, Evidence, Trigger, TriggerKind, explicit, failure};
use crate::entry::{Answer, Author, Body, Entry};
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
    /// What the bot's newest answer came to.
    answer: LastAnswer,
}

/// What the bot's newest answer came to, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum LastAnswer {
    /// There is none to complain about.
    #[default]
    None,
    /// It did not know, which has been counted.
    Failed,
    /// It said something; the customer hasn't objected yet.
    Given,
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
            (Author::Bot, Body::Answer(answer)) => self.answered(state, answer),
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
        if state.answer != LastAnswer::None
            && let Some(evidence) = failure::complaint(seq, text)
        {
            return self.failed(state, TriggerKind::RepeatedFailure, vec![evidence]);
        }
        // To go on without objecting is to take the answer.
        if state.answer == LastAnswer::Given {
            state.failures = 0;
        }
        Assessment::default()
    }

    /// An answer without a source, and not sure of itself, is a failure; small talk is sure.
    fn answered(&self, state: &mut TriggerState, answer: &Answer) -> Assessment {
        if answer.sources.is_empty() && answer.confidence < Confidence::FULL {
            state.answer = LastAnswer::Failed;
            return self.failed(state, TriggerKind::LowConfidence, Vec::new());
        }
        state.answer = LastAnswer::Given;
        Assessment::default()
    }

    /// One more failure: offered a person at first as `kind`, handed off when it is enough.
    fn failed(
        &self,
        state: &mut TriggerState,
        kind: TriggerKind,
        evidence: Vec<Evidence>,
    ) -> Assessment {
        state.failures = state.failures.saturating_add(1);
        let (kind, confidence, decision) = if state.failures >= self.settings.failures.max(1) {
            (TriggerKind::RepeatedFailure, Confidence::FULL, Decision::HandOff)
        } else {
            (kind, Confidence::from_thousandths(500), Decision::Offer)
        };
        Assessment { decision, triggers: vec![Trigger { kind, confidence, evidence }] }
    }
}
