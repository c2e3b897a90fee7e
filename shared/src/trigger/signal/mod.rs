//! The signals: each looks at a message, read, and at what came before, and names its trigger.

mod course;
mod matter;
mod request;

pub(super) use course::{Course, closes, failure, frustration, opening};
pub(super) use matter::{complexity, is_high, problem, topics, urgency, value};
pub(super) use request::request;

use super::reading::Reading;
use super::state::TriggerState;
use crate::entry::Behaviour;
use crate::id::Seq;

/// What a signal looks at.
pub(super) struct Context<'a> {
    /// The message.
    pub reading: &'a Reading<'a>,
    /// Its entry.
    pub seq: Seq,
    /// What came before it.
    pub before: &'a TriggerState,
    /// What the browser saw meanwhile.
    pub behaviour: &'a [Behaviour],
}
