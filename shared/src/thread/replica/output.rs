//! What comes out of a [`super::Replica`].

use crate::id::MessageId;
use crate::protocol::{Rejection, Up};
use crate::thread::outbox::Pending;

/// What the shell around a replica must do, or may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Open a connection; report with `handle_open` or `handle_close`.
    Connect,
    /// Close the connection; no report expected.
    Disconnect,
    /// Send a frame.
    Transmit(Up),
    /// Send [`crate::protocol::PING`].
    Ping,
    /// Persist this until told to forget it.
    Store(Pending),
    /// It is in the log, or discarded.
    Forget(MessageId),
    /// Something that is shown has changed.
    Changed(Aspect),
    /// Taking or handing back was refused.
    Refused(Rejection),
    /// The bot's late answer was held back. Agents only.
    Withheld,
}

/// A part of the replica that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// The connection.
    Link,
    /// The log's end.
    Entries,
    /// Older entries were added at the log's beginning.
    Older,
    /// What is on its way.
    Outbox,
    /// Who owns the thread, or the welcome.
    Ownership,
    /// Who is typing.
    Typing,
    /// The place in the queue.
    Queue,
    /// What the bot is writing.
    Writing,
}
