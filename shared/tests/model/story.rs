//! Two retellings of a log: who owned the thread after every entry, and what the desk must have
//! been told. Written from the product's rules alone, without the code under test.

use crate::reference::{Held, hold};
use baton_shared::entry::{AgentCard, Author, Body, Entry, Outcome, Parted, Target};
use baton_shared::id::Epoch;
use baton_shared::thread::fact::{Fact, News};
use baton_shared::thread::ownership::{Owner, Ownership};

/// Follows the owner through `entries` and checks that everyone who wrote was allowed to.
pub fn owner_after(entries: &[Entry]) -> Result<Ownership, crate::reference::Broken> {
    let mut now = Ownership::default();
    for entry in entries {
        let permitted = permitted(&now.owner, entry);
        hold("invariant_6_only_the_owner_writes", permitted, || {
            format!("{now:?}, then {entry:?}")
        })?;
        if let Some(owner) = new_owner(entry) {
            now = Ownership { owner, epoch: Epoch(now.epoch.0 + 1) };
        }
        hold("invariant_6_epochs_grow_by_one_per_change", entry.epoch == now.epoch, || {
            format!("{entry:?} in {now:?}")
        })?;
    }
    Ok(now)
}

fn permitted(owner: &Owner, entry: &Entry) -> bool {
    let is_owner = |agent: &AgentCard| matches!(owner, Owner::Agent(owner) if owner == agent);
    match (&entry.body, &entry.author) {
        (
            Body::Text { .. } | Body::HandedBack { .. } | Body::Transferred { .. },
            Author::Agent(agent),
        )
        | (Body::Released { agent, .. }, Author::System) => is_owner(agent),
        (
            Body::Text { .. }
            | Body::PersonRequested
            | Body::Rated { .. }
            | Body::Skipped { .. }
            | Body::Surveyed { .. },
            Author::Customer,
        )
        | (Body::Identified(_), Author::System) => true,
        (Body::Asked(_), Author::System) | (Body::HelpWanted, Author::Customer) => {
            *owner == Owner::Queue { helped: false }
        }
        (Body::WaitCancelled | Body::AddressLeft { .. }, Author::Customer) => {
            matches!(owner, Owner::Queue { .. })
        }
        (Body::Answer(_), Author::Bot) => {
            matches!(owner, Owner::Bot | Owner::Queue { helped: true })
        }
        (Body::HandoffRequested(_), Author::System) => *owner == Owner::Bot,
        (Body::AgentJoined, Author::Agent(_)) => !matches!(owner, Owner::Agent(_)),
        _ => false,
    }
}

fn new_owner(entry: &Entry) -> Option<Owner> {
    match (&entry.body, &entry.author) {
        (Body::HandoffRequested(_) | Body::Transferred { .. } | Body::Released { .. }, _) => {
            Some(Owner::Queue { helped: false })
        }
        (Body::HelpWanted, _) => Some(Owner::Queue { helped: true }),
        (Body::AgentJoined, Author::Agent(agent)) => Some(Owner::Agent(agent.clone())),
        (Body::HandedBack { .. } | Body::WaitCancelled, _) => Some(Owner::Bot),
        _ => None,
    }
}

