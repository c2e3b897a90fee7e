//! The briefing for the agents who watch: made anew after every change, off the path of messages.

use super::Thread;
use crate::briefing::{Case, MOST_ENTRIES, Surroundings};
use crate::compiled::LiveSite;
use crate::error::{ApiError, ApiResult};
use crate::internal::{self, ReadEarlier};
use crate::site_cache;
use baton_shared::briefing::{Briefing, Earlier};
use baton_shared::id::Seq;
use baton_shared::protocol::Down;
use baton_shared::thread::store::LogStore;
use std::rc::Rc;
use std::time::Duration;
use worker::Delay;

/// How long changes are gathered.
const MOMENT: Duration = Duration::from_millis(200);

impl Thread {
    /// Briefs the agents who watch, if there are any: at once when somebody has `arrived`, otherwise
    /// after a moment, so that the changes of that moment are told together and no message waits.
    pub(super) fn brief_agents(self: &Rc<Self>, arrived: bool) {
        if !self.is_watched() {
            return;
        }
        if arrived {
            self.spawn(Self::brief);
        } else if !self.briefing.replace(true) {
            self.spawn(async |thread: Rc<Self>| {
                Delay::from(MOMENT).await;
                thread.briefing.set(false);
                thread.brief().await;
            });
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
        match self.around().await.and_then(|(site, earlier)| self.make_briefing(&site, earlier)) {
            Ok(briefing) => {
                let down = Down::Briefing(Box::new(briefing));
                self.broadcast(&down, |peer| peer.agent.is_some());
            }
            Err(error) => worker::console_error!("no briefing: {error:?}"),
        }
    }

    /// The site, and the other threads of the same person.
    async fn around(&self) -> ApiResult<(Rc<LiveSite>, Vec<Earlier>)> {
        let (identity, known) = self.with_log(|log| {
            let identity = log.store().identity()?.ok_or(ApiError::NotFound)?;
            Ok((identity, log.person().is_some()))
        })?;
        let site = site_cache::site(&self.env, &identity.site).await?;
        if !known {
            return Ok((site, Vec::new()));
        }
        let desk = internal::desk(&self.env, &identity.site)?;
        let earlier = internal::call(&desk, &ReadEarlier { thread: identity.thread }).await?;
        Ok((site, earlier))
    }

    fn make_briefing(&self, site: &LiveSite, earlier: Vec<Earlier>) -> ApiResult<Briefing> {
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
        let around = Surroundings { settings: &site.settings, bot: &site.bot, earlier };
        let briefing = case.briefing(&around);
        *slot = Some(case);
        Ok(briefing)
    }
}
