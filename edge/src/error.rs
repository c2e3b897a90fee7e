//! What can go wrong for a caller, and the one place where it becomes HTTP or a closed socket.

use crate::auth::{IdentityError, SecretError};
use crate::bot::webhook::ReplyError;
use crate::site_bundle::BundleError;
use crate::webhook::SignatureError;
use baton_shared::protocol::{Refusal, encode};
use baton_shared::thread::ownership::Ownership;
use serde::Serialize;
use std::fmt;
use worker::{Response, WebSocketPair};

/// Why a request was refused.
#[derive(Debug)]
pub enum ApiError {
    /// No such route.
    NotFound,
    /// The route exists, the method doesn't.
    MethodNotAllowed,
    /// The body or a path segment can't be read.
    BadRequest(String),
    /// The body is larger than allowed.
    TooLarge {
        /// Most bytes allowed.
        limit: usize,
    },
    /// The site does not exist.
    UnknownSite,
    /// The thread does not exist.
    UnknownThread,
    /// Nobody of the site has that id.
    UnknownAgent,
    /// The visitor's token is missing, forged, expired or for another site.
    BadToken,
    /// What the page says of who its visitor is doesn't hold.
    BadIdentity(IdentityError),
    /// What comes as a site's own bot isn't signed by it.
    BadSignature(SignatureError),
    /// The reply of a site's own bot isn't one.
    BadReply(ReplyError),
    /// The reply came too late: its question is answered, or the thread has passed on, to whom this
    /// says.
    StaleReply(Ownership),
    /// The page may not call this site.
    ForbiddenOrigin,
    /// No agent is signed in.
    SignedOut,
    /// The invite is unknown, used or expired.
    BadInvite,
    /// The agent's role may not do this.
    WrongRole,
    /// The admin token is missing or wrong.
    BadAdminToken,
    /// The secret can't be one; nothing changed.
    BadSecret(SecretError),
    /// The pushed site has errors; nothing changed.
    BadBundle(Vec<BundleError>),
    /// No protocol version in common.
    UnknownVersion,
    /// The route wants a WebSocket.
    UpgradeRequired,
    /// The runtime or another object failed.
    Internal(worker::Error),
}

/// A result for a caller.
pub type ApiResult<T> = Result<T, ApiError>;

impl From<worker::Error> for ApiError {
    fn from(error: worker::Error) -> Self {
        Self::Internal(error)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    error: Detail<'a>,
    /// Who has the thread now.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<&'a Ownership>,
}

#[derive(Serialize)]
struct Detail<'a> {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "<[BundleError]>::is_empty")]
    problems: &'a [BundleError],
}

impl ApiError {
    /// Status and machine-readable code.
    pub const fn status(&self) -> (u16, &'static str) {
        match self {
            Self::NotFound => (404, "not_found"),
            Self::MethodNotAllowed => (405, "method_not_allowed"),
            Self::BadRequest(_) => (400, "bad_request"),
            Self::TooLarge { .. } => (413, "too_large"),
            Self::UnknownSite => (404, "unknown_site"),
            Self::UnknownThread => (404, "unknown_thread"),
            Self::UnknownAgent => (404, "unknown_agent"),
            Self::BadToken => (401, "bad_token"),
            Self::BadIdentity(error) => {
                (if error.is_well_made() { 401 } else { 422 }, error.code())
            }
            Self::BadSignature(_) => (401, "bad_signature"),
            Self::BadReply(ReplyError::NotJson(_)) => (400, "bad_reply"),
            Self::BadReply(_) => (422, "bad_reply"),
            Self::StaleReply(_) => (409, "stale_epoch"),
            Self::ForbiddenOrigin => (403, "forbidden_origin"),
            Self::SignedOut => (401, "signed_out"),
            Self::BadInvite => (401, "bad_invite"),
            Self::WrongRole => (403, "wrong_role"),
            Self::BadAdminToken => (401, "bad_admin_token"),
            Self::BadSecret(SecretError::UnknownName) => (404, "unknown_secret"),
            Self::BadSecret(_) => (422, "bad_secret"),
            Self::BadBundle(_) => (422, "bad_site"),
            Self::UnknownVersion => (426, "unknown_version"),
            Self::UpgradeRequired => (426, "upgrade_required"),
            Self::Internal(_) => (503, "unavailable"),
        }
    }

