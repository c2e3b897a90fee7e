//! The bot: what answers first, and only from the owner's approved knowledge.
//!
//! The built-in [`Retrieval`] answers by itself; a language model or the owner's own bot can take its
//! place. None knows who owns the thread: the thread's log decides whether an answer may still be
//! given.

mod blocks;
mod excerpt;
mod knowledge;
pub mod language_model;
mod markdown;
mod retold;
mod retrieval;
pub mod search;
mod small_talk;
pub mod webhook;

pub use knowledge::{Article, Knowledge, Section};
pub use markdown::{is_safe_link, sections};
pub use retrieval::Retrieval;

use baton_shared::entry::Entry;

/// What a bot is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The customer's words.
    pub text: &'a str,
    /// The thread's newest entries, oldest first. May or may not end with the question itself.
    pub recent: &'a [Entry],
}
