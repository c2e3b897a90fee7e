//! Replies that a site's own bot posts by itself: believed by their signature, read, and passed on to
//! their thread.

use crate::auth::SecretName;
use crate::bot::webhook::Reply;
use crate::error::{ApiError, ApiResult};
use crate::internal::{self, ReadSecret, Replied, TakeReply};
use crate::site_cache;
use crate::webhook::{Key, SignatureError, Signed};
use baton_shared::id::{Millis, Seq, SiteId, ThreadId};
use worker::Env;

/// Takes a reply to a question of `thread`; the entry that it has become. The same message again
/// becomes nothing new.
pub async fn take(
    env: &Env,
    site: &SiteId,
    thread: &ThreadId,
    signed: &Signed,
    body: &str,
    now: Millis,
) -> ApiResult<Seq> {
    let not_set_up = || ApiError::BadSignature(SignatureError::NotSetUp);
    if site_cache::site(env, site).await?.settings.bot.webhook.is_none() {
        return Err(not_set_up());
    }
    let read = ReadSecret { name: SecretName::Webhook };
    let secret = internal::call(&internal::desk(env, site)?, &read).await?;
    let key = secret.and_then(|secret| Key::new(secret.expose())).ok_or_else(not_set_up)?;
    // Nothing of the body is read before it is known who sent it.
    let id = key.verify(signed, body.as_bytes(), now).map_err(ApiError::BadSignature)?;
    let Reply { epoch, reply_to, reply } = Reply::read(body, thread).map_err(ApiError::BadReply)?;
    let call = TakeReply { id, epoch, reply_to, reply };
    match internal::call(&internal::thread(env, site, thread)?, &call).await? {
        Replied::Became(seq) => Ok(seq),
        Replied::Stale(now) => Err(ApiError::StaleReply(now)),
        Replied::UnknownThread => Err(ApiError::UnknownThread),
    }
}
