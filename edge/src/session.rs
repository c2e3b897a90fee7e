//! A visitor's session: who comes, and in which thread they go on.
//!
//! The token says who the visitor was, the identity who the site says they are now. A person's
//! thread is reached with a token for that person alone: the token names them, and the thread holds
//! every customer's socket against the person it belongs to.

use crate::auth::{self, IdentityError, SecretName, VisitorClaim, random_token};
use crate::error::{ApiError, ApiResult};
use crate::internal::{self, ClaimThread, Identify, IsEmpty, ReadSecret};
use crate::{config, site_cache};
use baton_shared::customer::Person;
use baton_shared::id::{Millis, SiteId, ThreadId, VisitorId};
use serde::{Deserialize, Deserializer, Serialize};
use worker::Env;

/// What a panel asks with.
#[derive(Deserialize)]
pub struct Ask {
    /// The visitor's token, if there is one.
    token: Option<String>,
    /// Who the page says they are.
    #[serde(default)]
    identity: Identity,
}

/// What a page says of who its visitor is.
#[derive(Default)]
enum Identity {
    /// Nothing: whoever they were, they still are.
    #[default]
    Unsaid,
    /// Nobody is signed in.
    Nobody,
    /// Whom this token of the site names.
    Token(String),
}

impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Nobody, Self::Token))
    }
}

/// What a panel goes on with.
#[derive(Serialize)]
pub struct Session {
    token: String,
    visitor: VisitorId,
    thread: ThreadId,
    /// The site's id of the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
}

/// Opens or renews a session on `site`. An identity that is no good changes nothing.
pub async fn open(env: &Env, site: &SiteId, ask: Ask, now: Millis) -> ApiResult<Session> {
    site_cache::site(env, site).await?;
    let secret = config::signing_secret(env)?;
    let known = match ask.token {
        Some(token) => VisitorClaim::open(&secret, &token, site, now).map_err(misconfigured)?,
        None => None,
    };
    let coming = match ask.identity {
        Identity::Unsaid => Coming::of(known)?,
        // Whoever was not signed in has nothing to lose by that, and keeps their thread.
        Identity::Nobody => Coming::of(known.filter(|claim| claim.person.is_none()))?,
        Identity::Token(token) => {
            let person = verified(env, site, &token, now).await?;
            let own =
                |claim: &VisitorClaim| claim.person.as_ref().is_none_or(|id| *id == person.id);
            Coming::of(known.filter(own))?.signs_in(env, site, person).await?
        }
    };
    let Coming { visitor, thread, person, .. } = coming;
    let claim = VisitorClaim::new(site.clone(), visitor, thread, now).of_person(person);
    let token = claim.seal(&secret).map_err(misconfigured)?;
    let VisitorClaim { visitor, thread, person, .. } = claim;
    Ok(Session { token, visitor, thread, person })
}

/// A visitor on the way in.
struct Coming {
    visitor: VisitorId,
    thread: ThreadId,
    person: Option<String>,
    /// Whether the thread was made up just now.
    fresh: bool,
}

impl Coming {
    /// Whom `claim` names, or somebody new.
    fn of(claim: Option<VisitorClaim>) -> ApiResult<Self> {
        Ok(match claim {
            Some(VisitorClaim { visitor, thread, person, .. }) => {
                Self { visitor, thread, person, fresh: false }
            }
            None => Self {
                visitor: VisitorId::parse(fresh_id()?).map_err(bad_id)?,
                thread: fresh_thread()?,
                person: None,
                fresh: true,
            },
        })
    }

    /// As `person`, in the thread that the desk decides on.
    async fn signs_in(self, env: &Env, site: &SiteId, person: Person) -> ApiResult<Self> {
        let Self { visitor, thread, person: was, fresh } = self;
        let empty = fresh
            || was.is_none()
                && internal::call(&internal::thread(env, site, &thread)?, &IsEmpty {}).await?;
        let desk = internal::desk(env, site)?;
        let id = person.id.clone();
        let claim = |thread, empty| ClaimThread { person: id.clone(), thread, empty };
        let mut own = internal::call(&desk, &claim(thread, empty)).await?;
        if own.is_none() {
            own = internal::call(&desk, &claim(fresh_thread()?, true)).await?;
        }
        let thread = own.ok_or_else(refused)?;
        let identify = Identify { site: site.clone(), thread: thread.clone(), person };
        if !internal::call(&internal::thread(env, site, &thread)?, &identify).await? {
            return Err(refused());
        }
        Ok(Self { visitor, thread, person: Some(id), fresh: false })
    }
}

/// The person whom `token` names, by the site's secret.
async fn verified(env: &Env, site: &SiteId, token: &str, now: Millis) -> ApiResult<Person> {
    let read = ReadSecret { name: SecretName::Identity };
    let secret = internal::call(&internal::desk(env, site)?, &read).await?;
    let secret = secret.ok_or(ApiError::BadIdentity(IdentityError::NotSetUp))?;
    auth::verify(token, secret.expose(), site, now).map_err(ApiError::BadIdentity)
}

fn fresh_thread() -> ApiResult<ThreadId> {
    ThreadId::parse(fresh_id()?).map_err(bad_id)
}

/// 128 random bits.
fn fresh_id() -> ApiResult<String> {
    let mut id = random_token().map_err(misconfigured)?;
    id.truncate(32);
    Ok(id)
}

/// Desk and thread disagree on whose it is: only a lost database can bring that about.
fn refused() -> ApiError {
    ApiError::Internal(worker::Error::RustError("a thread is somebody else's".to_owned()))
}

/// The signing secret is missing or short, or there is no randomness.
pub fn misconfigured(error: auth::SealError) -> ApiError {
    ApiError::Internal(worker::Error::RustError(error.to_string()))
}

fn bad_id(error: baton_shared::id::IdError) -> ApiError {
    ApiError::Internal(worker::Error::RustError(error.to_string()))
}