    /// The answer to a plain request.
    pub fn response(&self) -> worker::Result<Response> {
        if let Self::Internal(error) = self {
            worker::console_error!("request failed: {error}");
        }
        let (status, code) = self.status();
        let problems = if let Self::BadBundle(problems) = self { problems.as_slice() } else { &[] };
        let now = if let Self::StaleReply(now) = self { Some(now) } else { None };
        let body = Body { error: Detail { code, message: self.to_string(), problems }, now };
        Ok(Response::from_json(&body)?.with_status(status))
    }

    /// The answer to a WebSocket upgrade. A browser can't read a failed handshake, so the socket is
    /// accepted under one of the subprotocols it `offered`, told why, and closed.
    pub fn refuse_socket(&self, offered: &str) -> worker::Result<Response> {
        let refusal = self.refusal();
        let pair = WebSocketPair::new()?;
        pair.server.accept()?;
        pair.server
            .send_with_str(encode(&baton_shared::protocol::Down::Refused(refusal.clone())))?;
        pair.server.close(Some(refusal.close_code()), Some(self.status().1))?;
        let response = Response::from_websocket(pair.client)?;
        if let Some(subprotocol) = offered.split(',').map(str::trim).find(|name| !name.is_empty()) {
            response.headers().set("sec-websocket-protocol", subprotocol)?;
        }
        Ok(response)
    }

    fn refusal(&self) -> Refusal {
        match self {
            Self::UnknownSite => Refusal::UnknownSite,
            Self::UnknownThread | Self::UnknownAgent => Refusal::UnknownThread,
            Self::BadToken
            | Self::BadIdentity(_)
            | Self::BadSignature(_)
            | Self::SignedOut
            | Self::BadInvite
            | Self::BadAdminToken => Refusal::BadToken,
            Self::ForbiddenOrigin | Self::WrongRole => Refusal::ForbiddenOrigin,
            Self::UnknownVersion => {
                Refusal::UnknownVersion { newest: baton_shared::protocol::VERSION }
            }
            Self::TooLarge { limit } => {
                Refusal::TooLarge { limit: u32::try_from(*limit).unwrap_or(u32::MAX) }
            }
            Self::NotFound
            | Self::MethodNotAllowed
            | Self::BadRequest(_)
            | Self::BadSecret(_)
            | Self::BadBundle(_)
            | Self::BadReply(_)
            | Self::StaleReply(_)
            | Self::UpgradeRequired => Refusal::Malformed { detail: self.to_string() },
            Self::Internal(_) => Refusal::Unavailable,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("There is nothing at this address."),
            Self::MethodNotAllowed => f.write_str("This address does not take that method."),
            Self::BadRequest(detail) => write!(f, "The request can't be read: {detail}."),
            Self::TooLarge { limit } => write!(f, "The request has more than {limit} bytes."),
            Self::UnknownSite => f.write_str(
                "There is no such site. Push it first, or check the id in the embed snippet.",
            ),
            Self::UnknownThread => f.write_str("There is no such conversation."),
            Self::UnknownAgent => f.write_str("No agent of this site has that id; invite them first."),
            Self::BadToken => f.write_str("The visitor's token is not valid for this site."),
            Self::BadIdentity(error) => error.fmt(f),
            Self::BadSignature(error) => error.fmt(f),
            Self::BadReply(error) => error.fmt(f),
            Self::StaleReply(_) => f.write_str(
                "The reply came too late and is not shown: its question is answered, or the thread has passed on.",
            ),
            Self::ForbiddenOrigin => {
                f.write_str("This page may not use the site. Add its origin to site.toml.")
            }
            Self::SignedOut => f.write_str("Sign in first, with a link from your lead."),
            Self::BadInvite => f.write_str(
                "This sign-in link was used or has expired. Ask your lead for a new one.",
            ),
            Self::WrongRole => f.write_str("Only a lead may do this."),
            Self::BadAdminToken => f.write_str("The admin token is missing or wrong."),
            Self::BadSecret(error) => error.fmt(f),
            Self::BadBundle(problems) => {
                write!(f, "The site has {} problem(s); nothing was changed.", problems.len())
            }
            Self::UnknownVersion => f.write_str("No protocol version in common. Reload the page."),
            Self::UpgradeRequired => f.write_str("This address takes WebSockets only."),
            Self::Internal(_) => {
                f.write_str("The service is not available at the moment. Try again.")
            }
        }
    }
}

impl std::error::Error for ApiError {}
