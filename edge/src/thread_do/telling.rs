//! What the thread and its desk tell each other: facts to the desk (invariant 8), the place in the queue
//! from it.

use super::Thread;
use super::answering::Work;
use crate::error::{ApiError, ApiResult};
use crate::internal::{self, ApplyFacts, Assign, ReadPlace, Release};
use crate::now;
use crate::sql::thread::Identity;
use baton_shared::protocol::Down;
use baton_shared::thread::log::Effect;
use baton_shared::thread::ownership::Owner;
use std::rc::Rc;

/// Facts delivered to the desk at once.
const FACTS_AT_ONCE: u32 = 20;

impl Thread {
    /// Brings the outbox to the desk, in order, until it is empty (invariant 8). The alarm is set
    /// before anything else, in the transaction that wrote the facts, so a crash only delays them.
    pub(super) async fn deliver_facts(self: Rc<Self>) {
        if self.delivering.replace(true) {
            return;
        }
        let outcome = match self.set_alarm().await {
            // An answer that is being made goes first: the desk is in no hurry while the bot has it.
            // What still waits when the alarm rings waits no longer.
            Ok(()) if self.is_answering() && !self.facts_wait.replace(true) => {
                self.delivering.set(false);
                return;
            }
            Ok(()) => self.empty_outbox().await,
            Err(error) => Err(error),
        };
        self.delivering.set(false);
        if let Err(error) = outcome {
            worker::console_error!("facts wait for the next alarm: {error:?}");
        } else if let Err(error) = self.set_alarm().await {
            worker::console_error!("an alarm rings in vain: {error:?}");
        }
    }

    /// Delivers what waits for an answer.
    pub(super) fn release_facts(self: &Rc<Self>) {
        if self.facts_wait.take() {
            self.spawn(Self::deliver_facts);
        }
    }

    fn is_answering(&self) -> bool {
        let bots = || self.with_log(|log| Ok(log.ownership().owner == Owner::Bot));
        self.work.get() == Work::Asking && !self.unhurried.get() && bots().unwrap_or(false)
    }

    async fn empty_outbox(&self) -> ApiResult<()> {
        loop {
            let (identity, facts) = self.with_log(|log| {
                let identity = log.store().identity()?.ok_or(ApiError::NotFound)?;
                Ok((identity, log.store().undelivered(FACTS_AT_ONCE)?))
            })?;
            let Some(last) = facts.last().map(|fact| fact.n) else { return Ok(()) };
            let Identity { site, thread, .. } = identity;
            let desk = internal::desk(&self.env, &site)?;
            internal::call(&desk, &ApplyFacts { site, thread, facts }).await?;
            self.with_log(|log| Ok(log.store().delivered(last)?))?;
        }
    }

    /// The desk gives the thread to an agent. False when it waits no longer as the desk believes.
    pub(super) fn assign(self: &Rc<Self>, Assign { agent, epoch }: Assign) -> ApiResult<bool> {
        let effects = self.with_log(|log| Ok(log.assigned(agent, epoch, now())?))?;
        Ok(self.perform_if_any(effects))
    }

    /// The desk takes the thread from an agent. False when they don't have it as the desk believes.
    pub(super) fn release(self: &Rc<Self>, call: Release) -> ApiResult<bool> {
        let Release { agent, parted, epoch } = call;
        let effects = self.with_log(|log| Ok(log.released(agent, parted, epoch, now())?))?;
        Ok(self.perform_if_any(effects))
    }

    fn perform_if_any(self: &Rc<Self>, effects: Option<Vec<Effect>>) -> bool {
        let changed = effects.is_some();
        self.perform(None, effects.unwrap_or_default());
        changed
    }

    pub(super) async fn ask_place(self: Rc<Self>) {
        let place = async {
            let identity =
                self.with_log(|log| log.store().identity()?.ok_or(ApiError::NotFound))?;
            let desk = internal::desk(&self.env, &identity.site)?;
            let Identity { site, thread, .. } = identity;
            internal::call(&desk, &ReadPlace { site, thread }).await
        };
        match place.await {
            Ok(Some(place)) => self.broadcast(&Down::Queue(place), |_| true),
            // The desk has not heard of the handoff yet; it tells the place when it has.
            Ok(None) => {}
            Err(error) => worker::console_error!("no place in the queue: {error:?}"),
        }
    }
}
