//! Trigger detection: when a thread should pass to a human, with the words that say so.
//!
//! The same engine runs in the browser on every message and at the edge, which has the last word.
//! [`TriggerEngine`] is compiled once from a site's settings; [`TriggerState`] is one thread's
//! memory, of fixed size, and can be rebuilt by observing the thread's entries again.

mod assessment;
mod engine;
mod explicit;
mod gist;
pub mod hash;
mod kind;
pub mod lexicon;
pub mod model;
mod policy;
mod reading;
mod settings;
mod signal;
mod spelling;
mod spoken;
mod state;
mod text;
mod turn;

pub use assessment::{
    Assessment, Decision, Evidence, Issue, IssueLabel, Priority, Sentiment, Signals, Trend, Trigger,
};
pub use engine::TriggerEngine;
pub use kind::{IssueType, Topic, TriggerKind};
pub use reading::{seen_by_model, words_of};
pub use settings::{Level, SiteRule, Thresholds, TriggerSettings, ValueSettings};
pub use signal::{
    ATTENDED, Attended, Attention, AttentionSteps, COURSE, CourseModel, DeepTree, Dense, GONE,
    Gone, HEARING, Hearing, Judges, KEYS, LAID, LISTENERS, LOOKS, Listener, ListenerSteps, Look,
    MATTERS, Matters, Met, NEARNESS, POINTING, Pointing, ROLES, STANDING, SUMMED, SURE, Standing,
    Steps, TURNS, Talk, UNITS, Words, dot,
};
pub use state::TriggerState;
pub use text::{Word, one_typo_apart, words};
pub use turn::{Traits, Turn, plain_text};

/// Groups of related words in English, one group a line; what they are is said in the first lines.
pub const RELATED_WORDS: &str = include_str!("related.txt");
