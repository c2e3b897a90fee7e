//! Baton's edge runtime: one Worker and two Durable Objects.
//!
//! [`frontend`] answers HTTP and hands sockets to the objects; [`thread_do`] holds one thread,
//! [`desk_do`] one site's settings, roster and inbox. Both are shells: what they decide is decided
//! in `baton-shared` and in the pure modules [`bot`], [`briefing`], [`compiled`], [`desk`] and [`site_bundle`], which know no
//! `worker` and run in native tests. The same code runs on Cloudflare and on plain workerd.

pub mod auth;
pub mod bot;
pub mod briefing;
pub mod compiled;
pub mod config;
pub mod desk;
#[expect(missing_docs, reason = "the macro writes methods that can't carry docs")]
pub mod desk_do;
pub mod error;
pub mod frontend;
pub mod internal;
pub mod replies;
pub mod session;
pub mod site_bundle;
pub mod site_cache;
pub mod sockets;
pub mod sql;
pub mod static_files;
#[expect(missing_docs, reason = "the macro writes methods that can't carry docs")]
pub mod thread_do;
pub mod webhook;

use baton_shared::id::Millis;
use worker::{Context, Date, Env, Request, Response, event};

/// Every request from outside.
#[event(fetch)]
pub async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    frontend::handle(request, &env).await
}

/// The edge's clock. The only place that reads it.
fn now() -> Millis {
    Millis(Date::now().as_millis())
}
