//! What a client has said and the thread has not yet confirmed.

use crate::entry::{Outcome, Target};
use crate::id::{Epoch, MessageId, Millis, Seq};
use crate::protocol::{Message, Rejection, Sensed, Up};
use serde::{Deserialize, Serialize};

/// Something said that may not be in the log yet. Persisted until it is, so that a reload or a
/// crash loses nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its client message id, the same on every resend.
    pub id: MessageId,
    /// When it was said, by the client's clock, but always later than what the same client said
    /// before it: the order of an outbox.
    pub at: Millis,
    /// The log has been searched for `id` up to here.
    pub after: Seq,
    /// What it asks for.
    pub action: Action,
    /// How far it has come. Starts again from the beginning after a reload.
    #[serde(skip)]
    pub delivery: Delivery,
}

/// What a client asks of its thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Say something.
    Say {
        /// What.
        message: Message,
        /// For agents: the ownership it was written under.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<Epoch>,
        /// What the browser's trigger engine made of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sensed: Option<Sensed>,
    },
    /// Take the thread.
    Take {
        /// The ownership it was decided under.
        epoch: Epoch,
    },
    /// Give the thread back.
    HandBack {
        /// The ownership it was decided under.
        epoch: Epoch,
        /// How it is left.
        outcome: Outcome,
    },
    /// Pass the thread on.
    Transfer {
        /// The ownership it was decided under.
        epoch: Epoch,
        /// Whom it is for.
        target: Target,
        /// What the next agent should know.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}

impl Action {
    /// Whether it says something in words: a choice that is tapped, or a decision, does not.
    pub const fn has_words(&self) -> bool {
        matches!(self, Self::Say { message: Message::Text { .. } | Message::PersonRequested, .. })
    }
}

/// How far a message has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Waits for a connection.
    #[default]
    Queued,
    /// On its way.
    Sent,
    /// Durable; its entry is about to arrive.
    Acked(Seq),
    /// Refused; it stays here until the sender tries again or discards it.
    Rejected(Rejection),
}

impl Pending {
    /// The frame that carries it.
    pub(super) fn frame(&self) -> Up {
        let (id, after) = (self.id.clone(), self.after);
        match self.action.clone() {
            Action::Say { message, epoch, sensed } => {
                Up::Send { id, after, epoch, message, sensed }
            }
            Action::Take { epoch } => Up::Take { id, after, epoch },
            Action::HandBack { epoch, outcome } => Up::HandBack { id, after, epoch, outcome },
            Action::Transfer { epoch, target, note } => {
                Up::Transfer { id, after, epoch, target, note }
            }
        }
    }

    /// Whether the thread still has to hear of it.
    pub(super) fn is_unsent(&self) -> bool {
        matches!(self.delivery, Delivery::Queued | Delivery::Sent)
    }
}
