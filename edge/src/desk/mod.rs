//! What a desk makes of its threads' facts: the inbox and the line. Pure; the tables are in
//! [`crate::sql::desk`], the shell in [`crate::desk_do`].

mod inbox;

pub use inbox::{RESOLVED_SHOWN, Row, apply};
