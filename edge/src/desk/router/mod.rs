//! The desk's mind: which agent is asked for which thread, and when that is to be looked at again.
//!
//! Sans-IO. What happens goes in by `handle_*`, what is to be done comes out of [`Router::poll`], and
//! [`Router::next_due`] says when [`Router::handle_time`] is needed. It decides nothing about who owns a
//! thread (invariant 7): `Assign` and `Release` are requests, repeated until a fact shows what became of
//! them. Everything in it follows from the desk's rows and who is connected, so a router that is made
//! anew from them goes on where an earlier one stopped (invariant 9).

mod agents;
mod asking;
mod item;
mod places;
mod reads;
mod waiting;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use super::crew::Crews;
use super::line::Lines;
use super::roster::Roster;
use super::wait::Waits;
use baton_shared::desk::DeskSettings;
use baton_shared::entry::{AgentCard, Parted, Target};
use baton_shared::id::{AgentId, Epoch, Millis, ThreadId};
use baton_shared::protocol::desk::Explanation;
use baton_shared::protocol::{QueuePlace, WaitRange};
use baton_shared::thread::fact::Matter;
use item::Item;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// When a request that a thread did not answer is made again, in milliseconds.
const AGAIN_MS: u64 = 5_000;
/// After so long, whoever declined a thread may be asked for it once more, in milliseconds.
const FORGET_DECLINES_MS: u64 = 60_000;
/// Offers in a row that an agent may let pass by before they count as away.
const MOST_LAPSES: u8 = 2;
/// How many of a line hear at once that it has moved. Those further back hear of it when they come
/// nearer, or when they open the widget.
const TOLD_AT_ONCE: usize = 50;
/// How long a change among the agents waits until customers are told of it, in milliseconds.
const REFRESH_MS: u64 = 500;

/// A thread that waits for a human.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub thread: ThreadId,
    /// Under which epoch.
    pub epoch: Epoch,
    /// Since when its customer has waited.
    pub asked: Millis,
    /// What it is about.
    pub matter: Matter,
    /// Whom it was passed on to.
    pub target: Option<Target>,
    /// The agent who knows the customer.
    pub last: Option<AgentId>,
    /// Who did not take it.
    pub declined: Vec<AgentId>,
    /// Whether it goes to the head of its line.
    pub head: bool,
    /// Whether the customer has left an address.
    pub reachable: bool,
}

/// A thread that an agent has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InHand {
    /// Which.
    pub thread: ThreadId,
    /// Under which epoch.
    pub epoch: Epoch,
    /// Who has it.
    pub agent: AgentId,
    /// Since when.
    pub since: Millis,
    /// What it is about.
    pub matter: Matter,
    /// Whether they have written.
    pub replied: bool,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Ask an agent to take a thread.
    Offer {
        /// The thread.
        thread: ThreadId,
        /// The epoch under which it waits.
        epoch: Epoch,
        /// Whom.
        agent: AgentCard,
        /// Until when it is theirs to accept.
        until: Millis,
    },
    /// They are no longer asked.
    Withdraw {
        /// The thread.
        thread: ThreadId,
        /// Who was.
        agent: AgentId,
    },
    /// Somebody did not take a thread: to be remembered.
    Declined {
        /// The thread.
        thread: ThreadId,
        /// Everybody who did not, since it waits.
        by: Vec<AgentId>,
    },
    /// Give a thread to an agent.
    Assign {
        /// The thread.
        thread: ThreadId,
        /// The epoch under which it waits.
        epoch: Epoch,
        /// To whom.
        agent: AgentCard,
    },
    /// Take a thread from an agent.
    Release {
        /// The thread.
        thread: ThreadId,
        /// The epoch under which they have it.
        epoch: Epoch,
        /// From whom.
        agent: AgentCard,
        /// Why.
        parted: Parted,
    },
    /// What a waiting customer sees has changed.
    Tell {
        /// The thread.
        thread: ThreadId,
        /// What they see.
        place: QueuePlace,
    },
    /// Agents whose presence or load has changed.
    Seen {
        /// Who.
        agent: AgentId,
    },
    /// An agent who let offers pass by is away.
    SetAway {
        /// Who.
        agent: AgentId,
    },
}

/// How long a customer was told to wait, and how long they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waited {
    /// The thread.
    pub thread: ThreadId,
    /// Who came.
    pub agent: AgentId,
    /// Since when they waited.
    pub asked: Millis,
    /// What was expected when they asked, in seconds; none when nobody could come then.
    pub expected_s: Option<u64>,
    /// What they were told.
    pub told: Option<WaitRange>,
    /// What it was, in seconds.
    pub real_s: u64,
    /// Why it went where it went.
    pub why: Explanation,
}

/// What is to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// A waiting thread's needs are eased, or its declines forgotten, or an offer lapses, or a request
    /// is made again, or an agent should have written.
    Thread(ThreadId),
    /// A lost agent is gone, or somebody's hours begin or end.
    Agent(AgentId),
    /// Customers are told what has changed among the agents.
    Places,
}

/// The desk's mind.
#[derive(Debug, Clone)]
pub struct Router {
    settings: DeskSettings,
    roster: Roster,
    items: HashMap<ThreadId, Item>,
    /// What each agent has in hand or is asked for.
    hands: HashMap<AgentId, BTreeSet<ThreadId>>,
    /// Who can help with each of the lines' needs.
    crews: Crews,
    lines: Lines,
    waits: Waits,
    due: BTreeSet<(Millis, Due)>,
    effects: VecDeque<Effect>,
    /// Lines that have moved since places were last told.
    moved: BTreeSet<super::line::NeedId>,
    /// Whether the agents have changed since.
    stale: bool,
}

impl Router {
    /// A desk with nobody at it and nothing in line.
    pub fn new(settings: DeskSettings, waits: Waits) -> Self {
        Self {
            settings,
            roster: Roster::default(),
            items: HashMap::new(),
            hands: HashMap::new(),
            crews: Crews::default(),
            lines: Lines::default(),
            waits,
            due: BTreeSet::new(),
            effects: VecDeque::new(),
            moved: BTreeSet::new(),
            stale: false,
        }
    }

    /// The next thing to do. Call until it is `None` after every input.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When [`Router::handle_time`] is next needed.
    pub fn next_due(&self) -> Option<Millis> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Time has passed.
    pub fn handle_time(&mut self, now: Millis) {
        while let Some((at, _)) = self.due.first()
            && *at <= now
        {
            let Some((at, due)) = self.due.pop_first() else { break };
            match due {
                Due::Thread(thread) => self.thread_due(&thread, at, now),
                Due::Agent(agent) => self.agent_due(&agent, now),
                Due::Places => self.refresh(),
            }
        }
        self.tell_places(now);
    }
}
