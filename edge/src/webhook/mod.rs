//! What every message to an owner's server has in common, whether it is a question to their own bot or
//! an event: how it is signed, and the request that carries it.

mod request;
mod signature;

pub use request::request;
pub use signature::{ID, Key, SIGNATURE, SignatureError, Signed, TIMESTAMP};
