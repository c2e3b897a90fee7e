//! Who a visitor is, as the site's own server says: a JSON Web Token (RFC 7519) that it has signed
//! with the site's identity secret.
//!
//! One algorithm, HMAC-SHA256, whatever the token's header asks for; nothing in the payload is read
//! before the signature is checked. What a page's developer got wrong, the error says.

use baton_shared::customer::{Person, Trait};
use baton_shared::id::{Millis, SiteId};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;

/// Most bytes of a token.
pub const MAX_TOKEN_LEN: usize = 8 * 1024;

/// Most characters of a person's id.
pub const MAX_SUBJECT_CHARS: usize = 128;

/// How far ahead of now a token may end, in seconds: a day. Whoever finds an old one gets nowhere.
const MAX_LIFE_S: f64 = 24.0 * 60.0 * 60.0;

/// How far the site's clock may be off, in seconds.
const LEEWAY_S: f64 = 60.0;

/// Claims with a meaning of their own; every other says something of the person.
const REGISTERED: [&str; 9] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "name", "email"];

/// Why a token says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityError {
    /// The site has no identity secret yet.
    NotSetUp,
    /// It is no token of three parts, or a part is not what it should be.
    Malformed(&'static str),
    /// Its header names another algorithm than HS256.
    WrongAlgorithm,
    /// The signature is not the site's.
    WrongSignature,
    /// It names nobody.
    NoSubject,
    /// It doesn't say when it ends.
    NoExpiry,
    /// It has ended.
    Expired,
    /// It ends more than a day from now.
    LivesTooLong,
    /// It is not valid yet.
    NotYet,
    /// It is for another site.
    WrongAudience,
}

impl IdentityError {
    /// Machine-readable.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotSetUp => "identity_not_set_up",
            Self::Malformed(_) => "identity_malformed",
            Self::WrongAlgorithm => "identity_wrong_algorithm",
            Self::WrongSignature => "identity_wrong_signature",
            Self::NoSubject => "identity_no_subject",
            Self::NoExpiry => "identity_no_expiry",
            Self::Expired => "identity_expired",
            Self::LivesTooLong => "identity_lives_too_long",
            Self::NotYet => "identity_not_yet",
            Self::WrongAudience => "identity_wrong_audience",
        }
    }

    /// Whether a token made in the same way could be good: this one came too late, too early, or
    /// to the wrong place.
    pub const fn is_well_made(&self) -> bool {
        matches!(self, Self::WrongSignature | Self::Expired | Self::NotYet | Self::WrongAudience)
    }
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSetUp => f.write_str(
                "The site has no identity secret. Make one with `cargo xtask secret SITE URL identity --new` and sign with it on your server.",
            ),
            Self::Malformed(detail) => write!(
                f,
                "The identity is no JSON Web Token: {detail}. Mint one on your server with a JWT library."
            ),
            Self::WrongAlgorithm => {
                f.write_str("The identity must be signed with HS256, and its header must say so.")
            }
            Self::WrongSignature => f.write_str(
                "The identity's signature is wrong. Sign it with this site's identity secret, as text, not decoded.",
            ),
            Self::NoSubject => write!(
                f,
                "The identity names nobody. Put your own stable id of the person in `sub`, as text of 1 to {MAX_SUBJECT_CHARS} characters."
            ),
            Self::NoExpiry => f.write_str(
                "The identity has no end. Put one in `exp`, in seconds since 1970, at most 24 hours ahead.",
            ),
            Self::Expired => f.write_str(
                "The identity has expired. Mint a fresh one for each page, and check your server's clock.",
            ),
            Self::LivesTooLong => f.write_str(
                "The identity ends too late. `exp` may be at most 24 hours ahead, in seconds, not milliseconds.",
            ),
            Self::NotYet => f.write_str(
                "The identity is not valid yet. Check `nbf`, `iat` and your server's clock.",
            ),
            Self::WrongAudience => f.write_str(
                "The identity is for somebody else. Leave `aud` out, or put this site's id there.",
            ),
        }
    }
}

impl std::error::Error for IdentityError {}

