//! What a desk makes of its threads' facts, the inbox and the line, and which thread a person goes
//! on in. Pure; the tables are in
//! [`crate::sql::desk`], the shell in [`crate::desk_do`].

mod inbox;
mod people;

pub use inbox::{RESOLVED_SHOWN, Row, apply, earlier};
pub use people::{Claim, Known, Settled, settle};
