//! The router, made from the desk's rows and the sockets that are open; and remade when the site's
//! settings change.

use super::Desk;
use super::staffing::takes;
use crate::desk::roster::Profile;
use crate::desk::wait::Waits;
use crate::desk::{InHand, Router, Row, Waiting};
use crate::error::{ApiError, ApiResult};
use crate::internal::SignedIn;
use crate::now;
use crate::site_bundle::SiteBundle;
use baton_shared::desk::{AgentSettings, DeskSettings};
use baton_shared::id::{AgentId, Millis, SiteId};
use baton_shared::protocol::desk::{Presence, Standing};
use baton_shared::site::SiteSettings;
use std::collections::BTreeMap;
use std::rc::Rc;

impl Desk {
    /// Runs `act` on the router, which is made first where there is none.
    pub(super) fn with_router<T>(&self, act: impl FnOnce(&mut Router) -> T) -> ApiResult<T> {
        let mut slot = self.router.borrow_mut();
        let router = match &mut *slot {
            Some(router) => router,
            empty => empty.insert(self.open_router()?),
        };
        Ok(act(router))
    }

    /// The settings have changed: the router is made anew, and whatever that changes is done.
    pub(super) fn reopen(self: &Rc<Self>, site: &SiteId) -> ApiResult<()> {
        self.router.borrow_mut().take();
        self.outlet.borrow_mut().take();
        self.with_router(|_| ())?;
        self.perform(site)
    }

    /// Somebody was invited, for the first time or again.
    pub(super) fn hired(self: &Rc<Self>, agent: &AgentId) -> ApiResult<()> {
        if self.router.borrow().is_none() {
            return Ok(());
        }
        let settings = self.settings()?;
        let store = self.store()?;
        let (mut agents, edits) = (store.agents()?.into_iter(), store.edits()?);
        let known = agents.find(|known| known.agent.id == *agent);
        let Some(profile) = known.and_then(|known| profile(known, &settings, &edits)) else {
            return Ok(());
        };
        self.with_router(|router| router.handle_profile(profile, now()))?;
        self.perform(&settings.id)
    }

    pub(super) fn settings(&self) -> ApiResult<SiteSettings> {
        let text = self.store()?.settings()?.ok_or(ApiError::UnknownSite)?;
        Ok(SiteBundle::parse(&text, &[]).map_err(ApiError::BadBundle)?.settings)
    }

    fn open_router(&self) -> ApiResult<Router> {
        let (store, now) = (self.store()?, now());
        let settings = self.settings()?;
        let mut waits = Waits::default();
        for (expected_s, real_s) in store.newest_waits()? {
            waits.waited(expected_s, real_s);
        }
        let mut router = Router::new(settings.desk.clone(), waits);
        let edits = store.edits()?;
        for known in store.agents()? {
            let id = known.agent.id.clone();
            if let Some(profile) = profile(known, &settings, &edits) {
                router.handle_profile(profile, now);
                if let presence @ (Presence::Online | Presence::Away) = self.presence(&id) {
                    router.handle_presence(&id, presence, now);
                }
            }
        }
        // First what agents have, so that nobody is given more than they can hold.
        let rows = store.open_rows()?;
        let waits = |row: &&Row| row.item.standing == Standing::Waiting;
        for held in rows.iter().filter_map(in_hand) {
            router.handle_taken(held, now);
        }
        rows.iter().filter(waits).for_each(|row| router.handle_waiting(waiting(row), now));
        Ok(router)
    }

    /// Whether an agent is there, by their sockets.
    pub(super) fn presence(&self, agent: &AgentId) -> Presence {
        let mut presence = Presence::Lost;
        for (_, attachment) in self.consoles() {
            if attachment.greeted && attachment.peer.who.agent.id == *agent {
                if !attachment.away {
                    return Presence::Online;
                }
                presence = Presence::Away;
            }
        }
        presence
    }
}

/// What somebody can take. It was checked when it was pushed or edited; an entry that can't be read all
/// the same leaves them with the desk's own hours.
fn profile(
    known: SignedIn,
    settings: &SiteSettings,
    edits: &BTreeMap<AgentId, AgentSettings>,
) -> Option<Profile> {
    let own = takes(&known, settings, edits);
    let SignedIn { agent, role } = known;
    Profile::new(agent.clone(), role, own, &settings.desk)
        .or_else(|_| Profile::new(agent, role, None, &DeskSettings::default()))
        .ok()
}

/// A row as the router hears of it.
pub(super) fn waiting(row: &Row) -> Waiting {
    Waiting {
        thread: row.item.thread.clone(),
        epoch: row.item.epoch,
        // Rows of before there was a line know only since when they stand.
        asked: if row.asked == Millis(0) { row.item.since } else { row.asked },
        matter: row.matter.clone(),
        target: row.target.clone(),
        last: row.last.clone(),
        declined: row.declined.clone(),
        head: row.head,
        reachable: row.item.email.is_some(),
    }
}

/// The same, of a thread that an agent has.
pub(super) fn in_hand(row: &Row) -> Option<InHand> {
    let Standing::With { agent } = &row.item.standing else { return None };
    Some(InHand {
        thread: row.item.thread.clone(),
        epoch: row.item.epoch,
        agent: agent.id.clone(),
        since: row.item.since,
        matter: row.matter.clone(),
        replied: row.replied,
    })
}
