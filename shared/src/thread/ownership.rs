//! Who owns a thread, fenced by epochs (invariant 6).
//!
//! One owner at a time. Every change raises the [`Epoch`] by one, and every write that depends on
//! who owns the thread carries the epoch it was decided under: if that has passed, the write is
//! refused. A slow bot answer can't land on top of a human, and two agents can't both take a thread.

use crate::entry::{AgentCard, Outcome, Parted, Target};
use crate::id::Epoch;
use crate::protocol::Rejection;
use serde::{Deserialize, Serialize};

/// Who answers in a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Owner {
    /// The bot.
    Bot,
    /// Nobody yet: it waits for a human.
    Queue {
        /// Whether the bot goes on helping meanwhile, as the customer wants it.
        #[serde(default)]
        helped: bool,
    },
    /// An agent.
    Agent(AgentCard),
}

impl Owner {
    /// Waits for a human, alone.
    pub const QUEUE: Self = Self::Queue { helped: false };

    /// Whether a human is waited for.
    pub const fn waits(&self) -> bool {
        matches!(self, Self::Queue { .. })
    }

    /// Whether the bot may answer.
    pub const fn lets_bot_write(&self) -> bool {
        matches!(self, Self::Bot | Self::Queue { helped: true })
    }
}

/// The owner and since which epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ownership {
    /// Who answers.
    pub owner: Owner,
    /// Raised by one with every change of owner.
    pub epoch: Epoch,
}

impl Default for Ownership {
    /// A new thread belongs to the bot.
    fn default() -> Self {
        Self { owner: Owner::Bot, epoch: Epoch::default() }
    }
}

/// A change of owner that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// From the bot to the queue.
    HandOff,
    /// From the queue or the bot to an agent.
    Take(AgentCard),
    /// From the agent back to the bot.
    HandBack(AgentCard, Outcome),
    /// From the agent to the queue, for somebody else.
    Transfer {
        /// Who passes it on.
        agent: AgentCard,
        /// Whom it is for.
        to: Target,
        /// What the next agent should know.
        note: String,
    },
    /// From an agent who is gone or silent to the queue.
    Release(AgentCard, Parted),
    /// From the queue to the bot, as the customer wants it.
    Cancel,
    /// The bot may help while a human is waited for.
    Help,
}

impl Ownership {
    /// The ownership after `change`, decided under `decided`; or why it can't be.
    pub fn after(&self, change: &Change, decided: Epoch) -> Result<Self, Rejection> {
        self.check_epoch(decided)?;
        let owner = match (change, &self.owner) {
            (Change::HandOff, Owner::Bot) => Owner::QUEUE,
            (Change::Take(agent), Owner::Bot | Owner::Queue { .. }) => Owner::Agent(agent.clone()),
            (Change::HandBack(agent, _), Owner::Agent(owner)) if owner.id == agent.id => Owner::Bot,
            (Change::Transfer { agent, .. } | Change::Release(agent, _), Owner::Agent(owner))
                if owner.id == agent.id =>
            {
                Owner::QUEUE
            }
            (Change::Cancel, Owner::Queue { .. }) => Owner::Bot,
            (Change::Help, Owner::Queue { helped: false }) => Owner::Queue { helped: true },
            _ => return Err(Rejection::NotOwner { owner: self.owner.clone() }),
        };
        Ok(Self { owner, epoch: self.epoch.next() })
    }

    /// Whether a write decided under `decided` still stands.
    pub fn check_epoch(&self, decided: Epoch) -> Result<(), Rejection> {
        if decided == self.epoch {
            Ok(())
        } else {
            Err(Rejection::StaleEpoch { now: self.clone() })
        }
    }

    /// Whether `agent` may write now, having decided under `decided`.
    pub fn check_agent(&self, agent: &AgentCard, decided: Epoch) -> Result<(), Rejection> {
        self.check_epoch(decided)?;
        match &self.owner {
            Owner::Agent(owner) if owner.id == agent.id => Ok(()),
            other => Err(Rejection::NotOwner { owner: other.clone() }),
        }
    }

