//! What an agent should know before the first word: the briefing that the edge sends, read and
//! shown. Every line of it leads to the entry it comes from.
//!
//! Only the words to mark in the transcript are found here, from its entries: see [`marks`].

mod address;
mod copy;
mod course;
mod facts;
mod happened;
mod link;
mod locale;
mod marks;
mod matter;
mod mood;
mod next;
mod passed_on;
mod read;
mod summary;
mod tried;
pub mod view;
mod who;

pub use marks::marks;
pub use read::read;
