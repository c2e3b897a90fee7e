//! What a site's owner entrusts to its desk: named secrets, checked when they come, never shown.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Fewest bytes of the secret that signs identities: as many as the signature has.
pub const MIN_IDENTITY_LEN: usize = 32;

/// Most bytes of any secret.
pub const MAX_SECRET_LEN: usize = 4096;

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretName {
    /// Signs what the site says of its visitors.
    Identity,
    /// Opens the language model's interface.
    LanguageModel,
    /// Signs what is sent to the site's own bot.
    Webhook,
    /// Signs the events that are sent to the owner's systems.
    Events,
}

impl SecretName {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Identity, Self::LanguageModel, Self::Webhook, Self::Events];

    /// As addresses and tables have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::LanguageModel => "language_model",
            Self::Webhook => "webhook",
            Self::Events => "events",
        }
    }

    /// The one called `name`.
    pub fn parse(name: &str) -> Result<Self, SecretError> {
        let found = Self::ALL.into_iter().find(|known| known.as_str() == name);
        found.ok_or(SecretError::UnknownName)
    }
}

/// A secret's value. It travels between objects and is kept by the desk; it prints as nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes `value` as the secret called `name`.
    pub fn new(name: SecretName, value: String) -> Result<Self, SecretError> {
        if value.trim().is_empty() {
            return Err(SecretError::Empty);
        }
        if name == SecretName::Identity && value.len() < MIN_IDENTITY_LEN {
            return Err(SecretError::Short);
        }
        if value.len() > MAX_SECRET_LEN {
            return Err(SecretError::Long);
        }
        if value.contains(char::is_control) {
            return Err(SecretError::Control);
        }
        Ok(Self(value))
    }

    /// What was kept.
    pub const fn kept(value: String) -> Self {
        Self(value)
    }

    /// The value, for whoever signs or presents it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a secret is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretError {
    /// No secret has that name.
    UnknownName,
    /// It has nothing in it.
    Empty,
    /// An identity secret with fewer than [`MIN_IDENTITY_LEN`] bytes can be guessed.
    Short,
    /// It has more than [`MAX_SECRET_LEN`] bytes.
    Long,
    /// It has a line break or another control character.
    Control,
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownName => {
                f.write_str("A secret is called identity, language_model, webhook or events.")
            }
            Self::Empty => f.write_str("The secret is empty. To remove it, use DELETE."),
            Self::Short => write!(
                f,
                "The identity secret needs at least {MIN_IDENTITY_LEN} bytes. `cargo xtask secret` makes one with --new."
            ),
            Self::Long => write!(f, "A secret has at most {MAX_SECRET_LEN} bytes."),
            Self::Control => f.write_str(
                "The secret has a line break or another control character in it. Send it on one line.",
            ),
        }
    }
}

impl std::error::Error for SecretError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_checked_when_it_comes() {
        let new = |name, value: &str| Secret::new(name, value.to_owned()).map(drop);
        let (identity, webhook) = (SecretName::Identity, SecretName::Webhook);
        assert_eq!(new(identity, &"x".repeat(32)), Ok(()));
        assert_eq!(new(identity, &"x".repeat(31)), Err(SecretError::Short));
        assert_eq!(new(webhook, "short"), Ok(()));
        assert_eq!(new(webhook, " "), Err(SecretError::Empty));
        assert_eq!(new(webhook, &"x".repeat(5000)), Err(SecretError::Long));
        assert_eq!(new(SecretName::LanguageModel, "sk-1\r\nx: y"), Err(SecretError::Control));
        assert_eq!(SecretName::parse("admin"), Err(SecretError::UnknownName));
        for name in SecretName::ALL {
            assert_eq!(SecretName::parse(name.as_str()), Ok(name));
            assert_eq!(serde_json::to_string(&name).unwrap(), format!("\"{}\"", name.as_str()));
        }
    }

    #[test]
    fn a_secret_is_never_printed() {
        let secret = Secret::new(SecretName::Webhook, "hush-hush".to_owned()).unwrap();
        assert!(!format!("{secret:?} {:?}", Some(&secret)).contains("hush"));
    }
}
