//! What goes into and comes out of a [`super::ThreadLog`], beside the frames: who sent one, what the
//! shell must do, what the bot is asked.

use crate::entry::{AgentCard, Answer, Author};
use crate::id::{Epoch, Seq};
use crate::protocol::Down;
use serde::{Deserialize, Serialize};

/// Who is at the other end of a connection, as authenticated by the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The thread's customer.
    Customer,
    /// An agent of the site.
    Agent(AgentCard),
}

impl Who {
    /// The hand they write with.
    pub fn author(&self) -> Author {
        match self {
            Self::Customer => Author::Customer,
            Self::Agent(agent) => Author::Agent(agent.clone()),
        }
    }
}

/// A connection, as far as the log needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Who it is.
    pub who: Who,
    /// Whether it has said hello, and so receives new entries.
    pub greeted: bool,
}

/// What the shell must do, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send to the connection that the frame came from.
    Reply(Down),
    /// From now on the connection that the frame came from receives what is broadcast.
    Subscribe,
    /// Send to every subscribed connection, the sender's included.
    Broadcast(Down),
    /// Send to every subscribed connection but the sender's.
    BroadcastOthers(Down),
    /// Send to every subscribed agent.
    TellAgents(Down),
    /// Let the bot answer; its reply comes back through [`ThreadLog::bot_replied`].
    AskBot(BotTurn),
    /// The outbox has facts for the desk.
    DeliverFacts,
}

/// A question for the bot, and the ownership under which it may answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotTurn {
    /// The epoch the answer will be judged by.
    pub epoch: Epoch,
    /// The customer's entry to answer.
    pub reply_to: Seq,
    /// Its words.
    pub question: String,
}

/// What a bot has to say to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BotReply {
    /// An answer.
    Answer(Answer),
    /// A human should take it.
    HandOff {
        /// Why, in the bot's own words.
        note: String,
        /// What it tells the customer before that, if anything.
        said: Option<Answer>,
    },
}

/// The bot could not answer for a technical reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BotFailure;

/// The owner has changed: the bot may write no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BotStopped;
