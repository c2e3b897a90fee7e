//! A thread as the router knows it.

use super::super::line::{LaneKey, NeedId, Place, Turn};
use super::Waiting;
use baton_shared::id::{AgentId, Epoch, Millis, ThreadId};
use baton_shared::protocol::QueuePlace;
use baton_shared::protocol::desk::{Explanation, Step};

/// A thread that waits, or that an agent has.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub epoch: Epoch,
    pub weight: u32,
    pub stand: Stand,
    /// When it is to be looked at again.
    pub due: Option<Millis>,
}

/// Where it stands.
#[derive(Debug, Clone)]
pub(super) enum Stand {
    /// It waits.
    Waits(Box<Wait>),
    /// An agent has it.
    With { agent: AgentId, since: Millis, replied: bool, release: Release },
}

/// Whether an agent is to lose a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Release {
    /// No.
    No,
    /// The thread has been asked for it.
    Asked(baton_shared::entry::Parted),
}

/// A wait.
#[derive(Debug, Clone)]
pub(super) struct Wait {
    /// As it came.
    pub of: Waiting,
    pub need: NeedId,
    pub turn: Turn,
    pub tied: Option<AgentId>,
    /// How long the tied agent is waited for, in milliseconds.
    pub tied_ms: u64,
    pub step: Step,
    pub asked_for: AskedFor,
    /// How often the thread was asked to go to somebody, and did not answer.
    pub tries: u32,
    /// When declines are forgotten.
    pub forget: Option<Millis>,
    pub why: Explanation,
    /// What was expected when it came, in seconds.
    pub expected_s: Option<u64>,
    /// What the customer was told first, of a range.
    pub first: Option<baton_shared::protocol::WaitRange>,
    /// What the customer sees.
    pub told: Option<QueuePlace>,
}

/// Who is being asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AskedFor {
    /// Nobody.
    Nobody,
    /// An agent, until then.
    Offered { agent: AgentId, until: Millis },
    /// It is being given to an agent; asked again then.
    Assigning { agent: AgentId, again: Millis },
}

impl AskedFor {
    /// Whom room is kept for.
    pub const fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Nobody => None,
            Self::Offered { agent, .. } | Self::Assigning { agent, .. } => Some(agent),
        }
    }
}

impl Wait {
    /// Its place in its line.
    pub fn place(&self, thread: &ThreadId) -> Place {
        (self.turn, thread.clone())
    }

    /// The lane it is in while nobody is being asked.
    pub fn lane(&self) -> LaneKey {
        let tied = self.tied.clone().filter(|_| self.step == Step::Tied);
        LaneKey { need: self.need, step: self.step, tied }
    }
}
