//! Names and counters. Every id is checked once, where it enters; past that point its type is the
//! proof that it is short and free of characters with a meaning elsewhere (paths, SQL, HTML).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest id accepted, in bytes.
pub const MAX_ID_LEN: usize = 64;

/// Why a string is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdError {
    /// It has no characters.
    Empty,
    /// It has more than [`MAX_ID_LEN`] bytes.
    TooLong,
    /// It has a character other than ASCII letters, digits, `-` and `_`.
    BadCharacter,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an id can't be empty",
            Self::TooLong => "an id has at most 64 characters",
            Self::BadCharacter => "an id has only letters, digits, '-' and '_'",
        })
    }
}

impl std::error::Error for IdError {}

fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > MAX_ID_LEN {
        return Err(IdError::TooLong);
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.bytes().all(allowed) { Ok(()) } else { Err(IdError::BadCharacter) }
}

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `text` and takes it as an id.
            pub fn parse(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The id's characters.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

string_id! {
    /// A site: one owner's settings, knowledge, desk and threads.
    SiteId
}
string_id! {
    /// A conversation.
    ThreadId
}
string_id! {
    /// A browser that opened the widget.
    VisitorId
}
string_id! {
    /// A human who answers.
    AgentId
}
string_id! {
    /// A client message id: minted by the sender, repeated on every resend.
    MessageId
}

macro_rules! counter {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl $name {
            /// The one after this.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

counter! {
    /// An entry's place in its thread: dense, from 1. `Seq(0)` is "before the first entry".
    Seq
}
counter! {
    /// Grows by one with every change of a thread's owner, from 0.
    Epoch
}

/// Milliseconds since 1970-01-01 UTC.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub u64);

impl Millis {
    /// This moment and `ms` milliseconds more.
    #[must_use]
    pub const fn plus(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; 0 when `earlier` is later.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// How sure something is, in thousandths: 0 is never, 1000 is always. An integer, so that it is
/// the same on both ends and costs the browser no float formatting.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(from = "u16")]
pub struct Confidence(u16);

impl Confidence {
    /// Certain.
    pub const FULL: Self = Self(1000);
    /// No confidence at all.
    pub const NONE: Self = Self(0);

    /// From thousandths; anything above 1000 is 1000.
    pub const fn from_thousandths(thousandths: u16) -> Self {
        Self(if thousandths > 1000 { 1000 } else { thousandths })
    }

    /// In thousandths, 0–1000.
    pub const fn thousandths(self) -> u16 {
        self.0
    }
}

impl From<u16> for Confidence {
    fn from(thousandths: u16) -> Self {
        Self::from_thousandths(thousandths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_checked_where_it_enters() {
        assert_eq!(ThreadId::parse(""), Err(IdError::Empty));
        assert_eq!(ThreadId::parse("a/b"), Err(IdError::BadCharacter));
        assert_eq!(ThreadId::parse("x".repeat(65)), Err(IdError::TooLong));
        assert!(serde_json::from_str::<ThreadId>("\"../../etc\"").is_err());
        assert_eq!(ThreadId::parse("t_1-A").map(|id| id.to_string()), Ok("t_1-A".to_owned()));
    }
}
