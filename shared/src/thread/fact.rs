//! What a thread tells its site's desk. Written to the thread's outbox in the transaction that made
//! it true, delivered at least once, applied once by its number (invariant 8).

use crate::entry::{AgentCard, Outcome};
use crate::id::{Epoch, Millis};
use crate::trigger::TriggerKind;
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
        /// Why, weightiest first.
        reasons: Vec<TriggerKind>,
        /// The customer's words that gave the reason; the last ones when no words did.
        quote: String,
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
}

/// The first [`MAX_QUOTE_CHARS`] characters of `text`, on one line.
pub fn quote(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_QUOTE_CHARS) {
        None => line,
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
    }
}
