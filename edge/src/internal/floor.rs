//! Calls between threads and their desk about who takes what.

use super::Call;
use baton_shared::entry::{AgentCard, Parted, Target};
use baton_shared::id::{Epoch, SiteId, ThreadId};
use baton_shared::protocol::QueuePlace;
use baton_shared::protocol::desk::{Explanation, Step};
use baton_shared::thread::fact::{Fact, Matter};
use serde::{Deserialize, Serialize};

/// To the desk: facts of a thread, in order. Those already applied are skipped.
#[derive(Debug, Serialize, Deserialize)]
pub struct ApplyFacts {
    /// The site, for an object that has only its name's hash.
    pub site: SiteId,
    /// The thread.
    pub thread: ThreadId,
    /// Its next facts.
    pub facts: Vec<Fact>,
}
call!(ApplyFacts, "apply-facts" => ());

/// To the desk: where does this thread stand in the queue?
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadPlace {
    /// The site, for an object that has only its name's hash.
    pub site: SiteId,
    /// The thread.
    pub thread: ThreadId,
}
call!(ReadPlace, "read-place" => Option<QueuePlace>);

/// To the desk: where would a handoff go? Changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct TryHandoff {
    /// What it is about.
    #[serde(default)]
    pub matter: Matter,
    /// Whom it is passed on to.
    #[serde(default)]
    pub target: Option<Target>,
    /// How far its needs are eased.
    #[serde(default)]
    pub step: Step,
}
call!(TryHandoff, "try-handoff" => Explanation);

/// To a thread: its place in the queue has changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellPlace {
    /// The place.
    pub place: QueuePlace,
}
call!(TellPlace, "tell-place" => ());

/// To a thread: it is this agent's now. False when it doesn't wait under that epoch any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct Assign {
    /// Who.
    pub agent: AgentCard,
    /// The epoch under which it waits, as far as the desk knows.
    pub epoch: Epoch,
}
call!(Assign, "assign" => bool);

/// To a thread: its agent is gone, or silent. False when they don't have it under that epoch any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct Release {
    /// Who.
    pub agent: AgentCard,
    /// Why they lose it.
    pub parted: Parted,
    /// The epoch under which they have it, as far as the desk knows.
    pub epoch: Epoch,
}
call!(Release, "release" => bool);
