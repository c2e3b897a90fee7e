//! What a customer's words hold for whoever answers: facts such as an order number, secrets that
//! nobody needs to see, and whether a draft asks for what is already known.
//!
//! [`Fields`] is compiled once from a site's settings and reads messages; [`mask`] and
//! [`asked_for`] need no settings. Nothing here remembers a thread.

mod asked;
mod field;
mod fields;
mod find;
mod secret;
mod told;

pub use asked::asked_for;
pub use field::{ANY_ISSUE, BUILT_IN_FIELDS, FieldMistake, FieldSettings};
pub use fields::{Captured, Field, Fields, latest};
pub use find::whole_email;
pub use secret::mask;
pub use told::Told;
