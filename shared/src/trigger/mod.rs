//! Trigger detection: when a thread should pass to a human, with the words that say so.
//!
//! The same engine runs in the browser on every message and at the edge, which has the last word.
//! [`TriggerEngine`] is compiled once from a site's settings; [`TriggerState`] is one thread's
//! memory, of fixed size, and can be rebuilt by observing the thread's entries again.

mod engine;
mod explicit;
mod failure;
pub mod hash;
mod kind;
pub mod lexicon;
pub mod model;
mod reading;
mod text;

pub use engine::{TriggerEngine, TriggerState};
pub use kind::{IssueType, Topic, TriggerKind};
pub use reading::{hints, seen_by_model};
pub use text::{Word, one_typo_apart, words};

use crate::id::{Confidence, Seq};
use serde::{Deserialize, Serialize};

/// A signal, how sure the engine is, and the words behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// What it is.
    pub kind: TriggerKind,
    /// How sure the engine is.
    pub confidence: Confidence,
    /// Where it was seen; empty when it was not seen in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// The words behind a trigger: a span of one entry's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The entry.
    pub seq: Seq,
    /// First byte of the span in the entry's UTF-8 text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
}

/// What to do about it, weakest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The bot carries on.
    #[default]
    Continue,
    /// The bot carries on, and "Talk to a person" is offered.
    Offer,
    /// The thread passes to a human now.
    HandOff,
}

/// What the engine makes of a turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// What to do.
    pub decision: Decision,
    /// Why, weightiest first.
    pub triggers: Vec<Trigger>,
}

impl Assessment {
    /// Hand off for one reason that no words show.
    pub fn hand_off(kind: TriggerKind, confidence: Confidence) -> Self {
        let trigger = Trigger { kind, confidence, evidence: Vec::new() };
        Self { decision: Decision::HandOff, triggers: vec![trigger] }
    }
}
