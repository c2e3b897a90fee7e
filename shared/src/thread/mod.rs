//! The thread's state machines: [`log::ThreadLog`] at the edge, [`replica::Replica`] in a client.

pub mod backoff;
pub mod bridge;
mod circles;
pub mod fact;
pub mod link;
pub mod log;
pub mod outbox;
pub mod ownership;
mod recent;
pub mod replica;
pub mod store;
