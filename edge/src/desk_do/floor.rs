//! What goes on at the desk: facts and agents go into the router, what comes out is done: agents are
//! asked, threads are told, customers hear where they stand. The one alarm is also the events'.

use super::opening::{in_hand, waiting};
use super::{Attachment, Desk};
use crate::desk::{Effect, Row};
use crate::error::ApiResult;
use crate::internal::{self, Assign, Call, Release, TellPlace};
use crate::sql::desk::DeskStore;
use crate::{now, sockets};
use baton_shared::id::{AgentId, Millis, SiteId, ThreadId};
use baton_shared::protocol::desk::{DeskDown, InboxItem, Offer, Standing};
use baton_shared::thread::fact::{Fact, News};
use std::rc::Rc;
use std::time::Duration;
use worker::WebSocket;

/// The soonest that the alarm rings, in milliseconds.
const SOONEST_MS: u64 = 50;

impl Desk {
    /// A thread's news, and its row after it.
    pub(super) fn hear(&self, store: &DeskStore, fact: &Fact, row: &mut Row) -> ApiResult<()> {
        let (thread, now) = (&row.item.thread, now());
        let waited = self.with_router(|router| {
            let held = in_hand(row).filter(|_| matches!(fact.news, News::Taken { .. }));
            held.and_then(|held| router.handle_taken(held, now))
        })?;
        if let Some(waited) = waited {
            self.wrote(store.add_wait(&waited)?);
            row.why = Some(waited.why);
        }
        self.with_router(|router| match &fact.news {
            News::HandoffRequested { .. } | News::Released { .. } | News::Transferred { .. } => {
                router.handle_waiting(waiting(row), now);
            }
            News::Replied { .. } => router.handle_replied(thread),
            News::HelpWanted => router.handle_epoch(thread, fact.epoch, now),
            News::AddressLeft { .. } => router.handle_reachable(thread, now),
            News::HandedBack { .. } | News::WaitCancelled => router.handle_done(thread, now),
            News::Taken { .. }
            | News::Opened { .. }
            | News::Identified { .. }
            | News::Surveyed { .. }
            | News::Said { .. } => {}
        })
    }

    /// Writes a row, with what the router knows of it, and shows it to everybody.
    pub(super) fn keep(&self, store: &DeskStore, mut row: Row) -> ApiResult<()> {
        row.item.needs = match row.item.standing {
            Standing::Waiting => self.with_router(|router| router.needs(&row.item.thread))?,
            _ => Vec::new(),
        };
        self.wrote(store.save_thread(&row)?);
        self.show(row.item)
    }

    /// Counts rows that threads and waits cost (invariant 11).
    fn wrote(&self, rows: u64) {
        self.rows.set(self.rows.get() + rows);
    }

    /// Shows a thread to everybody.
    fn show(&self, item: InboxItem) -> ApiResult<()> {
        let item = self.dressed(item)?;
        self.broadcast(&DeskDown::Item { item });
        Ok(())
    }

    /// An item with who is asked to take it at this moment.
    pub(super) fn dressed(&self, item: InboxItem) -> ApiResult<InboxItem> {
        let offered = self.with_router(|router| router.offered(&item.thread))?;
        Ok(InboxItem { offered, ..item })
    }

    /// Who is at their desk has changed.
    pub(super) fn presence_changed(&self, agent: &AgentId) -> ApiResult<()> {
        let presence = self.presence(agent);
        self.with_router(|router| router.handle_presence(agent, presence, now()))
    }

    /// An agent doesn't take what they are asked for.
    pub(super) fn declined(self: &Rc<Self>, by: &Attachment, thread: &ThreadId) -> ApiResult<()> {
        let agent = &by.peer.who.agent.id;
        self.with_router(|router| router.handle_declined(thread, agent, now()))?;
        self.perform(&by.peer.site)
    }

    /// An agent goes away, or is back.
    pub(super) fn went_away(
        self: &Rc<Self>,
        socket: &WebSocket,
        mut attachment: Attachment,
        away: bool,
    ) -> ApiResult<()> {
        attachment.away = away;
        sockets::attach(socket, &attachment)?;
        let agent = attachment.peer.who.agent.id.clone();
        // What one console says holds for the agent's other ones.
        for (other, mut theirs) in self.consoles() {
            if theirs.peer.who.agent.id == agent && theirs.away != away {
                theirs.away = away;
                sockets::attach(&other, &theirs)?;
            }
        }
        self.presence_changed(&agent)?;
        self.perform(&attachment.peer.site)
    }

    /// Tells a console why a thread went where it is.
    pub(super) fn explain(&self, socket: &WebSocket, thread: ThreadId) -> ApiResult<()> {
        let now = now();
        let live = self.with_router(|router| router.explain(&thread, now))?;
        let explanation = match live {
            Some(explanation) => Some(explanation),
            None => self.store()?.thread(&thread)?.and_then(|row| row.why),
        };
        sockets::send(socket, &DeskDown::Explained { thread, explanation });
        Ok(())
    }