    /// Whether the bot may write now, having decided under `decided`.
    pub fn check_bot(&self, decided: Epoch) -> Result<(), Rejection> {
        self.check_epoch(decided)?;
        if self.owner.lets_bot_write() {
            Ok(())
        } else {
            Err(Rejection::NotOwner { owner: self.owner.clone() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AgentId;

    fn agent(id: &str) -> AgentCard {
        AgentCard { id: AgentId::parse(id).unwrap(), name: id.to_uppercase() }
    }

    #[test]
    fn invariant_6_every_change_raises_the_epoch_and_refuses_older_decisions() {
        let bot = Ownership::default();
        let queued = bot.after(&Change::HandOff, Epoch(0)).unwrap();
        assert_eq!(queued, Ownership { owner: Owner::QUEUE, epoch: Epoch(1) });
        let taken = queued.after(&Change::Take(agent("maya")), Epoch(1)).unwrap();
        assert_eq!(taken.epoch, Epoch(2));
        assert_eq!(
            queued.after(&Change::Take(agent("noor")), Epoch(0)),
            Err(Rejection::StaleEpoch { now: queued.clone() })
        );
        assert_eq!(
            taken.after(&Change::Take(agent("noor")), Epoch(1)),
            Err(Rejection::StaleEpoch { now: taken.clone() })
        );
        assert!(taken.check_bot(Epoch(0)).is_err());
        assert!(taken.check_bot(Epoch(2)).is_err());
        assert!(taken.check_agent(&agent("maya"), Epoch(2)).is_ok());
        assert!(taken.check_agent(&agent("noor"), Epoch(2)).is_err());
        let back = taken.after(&Change::HandBack(agent("maya"), Outcome::Resolved), Epoch(2));
        assert_eq!(back, Ok(Ownership { owner: Owner::Bot, epoch: Epoch(3) }));
    }

    #[test]
    fn invariant_6_whoever_helps_a_waiting_customer_is_fenced_too() {
        let queued = Ownership { owner: Owner::QUEUE, epoch: Epoch(1) };
        assert!(queued.check_bot(Epoch(1)).is_err());
        let helped = queued.after(&Change::Help, Epoch(1)).unwrap();
        assert_eq!(helped, Ownership { owner: Owner::Queue { helped: true }, epoch: Epoch(2) });
        assert!(helped.check_bot(Epoch(2)).is_ok());
        assert!(helped.after(&Change::Help, Epoch(2)).is_err(), "it helps already");
        let taken = helped.after(&Change::Take(agent("maya")), Epoch(2)).unwrap();
        assert!(taken.check_bot(Epoch(2)).is_err());
        assert!(taken.after(&Change::Cancel, Epoch(3)).is_err(), "nobody waits any more");
        let cancelled = helped.after(&Change::Cancel, Epoch(2));
        assert_eq!(cancelled, Ok(Ownership { owner: Owner::Bot, epoch: Epoch(3) }));
    }

    #[test]
    fn a_thread_waits_again_when_its_agent_passes_it_on_or_is_gone() {
        let taken = Ownership { owner: Owner::Agent(agent("maya")), epoch: Epoch(2) };
        let waits = Ok(Ownership { owner: Owner::QUEUE, epoch: Epoch(3) });
        let gone = |who| Change::Release(agent(who), Parted::Gone);
        let (to, note) = (Target::Lead, String::new());
        let transfer = Change::Transfer { agent: agent("maya"), to, note };
        assert_eq!(taken.after(&transfer, Epoch(2)), waits);
        assert_eq!(taken.after(&gone("maya"), Epoch(2)), waits);
        assert!(taken.after(&gone("noor"), Epoch(2)).is_err());
        assert!(taken.after(&gone("maya"), Epoch(1)).is_err());
    }

    #[test]
    fn only_the_owner_hands_back() {
        let taken = Ownership { owner: Owner::Agent(agent("maya")), epoch: Epoch(2) };
        assert_eq!(
            taken.after(&Change::HandBack(agent("noor"), Outcome::Returned), Epoch(2)),
            Err(Rejection::NotOwner { owner: taken.owner.clone() })
        );
        assert!(
            Ownership::default()
                .after(&Change::HandBack(agent("noor"), Outcome::Returned), Epoch(0))
                .is_err()
        );
    }
}