/// The person that `token` names, if `site` has signed it with `secret` and it is good `now`.
pub fn verify(
    token: &str,
    secret: &str,
    site: &SiteId,
    now: Millis,
) -> Result<Person, IdentityError> {
    if token.len() > MAX_TOKEN_LEN {
        return Err(IdentityError::Malformed("it has more than 8192 characters"));
    }
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(IdentityError::Malformed("it needs three parts with dots between"));
    };
    check_header(header)?;
    let signature = decode(signature)?;
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| IdentityError::NotSetUp)?;
    mac.update(header.as_bytes());
    mac.update(b".");
    mac.update(payload.as_bytes());
    mac.verify_slice(&signature).map_err(|_| IdentityError::WrongSignature)?;
    let Claims(claims) = serde_json::from_slice(&decode(payload)?).map_err(|_| {
        IdentityError::Malformed("its payload is no JSON object with every name once")
    })?;
    check_times(&claims, now)?;
    check_audience(claims.get("aud"), site)?;
    person(&claims)
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    crit: Option<Value>,
}

/// The header decides nothing; it must agree with what is done in any case.
fn check_header(header: &str) -> Result<(), IdentityError> {
    let Header { alg, crit } = serde_json::from_slice(&decode(header)?)
        .map_err(|_| IdentityError::Malformed("its header is no JSON object with an `alg`"))?;
    if alg != "HS256" {
        return Err(IdentityError::WrongAlgorithm);
    }
    // What an extension asks for must be understood, and none is (RFC 7515, 4.1.11).
    if crit.is_some() {
        return Err(IdentityError::Malformed("its header has `crit`"));
    }
    Ok(())
}

fn decode(part: &str) -> Result<Vec<u8>, IdentityError> {
    BASE64URL_NOPAD
        .decode(part.as_bytes())
        .map_err(|_| IdentityError::Malformed("its parts must be base64url without padding"))
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any real date are below 2^53")]
fn check_times(claims: &BTreeMap<String, Value>, now: Millis) -> Result<(), IdentityError> {
    let now = now.0 as f64 / 1000.0;
    let time = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(seconds)) => Ok(seconds.as_f64()),
        Some(_) => Err(IdentityError::Malformed("`exp`, `nbf` and `iat` are numbers of seconds")),
    };
    let ends = time("exp")?.ok_or(IdentityError::NoExpiry)?;
    if ends <= now - LEEWAY_S {
        return Err(IdentityError::Expired);
    }
    if ends > now + MAX_LIFE_S + LEEWAY_S {
        return Err(IdentityError::LivesTooLong);
    }
    let early = |begins: Option<f64>| begins.is_some_and(|begins| begins > now + LEEWAY_S);
    if early(time("nbf")?) || early(time("iat")?) {
        return Err(IdentityError::NotYet);
    }
    Ok(())
}

fn check_audience(audience: Option<&Value>, site: &SiteId) -> Result<(), IdentityError> {
    let meant = |audience: &Value| audience.as_str() == Some(site.as_str());
    match audience {
        None => Ok(()),
        Some(Value::Array(all)) if all.iter().any(meant) => Ok(()),
        Some(one) if meant(one) => Ok(()),
        Some(_) => Err(IdentityError::WrongAudience),
    }
}

fn person(claims: &BTreeMap<String, Value>) -> Result<Person, IdentityError> {
    let id = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    let named = !id.trim().is_empty() && !id.contains(char::is_control);
    if !named || id.chars().count() > MAX_SUBJECT_CHARS {
        return Err(IdentityError::NoSubject);
    }
    let of = |name: &str| claims.get(name).and_then(said);
    let (id, name, email) = (id.to_owned(), of("name"), of("email"));
    let others = claims.iter().filter(|(name, _)| !REGISTERED.contains(&name.as_str()));
    let traits = others
        .filter_map(|(name, value)| Some(Trait { name: name.clone(), value: said(value)? }))
        .collect();
    Ok(Person { id, name, email, traits }.bounded())
}

/// A claim's value as words; lists and objects have none.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("true".to_owned()),
        Value::Bool(false) => Some("false".to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// An object in which no name stands twice: which of two counts is nobody's to guess.
struct Claims(BTreeMap<String, Value>);

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EachOnce)
    }
}

struct EachOnce;

impl<'de> Visitor<'de> for EachOnce {
    type Value = Claims;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Claims, A::Error> {
        let mut claims = BTreeMap::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if claims.insert(name, value).is_some() {
                return Err(A::Error::custom("a name stands twice"));
            }
        }
        Ok(Claims(claims))
    }
}

#[cfg(test)]
mod tests;
