//! Who is at the desk, who is asked to take a thread, and why they rather than the others.

use crate::entry::AgentCard;
use crate::id::{Epoch, Millis, ThreadId};
use crate::protocol::desk::AgentRole;
use serde::{Deserialize, Serialize};

/// Whether an agent can be asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// At their desk.
    Online,
    /// At their desk, and asked for nothing new: by their own choice, or since nobody has touched
    /// the console for a while.
    Away,
    /// Their connection is lost; for a short while nothing is taken from them.
    Lost,
    /// Not there.
    #[default]
    Offline,
}

/// An agent, as the others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Who.
    pub agent: AgentCard,
    /// What they may do.
    pub role: AgentRole,
    /// Whether they can be asked.
    pub presence: Presence,
    /// What they have in hand, in the weights of its threads.
    pub load: u32,
    /// The most they may have in hand.
    pub capacity: u32,
    /// Their skills, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// The languages they write, as the first parts of BCP 47 tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Whether these are their working hours.
    pub working: bool,
}

/// An agent is asked to take a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The thread.
    pub thread: ThreadId,
    /// The ownership under which it waits.
    pub epoch: Epoch,
    /// Until when it is theirs to accept.
    pub until: Millis,
}

/// Why a thread went to one agent and not to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// When it was decided.
    pub at: Millis,
    /// What was asked for, in words: "billing", "German", "gold".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// How far the needs were eased by then.
    pub step: Step,
    /// Everybody who was looked at, the best first; at most [`MOST_CANDIDATES`].
    pub candidates: Vec<Candidate>,
    /// Further agents who could not be asked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub others: u32,
}

impl Explanation {
    /// Who is asked: the best of those who fit.
    pub fn first(&self) -> Option<&AgentCard> {
        let first = self.candidates.first()?;
        matches!(first.verdict, Verdict::Fits(_)).then_some(&first.agent)
    }
}

/// Most candidates that an [`Explanation`] lists.
pub const MOST_CANDIDATES: usize = 12;

/// How far what is needed has been eased while somebody waits.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Only the agent who knows the customer is asked.
    Tied,
    /// Required and preferred skills, the customer's language.
    Preferred,
    /// Required skills, the customer's language.
    #[default]
    Required,
    /// A generalist with the customer's language will do.
    Generalist,
    /// A generalist will do.
    AnyLanguage,
}

/// One agent who was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub agent: AgentCard,
    /// What was found.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// What was found of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// They can be asked. Compared in the order of these fields.
    Fits(Score),
    /// They can't.
    Refused {
        /// Why not, the first reason found.
        why: Obstacle,
    },
}

/// How well an agent fits; the better is the greater in the first field that differs, the smaller in
/// `load` and `since`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// They know the customer.
    pub tied: bool,
    /// They have every required skill, rather than being a generalist.
    pub skilled: bool,
    /// They write the customer's language.
    pub language: bool,
    /// Preferred skills that they have.
    pub preferred: u8,
    /// Levels in required skills, added up.
    pub level: u8,
    /// What they have in hand, in thousandths of their capacity.
    pub load: u16,
    /// Since when they were given nothing.
    pub since: Millis,
}

/// Why an agent can't be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Obstacle {
    /// They are not there, or not to be asked.
    NotOnline {
        /// How they are.
        presence: Presence,
    },
    /// These are not their hours.
    OutOfHours,
    /// They have too much in hand.
    Full {
        /// What they have in hand.
        load: u32,
        /// The most they may have.
        capacity: u32,
    },
    /// They lack a skill.
    Lacks {
        /// Which.
        skill: String,
        /// The level it needs.
        level: u8,
    },
    /// They don't write the customer's language.
    Language {
        /// Which.
        language: String,
    },
    /// They don't serve customers of this tier.
    Tier {
        /// Which; empty for those of none.
        tier: String,
    },
    /// They are no lead.
    NotALead,
    /// They were asked already, and did not take it.
    Declined,
    /// They are not the one it is for.
    ForSomebodyElse,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape serde asks for")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}
