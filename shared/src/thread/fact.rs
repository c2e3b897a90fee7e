//! What a thread tells its site's desk. Written to the thread's outbox in the transaction that made
//! it true, delivered at least once, applied once by its number (invariant 8).

use crate::customer::Trait;
use crate::entry::{AgentCard, Outcome, Parted, Target};
use crate::id::{Epoch, Millis, Seq};
use crate::trigger::{Priority, TriggerKind};
use serde::{Deserialize, Serialize};

/// Most characters of a customer's words that a fact quotes.
pub const MAX_QUOTE_CHARS: usize = 160;

/// Something the desk must know about a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its number in the thread's outbox: dense, from 1.
    pub n: u64,
    /// When it became true.
    pub at: Millis,
    /// The ownership epoch in force from then on.
    pub epoch: Epoch,
    /// What it is.
    pub news: News,
}

/// What happened to a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// A customer began to write to the bot, or began again after an agent had resolved the thread.
    Opened {
        /// The customer's first words.
        preview: String,
    },
    /// The site has told who the customer is.
    Identified {
        /// The site's id of them.
        person: String,
        /// What they are called.
        name: String,
    },
    /// The thread waits for a human.
    HandoffRequested {
        /// The customer's words that gave the reason; the last ones when no words did.
        quote: String,
        /// What decides who is asked.
        #[serde(flatten)]
        matter: Matter,
    },
    /// An agent has it.
    Taken {
        /// Who.
        agent: AgentCard,
    },
    /// It is the bot's again.
    HandedBack {
        /// Who gave it back.
        agent: AgentCard,
        /// How it was left.
        outcome: Outcome,
    },
    /// The agent who has it wrote for the first time since they joined.
    Replied {
        /// Who.
        agent: AgentCard,
    },
    /// It waits again, at the head of its line: the agent was gone, or silent.
    Released {
        /// Who had it.
        agent: AgentCard,
        /// Why they have it no longer.
        parted: Parted,
    },
    /// An agent passed it on: it waits for somebody else.
    Transferred {
        /// Who had it.
        agent: AgentCard,
        /// Whom it is for.
        to: Target,
        /// What the next agent should know; for agents alone.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// The customer waits no longer; the bot has it.
    WaitCancelled,
    /// It waits, and the bot helps meanwhile.
    HelpWanted,
    /// The customer left an address, so that the answer finds them.
    AddressLeft {
        /// Where.
        email: String,
    },
    /// The customer said how it was.
    Surveyed {
        /// From 1, bad, to 5, good.
        score: u8,
    },
    /// Somebody wrote. Told only where the site asks to hear of every message.
    Said {
        /// Its place in the log.
        seq: Seq,
        /// Who: "customer", "bot" or "agent".
        role: String,
        /// The words, as plain text.
        text: String,
    },
}

/// What a handoff is about, as far as it decides who takes it and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Matter {
    /// Why a human is needed, weightiest first.
    pub reasons: Vec<TriggerKind>,
    /// The type of issue, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// How soon a human should look.
    pub priority: Priority,
    /// The customer's language: the first part of a BCP 47 tag, in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What the site vouches for of the customer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<Trait>,
    /// The customer's mood, in thousandths from -1000 to 1000.
    pub mood: i16,
}

impl Matter {
    /// What is said of the customer under `name`, in lower case.
    pub fn says(&self, name: &str) -> Option<String> {
        let said = self.traits.iter().find(|said| said.name == name)?;
        Some(said.value.to_lowercase())
    }
}

/// The first [`MAX_QUOTE_CHARS`] characters of `text`, on one line.
pub fn quote(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_QUOTE_CHARS) {
        None => line,
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
    }
}
