//! An agent at the console: signed in with an invite, then known by a cookie.

use crate::http::{Http, Reply};
use crate::socket::{DeskSocket, ThreadSocket};
use crate::{Error, Result};
use baton_shared::protocol::desk::DeskUp;
use serde_json::json;
use std::fmt;

/// A signed-in agent.
#[derive(Clone)]
pub struct SignedIn {
    http: Http,
    cookie: String,
    /// Their id in the site.
    pub id: String,
    /// The name customers see.
    pub name: String,
}

impl SignedIn {
    /// Signs in with an invite's token, which is used up by it.
    pub fn with_invite(origin: &str, token: &str) -> Result<Self> {
        let http = Http::new(origin);
        let body = json!({ "invite": token });
        let reply = http.send("POST", "/v1/agent/session", &[("origin", origin)], Some(&body))?;
        let session: serde_json::Value = reply.json()?;
        let missing =
            |what: &str| Error::Shape { of: reply.url.clone(), detail: format!("no {what}") };
        let cookie = reply
            .header("set-cookie")
            .and_then(|cookie| cookie.split(';').next())
            .filter(|cookie| cookie.starts_with("baton_agent="))
            .ok_or_else(|| missing("cookie"))?
            .to_owned();
        let field = |name: &str| session["agent"][name].as_str().map(str::to_owned);
        let id = field("id").ok_or_else(|| missing("agent id"))?;
        let name = field("name").ok_or_else(|| missing("agent name"))?;
        Ok(Self { http, cookie, id, name })
    }

    /// A request with the agent's cookie.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&serde_json::Value>,
    ) -> Result<Reply> {
        let headers = [("origin", self.http.origin()), ("cookie", self.cookie.as_str())];
        self.http.send(method, path, &headers, body)
    }

    /// Opens the desk's socket and asks for the inbox; the welcome is the first frame to read.
    pub fn desk(&self) -> Result<DeskSocket> {
        let mut socket =
            DeskSocket::connect(self.http.origin(), "/v1/desk/socket", None, &self.headers())?;
        socket.send(&DeskUp::Hello)?;
        Ok(socket)
    }

    /// Opens a thread's socket.
    pub fn thread(&self, thread: &str) -> Result<ThreadSocket> {
        let path = format!("/v1/threads/{thread}/socket");
        ThreadSocket::connect(self.http.origin(), &path, None, &self.headers())
    }

    fn headers(&self) -> [(&'static str, &str); 2] {
        [("origin", self.http.origin()), ("cookie", &self.cookie)]
    }
}

/// Without the cookie.
impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
