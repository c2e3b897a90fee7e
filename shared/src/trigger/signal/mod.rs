//! The signals: each looks at a message, read, and at what came before, and names its trigger.

mod attention;
mod attention_weights;
mod course;
mod dense;
mod due_attended_weights;
mod due_pointed_weights;
mod due_weights;
mod listener;
mod matter;
mod missed_attended_weights;
mod missed_pointed_weights;
mod missed_weights;
mod pointing;
mod request;
mod several;
mod several_weights;
mod standing;
mod strain;
mod wants;

pub(super) use course::{Course, closes, failure, is_content};
pub(super) use matter::{is_high, topics, trouble, urgency, value};
pub(super) use pointing::pointing;
pub(super) use request::{request, waves};
pub(super) use several::{complexity, matters};
pub(super) use standing::{codes, standing};
pub(super) use strain::{gone, hearing};
pub(super) use wants::{affirms, asks_for_more, counts, wants};

pub use attention::{
    ATTENDED, Attended, Attention, KEYS, LAID, LOOKS, Look, Met, NEARNESS, ROLES, SUMMED, TURNS,
    Talk, UNITS, Words, dot,
};
pub use dense::{Dense, Steps};
pub use listener::{AttentionSteps, LISTENERS, Listener, ListenerSteps};
pub use pointing::{POINTING, Pointing};
pub use several::{MATTERS, Matters};
pub use standing::{STANDING, SURE, Standing};
pub use strain::{COURSE, CourseModel, DeepTree, GONE, Gone, HEARING, Hearing, Judges};

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
