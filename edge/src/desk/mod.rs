//! What a desk makes of its threads' facts: the inbox, the line, who is asked for what, and which
//! thread a person goes on in. Pure; the tables are in [`crate::sql::desk`], the shell in
//! [`crate::desk_do`].

mod crew;
pub mod events;
pub mod hours;
mod inbox;
mod line;
mod matching;
pub mod need;
mod people;
pub mod roster;
pub mod router;
pub mod wait;

pub use inbox::{RESOLVED_SHOWN, Row, apply, earlier};
pub use people::{Claim, Known, Settled, settle};
pub use router::{Effect, InHand, Router, Waited, Waiting};
