//! What the customer's panel and the agents' console share: a thread's session, and the components
//! that show it.
//!
//! Two binaries stand on this library, `customer` and `agent`; neither's code is in the other, and a
//! third, `sense`, has the trigger engine alone. A
//! browser is asked for things in `browser` and `transport` alone, state lives in `session`, and
//! `thread` is markup over it.

pub mod behaviour;
pub mod browser;
pub mod element;
mod outbox;
mod sense;
pub mod session;
pub mod thread;
pub mod transport;
pub mod wire;
pub mod words;
