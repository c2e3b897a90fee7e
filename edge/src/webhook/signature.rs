//! Signatures, by the Standard Webhooks convention: HMAC-SHA256 over `id.timestamp.body`, the same in
//! both directions.

use baton_shared::id::{MessageId, Millis};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// The header with the message's id, the same however often it is sent.
pub const ID: &str = "webhook-id";
/// The header with the time of sending, in seconds since 1970.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures, each as `v1,` and base 64, with spaces between.
pub const SIGNATURE: &str = "webhook-signature";

/// How far from now a message may have been sent, in seconds. Whoever finds an older one gets nowhere.
const TOLERANCE_S: u64 = 5 * 60;
/// Most signatures that are tried: a sender who changes its secret sends two.
const MOST_SIGNATURES: usize = 8;
/// Before a secret in base 64, as the convention's own libraries expect it.
const ENCODED: &str = "whsec_";

/// The key that a site and a server of its owner share.
pub struct Key {
    mac: Hmac<Sha256>,
}

/// The three headers of a message; empty where one is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// [`ID`].
    pub id: String,
    /// [`TIMESTAMP`].
    pub timestamp: String,
    /// [`SIGNATURE`].
    pub signature: String,
}

impl Key {
    /// The key in `secret`: what is encoded after `whsec_`, else the secret's own bytes. None when it
    /// is no key: empty, or not base 64 where it should be.
    pub fn new(secret: &str) -> Option<Self> {
        let key = match secret.strip_prefix(ENCODED) {
            Some(encoded) => BASE64.decode(encoded.as_bytes()).ok()?,
            None => secret.as_bytes().to_vec(),
        };
        let mac = Hmac::<Sha256>::new_from_slice(&key).ok().filter(|_| !key.is_empty())?;
        Some(Self { mac })
    }

    /// The headers under which `body` is sent `now`.
    pub fn sign(&self, id: &MessageId, now: Millis, body: &str) -> Signed {
        let timestamp = (now.0 / 1000).to_string();
        let code = self.over(id.as_str(), &timestamp, body.as_bytes()).finalize().into_bytes();
        let signature = format!("v1,{}", BASE64.encode(&code));
        Signed { id: id.as_str().to_owned(), timestamp, signature }
    }

    /// The id of the message that is `signed`, if it was sent with this key, whole, and lately.
    pub fn verify(
        &self,
        signed: &Signed,
        body: &[u8],
        now: Millis,
    ) -> Result<MessageId, SignatureError> {
        let Signed { id, timestamp, signature } = signed;
        let headers = [(ID, id), (TIMESTAMP, timestamp), (SIGNATURE, signature)];
        if let Some((name, _)) = headers.into_iter().find(|(_, value)| value.is_empty()) {
            return Err(SignatureError::Missing(name));
        }
        // An id without dots: what is signed can be read in one way only.
        let id = MessageId::parse(id.as_str()).map_err(|_| SignatureError::BadId)?;
        let digits = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent: u64 =
            timestamp.parse().ok().filter(|_| digits).ok_or(SignatureError::BadTimestamp)?;
        let seconds = now.0 / 1000;
        if sent.abs_diff(seconds) > TOLERANCE_S {
            return Err(if sent < seconds { SignatureError::Old } else { SignatureError::Early });
        }
        let mac = self.over(id.as_str(), timestamp, body);
        // Compared in constant time; how many there are is no secret.
        let ours = signature
            .split(' ')
            .filter_map(|one| BASE64.decode(one.strip_prefix("v1,")?.as_bytes()).ok())
            .take(MOST_SIGNATURES)
            .any(|code| mac.clone().verify_slice(&code).is_ok());
        if ours { Ok(id) } else { Err(SignatureError::Wrong) }
    }

    fn over(&self, id: &str, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac
    }
}

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureError {
    /// The site has no own bot, or no secret for it.
    NotSetUp,
    /// This header is missing.
    Missing(&'static str),
    /// The id is no id.
    BadId,
    /// The time is no whole number of seconds.
    BadTimestamp,
    /// It was sent too long ago.
    Old,
    /// It is to be sent in the future.
    Early,
    /// No signature is the key's, over just this.
    Wrong,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSetUp => f.write_str(
                "The site has no bot of its own. Set `[bot.webhook]` in site.toml, and its secret with `cargo xtask secret SITE URL webhook`.",
            ),
            Self::Missing(name) => write!(f, "The header `{name}` is missing."),
            Self::BadId => write!(f, "`{ID}` has 1 to 64 letters, digits, '-' and '_'."),
            Self::BadTimestamp => {
                write!(f, "`{TIMESTAMP}` is a whole number of seconds since 1970.")
            }
            Self::Old => f.write_str(
                "The message was signed more than five minutes ago. Sign each attempt anew, and check your server's clock.",
            ),
            Self::Early => f.write_str(
                "The message is signed for more than five minutes from now. Check your server's clock; the time is in seconds.",
            ),
            Self::Wrong => write!(
                f,
                "`{SIGNATURE}` is wrong. It is `v1,` and the base 64 of HMAC-SHA256 over id, '.', timestamp, '.' and the body as it is sent, under the site's webhook secret."
            ),
        }
    }
}

