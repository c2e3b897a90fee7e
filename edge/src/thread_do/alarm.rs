//! The thread's one alarm, and the two things it is set for: facts that the desk has not taken
//! (invariant 8), and a question that the site's own bot has not answered. What is due is read from the
//! tables, so that nothing is forgotten when the object sleeps, and nothing keeps it awake.

use super::Thread;
use crate::error::ApiResult;
use crate::now;
use baton_shared::id::Millis;
use std::rc::Rc;
use std::time::Duration;

/// When undelivered facts are tried again, in milliseconds.
const REDELIVER_MS: u64 = 5_000;
/// The soonest that the alarm rings, in milliseconds: whatever is overdue is already being seen to.
const SOONEST_MS: u64 = 1_000;

impl Thread {
    /// Sets the alarm for what is due first; takes it back when nothing is.
    pub(super) async fn set_alarm(&self) -> ApiResult<()> {
        let now = now();
        // Nothing happens between this look and the alarm: there is no wait in between.
        let due = self.with_log(|log| {
            let facts = !log.store().undelivered(1)?.is_empty();
            let facts = facts.then(|| now.plus(REDELIVER_MS));
            let reply = log.store().delivery()?.map(|delivery| delivery.due());
            Ok(facts.into_iter().chain(reply).min())
        })?;
        let storage = self.state.storage();
        match due {
            Some(due) => storage.set_alarm(until(due, now)).await?,
            None => storage.delete_alarm().await?,
        }
        Ok(())
    }

    /// The alarm has rung.
    pub(super) async fn ring(self: Rc<Self>) {
        self.take_up_delivery();
        self.deliver_facts().await;
    }
}

fn until(due: Millis, now: Millis) -> Duration {
    Duration::from_millis(due.since(now).max(SOONEST_MS))
}
