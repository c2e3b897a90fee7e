//! Frames to text and back. Whatever a peer sends ends as a value or a [`DecodeError`], never a
//! panic.

use super::{MAX_FRAME_BYTES, Refusal, Up};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;

/// Why a frame can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// It has more than [`MAX_FRAME_BYTES`].
    TooLarge,
    /// It is not JSON of this protocol.
    Malformed(String),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "a frame has at most {MAX_FRAME_BYTES} bytes"),
            Self::Malformed(detail) => write!(f, "not a frame of this protocol: {detail}"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::TooLarge => {
                Self::TooLarge { limit: u32::try_from(MAX_FRAME_BYTES).unwrap_or(u32::MAX) }
            }
            DecodeError::Malformed(detail) => Self::Malformed { detail },
        }
    }
}

fn malformed(error: &serde_json::Error) -> DecodeError {
    DecodeError::Malformed(error.to_string())
}

/// Reads a client's frame. Size is checked before anything is parsed.
pub fn decode_up(text: &str) -> Result<Up, DecodeError> {
    if text.len() > MAX_FRAME_BYTES {
        return Err(DecodeError::TooLarge);
    }
    decode(text)
}

/// Reads any other frame.
pub fn decode<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    serde_json::from_str(text).map_err(|error| malformed(&error))
}

/// Writes a frame. No frame type has a shape that JSON can't hold.
pub fn encode<T: Serialize>(frame: &T) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}