impl std::error::Error for SignatureError {}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_674_087_231_000);
    const BODY: &str = r#"{"text":"Hello"}"#;

    fn key(secret: &str) -> Key {
        Key::new(secret).unwrap()
    }

    fn signed() -> Signed {
        key("a secret").sign(&MessageId::parse("msg_1").unwrap(), NOW, BODY)
    }

    fn judged(signed: &Signed, body: &str, now: Millis) -> Result<String, SignatureError> {
        let id = key("a secret").verify(signed, body.as_bytes(), now)?;
        Ok(id.as_str().to_owned())
    }

    #[test]
    fn what_was_signed_is_believed_for_five_minutes() {
        assert_eq!(signed().timestamp, "1674087231");
        for now in [NOW, NOW.plus(300_000), Millis(NOW.0 - 300_000)] {
            assert_eq!(judged(&signed(), BODY, now), Ok("msg_1".to_owned()));
        }
        assert_eq!(judged(&signed(), BODY, NOW.plus(301_000)), Err(SignatureError::Old));
        let early = Millis(NOW.0 - 301_000);
        assert_eq!(judged(&signed(), BODY, early), Err(SignatureError::Early));
    }

    /// Computed with OpenSSL: `printf 'msg_1.1674087231.{"text":"Hello"}' | openssl dgst -sha256 -hmac 'a secret'`.
    #[test]
    fn a_signature_is_the_conventions() {
        assert_eq!(signed().signature, "v1,Qh1AVJlgT/Jvwj1GNn+9TiMu/z6atvqpzHWT0L6ZIv4=");
        let encoded = key("whsec_YSBzZWNyZXQ=");
        let id = MessageId::parse("msg_1").unwrap();
        assert_eq!(encoded.sign(&id, NOW, BODY), signed(), "the same bytes, written in base 64");
    }

    #[test]
    fn anything_changed_is_refused() {
        let tampered = r#"{"text":"Hullo"}"#;
        assert_eq!(judged(&signed(), tampered, NOW), Err(SignatureError::Wrong));
        let wrong = |change: &dyn Fn(&mut Signed)| {
            let mut signed = signed();
            change(&mut signed);
            judged(&signed, BODY, NOW)
        };
        assert_eq!(wrong(&|it| it.id = "msg_2".to_owned()), Err(SignatureError::Wrong));
        let fresh = |it: &mut Signed| it.timestamp = "1674087232".to_owned();
        assert_eq!(wrong(&fresh), Err(SignatureError::Wrong), "an old message, made young");
        for text in ["", "v1,", "v1", "v2,AAAA", "v1,AAAA", "v1,not base 64", "none", "V1,x"] {
            let end = wrong(&|it| it.signature = text.to_owned());
            let missing = Err(SignatureError::Missing(SIGNATURE));
            assert_eq!(end, if text.is_empty() { missing } else { Err(SignatureError::Wrong) });
        }
        let cut = |it: &mut Signed| it.signature.truncate(30);
        assert_eq!(wrong(&cut), Err(SignatureError::Wrong));
    }

    #[test]
    fn another_secret_signs_for_nobody_here() {
        for secret in ["another secret", "a secret ", "A secret", "whsec_YSBzZWNyZXR0"] {
            let foreign = key(secret).sign(&MessageId::parse("msg_1").unwrap(), NOW, BODY);
            assert_eq!(judged(&foreign, BODY, NOW), Err(SignatureError::Wrong), "{secret}");
        }
        for bad in ["", "whsec_", "whsec_%%%"] {
            assert!(Key::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_header_that_is_missing_or_malformed_is_named() {
        let with = |change: &dyn Fn(&mut Signed)| {
            let mut signed = signed();
            change(&mut signed);
            judged(&signed, BODY, NOW).unwrap_err()
        };
        assert_eq!(with(&|it| it.id.clear()), SignatureError::Missing(ID));
        assert_eq!(with(&|it| it.timestamp.clear()), SignatureError::Missing(TIMESTAMP));
        for time in ["soon", "1e9", "+1674087231", "-1", " 1674087231", "1674087231000"] {
            let end = with(&|it| it.timestamp = time.to_owned());
            let known = [SignatureError::BadTimestamp, SignatureError::Early];
            assert!(known.contains(&end), "{time}: {end:?}");
        }
        for id in ["a.b", "a b", "ü", &"x".repeat(65)] {
            assert_eq!(with(&|it| it.id = id.to_owned()), SignatureError::BadId, "{id}");
        }
    }

    #[test]
    fn a_part_of_the_body_can_not_move_into_the_headers() {
        // Signed: `msg_1.1674087231.7.{}`; read another way it would be a later time.
        let id = MessageId::parse("msg_1").unwrap();
        let mut moved = key("a secret").sign(&id, NOW, "7.{}");
        moved.id = "msg_1.1674087231".to_owned();
        moved.timestamp = "7".to_owned();
        assert_eq!(judged(&moved, "{}", Millis(7_000)), Err(SignatureError::BadId));
    }

    #[test]
    fn one_right_signature_among_several_is_enough() {
        let mut both = signed();
        let old = key("the old one").sign(&MessageId::parse("msg_1").unwrap(), NOW, BODY);
        both.signature = format!("v1a,xx {} {}", old.signature, both.signature);
        assert!(judged(&both, BODY, NOW).is_ok());
        let mut many = signed();
        many.signature = format!("{}{}", "v1,AAAA ".repeat(8), many.signature);
        assert_eq!(judged(&many, BODY, NOW), Err(SignatureError::Wrong));
    }
}
