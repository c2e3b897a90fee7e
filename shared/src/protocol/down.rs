//! What a thread sends.

use crate::briefing::Briefing;
use crate::entry::{Author, Entry};
use crate::id::{Epoch, MessageId, Millis, Seq, ThreadId};
use crate::site::SiteCard;
use crate::thread::ownership::{Owner, Ownership};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A frame from a thread to a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Down {
    /// The answer to `Hello`; the entries it promises follow.
    Welcome(Box<Welcome>),
    /// Entries in order, without a gap after what the client has.
    Entries {
        /// Dense and ascending.
        entries: Vec<Entry>,
    },
    /// The message is durable.
    Ack {
        /// The message.
        id: MessageId,
        /// Its place.
        seq: Seq,
    },
    /// The message was refused and will not be in the log.
    Reject {
        /// The message.
        id: MessageId,
        /// Why.
        rejection: Rejection,
    },
    /// Somebody began or stopped typing. Not kept anywhere.
    Typing {
        /// Who.
        author: Author,
        /// Whether they type now.
        on: bool,
    },
    /// More of the answer that the bot is writing. Not kept anywhere: the answer comes as an entry.
    Writing {
        /// The customer's entry it answers.
        reply_to: Seq,
        /// How many bytes of it came before.
        from: u32,
        /// What comes next; plain text.
        text: String,
    },
    /// To agents: what they should know of the thread, each time it has changed.
    Briefing(Box<Briefing>),
    /// The thread's place in the queue. Not kept in the log.
    Queue(QueuePlace),
    /// Older entries, the answer to `Page`.
    Page {
        /// Dense and ascending; they end just below the `before` asked for.
        entries: Vec<Entry>,
    },
    /// To agents: the bot's answer came after the owner changed, and was held back.
    Withheld {
        /// The epoch it was written under.
        epoch: Epoch,
        /// The entry it would have answered.
        reply_to: Seq,
    },
    /// A frame could not be taken. The connection goes on unless the edge closes it.
    Refused(Refusal),
}

/// The state a client starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The protocol version spoken on this connection.
    pub version: u16,
    /// The thread.
    pub thread: ThreadId,
    /// The site, as the widget shows it.
    pub site: SiteCard,
    /// The client's own hand, as the edge knows it.
    pub you: Author,
    /// Who owns the thread now.
    pub ownership: Ownership,
    /// The first entry that will follow. It is the one after the client's last, unless the client
    /// has none or is more than [`super::MAX_BACKLOG`] behind: then it starts afresh from here.
    pub first: Seq,
    /// The newest entry at this moment.
    pub head: Seq,
    /// The edge's clock.
    pub now: Millis,
}

/// How far a waiting thread is from a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePlace {
    /// 1 is next.
    pub position: u32,
    /// Agents at their desk at the moment.
    pub agents_online: u32,
    /// How long it will probably take; none where nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<WaitRange>,
    /// Why nobody can come now; none when somebody can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

/// How long a wait will probably be, in seconds from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitRange {
    /// At least.
    pub least_s: u32,
    /// At most.
    pub most_s: u32,
}

/// Nobody can come now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Why.
    pub why: WhyClosed,
    /// When somebody is back, as far as the roster says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_at: Option<Millis>,
}

/// Why nobody can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyClosed {
    /// Nobody works at this hour.
    AfterHours,
    /// It is a holiday.
    Holiday,
    /// Those who could help work now, but none of them is at the desk.
    NobodyThere,
    /// Nobody on the roster can help with this.
    NobodySkilled,
    /// As many wait as can be helped.
    Full,
}

/// Why a message was refused. The sender still has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// The owner changed since this was decided.
    StaleEpoch {
        /// Who owns the thread now, and since which epoch.
        now: Ownership,
    },
    /// Somebody else has the thread.
    NotOwner {
        /// Who.
        owner: Owner,
    },
    /// The text is empty.
    EmptyText,
    /// The text is longer than allowed.
    TextTooLong {
        /// Most bytes allowed.
        limit: u32,
    },
    /// This role may not do that.
    WrongRole,
    /// An agent's write without the epoch it was decided under.
    EpochMissing,
    /// That is no e-mail address.
    BadAddress,
    /// A note is longer than allowed.
    NoteTooLong {
        /// Most characters allowed.
        limit: u32,
    },
    /// What this answers is past: another answer has come, or it was answered before.
    Past,
    /// The client is too far behind to be told whether this was already said.
    TooFarBehind {
        /// The newest entry.
        head: Seq,
    },
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StaleEpoch { now } => match &now.owner {
                Owner::Agent(agent) => write!(f, "{} has this conversation now.", agent.name),
                Owner::Bot => f.write_str("This conversation is back with the assistant."),
                Owner::Queue { .. } => {
                    f.write_str("This conversation is waiting for an agent again.")
                }
            },
            Self::NotOwner { owner: Owner::Agent(agent) } => {
                write!(f, "{} has this conversation.", agent.name)
            }
            Self::NotOwner { .. } => f.write_str("Take the conversation first."),
            Self::EmptyText => f.write_str("There is nothing to send yet."),
            Self::TextTooLong { .. } => {
                f.write_str("That is too long to send. Split it into shorter messages.")
            }
            Self::WrongRole => f.write_str("You can't do that here."),
            Self::EpochMissing => f.write_str("Reload the page and try again."),
            Self::BadAddress => f.write_str("That doesn't look like an e-mail address."),
            Self::NoteTooLong { limit } => write!(f, "A note has at most {limit} characters."),
            Self::Past => f.write_str("That is settled already."),
            Self::TooFarBehind { .. } => f.write_str("This is an old message. Send it again?"),
        }
    }
}

/// Why a frame or a connection was refused, before any message was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The frame is not a message of this protocol.
    Malformed {
        /// What is wrong with it, for the developer who sent it.
        detail: String,
    },
    /// The frame is larger than allowed.
    TooLarge {
        /// Most bytes allowed.
        limit: u32,
    },
    /// No version in common.
    UnknownVersion {
        /// The newest the edge speaks.
        newest: u16,
    },
    /// The token is missing, forged, expired or for another site.
    BadToken,
    /// The page may not embed or call this site.
    ForbiddenOrigin,
    /// The site does not exist.
    UnknownSite,
    /// The thread does not exist. Only agents ask for one by name.
    UnknownThread,
    /// Something else came before `Hello`.
    HelloFirst,
    /// The edge failed; try again.
    Unavailable,
}

impl Refusal {
    /// Whether trying again with the same credentials can't help.
    pub const fn is_final(&self) -> bool {
        matches!(
            self,
            Self::UnknownVersion { .. }
                | Self::BadToken
                | Self::ForbiddenOrigin
                | Self::UnknownSite
                | Self::UnknownThread
        )
    }

    /// The WebSocket close code that goes with it, in the range applications may use.
    pub const fn close_code(&self) -> u16 {
        match self {
            Self::Malformed { .. } | Self::HelloFirst => 4400,
            Self::BadToken => 4401,
            Self::ForbiddenOrigin => 4403,
            Self::UnknownSite | Self::UnknownThread => 4404,
            Self::UnknownVersion { .. } => 4406,
            Self::TooLarge { .. } => 4413,
            Self::Unavailable => 4503,
        }
    }
}
