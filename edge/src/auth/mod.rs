//! Who is calling: signed visitor tokens, what a site says of its visitors, agents' sessions, the
//! admin token; and the secrets that sites are trusted by.
//!
//! Signatures are HMAC-SHA256 under `BATON_SECRET`, each kind of claim under its own label, so that
//! one can never pass for another. Everything here is checked before an object is touched.

mod agent;
mod identity;
mod secret;
mod signed;
mod visitor;

pub use agent::{
    AgentClaim, COOKIE, LASTS_MS as SESSION_LASTS_MS, clear_cookie, read_cookie, set_cookie,
};
pub use identity::{IdentityError, verify};
pub use secret::{Secret, SecretError, SecretName};
pub use signed::{SealError, Signer, fingerprint, random_token, same};
pub use visitor::VisitorClaim;
