//! A visitor of a site, as the panel in their browser acts for them.

use crate::Result;
use crate::http::Http;
use crate::socket::ThreadSocket;
use baton_shared::id::Seq;
use baton_shared::protocol::TOKEN_SUBPROTOCOL;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;

/// A visitor with a session.
#[derive(Clone)]
pub struct Visitor {
    origin: String,
    /// The site they are on.
    pub site: String,
    /// Their signed token.
    pub token: String,
    /// Their id.
    pub visitor: String,
    /// Their thread.
    pub thread: String,
    /// The site's id of the person they are.
    pub person: Option<String>,
}

impl Visitor {
    /// Opens a session, with the token of an earlier one if there is one.
    pub fn open(origin: &str, site: &str, token: Option<&str>) -> Result<Self> {
        Self::with(origin, site, &json!({ "token": token }))
    }

    /// The same visitor, once the page has said who they are: with a token of the site's, or that
    /// nobody is signed in.
    pub fn identify(&self, identity: Option<&str>) -> Result<Self> {
        let body = json!({ "token": self.token, "identity": identity });
        Self::with(&self.origin, &self.site, &body)
    }

    fn with(origin: &str, site: &str, body: &Value) -> Result<Self> {
        let path = format!("/v1/sites/{site}/session");
        let reply = Http::new(origin).send("POST", &path, &[("origin", origin)], Some(body))?;
        let session: Session = reply.json()?;
        Ok(Self {
            origin: origin.to_owned(),
            site: site.to_owned(),
            token: session.token,
            visitor: session.visitor,
            thread: session.thread,
            person: session.person,
        })
    }

    /// Opens the thread's socket.
    pub fn connect(&self) -> Result<ThreadSocket> {
        let path = format!("/v1/sites/{}/socket", self.site);
        let token = format!("{TOKEN_SUBPROTOCOL}{}", self.token);
        ThreadSocket::connect(&self.origin, &path, Some(&token), &[("origin", &self.origin)])
    }

    /// Opens the thread's socket and says hello.
    pub fn hello(&self, after: Option<Seq>) -> Result<ThreadSocket> {
        let mut socket = self.connect()?;
        socket.hello(after)?;
        Ok(socket)
    }
}

/// Without the token.
impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { site, visitor, thread, .. } = self;
        f.debug_struct("Visitor")
            .field("site", site)
            .field("visitor", visitor)
            .field("thread", thread)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Session {
    token: String,
    visitor: String,
    thread: String,
    person: Option<String>,
}
