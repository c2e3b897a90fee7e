//! What happens after an error: the model is asked once more, or the built-in bot answers. There is
//! no third way, so a customer is never left without an answer.

use super::error::ModelError;

/// Requests for one question, the first included.
const MOST_ATTEMPTS: u32 = 2;
/// Pause before asking a server again that has too much to do, in milliseconds.
const BUSY_MS: u32 = 1000;
/// Pause before asking any other again.
const SHORT_MS: u32 = 250;

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Ask the model again.
    Retry {
        /// After so many milliseconds.
        after_ms: u32,
    },
    /// Give the built-in bot's answer.
    BuiltIn,
}

/// What follows `error` on the `attempt`-th request, counted from 1. Once the customer has `shown`
/// words before them, a second reply would contradict the first, so there is none. A reply without
/// words is asked for again, too: a model may note a detail instead of answering, and the second
/// request doesn't offer it that (see [`super::Ask::body`]).
pub const fn next(error: ModelError, attempt: u32, shown: bool) -> Next {
    let worth_it = error.is_retryable() || matches!(error, ModelError::Empty);
    if !worth_it || shown || attempt >= MOST_ATTEMPTS {
        return Next::BuiltIn;
    }
    match error {
        ModelError::Status(429) => Next::Retry { after_ms: BUSY_MS },
        _ => Next::Retry { after_ms: SHORT_MS },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_is_tried_once_more() {
        let busy = next(ModelError::Status(429), 1, false);
        assert_eq!(busy, Next::Retry { after_ms: BUSY_MS });
        for error in [ModelError::Status(500), ModelError::Network, ModelError::BrokenStream] {
            assert_eq!(next(error, 1, false), Next::Retry { after_ms: SHORT_MS }, "{error}");
            assert_eq!(next(error, 2, false), Next::BuiltIn, "{error}");
        }
        assert_eq!(next(ModelError::Empty, 1, false), Next::Retry { after_ms: SHORT_MS });
    }

    #[test]
    fn nothing_is_asked_for_again_under_words_that_are_shown() {
        assert_eq!(next(ModelError::BrokenStream, 1, true), Next::BuiltIn);
    }

    #[test]
    fn what_would_only_happen_again_is_not_repeated() {
        for error in [
            ModelError::Timeout,
            ModelError::Status(401),
            ModelError::MalformedFrame,
            ModelError::MalformedToolCall,
            ModelError::Refusal,
            ModelError::Leak,
            ModelError::Impersonation,
            ModelError::TooLong,
        ] {
            assert_eq!(next(error, 1, false), Next::BuiltIn, "{error}");
        }
    }
}
