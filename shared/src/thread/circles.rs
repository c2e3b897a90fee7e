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
    last: Option<Said>,
    unread: u8,
}

/// What an answer said.
#[derive(Debug, Clone)]
struct Said {
    at: Millis,
    blocks: Vec<Block>,
    choices: Vec<String>,
}

impl Circles {
    /// Takes in the thread's next entry.
    pub fn observe(&mut self, entry: &Entry) {
        match (&entry.author, &entry.body) {
            (Author::Customer, Body::Text { text, .. }) => {
                let quick = |said: &Said| entry.at.since(said.at) < UNREAD_MS;
                let unread = self.last.as_ref().is_some_and(quick) && text.len() >= TYPED;
                self.unread = if unread { self.unread.saturating_add(1) } else { 0 };
            }
            (Author::Bot, Body::Answer(answer)) => {
                self.answers = self.answers.saturating_add(1);
                let Answer { blocks, choices, .. } = answer;
                let (blocks, choices) = (blocks.clone(), choices.clone());
                self.last = Some(Said { at: entry.at, blocks, choices });
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
        let same = |said: &Said| said.blocks == answer.blocks && said.choices == answer.choices;
        says && self.last.as_ref().is_some_and(same)
    }

    /// Whether the customer is most likely a program.
    pub const fn echo(&self) -> bool {
        self.unread >= ECHOES
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Span;
    use crate::id::{Epoch, Seq};

    #[test]
    fn to_ask_back_about_something_else_is_no_repetition() {
        let asks = |choices: [&str; 2]| {
            let spans = vec![Span::plain("Which of these do you mean?")];
            let answer = Answer::of(Seq(1), vec![Block::Paragraph { spans }]);
            Answer { choices: choices.map(str::to_owned).to_vec(), ..answer }
        };
        let first = asks(["Orders", "Returns"]);
        let mut circles = Circles::default();
        circles.observe(&Entry {
            seq: Seq(2),
            at: Millis(0),
            epoch: Epoch(0),
            author: Author::Bot,
            id: None,
            body: Body::Answer(first.clone()),
        });
        assert!(circles.repeats(&first));
        assert!(!circles.repeats(&asks(["Accounts", "Passwords"])));
    }
}