    /// The alarm has rung.
    pub(super) fn ring(self: &Rc<Self>) {
        self.rings.set(None);
        let rung = self.store().and_then(|store| {
            let Some(site) = store.site_id()? else { return Ok(()) };
            self.with_router(|router| router.handle_time(now()))?;
            self.post_events(&site)?;
            self.perform(&site)
        });
        if let Err(error) = rung {
            worker::console_error!("the desk's alarm: {error:?}");
        }
    }

    /// Does what the router wants done, and sets the alarm for when it wants to be asked again.
    pub(super) fn perform(self: &Rc<Self>, site: &SiteId) -> ApiResult<()> {
        let (mut seen, mut effects) = (Vec::new(), Vec::new());
        let due = self.with_router(|router| {
            while let Some(effect) = router.poll() {
                match effect {
                    Effect::Seen { agent } if seen.contains(&agent) => {}
                    Effect::Seen { agent } => seen.push(agent),
                    effect => effects.push(effect),
                }
            }
            router.next_due()
        })?;
        for effect in effects {
            self.carry_out(site, effect)?;
        }
        let roster = self.with_router(|router| {
            seen.iter().filter_map(|agent| router.colleague(agent)).collect::<Vec<_>>()
        })?;
        if !roster.is_empty() {
            self.broadcast(&DeskDown::Roster { roster });
        }
        self.set_alarm(due.into_iter().chain(self.posts_due()?).min());
        Ok(())
    }

    fn carry_out(self: &Rc<Self>, site: &SiteId, effect: Effect) -> ApiResult<()> {
        match effect {
            Effect::Offer { thread, epoch, agent, until } => {
                let offer = Offer { thread: thread.clone(), epoch, until };
                self.send_to(&agent.id, &DeskDown::Offered { offer });
                self.show_again(&thread)?;
            }
            Effect::Withdraw { thread, agent } => {
                self.send_to(&agent, &DeskDown::Withdrawn { thread: thread.clone() });
                self.show_again(&thread)?;
            }
            Effect::Declined { thread, by } => {
                let store = self.store()?;
                if let Some(row) = store.thread(&thread)? {
                    self.wrote(store.save_thread(&Row { declined: by, ..row })?);
                }
            }
            Effect::Assign { thread, epoch, agent } => {
                self.ask_thread(site, &thread, Assign { agent, epoch })?;
            }
            Effect::Release { thread, epoch, agent, parted } => {
                self.ask_thread(site, &thread, Release { agent, parted, epoch })?;
            }
            Effect::Tell { thread, place } => {
                self.ask_thread(site, &thread, TellPlace { place })?;
            }
            Effect::SetAway { agent } => {
                for (socket, mut attachment) in self.consoles() {
                    if attachment.peer.who.agent.id == agent {
                        attachment.away = true;
                        sockets::attach(&socket, &attachment)?;
                    }
                }
            }
            Effect::Seen { .. } => {}
        }
        Ok(())
    }

    /// Asks a thread for something that it may refuse. One that can't be reached is asked again by the
    /// router, or asks by itself when its customer is back.
    fn ask_thread<C: Call + 'static>(
        self: &Rc<Self>,
        site: &SiteId,
        thread: &ThreadId,
        call: C,
    ) -> ApiResult<()> {
        let to = internal::thread(&self.env, site, thread)?;
        self.state.wait_until(async move {
            let _unreachable = internal::call(&to, &call).await;
        });
        Ok(())
    }

    fn show_again(&self, thread: &ThreadId) -> ApiResult<()> {
        match self.store()?.thread(thread)? {
            Some(row) => self.show(row.item),
            None => Ok(()),
        }
    }

    fn send_to(&self, agent: &AgentId, down: &DeskDown) {
        for (socket, attachment) in self.consoles() {
            if attachment.greeted && attachment.peer.who.agent.id == *agent {
                sockets::send(&socket, down);
            }
        }
    }

    /// Sets the alarm unless it rings by then. One that rings too early does no harm.
    fn set_alarm(self: &Rc<Self>, due: Option<Millis>) {
        let Some(due) = due else { return };
        if self.rings.get().is_some_and(|rings| rings <= due) {
            return;
        }
        self.rings.set(Some(due));
        let desk = Rc::clone(self);
        self.state.wait_until(async move {
            let pause = Duration::from_millis(due.since(now()).max(SOONEST_MS));
            if let Err(error) = desk.state.storage().set_alarm(pause).await {
                worker::console_error!("the desk's alarm is not set: {error}");
            }
        });
    }
}
