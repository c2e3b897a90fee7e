//! The wire protocol: JSON text frames over one WebSocket per thread and client.
//!
//! # Versions
//!
//! A client offers the versions it speaks as WebSocket subprotocols ([`subprotocol`]); the edge
//! answers with the highest it knows too. Both ends keep the previous version working, so either
//! may be deployed first. Fields may be added with a default; anything else is a new version and a
//! new line here, and changes the bytes in `tests/golden`.
//!
//! | version | what changed |
//! |---|---|
//! | 1 | the first: hello, send, typing, page, take, hand back; entries, acks, rejects, queue |
//! | 2 | customers rate answers and skip questions; entries that ask, rate, skip and identify; answers as they are written; briefings; a card may hold `facts`. For version 1 such entries are put into its own words ([`Down::in_version`]) |
//! | 3 | a wait has a range and choices: cancel it, let the bot help, leave an address; transfers, releases and surveys; a desk's roster, offers and explanations. For older versions such entries are put into their own words |

mod codec;
pub mod desk;
mod down;
mod older;
mod up;

pub use codec::{DecodeError, decode, decode_up, encode};
pub use down::{Closed, Down, QueuePlace, Refusal, Rejection, WaitRange, Welcome, WhyClosed};
pub use up::{Message, Sensed, Up};

/// The version this build speaks.
pub const VERSION: u16 = 3;

/// The oldest version this build still understands.
pub const OLDEST_VERSION: u16 = 1;

/// Most bytes of one message's text.
pub const MAX_TEXT_BYTES: usize = 8 * 1024;

/// Most bytes of one frame from a client. Leaves room for JSON escapes around the longest text.
pub const MAX_FRAME_BYTES: usize = 32 * 1024;

/// Most entries that follow one `Hello` or answer one `Page`.
pub const MAX_BACKLOG: u64 = 500;

/// Entries that a client without history gets first.
pub const TAIL: u64 = 50;

/// Most characters of the note that goes with a transfer.
pub const MAX_NOTE_CHARS: usize = 1000;

/// How far behind the log's end a message's `after` may be. See [`Up::Send`].
pub const MAX_RESEND_WINDOW: u64 = 10_000;

/// What a client sends to keep a connection known to be alive; the edge answers [`PONG`] without
/// waking the thread.
pub const PING: &str = "ping";
/// The answer to [`PING`].
pub const PONG: &str = "pong";

/// The WebSocket subprotocol that names `version`.
pub fn subprotocol(version: u16) -> String {
    format!("baton.v{version}")
}

/// Everything this build can speak, as subprotocols to offer, newest first.
pub fn subprotocols() -> Vec<String> {
    (OLDEST_VERSION..=VERSION).rev().map(subprotocol).collect()
}

/// Prefix of the WebSocket subprotocol that carries a visitor's token.
pub const TOKEN_SUBPROTOCOL: &str = "baton.token.";

/// The version to speak with a client that offers `subprotocols`: the highest both know.
pub fn negotiate<'a>(subprotocols: impl IntoIterator<Item = &'a str>) -> Option<u16> {
    subprotocols
        .into_iter()
        .filter_map(|name| name.trim().strip_prefix("baton.v")?.parse().ok())
        .filter(|version| (OLDEST_VERSION..=VERSION).contains(version))
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_common_version_is_spoken() {
        assert_eq!(negotiate(["baton.v1", "baton.token.x"]), Some(1));
        assert_eq!(negotiate(["baton.v1", "baton.v2"]), Some(2));
        assert_eq!(negotiate(["baton.v9", " baton.v1"]), Some(1));
        assert_eq!(negotiate(["baton.v9"]), None);
        assert_eq!(negotiate([]), None);
    }
}
