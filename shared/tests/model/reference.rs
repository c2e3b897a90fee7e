//! What must hold, remembered apart from both ends: what was said by whom, what the edge promised,
//! and everything it ever wrote.

use baton_shared::entry::{Author, Entry};
use baton_shared::id::{MessageId, Seq};
use baton_shared::thread::fact::Fact;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// An invariant that does not hold, and how.
#[derive(Debug)]
pub struct Broken {
    /// The name of the check.
    pub invariant: &'static str,
    /// What was seen.
    pub seen: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is broken: {}", self.invariant, self.seen)
    }
}

/// Whether everything held.
pub type Held = Result<(), Broken>;

/// `invariant` holds if `holds`; otherwise it is broken as `seen` tells.
pub fn hold(invariant: &'static str, holds: bool, seen: impl FnOnce() -> String) -> Held {
    if holds { Ok(()) } else { Err(Broken { invariant, seen: seen() }) }
}

/// A client message id and the hand it belongs to.
pub type Key = (String, MessageId);

/// The hand that client message ids are unique within.
pub fn hand(author: &Author) -> String {
    match author {
        Author::Customer => "customer".to_owned(),
        Author::Bot => "bot".to_owned(),
        Author::Agent(agent) => format!("agent {}", agent.id),
        Author::System => "system".to_owned(),
    }
}

/// What is known to be true of a run.
#[derive(Debug, Default)]
pub struct Reference {
    /// Every entry the log ever had.
    pub written: Vec<Entry>,
    /// Every fact the outbox ever had.
    pub facts: Vec<Fact>,
    /// The place every acknowledged message was promised first.
    pub acked: BTreeMap<Key, Seq>,
    /// Messages and changes of owner that were refused.
    pub rejected: BTreeSet<MessageId>,
    /// Messages their sender gave up.
    pub discarded: BTreeSet<MessageId>,
    /// What each client said, in order.
    pub said: BTreeMap<usize, Vec<MessageId>>,
}

impl Reference {
    /// `client` says something.
    pub fn say(&mut self, client: usize, id: MessageId) {
        self.said.entry(client).or_default().push(id);
    }

    /// What `client` said and must be in the log in the end, in order.
    pub fn lasting(&self, client: usize) -> Vec<&MessageId> {
        let gone = |id: &&MessageId| !self.rejected.contains(*id) && !self.discarded.contains(*id);
        self.said.get(&client).into_iter().flatten().filter(gone).collect()
    }
}
