//! The briefing for the agents who watch: made anew after every change, off the path of messages.

use super::Thread;
use crate::briefing::{Case, MOST_ENTRIES, Surroundings};
use crate::error::{ApiError, ApiResult};
use crate::site_cache::{self, LiveSite};
use baton_shared::briefing::Briefing;
use baton_shared::id::Seq;
use baton_shared::protocol::Down;
use baton_shared::thread::store::LogStore;
use std::rc::Rc;

impl Thread {
    /// Briefs the agents who watch, if there are any. Changes that come before it is done are told
    /// together.
    pub(super) fn brief_agents(self: &Rc<Self>) {
        if self.is_watched() && !self.briefing.replace(true) {
            self.spawn(Self::brief);
        }
    }

    /// Nobody watches any more: what was read for them is let go.
    pub(super) fn close_case(&self) {
        if !self.is_watched() {
            self.case.borrow_mut().take();
        }
    }

    fn is_watched(&self) -> bool {
        let audience = self.audience();
        audience.iter().any(|(_, attachment)| attachment.greeted && attachment.peer.agent.is_some())
    }

    async fn brief(self: Rc<Self>) {
        let site = self.site().await;
        // From here on nothing waits: whatever happens next is briefed on anew.
        self.briefing.set(false);
        match site.and_then(|site| self.make_briefing(&site)) {
            Ok(briefing) => {
                let down = Down::Briefing(Box::new(briefing));
                self.broadcast(&down, |peer| peer.agent.is_some());
            }
            Err(error) => worker::console_error!("no briefing: {error:?}"),
        }
    }

    async fn site(&self) -> ApiResult<Rc<LiveSite>> {
        let identity = self.with_log(|log| log.store().identity()?.ok_or(ApiError::NotFound))?;
        site_cache::site(&self.env, &identity.site).await
    }

    fn make_briefing(&self, site: &LiveSite) -> ApiResult<Briefing> {
        let mut slot = self.case.borrow_mut();
        let mut case = match slot.take() {
            Some(case) => case,
            None => self.with_log(|log| Ok(Case::new(&site.settings, log.person())))?,
        };
        let unread = self.with_log(|log| {
            let newest = Seq(log.head().0.saturating_sub(MOST_ENTRIES));
            let after = case.head().unwrap_or_default().max(newest);
            Ok(log.store().entries_after(after, MOST_ENTRIES)?)
        })?;
        for entry in unread {
            case.take_in(entry);
        }
        let around = Surroundings { settings: &site.settings, bot: &site.bot, earlier: Vec::new() };
        let briefing = case.briefing(&around);
        *slot = Some(case);
        Ok(briefing)
    }
}
