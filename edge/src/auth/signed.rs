//! Claims sealed with a signature, random secrets, and comparison in constant time.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::fmt;

/// Fewest bytes of a signing secret.
pub const MIN_SECRET_LEN: usize = 32;

/// Why nothing can be signed or checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealError {
    /// The secret has fewer than [`MIN_SECRET_LEN`] bytes.
    ShortSecret,
    /// The runtime has no random source.
    NoRandomness,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ShortSecret => "BATON_SECRET needs at least 32 bytes",
            Self::NoRandomness => "the runtime has no random source",
        })
    }
}

impl std::error::Error for SealError {}

/// Signs and checks claims of one kind.
pub struct Signer {
    mac: Hmac<Sha256>,
}

impl Signer {
    /// A signer for claims called `label`.
    pub fn new(secret: &str, label: &str) -> Result<Self, SealError> {
        if secret.len() < MIN_SECRET_LEN {
            return Err(SealError::ShortSecret);
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
            .map_err(|_| SealError::ShortSecret)?;
        mac.update(label.as_bytes());
        mac.update(&[0]);
        Ok(Self { mac })
    }

    /// `claim` and its signature, as `payload.signature` in URL-safe base 64.
    pub fn seal<T: Serialize>(&self, claim: &T) -> String {
        let payload = BASE64URL_NOPAD.encode(&serde_json::to_vec(claim).unwrap_or_default());
        let mut mac = self.mac.clone();
        mac.update(payload.as_bytes());
        let signature = BASE64URL_NOPAD.encode(&mac.finalize().into_bytes());
        format!("{payload}.{signature}")
    }

    /// The claim in `sealed`, if its signature is ours.
    pub fn open<T: DeserializeOwned>(&self, sealed: &str) -> Option<T> {
        let (payload, signature) = sealed.split_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        let mut mac = self.mac.clone();
        mac.update(payload.as_bytes());
        mac.verify_slice(&signature).ok()?;
        let payload = BASE64URL_NOPAD.decode(payload.as_bytes()).ok()?;
        serde_json::from_slice(&payload).ok()
    }
}

/// 256 random bits, as 64 hexadecimal digits.
pub fn random_token() -> Result<String, SealError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| SealError::NoRandomness)?;
    Ok(HEXLOWER.encode(&bytes))
}

/// What is kept of a secret: its SHA-256. A stolen database signs nobody in.
pub fn fingerprint(secret: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(secret.as_bytes()))
}

/// Whether two secrets are the same, in a time that doesn't tell how much of them is.
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (Sha256::digest(a.as_bytes()), Sha256::digest(b.as_bytes()));
    a.iter().zip(b.iter()).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_sealed_claim_opens_only_unchanged_and_under_its_own_label() {
        let visitor = Signer::new(SECRET, "visitor").unwrap();
        let sealed = visitor.seal(&("demo", 7));
        assert_eq!(visitor.open::<(String, u32)>(&sealed), Some(("demo".to_owned(), 7)));
        let agent = Signer::new(SECRET, "agent").unwrap();
        assert_eq!(agent.open::<(String, u32)>(&sealed), None);
        for at in 0..sealed.len() {
            let mut forged = sealed.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            if forged != sealed {
                // The last digit of unpadded base 64 has spare bits; a changed spare bit is refused too.
                assert_eq!(visitor.open::<(String, u32)>(&forged), None, "byte {at}");
            }
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert_eq!(Signer::new("short", "visitor").err(), Some(SealError::ShortSecret));
    }
}
