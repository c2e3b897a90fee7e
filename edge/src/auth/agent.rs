//! An agent's session: a signed cookie the page can't read, checked against the desk's list of
//! sessions so that signing out ends it everywhere.

use super::{SealError, Signer};
use baton_shared::id::{AgentId, Millis, SiteId};
use serde::{Deserialize, Serialize};

/// The cookie's name.
pub const COOKIE: &str = "baton_agent";

/// How long a session lasts, in milliseconds: 14 days.
pub const LASTS_MS: u64 = 14 * 24 * 60 * 60 * 1000;

/// What an agent's cookie says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentClaim {
    /// The site it is for.
    #[serde(rename = "s")]
    pub site: SiteId,
    /// The agent.
    #[serde(rename = "a")]
    pub agent: AgentId,
    /// The session, as the desk knows it.
    #[serde(rename = "k")]
    pub session: String,
    /// When it ends.
    #[serde(rename = "x")]
    expires: Millis,
}

impl AgentClaim {
    /// A claim that begins now.
    pub fn new(site: SiteId, agent: AgentId, session: String, now: Millis) -> Self {
        Self { site, agent, session, expires: now.plus(LASTS_MS) }
    }

    /// The cookie's value.
    pub fn seal(&self, secret: &str) -> Result<String, SealError> {
        Ok(Signer::new(secret, "agent")?.seal(self))
    }

    /// The claim in a cookie's value, if it is ours and still good.
    pub fn open(secret: &str, cookie: &str, now: Millis) -> Result<Option<Self>, SealError> {
        let claim: Option<Self> = Signer::new(secret, "agent")?.open(cookie);
        Ok(claim.filter(|claim| claim.expires > now))
    }
}

/// The `Set-Cookie` that signs in. `secure` unless the page came over plain HTTP (loopback).
pub fn set_cookie(value: &str, secure: bool) -> String {
    let age = LASTS_MS / 1000;
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}")
}

/// The `Set-Cookie` that signs out.
pub fn clear_cookie() -> String {
    format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
}

/// Our cookie's value in a `Cookie` header.
pub fn read_cookie(header: &str) -> Option<&str> {
    header.split(';').find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_cookie_is_found_among_others() {
        assert_eq!(read_cookie("a=b; baton_agent=x.y; c=d"), Some("x.y"));
        assert_eq!(read_cookie("baton_agent_old=x"), None);
        assert_eq!(read_cookie(""), None);
    }

    #[test]
    fn a_session_cookie_is_unreadable_for_the_page_and_ends() {
        let cookie = set_cookie("v", true);
        assert!(
            cookie.contains("HttpOnly")
                && cookie.contains("SameSite=Strict")
                && cookie.contains("Secure")
        );
        let secret = "s".repeat(32);
        let (site, agent) = (SiteId::parse("demo").unwrap(), AgentId::parse("maya").unwrap());
        let sealed = AgentClaim::new(site, agent, "k".to_owned(), Millis(0)).seal(&secret).unwrap();
        assert!(AgentClaim::open(&secret, &sealed, Millis(1)).unwrap().is_some());
        assert_eq!(AgentClaim::open(&secret, &sealed, Millis(LASTS_MS)), Ok(None));
    }
}
