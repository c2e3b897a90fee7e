//! Calls about what agents can take.

use super::Call;
use baton_shared::desk::AgentSettings;
use baton_shared::entry::AgentCard;
use baton_shared::id::AgentId;
use baton_shared::protocol::desk::AgentRole;
use serde::{Deserialize, Serialize};

/// To the desk: everybody who was invited. None when nothing was ever pushed.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadRoster {}
call!(ReadRoster, "read-roster" => Option<Vec<Placed>>);

/// Somebody's place on the roster.
#[derive(Debug, Serialize, Deserialize)]
pub struct Placed {
    /// Who.
    pub agent: AgentCard,
    /// What they may do.
    pub role: AgentRole,
    /// What they can take.
    pub takes: AgentSettings,
    /// Whether a lead has set it; else it is as `site.toml` says.
    pub edited: bool,
}

/// To the desk: what an agent can take from now on, or as `site.toml` says when nothing is named.
#[derive(Debug, Serialize, Deserialize)]
pub struct EditAgent {
    /// Who.
    pub agent: AgentId,
    /// What they can take.
    pub takes: Option<AgentSettings>,
}
call!(EditAgent, "edit-agent" => Edited);

/// What became of an edit.
#[derive(Debug, Serialize, Deserialize)]
pub enum Edited {
    /// It holds.
    Done(Box<Placed>),
    /// Nobody has that id.
    Unknown,
    /// It can't be taken, and why not.
    Mistaken(String),
}

/// To the desk: how many rows its threads and waits have cost since it was loaded.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadRows {}
call!(ReadRows, "read-rows" => u64);
