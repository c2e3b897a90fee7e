//! What the engine makes of a turn.

use super::{IssueType, Topic, TriggerKind};
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

impl Trigger {
    /// A trigger that no words show and that is beyond doubt.
    pub const fn certain(kind: TriggerKind) -> Self {
        Self { kind, confidence: Confidence::FULL, evidence: Vec::new() }
    }
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

impl Decision {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Continue => "continue",
            Self::Offer => "offer",
            Self::HandOff => "hand_off",
        }
    }
}

/// The customer's mood in one turn, and where it is going.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sentiment {
    /// From −1000, bad, to 1000, good.
    pub score: i16,
    /// Against the turns before.
    pub trend: Trend,
}

/// Where a mood is going.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// It gets worse.
    Falling,
    /// It stays, or nothing is known of before.
    #[default]
    Steady,
    /// It gets better.
    Rising,
}

/// How soon a human should look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// In turn.
    #[default]
    Normal,
    /// Before those in turn.
    High,
    /// At once.
    Urgent,
}

/// What the customer wants done, as far as the engine can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The type.
    pub label: IssueLabel,
    /// How sure the engine is.
    pub confidence: Confidence,
    /// Whether that is enough to route by; if not, read it as "don't know".
    pub known: bool,
}

/// A type of issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssueLabel {
    /// A built-in one.
    BuiltIn(IssueType),
    /// One of the owner's, by its name.
    Own(String),
}

impl IssueLabel {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::BuiltIn(issue) => issue.name(),
            Self::Own(name) => name,
        }
    }
}

/// What the engine makes of a turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// What to do.
    pub decision: Decision,
    /// Why, weightiest first.
    pub triggers: Vec<Trigger>,
    /// The customer's mood; neutral for others' turns.
    pub sentiment: Sentiment,
    /// What the customer wants done; none for others' turns.
    pub issue: Option<Issue>,
    /// How soon a human should look, if one should.
    pub priority: Priority,
}

/// How likely a message carries each signal by itself, 0 to 1; one half is where each is taken to be
/// there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signals {
    /// The customer asks for a human, or takes the bot's offer of one.
    pub human_request: f32,
    /// The customer is annoyed or angry with us.
    pub frustration: f32,
    /// It can't wait.
    pub urgency: f32,
    /// Sensitive topics, in the order of [`Topic::ALL`].
    pub topics: [f32; Topic::ALL.len()],
}

impl Assessment {
    /// Hand off for one reason that no words show.
    pub fn hand_off(kind: TriggerKind) -> Self {
        let triggers = vec![Trigger::certain(kind)];
        Self { decision: Decision::HandOff, triggers, ..Self::default() }
    }
}
