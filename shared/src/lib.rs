//! Everything both ends of a Baton thread must agree on.
//!
//! Ids, entries, the wire protocol, the thread's two state machines (the server's
//! [`thread::log::ThreadLog`] and the client's [`thread::replica::Replica`]), who owns a thread,
//! when to hand it off, what facts and secrets a message holds, and a site's settings. Nothing here
//! knows a clock, a random source, a socket or a disk: `now` and new ids are arguments, so the same
//! code runs in the browser, at the edge and in a simulated network.

pub mod briefing;
pub mod context;
pub mod customer;
pub mod desk;
pub mod entry;
pub mod events;
pub mod id;
pub mod protocol;
pub mod site;
pub mod thread;
pub mod trees;
pub mod trigger;
