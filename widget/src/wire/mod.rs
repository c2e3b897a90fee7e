//! The protocol's JSON as a browser reads and writes it: the same bytes as the derived codec of
//! `baton_shared`, at a small part of its size.
//!
//! The derived code is generic over formats and buffers every tagged enum; in the customer's
//! download it weighed more than the rest of the panel. This is one parser to a tree, and one short
//! function per type. The golden files of `shared` hold both to the same bytes. What a newer edge
//! adds is ignored: fields, and trigger kinds this build has no name for.

mod desk;
mod json;
mod read;
mod read_entry;
mod routing;
mod write;

pub use desk::{read_desk_down, read_role, role_name, text_at, write_desk_up, write_texts};
pub use read::{read_decision, read_down, read_pending, read_site_card, read_visit};
pub use write::{write_pending, write_up};

#[cfg(test)]
mod tests;
