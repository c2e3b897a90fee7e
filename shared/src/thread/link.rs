//! A client's connection as a state machine: when to connect, when to give up, when to ask whether
//! the other end is still there.

use super::backoff::Backoff;
use crate::id::{Millis, Seq};
use crate::protocol::Refusal;

/// Longest wait for a connection or its greeting, in milliseconds.
pub const OPEN_TIMEOUT_MS: u64 = 10_000;
/// Silence after which a client asks whether the edge is there, in milliseconds.
pub const PING_AFTER_MS: u64 = 25_000;
/// Longest wait for the answer, in milliseconds.
pub const PONG_TIMEOUT_MS: u64 = 10_000;
/// After a wake-up (network back, page visible) even this short a silence is asked about.
const WAKE_SILENCE_MS: u64 = 3_000;

/// Where a connection stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Not connected; the next attempt comes at that time.
    Waiting {
        /// When.
        retry_at: Millis,
    },
    /// A connection is being made.
    Connecting {
        /// When to give up.
        until: Millis,
    },
    /// Connected; hello is said, `Welcome` has not come.
    Greeting {
        /// When to give up.
        until: Millis,
    },
    /// Entries up to `head` are still coming.
    CatchingUp {
        /// The entry at which the client has everything.
        head: Seq,
        /// When to give up.
        until: Millis,
    },
    /// Up to date.
    Live {
        /// When the edge was last heard.
        heard: Millis,
        /// When it was asked whether it is there, if it has not answered.
        asked: Option<Millis>,
    },
    /// Refused for good; only a reload with other credentials helps.
    Refused(Refusal),
}

/// What a connection needs done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Open a connection.
    Connect,
    /// Ask whether the other end is there.
    Ping,
    /// Close; it is as good as gone.
    Abandon,
}

impl Link {
    /// When [`Link::tick`] next has something to do.
    pub fn deadline(&self) -> Option<Millis> {
        match self {
            Self::Waiting { retry_at } => Some(*retry_at),
            Self::Connecting { until }
            | Self::Greeting { until }
            | Self::CatchingUp { until, .. } => Some(*until),
            Self::Live { asked: Some(asked), .. } => Some(asked.plus(PONG_TIMEOUT_MS)),
            Self::Live { heard, asked: None } => Some(heard.plus(PING_AFTER_MS)),
            Self::Refused(_) => None,
        }
    }

    /// What is due at `now`.
    pub fn tick(&mut self, now: Millis) -> Option<Need> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return None;
        }
        match self {
            Self::Waiting { .. } => {
                *self = Self::Connecting { until: now.plus(OPEN_TIMEOUT_MS) };
                Some(Need::Connect)
            }
            Self::Live { asked: asked @ None, .. } => {
                *asked = Some(now);
                Some(Need::Ping)
            }
            _ => Some(Need::Abandon),
        }
    }

    /// The network may be back: don't wait for the next deadline.
    pub fn wake(&mut self, now: Millis) -> Option<Need> {
        match self {
            Self::Waiting { retry_at } => {
                *retry_at = now;
                self.tick(now)
            }
            Self::Live { heard, asked: asked @ None } if now.since(*heard) >= WAKE_SILENCE_MS => {
                *asked = Some(now);
                Some(Need::Ping)
            }
            _ => None,
        }
    }

    /// Something came from the edge.
    pub fn heard(&mut self, now: Millis) {
        if let Self::Live { heard, asked } = self {
            (*heard, *asked) = (now, None);
        }
    }

    /// The connection is gone; the next attempt follows `backoff`.
    pub fn lost(&mut self, backoff: &mut Backoff, now: Millis, random: u32) {
        if !matches!(self, Self::Refused(_)) {
            *self = Self::Waiting { retry_at: now.plus(backoff.failed(random)) };
        }
    }
}
