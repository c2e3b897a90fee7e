//! What an agent's console and the site's desk say to each other: the inbox, kept live.

use super::Refusal;
use crate::entry::AgentCard;
use crate::id::{Epoch, Millis, ThreadId};
use crate::site::SiteCard;
use crate::trigger::TriggerKind;
use serde::{Deserialize, Serialize};

/// What an agent of a site may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentRole {
    /// Answers customers.
    Agent,
    /// Answers customers, and invites agents.
    Lead,
}

/// A frame from a console to the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum DeskUp {
    /// Asks for the inbox, and for every change from then on.
    Hello,
}

/// A frame from the desk to a console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::large_enum_variant, reason = "one welcome is alive at a time, read at once")
)]
pub enum DeskDown {
    /// The answer to `Hello`.
    Welcome {
        /// The protocol version spoken.
        version: u16,
        /// The signed-in agent.
        you: AgentCard,
        /// What they may do.
        role: AgentRole,
        /// The site, as the widget shows it.
        site: SiteCard,
        /// Every thread that is open, and the newest resolved ones.
        inbox: Vec<InboxItem>,
        /// Agents at their desk.
        online: Vec<AgentCard>,
        /// The edge's clock.
        now: Millis,
    },
    /// A thread that is new in the inbox or has changed.
    Item {
        /// As it is now.
        item: InboxItem,
    },
    /// Who is at their desk has changed.
    Online {
        /// Everybody, now.
        online: Vec<AgentCard>,
    },
    /// A frame could not be taken.
    Refused(Refusal),
}

/// One thread in the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxItem {
    /// The thread.
    pub thread: ThreadId,
    /// Where it stands.
    pub standing: Standing,
    /// The ownership epoch, as far as the desk has heard. The thread has the last word.
    pub epoch: Epoch,
    /// Since when it stands there.
    pub since: Millis,
    /// The customer's first words, or those that gave the reason to hand off.
    pub preview: String,
    /// What the customer is called, if the site has said who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why it was last handed off, weightiest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<TriggerKind>,
}

/// Where a thread stands, as the desk sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Standing {
    /// It waits for a human. The line's order is by [`InboxItem::since`], then by thread id.
    Waiting,
    /// An agent has it.
    With {
        /// Who.
        agent: AgentCard,
    },
    /// The bot has it.
    Bot,
    /// An agent resolved it, and the customer has not written since.
    Resolved {
        /// Who resolved it.
        by: AgentCard,
    },
}