/// A fact without what only the thread can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<'a> {
    /// A conversation began.
    Opened,
    /// The customer is known.
    Known,
    /// It waits.
    Waits,
    /// An agent has it.
    Taken(&'a AgentCard),
    /// It is the bot's again.
    HandedBack(&'a AgentCard, Outcome),
    /// The agent who has it wrote for the first time.
    Replied(&'a AgentCard),
    /// It waits for somebody else.
    Transferred(&'a AgentCard, &'a Target),
    /// It waits, since its agent is gone or silent.
    Released(&'a AgentCard, Parted),
    /// The customer waits no longer.
    Cancelled,
    /// The bot helps while the customer waits.
    Helped,
    /// The customer left an address.
    Address(&'a str),
    /// The customer said how it was.
    Surveyed(u8),
}

/// What the desk must be told of `entries`, each with the epoch in force.
pub fn to_tell(entries: &[Entry]) -> Vec<(Epoch, Told<'_>)> {
    let mut open = false;
    let mut known = false;
    let mut replied = false;
    let mut told = Vec::new();
    for entry in entries {
        match (&entry.body, &entry.author) {
            (body, Author::Customer) if !open && !matches!(body, Body::Surveyed { .. }) => {
                open = true;
                told.extend(known.then_some((entry.epoch, Told::Known)));
                told.push((entry.epoch, Told::Opened));
            }
            (Body::Identified(_), _) => {
                known = true;
                told.extend(open.then_some((entry.epoch, Told::Known)));
            }
            (Body::HandoffRequested(_), _) => told.push((entry.epoch, Told::Waits)),
            (Body::AgentJoined, Author::Agent(agent)) => {
                (open, replied) = (true, false);
                told.push((entry.epoch, Told::Taken(agent)));
            }
            (Body::Text { .. }, Author::Agent(agent)) if !replied => {
                replied = true;
                told.push((entry.epoch, Told::Replied(agent)));
            }
            (Body::Transferred { to }, Author::Agent(agent)) => {
                told.push((entry.epoch, Told::Transferred(agent, to)));
            }
            (Body::Released { agent, parted }, _) => {
                told.push((entry.epoch, Told::Released(agent, *parted)));
            }
            (Body::HelpWanted, _) => told.push((entry.epoch, Told::Helped)),
            (Body::WaitCancelled, _) => told.push((entry.epoch, Told::Cancelled)),
            (Body::AddressLeft { email }, _) => told.push((entry.epoch, Told::Address(email))),
            (Body::Surveyed { score, .. }, _) => told.push((entry.epoch, Told::Surveyed(*score))),
            (Body::HandedBack { outcome }, Author::Agent(agent)) => {
                open = *outcome == Outcome::Returned;
                told.push((entry.epoch, Told::HandedBack(agent, *outcome)));
            }
            _ => {}
        }
    }
    told
}

/// What a fact tells.
pub fn told(fact: &Fact) -> (Epoch, Told<'_>) {
    let told = match &fact.news {
        News::Opened { .. } => Told::Opened,
        News::Identified { .. } => Told::Known,
        News::HandoffRequested { .. } => Told::Waits,
        News::Taken { agent } => Told::Taken(agent),
        News::HandedBack { agent, outcome } => Told::HandedBack(agent, *outcome),
        News::Replied { agent } => Told::Replied(agent),
        News::Transferred { agent, to, .. } => Told::Transferred(agent, to),
        News::Released { agent, parted } => Told::Released(agent, *parted),
        News::WaitCancelled => Told::Cancelled,
        News::HelpWanted => Told::Helped,
        News::AddressLeft { email } => Told::Address(email),
        News::Surveyed { score } => Told::Surveyed(*score),
        News::Said { .. } => unreachable!("no site here asks for every message"),
    };
    (fact.epoch, told)
}

/// A desk that hears of one thread: it applies each fact once.
#[derive(Debug, Default)]
pub struct Desk {
    applied: u64,
    /// Who it believes to own the thread.
    pub ownership: Ownership,
}

impl Desk {
    /// Takes delivery of `facts`, some of them perhaps for the second time.
    pub fn deliver(&mut self, facts: &[Fact]) -> Held {
        for fact in facts {
            if fact.n <= self.applied {
                continue;
            }
            hold("invariant_8_facts_arrive_in_order", fact.n == self.applied + 1, || {
                format!("fact {} after {}", fact.n, self.applied)
            })?;
            self.applied = fact.n;
            self.ownership.epoch = fact.epoch;
            match &fact.news {
                News::HandoffRequested { .. }
                | News::Transferred { .. }
                | News::Released { .. } => self.ownership.owner = Owner::Queue { helped: false },
                News::Taken { agent } => self.ownership.owner = Owner::Agent(agent.clone()),
                News::HelpWanted => self.ownership.owner = Owner::Queue { helped: true },
                News::Identified { .. }
                | News::Replied { .. }
                | News::AddressLeft { .. }
                | News::Surveyed { .. }
                | News::Said { .. } => {}
                News::Opened { .. } | News::HandedBack { .. } | News::WaitCancelled => {
                    self.ownership.owner = Owner::Bot;
                }
            }
        }
        Ok(())
    }
}
