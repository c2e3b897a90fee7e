//! A visitor's token: it names one visitor of one site, the visitor's thread, and the person whom the
//! site has said they are.

use super::{SealError, Signer};
use baton_shared::id::{Millis, SiteId, ThreadId, VisitorId};
use serde::{Deserialize, Serialize};

/// How long a token is good for, in milliseconds: 90 days. Renewed on every visit.
const LASTS_MS: u64 = 90 * 24 * 60 * 60 * 1000;

/// What a visitor's token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorClaim {
    /// The site it is for.
    #[serde(rename = "s")]
    pub site: SiteId,
    /// The visitor.
    #[serde(rename = "u")]
    pub visitor: VisitorId,
    /// The visitor's thread.
    #[serde(rename = "t")]
    pub thread: ThreadId,
    /// The site's id of the person it has said they are.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// When it ends.
    #[serde(rename = "x")]
    expires: Millis,
}

impl VisitorClaim {
    /// A claim that begins now, of nobody in particular.
    pub fn new(site: SiteId, visitor: VisitorId, thread: ThreadId, now: Millis) -> Self {
        Self { site, visitor, thread, person: None, expires: now.plus(LASTS_MS) }
    }

    /// The same claim for somebody whom the site vouches for.
    #[must_use]
    pub fn of_person(self, person: Option<String>) -> Self {
        Self { person, ..self }
    }

    /// The token.
    pub fn seal(&self, secret: &str) -> Result<String, SealError> {
        Ok(Signer::new(secret, "visitor")?.seal(self))
    }

    /// The claim of `token`, if it is ours, for `site`, and still good.
    pub fn open(
        secret: &str,
        token: &str,
        site: &SiteId,
        now: Millis,
    ) -> Result<Option<Self>, SealError> {
        let claim: Option<Self> = Signer::new(secret, "visitor")?.open(token);
        Ok(claim.filter(|claim| claim.site == *site && claim.expires > now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_for_one_site_and_ends() {
        let secret = "s".repeat(32);
        let site = |id: &str| SiteId::parse(id).unwrap();
        let claim = VisitorClaim::new(
            site("demo"),
            VisitorId::parse("v1").unwrap(),
            ThreadId::parse("t1").unwrap(),
            Millis(1_000),
        );
        let token = claim.seal(&secret).unwrap();
        assert_eq!(
            VisitorClaim::open(&secret, &token, &site("demo"), Millis(2_000)),
            Ok(Some(claim))
        );
        assert_eq!(VisitorClaim::open(&secret, &token, &site("other"), Millis(2_000)), Ok(None));
        assert_eq!(
            VisitorClaim::open(&secret, &token, &site("demo"), Millis(1_000 + LASTS_MS)),
            Ok(None)
        );
        assert_eq!(VisitorClaim::open(&secret, "nonsense", &site("demo"), Millis(0)), Ok(None));
    }

    #[test]
    fn a_token_fits_into_a_header_whoever_it_is_for() {
        let longest = "\u{10ffff}".repeat(128);
        let claim = VisitorClaim::new(
            SiteId::parse("s".repeat(64)).unwrap(),
            VisitorId::parse("v".repeat(64)).unwrap(),
            ThreadId::parse("t".repeat(64)).unwrap(),
            Millis(u64::MAX),
        );
        let token = claim.of_person(Some(longest)).seal(&"s".repeat(32)).unwrap();
        assert!(token.len() < 2_000, "{} bytes", token.len());
    }
}
