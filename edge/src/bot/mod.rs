//! The bot: what answers first, and only from the owner's approved knowledge.
//!
//! [`Bot`] is the one shape every bot has, so that a language model or the owner's own webhook can
//! take the place of the built-in [`Retrieval`]. A bot knows nothing of who owns the thread: the
//! thread's log decides whether an answer may still be given.

mod blocks;
mod excerpt;
mod knowledge;
mod markdown;
mod retrieval;
pub mod search;
mod small_talk;

pub use knowledge::{Article, Knowledge, Section};
pub use markdown::{is_safe_link, sections};
pub use retrieval::Retrieval;

use baton_shared::entry::{Answer, Entry};
use baton_shared::thread::log::BotFailure;

/// Something that answers a customer.
pub trait Bot {
    /// The answer to `question`, with the bot's own confidence. Its `reply_to` is the thread's to
    /// set. An `Err` means that the bot failed technically, not that it does not know.
    fn answer(&self, question: &Question<'_>) -> impl Future<Output = Result<Answer, BotFailure>>;
}

/// What a bot is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The customer's words.
    pub text: &'a str,
    /// The thread's newest entries, oldest first. May or may not end with the question itself.
    pub recent: &'a [Entry],
}
