//! The signals: each looks at a message, read, and at what came before, and names its trigger.

mod course;
mod due_weights;
mod matter;
mod missed_weights;
mod request;
mod several;
mod several_weights;
mod standing;
mod strain;
mod wants;

pub(super) use course::{Course, closes, failure, is_content};
pub(super) use matter::{is_high, topics, trouble, urgency, value};
pub(super) use request::{request, waves};
pub(super) use several::{complexity, matters};
pub(super) use standing::{codes, standing};
pub(super) use strain::gone;
pub(super) use wants::{affirms, asks_for_more, counts, wants};

pub use several::{MATTERS, Matters};
pub use standing::{STANDING, Standing};
pub use strain::{CourseModel, DeepTree, GONE, Gone};

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
