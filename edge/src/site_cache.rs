//! The sites this isolate has seen, parsed. A copy may be [`FRESH_MS`] old, except in the isolate
//! that took the push, which forgets it at once.

use crate::bot::Retrieval;
use crate::error::{ApiError, ApiResult};
use crate::internal::{self, PushedSite, ReadSite, SiteReply};
use crate::site_bundle::{Site, SiteBundle};
use baton_shared::id::{Millis, SiteId};
use baton_shared::site::SiteSettings;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use worker::Env;

/// How old a copy may be before the desk is asked again, in milliseconds.
const FRESH_MS: u64 = 10_000;

/// A site, ready to serve.
pub struct LiveSite {
    /// What its owner set.
    pub settings: SiteSettings,
    /// Its bot, with the knowledge indexed.
    pub bot: Retrieval,
}

struct Cached {
    version: u64,
    site: Rc<LiveSite>,
    checked: Millis,
}

thread_local! {
    static SITES: RefCell<HashMap<SiteId, Cached>> = RefCell::new(HashMap::new());
}

/// The site, at most [`FRESH_MS`] old.
pub async fn site(env: &Env, id: &SiteId) -> ApiResult<Rc<LiveSite>> {
    let now = crate::now();
    let (have, fresh) = SITES.with_borrow(|sites| match sites.get(id) {
        Some(cached) => {
            let fresh = now.since(cached.checked) < FRESH_MS;
            (Some(cached.version), fresh.then(|| Rc::clone(&cached.site)))
        }
        None => (None, None),
    });
    if let Some(site) = fresh {
        return Ok(site);
    }
    let reply = internal::call(&internal::desk(env, id)?, &ReadSite { have }).await?;
    // Another request may have refreshed the copy meanwhile; whatever is newer wins below.
    match reply {
        SiteReply::Unknown => Err(ApiError::UnknownSite),
        SiteReply::Unchanged => SITES.with_borrow_mut(|sites| {
            let cached = sites.get_mut(id).ok_or(ApiError::UnknownSite)?;
            cached.checked = now;
            Ok(Rc::clone(&cached.site))
        }),
        SiteReply::Newest(pushed) => {
            let version = pushed.version;
            let site = Rc::new(open(&pushed)?);
            let cached = Cached { version, site: Rc::clone(&site), checked: now };
            SITES.with_borrow_mut(|sites| sites.insert(id.clone(), cached));
            Ok(site)
        }
    }
}

/// Forgets the copy, so that the next caller asks the desk.
pub fn forget(id: &SiteId) {
    SITES.with_borrow_mut(|sites| sites.remove(id));
}

fn open(pushed: &PushedSite) -> ApiResult<LiveSite> {
    let Site { settings, knowledge } =
        SiteBundle::parse(&pushed.settings, &pushed.articles).map_err(ApiError::BadBundle)?;
    let bot = Retrieval::new(knowledge, settings.bot.threshold);
    Ok(LiveSite { settings, bot })
}
