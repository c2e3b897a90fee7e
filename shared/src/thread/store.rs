//! Where a [`super::log::ThreadLog`] keeps its truth.
//!
//! [`LogStore`] is what the log needs of a database; the edge implements it on its database,
//! [`MemoryStore`] serves tests. All calls made while one frame is handled form one transaction.

use super::fact::Fact;
use super::ownership::Ownership;
use crate::customer::Person;
use crate::entry::{Author, Entry};
use crate::id::{MessageId, Seq};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;

/// What a thread remembers beside its entries: one row, written only when the owner changes or a
/// conversation begins, never for an ordinary message (invariant 11).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadState {
    /// Who owns the thread, and since which epoch.
    pub ownership: Ownership,
    /// Handoffs so far.
    pub handoffs: u32,
    /// Whether the desk knows that a conversation is going on.
    pub announced: bool,
    /// Number of the newest fact for the desk.
    pub facts: u64,
    /// Who the site last said the customer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Person>,
    /// Whether the agent who has the thread has written since they joined.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replied: bool,
}

/// What the log needs of a database.
pub trait LogStore {
    /// Why the database failed.
    type Error;

    /// The newest entry's seq, `Seq(0)` for an empty thread.
    fn head(&self) -> Result<Seq, Self::Error>;
    /// At most `limit` entries after `after`, ascending.
    fn entries_after(&self, after: Seq, limit: u64) -> Result<Vec<Entry>, Self::Error>;
    /// The newest `limit` entries before `before`, ascending. `before` is at most `head + 1`.
    fn entries_before(&self, before: Seq, limit: u64) -> Result<Vec<Entry>, Self::Error>;
    /// The entry after `after` that `author` sent as `id`.
    fn find(&self, author: &Author, id: &MessageId, after: Seq)
    -> Result<Option<Seq>, Self::Error>;
    /// The thread's state row.
    fn state(&self) -> Result<ThreadState, Self::Error>;
    /// Adds an entry; its seq is `head + 1`.
    fn append(&mut self, entry: &Entry) -> Result<(), Self::Error>;
    /// Replaces the state row.
    fn save_state(&mut self, state: &ThreadState) -> Result<(), Self::Error>;
    /// Adds a fact to the outbox for the desk (invariant 8).
    fn push_fact(&mut self, fact: &Fact) -> Result<(), Self::Error>;
}

/// A store in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    /// The log; `entries[n]` has seq `n + 1`.
    pub entries: Vec<Entry>,
    /// The state row.
    pub state: ThreadState,
    /// Facts not yet delivered to the desk.
    pub outbox: Vec<Fact>,
}

impl LogStore for MemoryStore {
    type Error = Infallible;

    fn head(&self) -> Result<Seq, Infallible> {
        Ok(Seq(self.entries.len() as u64))
    }

    fn entries_after(&self, after: Seq, limit: u64) -> Result<Vec<Entry>, Infallible> {
        let wanted =
            |entry: &&Entry| entry.seq > after && entry.seq.0 <= after.0.saturating_add(limit);
        Ok(self.entries.iter().filter(wanted).cloned().collect())
    }

    fn entries_before(&self, before: Seq, limit: u64) -> Result<Vec<Entry>, Infallible> {
        let first = before.0.saturating_sub(limit);
        let wanted = |entry: &&Entry| entry.seq < before && entry.seq.0 >= first;
        Ok(self.entries.iter().filter(wanted).cloned().collect())
    }

    fn find(&self, author: &Author, id: &MessageId, after: Seq) -> Result<Option<Seq>, Infallible> {
        let same = |entry: &&Entry| {
            entry.seq > after && entry.id.as_ref() == Some(id) && entry.author.same_hand(author)
        };
        Ok(self.entries.iter().find(same).map(|entry| entry.seq))
    }

    fn state(&self) -> Result<ThreadState, Infallible> {
        Ok(self.state.clone())
    }

    fn append(&mut self, entry: &Entry) -> Result<(), Infallible> {
        self.entries.push(entry.clone());
        Ok(())
    }

    fn save_state(&mut self, state: &ThreadState) -> Result<(), Infallible> {
        self.state = state.clone();
        Ok(())
    }

    fn push_fact(&mut self, fact: &Fact) -> Result<(), Infallible> {
        self.outbox.push(fact.clone());
        Ok(())
    }
}
