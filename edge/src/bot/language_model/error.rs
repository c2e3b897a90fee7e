//! Why there is no answer from the language model. Nothing here repeats what a server, a model or a
//! customer wrote: it ends up in logs.

use std::fmt;

/// Why a reply of the language model can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelError {
    /// It took longer than the site allows.
    Timeout,
    /// The server refused, with this HTTP status; also when it said so in the middle of a stream.
    Status(u16),
    /// The server could not be reached.
    Network,
    /// The stream ended before the reply did.
    BrokenStream,
    /// Something in the stream is not what the protocol says.
    MalformedFrame,
    /// A tool was called that there isn't, or with arguments that can't be read.
    MalformedToolCall,
    /// The model, or the filter before it, declined to answer.
    Refusal,
    /// The reply repeats its instructions.
    Leak,
    /// The reply claims to come from a human.
    Impersonation,
    /// The reply has no words.
    Empty,
    /// The reply, or a part of it, is longer than anything useful.
    TooLong,
}

impl ModelError {
    /// The error that an HTTP status stands for, if it stands for one.
    pub const fn from_status(status: u16) -> Option<Self> {
        match status {
            200..=299 => None,
            408 | 504 => Some(Self::Timeout),
            _ => Some(Self::Status(status)),
        }
    }

    /// Whether the same request may well succeed if it is made again.
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::Status(status) => status == 429 || status >= 500,
            Self::Network | Self::BrokenStream => true,
            Self::Timeout
            | Self::MalformedFrame
            | Self::MalformedToolCall
            | Self::Refusal
            | Self::Leak
            | Self::Impersonation
            | Self::Empty
            | Self::TooLong => false,
        }
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = match self {
            Self::Status(status) => return write!(f, "the model's server answered {status}"),
            Self::Timeout => "the model took too long",
            Self::Network => "the model's server could not be reached",
            Self::BrokenStream => "the model's reply broke off",
            Self::MalformedFrame => "the model's server sent something that is no reply",
            Self::MalformedToolCall => "the model called a tool in a way that can't be read",
            Self::Refusal => "the model declined to answer",
            Self::Leak => "the model's reply repeats its instructions",
            Self::Impersonation => "the model's reply claims to come from a human",
            Self::Empty => "the model's reply has no words",
            Self::TooLong => "the model's reply is too long",
        };
        f.write_str(said)
    }
}

impl std::error::Error for ModelError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_or_failing_server_may_be_asked_again_and_a_refusing_one_not() {
        for (status, again) in [(400, false), (401, false), (404, false), (429, true), (503, true)]
        {
            let error = ModelError::from_status(status).unwrap();
            assert_eq!(error.is_retryable(), again, "{error}");
        }
        assert_eq!(ModelError::from_status(200), None);
        assert!(!ModelError::from_status(504).unwrap().is_retryable(), "the time is spent");
        assert!(ModelError::Network.is_retryable() && !ModelError::Leak.is_retryable());
    }
}
