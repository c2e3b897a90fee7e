//! What the desk asks of a thread: to go to an agent, or back into the line. The thread decides
//! (invariant 7): a request made under an older epoch changes nothing.

use super::{Effect, ThreadLog};
use crate::entry::{AgentCard, Parted};
use crate::id::{Epoch, Millis};
use crate::thread::ownership::Change;
use crate::thread::store::LogStore;

impl<S: LogStore> ThreadLog<S> {
    /// The desk gives the thread to `agent`, as it waited under `decided`. None when the owner has
    /// changed since. An `Err` is as in [`ThreadLog::handle`].
    pub fn assigned(
        &mut self,
        agent: AgentCard,
        decided: Epoch,
        now: Millis,
    ) -> Result<Option<Vec<Effect>>, S::Error> {
        if !self.state.ownership.owner.waits() {
            return Ok(None);
        }
        self.changed_by_desk(Change::Take(agent), decided, now)
    }

    /// `agent`, who has had the thread since `decided`, is gone or silent. None when they don't have
    /// it any more. An `Err` is as in [`ThreadLog::handle`].
    pub fn released(
        &mut self,
        agent: AgentCard,
        parted: Parted,
        decided: Epoch,
        now: Millis,
    ) -> Result<Option<Vec<Effect>>, S::Error> {
        self.changed_by_desk(Change::Release(agent, parted), decided, now)
    }

    fn changed_by_desk(
        &mut self,
        change: Change,
        decided: Epoch,
        now: Millis,
    ) -> Result<Option<Vec<Effect>>, S::Error> {
        let Ok(next) = self.state.ownership.after(&change, decided) else { return Ok(None) };
        let mut effects = Vec::new();
        self.break_off(now, &mut effects)?;
        self.change(change, next, None, now, &mut effects)?;
        Ok(Some(effects))
    }
}
