//! An owner's server, as a test wants it: real HTTP on this machine, signatures checked and made as the
//! convention says. It is the site's own bot, or hears of events.
//!
//! Each message is checked, recorded, and answered by the next [`Answer`]. One without an answer is taken:
//! a question, and its reply left for later, or an event.

use crate::local_server::LocalServer;
use crate::local_server::http::{Request, typed, whole};
use crate::{Error, Http, Reply, Result};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::net::TcpStream;
use std::time::{SystemTime, UNIX_EPOCH};

/// What a server is for: the path that is posted to, and the field that says what comes.
#[derive(Debug, Clone, Copy)]
struct Purpose {
    path: &'static str,
    names: &'static str,
}

const BOT: Purpose = Purpose { path: "/bot?tenant=1", names: "type" };
const LISTENER: Purpose = Purpose { path: "/events?tenant=1", names: "event" };

/// A running server.
#[derive(Debug)]
pub struct WebhookServer {
    server: LocalServer<State>,
}

/// How a message is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// With a reply, at once.
    Reply(Value),
    /// With words that aren't JSON, as from a server that only says that it has understood.
    Plain(&'static str),
    /// With this status.
    Status(u16),
    /// Not at all, until the client gives up or the server is dropped.
    Hang,
}

/// A question or an event that came.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Its delivery's id.
    pub id: String,
    /// What is wrong with it or its signature, if anything is.
    pub mistake: Option<String>,
    /// The event.
    pub event: Value,
    /// The same, byte for byte.
    pub body: String,
}

#[derive(Debug)]
struct State {
    purpose: Purpose,
    secret: String,
    answers: VecDeque<Answer>,
    asked: Vec<Asked>,
}

impl WebhookServer {
    /// Listens on a free port of this machine, for questions signed with `secret`.
    pub fn start(secret: &str) -> Result<Self> {
        Self::run(BOT, secret, 0)
    }

    /// Listens for events signed with `secret`, on this port of this machine, or a free one for 0.
    pub fn events(secret: &str, port: u16) -> Result<Self> {
        Self::run(LISTENER, secret, port)
    }

    fn run(purpose: Purpose, secret: &str, port: u16) -> Result<Self> {
        let (answers, asked) = (VecDeque::new(), Vec::new());
        let state = State { purpose, secret: secret.to_owned(), answers, asked };
        let server = LocalServer::start_at(port, state, |request, connection, shared| {
            let answer = shared.change(|state| state.take(request));
            // A client that gave up meanwhile is part of what is tested.
            let _ = answer.give(connection);
        })?;
        Ok(Self { server })
    }

    /// What belongs into `url` of a site's settings.
    pub fn url(&self) -> String {
        format!("{}{}", self.server.origin(), self.server.shared().state().purpose.path)
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.server.port()
    }

    /// Answers the next message that has no answer yet.
    pub fn answer(&self, answer: Answer) {
        self.server.shared().change(|state| state.answers.push_back(answer));
    }

    /// The messages so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.server.shared().state().asked.clone()
    }

    /// The message that comes as number `count`, from 1, once it is there.
    pub fn await_question(&self, count: usize) -> Result<Asked> {
        self.server.shared().until(
            |state| state.asked.get(count - 1).cloned(),
            |state| format!("{} messages of {count}", state.asked.len()),
        )
    }

    /// Replies to `asked` by itself, as the message `id`. Where the reply says nothing else, it is for
    /// that question.
    pub fn reply(&self, asked: &Asked, id: &str, reply: Value) -> Result<Reply> {
        let secret = self.server.shared().state().secret.clone();
        let body = addressed(asked, reply);
        let (time, text) = (seconds().to_string(), body.to_string());
        let signed = signature(&secret, id, &time, &text);
        post(
            asked,
            &[("webhook-id", id), ("webhook-timestamp", &time), ("webhook-signature", &signed)],
            &body,
        )
    }

    /// Replies to `asked` with just these headers.
    pub fn reply_with(
        &self,
        asked: &Asked,
        headers: &[(&str, &str)],
        reply: Value,
    ) -> Result<Reply> {
        post(asked, headers, &addressed(asked, reply))
    }
}

/// What `webhook-signature` holds: HMAC-SHA256 of `id.timestamp.body`.
///
/// # Panics
///
/// Never: HMAC takes keys of any length.
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub fn signature(secret: &str, id: &str, timestamp: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
}

impl State {
    fn take(&mut self, request: &Request) -> Answer {
        let mistake = mistake(request, self.purpose, &self.secret);
        let refused = mistake.is_some();
        let id = request.header("webhook-id").to_owned();
        let body = String::from_utf8_lossy(&request.body).into_owned();
        self.asked.push(Asked { id, mistake, event: request.json(), body });
        if refused {
            Answer::Status(401)
        } else {
            self.answers.pop_front().unwrap_or(Answer::Plain("ok"))
        }
    }
}

impl Answer {
    fn give(&self, connection: &mut TcpStream) -> io::Result<()> {
        match self {
            Self::Reply(reply) => whole(connection, 200, reply),
            Self::Plain(words) => typed(connection, 200, "text/plain", words),
            Self::Status(status) => typed(connection, *status, "text/plain", ""),
            Self::Hang => {
                // Ends when either side closes the connection.
                let _ = connection.read(&mut [0]);
                Ok(())
            }
        }
    }
}

fn mistake(request: &Request, purpose: Purpose, secret: &str) -> Option<String> {
    let (id, time) = (request.header("webhook-id"), request.header("webhook-timestamp"));
    let body = String::from_utf8_lossy(&request.body);
    let fresh = time.parse().is_ok_and(|time: u64| time.abs_diff(seconds()) <= 60);
    let mistakes = [
        (request.method != "POST" || request.path != purpose.path, "not posted where it belongs"),
        (request.header("content-type") != "application/json", "not application/json"),
        (id.is_empty(), "no id"),
        (!fresh, "not sent just now"),
        (request.header("webhook-signature") != signature(secret, id, time, &body), "not signed"),
        (!request.json()[purpose.names].is_string(), "not named"),
    ];
    mistakes.into_iter().find(|(wrong, _)| *wrong).map(|(_, what)| what.to_owned())
}

fn addressed(asked: &Asked, mut reply: Value) -> Value {
    if let Some(fields) = reply.as_object_mut() {
        for name in ["epoch", "reply_to"] {
            fields.entry(name).or_insert_with(|| asked.event[name].clone());
        }
    }
    reply
}

fn post(asked: &Asked, headers: &[(&str, &str)], body: &Value) -> Result<Reply> {
    let url = asked.event["reply_url"].as_str().unwrap_or_default();
    let path = url.match_indices('/').nth(2).map(|(at, _)| at).ok_or_else(|| Error::Shape {
        of: "a question".to_owned(),
        detail: format!("no reply_url in {}", json!(asked.event)),
    })?;
    Http::new(&url[..path]).send("POST", &url[path..], headers, Some(body))
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
