//! Events on their way to the owner's systems: written down in the turn that applies their fact, posted
//! when the alarm rings. What decides is in [`crate::desk::events`].
//!
//! Nothing is written before an attempt, only after it: a desk that is killed meanwhile posts the same
//! body under the same id again. While a batch is on its way the alarm is set for later, so that a fresh
//! object finds what this one left.

use super::Desk;
use crate::auth::SecretName;
use crate::desk::Row;
use crate::desk::events::{DeadLetter, Delivery, Failure, Outcome, TIMEOUT_MS, Told};
use crate::error::ApiResult;
use crate::internal::Replay;
use crate::now;
use crate::sql::desk::DeskStore;
use crate::webhook::{Key, request};
use baton_shared::events::EventsSettings;
use baton_shared::id::{Millis, SiteId};
use baton_shared::thread::fact::Fact;
use futures_util::future::{Either, join_all, select};
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;
use worker::{AbortController, Delay, Fetch};

/// Events that are posted at once, each of another thread: as many as a Worker may have connections.
const AT_ONCE: u32 = 6;
/// When a fresh object takes up a batch that was interrupted, in milliseconds.
const TAKEN_UP_MS: u64 = TIMEOUT_MS + 5_000;

/// What the site's settings say of events.
pub(super) struct Outlet {
    settings: Option<EventsSettings>,
    bot: String,
}

/// Where a batch goes.
struct Destination {
    url: String,
    key: Key,
}

impl Desk {
    /// Writes down the event that `fact` makes, if the site wants to hear of it. `row` is the thread's
    /// after it.
    pub(super) fn note_event(
        &self,
        store: &DeskStore,
        site: &SiteId,
        fact: &Fact,
        row: &Row,
    ) -> ApiResult<()> {
        let outlet = self.outlet()?;
        let told = Told { site, bot: &outlet.bot, row, fact };
        let wanted = |kind| outlet.settings.as_ref().is_some_and(|it| it.asks_for(kind));
        if let Some(delivery) = told.delivery(wanted) {
            store.add_outgoing(&delivery, now())?;
        }
        Ok(())
    }

    /// When the alarm must ring for events.
    pub(super) fn posts_due(&self) -> ApiResult<Option<Millis>> {
        if self.posting.get() {
            return Ok(Some(now().plus(TAKEN_UP_MS)));
        }
        Ok(self.store()?.outgoing_due()?)
    }

    /// Posts what is due, in a task of its own: the alarm is free meanwhile for what the router wants.
    pub(super) fn post_events(self: &Rc<Self>, site: &SiteId) -> ApiResult<()> {
        let now = now();
        if self.posting.get() || self.store()?.outgoing_due()?.is_none_or(|due| due > now) {
            return Ok(());
        }
        self.posting.set(true);
        let (desk, site) = (Rc::clone(self), site.clone());
        self.state.wait_until(async move {
            let posted = desk.post_due().await;
            desk.posting.set(false);
            // Whatever failed is taken up when the alarm rings next.
            if let Err(error) = posted.and_then(|()| desk.perform(&site)) {
                worker::console_error!("events wait for the next alarm: {error:?}");
            }
        });
        Ok(())
    }

    async fn post_due(&self) -> ApiResult<()> {
        loop {
            let due = self.store()?.due_outgoing(now(), AT_ONCE)?;
            if due.is_empty() {
                return Ok(());
            }
            let to = self.destination()?;
            let posts = due.iter().map(|delivery| post(to.as_ref(), delivery));
            // Meanwhile events may come and be replayed, but nobody else posts or settles these: `posting`
            // is set.
            let outcomes = join_all(posts).await;
            let (store, now) = (self.store()?, now());
            for (delivery, outcome) in due.into_iter().zip(outcomes) {
                let (thread, seq) = (delivery.thread.clone(), delivery.seq);
                let random = getrandom::u32().unwrap_or_default();
                let next = delivery.came_to(outcome, now, random);
                store.settle_outgoing(&thread, seq, &next, now)?;
            }
        }
    }

    /// The events that were set aside; none when nothing was ever pushed.
    pub(super) fn dead_letters(&self) -> ApiResult<Option<Vec<DeadLetter>>> {
        let store = self.store()?;
        if store.version()?.is_none() {
            return Ok(None);
        }
        let dead = store.dead_letters()?;
        Ok(Some(dead.into_iter().map(|(_, delivery)| delivery.letter()).collect()))
    }

    /// Sends events again that were set aside; none when nothing was ever pushed.
    pub(super) fn replay(self: &Rc<Self>, Replay { ids }: &Replay) -> ApiResult<Option<usize>> {
        let store = self.store()?;
        let Some(site) = store.site_id()? else { return Ok(None) };
        let now = now();
        let mut replayed = 0;
        for (n, dead) in store.dead_letters()?.into_iter().rev() {
            if ids.is_empty() || ids.contains(&dead.id) {
                store.revive(n, dead, now)?;
                replayed += 1;
            }
        }
        self.perform(&site)?;
        Ok(Some(replayed))
    }

    /// What the settings say, read once after each push.
    fn outlet(&self) -> ApiResult<Rc<Outlet>> {
        if let Some(outlet) = &*self.outlet.borrow() {
            return Ok(Rc::clone(outlet));
        }
        let settings = self.settings()?;
        let outlet = Rc::new(Outlet { settings: settings.events, bot: settings.bot.name });
        Ok(Rc::clone(self.outlet.borrow_mut().insert(outlet)))
    }

    fn destination(&self) -> ApiResult<Result<Destination, Failure>> {
        let outlet = self.outlet()?;
        let Some(settings) = &outlet.settings else { return Ok(Err(Failure::NoAddress)) };
        let secret = self.store()?.secret(SecretName::Events)?;
        let key = secret.and_then(|secret| Key::new(secret.expose()));
        let with = |key| Destination { url: settings.url.clone(), key };
        Ok(key.map(with).ok_or(Failure::NoSecret))
    }
}

/// Posts an event once.
async fn post(to: Result<&Destination, &Failure>, delivery: &Delivery) -> Outcome {
    let Destination { url, key } = to.map_err(|failure| *failure)?;
    let signed = key.sign(&delivery.id, now(), &delivery.body);
    let unreachable = |_| Failure::Unreachable;
    let fetch = Fetch::Request(request(url, &signed, &delivery.body).map_err(unreachable)?);
    let controller = AbortController::default();
    let signal = controller.signal();
    let mut timeout = pin!(Delay::from(Duration::from_millis(TIMEOUT_MS)));
    let answer = pin!(fetch.send_with_signal(&signal));
    let outcome = match select(answer, &mut timeout).await {
        Either::Left((answer, _)) => match answer.map_err(unreachable)?.status_code() {
            200..=299 => Ok(()),
            status => Err(Failure::Refused { status }),
        },
        Either::Right(_) => Err(Failure::TimedOut),
    };
    // The status says it all: nothing waits for a body, or for an answer that takes too long.
    controller.abort();
    outcome
}
