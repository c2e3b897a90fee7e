//! What a client sends.

use crate::customer::Visit;
use crate::entry::{Behaviour, Outcome, Target};
use crate::id::{Epoch, MessageId, Seq};
use crate::trigger::{Decision, TriggerKind};
use serde::{Deserialize, Serialize};

/// A frame from a client to a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Up {
    /// Opens the conversation: what the client already has. Answered with `Welcome`, the entries
    /// that follow, and from then on every new entry.
    Hello {
        /// The last entry the client holds; none for "the newest few".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Seq>,
    },
    /// A message. Answered by exactly one `Ack` or `Reject` with the same id.
    Send {
        /// Minted once per message, repeated on every resend.
        id: MessageId,
        /// The last entry the client held when it sent this. It has looked for `id` in everything
        /// up to there, so the thread only looks in what came later: a resend is recognised at a
        /// cost that doesn't grow with the thread.
        after: Seq,
        /// For agents: the ownership under which it was written. Customers leave it out; they may
        /// always write.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epoch: Option<Epoch>,
        /// What is said.
        message: Message,
        /// What the browser's trigger engine made of it. The edge decides for itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sensed: Option<Sensed>,
    },
    /// The client began or stopped typing.
    Typing {
        /// Whether it types now.
        on: bool,
    },
    /// Older entries than `before`, newest `limit` of them.
    Page {
        /// Entries below this one.
        before: Seq,
        /// How many, at most [`super::MAX_BACKLOG`].
        limit: u32,
    },
    /// An agent takes the thread: from the queue, or from the bot ("step in").
    Take {
        /// Idempotency key, as in `Send`.
        id: MessageId,
        /// As in `Send`.
        after: Seq,
        /// The ownership the agent saw when deciding.
        epoch: Epoch,
    },
    /// The owning agent gives the thread back to the bot.
    HandBack {
        /// Idempotency key, as in `Send`.
        id: MessageId,
        /// As in `Send`.
        after: Seq,
        /// The ownership the agent saw when deciding.
        epoch: Epoch,
        /// How the agent leaves it.
        outcome: Outcome,
    },
    /// The owning agent passes the thread on; since version 3.
    Transfer {
        /// Idempotency key, as in `Send`.
        id: MessageId,
        /// As in `Send`.
        after: Seq,
        /// The ownership the agent saw when deciding.
        epoch: Epoch,
        /// Whom it is for.
        target: Target,
        /// What the next agent should know, at most [`super::MAX_NOTE_CHARS`]; for agents alone.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}

/// What a client may say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Message {
    /// Words.
    Text {
        /// Plain text, 1 to [`super::MAX_TEXT_BYTES`] bytes, not only white space.
        text: String,
        /// What the browser saw while they were written. Customers only.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        behaviour: Vec<Behaviour>,
        /// Where they were written. Customers only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        visit: Option<Box<Visit>>,
    },
    /// The "Talk to a person" choice. Customers only.
    PersonRequested,
    /// Whether the newest answer helped. Customers only; since version 2.
    Rated {
        /// The answer's entry.
        answer: Seq,
        /// Whether it did.
        helped: bool,
    },
    /// The "Skip" choice beneath a question. Customers only; since version 2.
    Skipped {
        /// The entry that asked.
        asked: Seq,
    },
    /// While waiting: back to the bot. Customers only; since version 3.
    CancelWait,
    /// While waiting: the bot may go on helping. Customers only; since version 3.
    WantHelp,
    /// While waiting: where the answer should find them. Customers only; since version 3.
    LeaveAddress {
        /// An e-mail address.
        email: String,
    },
    /// How it was, once an agent has resolved the thread. Customers only; since version 3.
    Survey {
        /// The entry that handed the thread back.
        ended: Seq,
        /// From 1, bad, to 5, good.
        score: u8,
    },
}

impl Message {
    /// Words, and nothing seen meanwhile.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), behaviour: Vec::new(), visit: None }
    }
}

/// The browser engine's view of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sensed {
    /// What it would do.
    pub decision: Decision,
    /// The kinds of trigger it found.
    pub kinds: Vec<TriggerKind>,
}
