//! The site's owner: everything that takes the admin token.

use crate::Error;
use crate::http::{Http, Reply};
use crate::{Result, SiteBundle};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;

/// Somebody who holds the admin token of an edge.
#[derive(Clone)]
pub struct Owner {
    http: Http,
    authorization: String,
}

/// What the edge made of a pushed site.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pushed {
    /// The site.
    pub site: String,
    /// Grows by one with every push.
    pub version: u64,
    /// How many articles it has.
    pub articles: u64,
    /// How many sections they have together.
    pub sections: u64,
}

/// A one-time sign-in for an agent.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Invite {
    /// Path and fragment below the edge's origin; the secret is in the fragment alone.
    pub link: String,
}

/// What a thread's messages cost its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Cost {
    /// Messages written.
    pub messages: u64,
    /// Rows written for them.
    pub rows_written: u64,
}

/// An event that the owner's systems did not take.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DeadLetter {
    /// Its delivery's id.
    pub id: String,
    /// What it tells of.
    pub event: String,
    /// Of which thread.
    pub thread: String,
    /// When that happened, in milliseconds since 1970.
    pub at: u64,
    /// How often it was posted.
    pub attempts: u32,
    /// What the last attempt came to: `refused`, `unreachable`, `timed_out`, `no_secret` or `no_address`.
    pub error: String,
    /// The status, where it was refused.
    pub status: Option<u16>,
}

impl Owner {
    /// Speaks to `origin` with `token`.
    pub fn new(origin: &str, token: &str) -> Self {
        Self { http: Http::new(origin), authorization: format!("Bearer {token}") }
    }

    /// Pushes a site. An error in it is [`crate::Error::Refused`] with status 422.
    pub fn push(&self, site: &SiteBundle) -> Result<Pushed> {
        self.send("PUT", &format!("/v1/sites/{}", site.id), Some(&json!(site)))?.json()
    }

    /// Invites somebody; `role` is `agent` or `lead`.
    pub fn invite(&self, site: &str, name: &str, role: &str) -> Result<Invite> {
        let body = json!({ "name": name, "role": role });
        self.send("POST", &format!("/v1/sites/{site}/invites"), Some(&body))?.json()
    }

    /// Gives the site's desk a secret to keep; `name` is `identity`, `language_model`, `webhook` or
    /// `events`.
    pub fn set_secret(&self, site: &str, name: &str, value: &str) -> Result<()> {
        let body = json!({ "value": value });
        self.send("PUT", &secret(site, name), Some(&body))?.json::<Value>().map(drop)
    }

    /// Has the site's desk forget a secret.
    pub fn remove_secret(&self, site: &str, name: &str) -> Result<()> {
        self.send("DELETE", &secret(site, name), None)?.json::<Value>().map(drop)
    }

    /// The events that the site's systems did not take, newest first.
    pub fn dead_letters(&self, site: &str) -> Result<Vec<DeadLetter>> {
        let path = format!("/v1/sites/{site}/events/dead");
        Ok(self.send("GET", &path, None)?.json::<Dead>()?.dead)
    }

    /// Has those of them sent again that are named, all when none is; how many.
    pub fn replay(&self, site: &str, ids: &[String]) -> Result<u64> {
        let path = format!("/v1/sites/{site}/events/replay");
        let body = json!({ "ids": ids });
        Ok(self.send("POST", &path, Some(&body))?.json::<Replayed>()?.replayed)
    }

    /// Rows that the desk has written for threads and waits since it was loaded.
    pub fn desk_rows(&self, site: &str) -> Result<u64> {
        let path = format!("/v1/admin/desks/{site}/rows");
        let reply: Value = self.send("GET", &path, None)?.json()?;
        reply["rows_written"]
            .as_u64()
            .ok_or_else(|| Error::Shape { of: path, detail: "no rows_written".to_owned() })
    }

    /// The rows a thread's messages have cost so far.
    pub fn cost(&self, site: &str, thread: &str) -> Result<Cost> {
        self.send("GET", &format!("/v1/admin/threads/{site}/{thread}/cost"), None)?.json()
    }

    /// Fills a thread up to `entries` entries; only where `BATON_BENCH` is set.
    pub fn fill(&self, site: &str, thread: &str, entries: u64) -> Result<()> {
        let body = json!({ "entries": entries });
        let path = format!("/v1/admin/threads/{site}/{thread}/fill");
        self.send("POST", &path, Some(&body))?.json::<Value>().map(drop)
    }

    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Reply> {
        self.http.send(method, path, &[("authorization", &self.authorization)], body)
    }
}

#[derive(Deserialize)]
struct Dead {
    dead: Vec<DeadLetter>,
}

#[derive(Deserialize)]
struct Replayed {
    replayed: u64,
}

fn secret(site: &str, name: &str) -> String {
    format!("/v1/sites/{site}/secrets/{name}")
}

impl Invite {
    /// The secret, from the link's fragment.
    pub fn token(&self) -> &str {
        self.link.split_once("#invite=").map_or("", |(_, token)| token)
    }
}

/// Without the secret.
impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Owner").field("origin", &self.http.origin()).finish_non_exhaustive()
    }
}

/// Without the secret.
impl fmt::Debug for Invite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invite").finish_non_exhaustive()
    }
}
