//! What an agent's console and the site's desk say to each other: the inbox, who is there, who is
//! asked to take what; all of it kept live.

mod routing;

pub use routing::{
    Candidate, Colleague, Explanation, MOST_CANDIDATES, Obstacle, Offer, Presence, Score, Step,
    Verdict,
};

use super::Refusal;
use crate::entry::AgentCard;
use crate::id::{Epoch, Millis, ThreadId};
use crate::site::SiteCard;
use crate::trigger::{Priority, TriggerKind};
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
    /// The agent doesn't take the thread they are asked to.
    Decline {
        /// Which.
        thread: ThreadId,
    },
    /// The agent goes away, or is back; also when nobody has touched the console for a while.
    Away {
        /// Whether they are away.
        away: bool,
    },
    /// Asks why a thread went where it is. Answered with `Explained`.
    Explain {
        /// Which.
        thread: ThreadId,
    },
}

/// A frame from the desk to a console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
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
        /// Everybody on the roster; since version 3.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        roster: Vec<Colleague>,
        /// What this agent is asked to take; since version 3.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        offers: Vec<Offer>,
        /// Minutes without a touch after which a console says that its agent is away.
        #[serde(default)]
        away_after: u16,
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
    /// Somebody on the roster has come, gone, or has more or less in hand; those named alone.
    Roster {
        /// They, as they are now.
        roster: Vec<Colleague>,
    },
    /// This agent is asked to take a thread.
    Offered {
        /// Which, and until when.
        offer: Offer,
    },
    /// This agent is no longer asked.
    Withdrawn {
        /// For which thread.
        thread: ThreadId,
    },
    /// Why a thread went where it is, or would go.
    Explained {
        /// The thread.
        thread: ThreadId,
        /// Why; none when nothing was decided for it.
        explanation: Option<Explanation>,
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
    /// How soon a human should look.
    #[serde(default, skip_serializing_if = "is_normal")]
    pub priority: Priority,
    /// What it needs of an agent, in words: "billing", "German".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Who is asked to take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<AgentCard>,
    /// What the agent who passed it on wants the next one to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// Where the customer wants the answer to find them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// What one agent tells the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Who.
    pub from: AgentCard,
    /// What.
    pub text: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape serde asks for")]
fn is_normal(priority: &Priority) -> bool {
    *priority == Priority::Normal
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
