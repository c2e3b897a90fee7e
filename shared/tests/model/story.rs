//! Two retellings of a log: who owned the thread after every entry, and what the desk must have
//! been told. Written from the product's rules alone, without the code under test.

use crate::reference::{Held, hold};
use baton_shared::entry::{AgentCard, Author, Body, Entry, Outcome};
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
        (Body::Text { .. } | Body::HandedBack { .. }, Author::Agent(agent)) => is_owner(agent),
        (
            Body::Text { .. } | Body::PersonRequested | Body::Rated { .. } | Body::Skipped { .. },
            Author::Customer,
        )
        | (Body::Identified(_), Author::System) => true,
        (Body::Asked(_), Author::System) => *owner == Owner::Queue,
        (Body::Answer(_), Author::Bot) | (Body::HandoffRequested(_), Author::System) => {
            *owner == Owner::Bot
        }
        (Body::AgentJoined, Author::Agent(_)) => !matches!(owner, Owner::Agent(_)),
        _ => false,
    }
}

fn new_owner(entry: &Entry) -> Option<Owner> {
    match (&entry.body, &entry.author) {
        (Body::HandoffRequested(_), _) => Some(Owner::Queue),
        (Body::AgentJoined, Author::Agent(agent)) => Some(Owner::Agent(agent.clone())),
        (Body::HandedBack { .. }, _) => Some(Owner::Bot),
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
}

/// What the desk must be told of `entries`, each with the epoch in force.
pub fn to_tell(entries: &[Entry]) -> Vec<(Epoch, Told<'_>)> {
    let mut open = false;
    let mut known = false;
    let mut told = Vec::new();
    for entry in entries {
        match (&entry.body, &entry.author) {
            (_, Author::Customer) if !open => {
                open = true;
                told.push((entry.epoch, Told::Opened));
                told.extend(known.then_some((entry.epoch, Told::Known)));
            }
            (Body::Identified(_), _) => {
                known = true;
                told.extend(open.then_some((entry.epoch, Told::Known)));
            }
            (Body::HandoffRequested(_), _) => told.push((entry.epoch, Told::Waits)),
            (Body::AgentJoined, Author::Agent(agent)) => {
                open = true;
                told.push((entry.epoch, Told::Taken(agent)));
            }
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
                News::HandoffRequested { .. } => self.ownership.owner = Owner::Queue,
                News::Taken { agent } => self.ownership.owner = Owner::Agent(agent.clone()),
                News::Identified { .. } => {}
                News::Opened { .. } | News::HandedBack { .. } => {
                    self.ownership.owner = Owner::Bot;
                }
            }
        }
        Ok(())
    }
}
