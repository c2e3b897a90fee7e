//! Calls about the events that the owner's systems did not take.

use super::Call;
use crate::desk::events::DeadLetter;
use baton_shared::id::MessageId;
use serde::{Deserialize, Serialize};

/// To the desk: the events that were set aside, newest first. None when nothing was ever pushed.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadDead {}
call!(ReadDead, "read-dead" => Option<Vec<DeadLetter>>);

/// To the desk: send those of them again that are named, all when none is; how many. None when nothing
/// was ever pushed.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Replay {
    /// Deliveries' ids. One that is not there is skipped.
    pub ids: Vec<MessageId>,
}
call!(Replay, "replay" => Option<usize>);
