//! What the owner's own systems hear of: which event follows from which fact and what it says, and how
//! often it is posted before it is set aside as a dead letter.
//!
//! An event is made in the turn that applies its fact, so a fact makes it once (invariant 8). It is
//! delivered at least once: a delivery keeps its id and its body however often it is posted, and whoever
//! gets the same id twice has lost nothing by forgetting the second. Within a thread events are posted in
//! order; only one that was set aside and replayed comes after later ones.

mod delivery;
mod event;

pub use delivery::{DeadLetter, Delivery, Failure, MOST_DEAD, Next, Outcome, TIMEOUT_MS};
pub use event::Told;
