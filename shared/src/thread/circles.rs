//! Whether bot and customer get anywhere: answers that repeat, answers without end, and another bot at
//! the customer's end. Follows from the newest entries.

use crate::entry::{Answer, Author, Block, Body, Entry};
use crate::id::Millis;

/// A customer who replies sooner than this after an answer has hardly read it, in milliseconds.
const UNREAD_MS: u64 = 1_000;
/// Words shorter than this are typed or tapped that quickly, in bytes.
const TYPED: usize = 24;
/// So many such replies in a row are a program's.
const ECHOES: u8 = 8;

/// What has been going on since the owner last changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Circles {
    answers: u16,
    last: Option<(Millis, Vec<Block>)>,
    unread: u8,
}

impl Circles {
    /// Takes in the thread's next entry.
    pub fn observe(&mut self, entry: &Entry) {
        match (&entry.author, &entry.body) {
            (Author::Customer, Body::Text { text, .. }) => {
                let quick = |(at, _): &(Millis, _)| entry.at.since(*at) < UNREAD_MS;
                let unread = self.last.as_ref().is_some_and(quick) && text.len() >= TYPED;
                self.unread = if unread { self.unread.saturating_add(1) } else { 0 };
            }
            (Author::Bot, Body::Answer(answer)) => {
                self.answers = self.answers.saturating_add(1);
                self.last = Some((entry.at, answer.blocks.clone()));
            }
            (_, body) if body.passes_on() => *self = Self::default(),
            _ => {}
        }
    }

    /// How many answers the bot has given.
    pub const fn answers(&self) -> u16 {
        self.answers
    }

    /// Whether `answer` only says again what the last one said. To say again that it doesn't know is
    /// a failure, which is counted elsewhere, and courtesies may repeat.
    pub fn repeats(&self, answer: &Answer) -> bool {
        let says = !answer.sources.is_empty() || !answer.choices.is_empty();
        says && self.last.as_ref().is_some_and(|(_, blocks)| *blocks == answer.blocks)
    }

    /// Whether the customer is most likely a program.
    pub const fn echo(&self) -> bool {
        self.unread >= ECHOES
    }
}
