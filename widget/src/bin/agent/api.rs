//! The console's plain requests: who is signed in, signing in and out, inviting a colleague.
//!
//! What goes over a socket is not here. A secret is only ever in a request's body.

use baton_shared::entry::AgentCard;
use baton_shared::id::{AgentId, SiteId};
use baton_shared::protocol::desk::AgentRole;
use baton_widget::browser;
use baton_widget::wire::{read_role, role_name, text_at, write_texts};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// Who is signed in, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The agent.
    pub agent: AgentCard,
    /// What they may do.
    pub role: AgentRole,
    /// Whose desk it is.
    pub site: SiteId,
}

/// Why a request came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// The edge could not be reached, or did not answer as one.
    Unreachable,
    /// Nobody is signed in, or the sign-in link is no longer good.
    SignedOut,
    /// Refused, with words for a person.
    Refused(String),
}

/// Who is signed in.
pub async fn who_am_i() -> Result<SignedIn, ApiError> {
    signed_in(&call("GET", "/v1/agent", None).await?)
}

/// Uses an invite up.
pub async fn sign_in(invite: &str) -> Result<SignedIn, ApiError> {
    let body = write_texts(&[("invite", invite)]);
    signed_in(&call("POST", "/v1/agent/session", Some(body)).await?)
}

/// Ends the session everywhere.
pub async fn sign_out() -> Result<(), ApiError> {
    call("DELETE", "/v1/agent/session", None).await.map(drop)
}

/// A one-time sign-in link for a colleague, whole, ready to be sent.
pub async fn invite(site: &SiteId, name: &str, role: AgentRole) -> Result<String, ApiError> {
    let path = ["/v1/sites/", site.as_str(), "/invites"].concat();
    let body = write_texts(&[("name", name), ("role", role_name(role))]);
    let answer = call("POST", &path, Some(body)).await?;
    let link = text_at(&answer, &["link"]).ok_or(ApiError::Unreachable)?;
    let origin = browser::window().and_then(|window| window.location().origin().ok());
    Ok([origin.unwrap_or_default(), link].concat())
}

fn signed_in(answer: &str) -> Result<SignedIn, ApiError> {
    let read = || {
        let at = |path: &[&str]| text_at(answer, path);
        let id = AgentId::parse(at(&["agent", "id"])?).ok()?;
        Some(SignedIn {
            agent: AgentCard { id, name: at(&["agent", "name"])? },
            role: read_role(&at(&["role"])?)?,
            site: SiteId::parse(at(&["site"])?).ok()?,
        })
    };
    read().ok_or(ApiError::Unreachable)
}

async fn call(method: &str, path: &str, body: Option<String>) -> Result<String, ApiError> {
    let (status, text) = request(method, path, body).await.map_err(|_| ApiError::Unreachable)?;
    match status {
        200..300 => Ok(text),
        401 => Err(ApiError::SignedOut),
        _ => {
            let words = text_at(&text, &["error", "message"]);
            Err(words.map_or(ApiError::Unreachable, ApiError::Refused))
        }
    }
}

async fn request(method: &str, path: &str, body: Option<String>) -> Result<(u16, String), JsValue> {
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        let headers = Headers::new()?;
        headers.set("content-type", "application/json")?;
        init.set_headers(&headers);
        init.set_body(&JsValue::from_str(&body));
    }
    let window = browser::window().ok_or(JsValue::UNDEFINED)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(path, &init)).await?;
    let response: Response = response.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
