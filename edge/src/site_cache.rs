//! The sites this isolate has seen, read from what the desk compiled. A copy may be [`FRESH_MS`] old, except in the isolate
//! that took the push, which forgets it at once.

use crate::compiled::{self, LiveSite};
use crate::error::{ApiError, ApiResult};
use crate::internal::{self, CompiledSite, ReadSite, SiteReply};
use baton_shared::id::{Millis, SiteId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use worker::{Env, Stub};

/// How old a copy may be before the desk is asked again, in milliseconds.
const FRESH_MS: u64 = 10_000;

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
    let desk = internal::desk(env, id)?;
    // Another request may have refreshed the copy meanwhile; whatever is newer wins below.
    match internal::read_site(&desk, &ReadSite { have, unreadable: false }).await? {
        SiteReply::Unknown => Err(ApiError::UnknownSite),
        SiteReply::Unchanged => SITES.with_borrow_mut(|sites| {
            let cached = sites.get_mut(id).ok_or(ApiError::UnknownSite)?;
            cached.checked = now;
            Ok(Rc::clone(&cached.site))
        }),
        SiteReply::Newest(newest) => {
            let (version, site) = read(&desk, newest).await?;
            let site = Rc::new(site);
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

/// Reads what the desk gave; if that can't be, what it gives after compiling the site anew.
async fn read(desk: &Stub, newest: CompiledSite) -> ApiResult<(u64, LiveSite)> {
    match compiled::read(&newest.bytes) {
        Ok(site) => return Ok((newest.version, site)),
        Err(error) => worker::console_error!("{error}; compiling it anew"),
    }
    match internal::read_site(desk, &ReadSite { have: None, unreadable: true }).await? {
        SiteReply::Newest(CompiledSite { version, bytes }) => compiled::read(&bytes)
            .map(|site| (version, site))
            .map_err(|error| worker::Error::RustError(error.to_string()).into()),
        SiteReply::Unknown | SiteReply::Unchanged => Err(ApiError::UnknownSite),
    }
}
