//! One turn of a thread, as the engine reads it: borrowed from an entry of the log, or from anywhere
//! else a conversation is written down.

use crate::entry::{Answer, Author, Behaviour, Block, Body, Entry};
use crate::id::{Confidence, Millis, Seq};
use std::borrow::Cow;

/// A turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn<'a> {
    /// The customer wrote.
    Said {
        /// The entry.
        seq: Seq,
        /// When.
        at: Millis,
        /// The words.
        text: &'a str,
        /// What the browser saw meanwhile.
        behaviour: &'a [Behaviour],
    },
    /// The customer chose "Talk to a person".
    PersonRequested,
    /// The customer said by a tap whether the newest answer helped.
    Rated {
        /// Whether it did.
        helped: bool,
    },
    /// The bot answered.
    Answered {
        /// The entry.
        seq: Seq,
        /// The words.
        text: Cow<'a, str>,
        /// How sure it was; none when it didn't say.
        confidence: Option<Confidence>,
        /// Whether "Talk to a person" was offered beneath.
        offered: bool,
    },
    /// The owner changed: what came before is settled, or somebody else's now.
    Passed,
    /// Nothing that the engine reads.
    Other,
}

impl<'a> Turn<'a> {
    /// The turn that `entry` is.
    pub fn of(entry: &'a Entry) -> Self {
        match (&entry.author, &entry.body) {
            (Author::Customer, Body::Text { text, behaviour, .. }) => {
                Self::Said { seq: entry.seq, at: entry.at, text, behaviour }
            }
            (Author::Customer, Body::PersonRequested) => Self::PersonRequested,
            (Author::Customer, Body::Rated { helped, .. }) => Self::Rated { helped: *helped },
            (Author::Bot, Body::Answer(answer)) => Self::Answered {
                seq: entry.seq,
                text: Cow::Owned(plain_text(answer)),
                confidence: Some(answer.confidence),
                offered: answer.offer,
            },
            (_, body) if body.passes_on() => Self::Passed,
            _ => Self::Other,
        }
    }
}

/// An answer's words, without its structure.
pub fn plain_text(answer: &Answer) -> String {
    let mut text = String::new();
    let mut push = |part: &str| {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(part);
    };
    for block in &answer.blocks {
        match block {
            Block::Paragraph { spans } | Block::Heading { spans } => push(&joined(spans)),
            Block::List { items, .. } => items.iter().for_each(|item| push(&joined(item))),
            Block::Code { text } => push(text),
        }
    }
    text
}

fn joined(spans: &[crate::entry::Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// Who the customer is, as far as it counts for detection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// Verified tier or plan, in lower case; empty when unknown.
    pub tiers: Vec<String>,
    /// Verified value of the cart, contract or customer, in the site's currency.
    pub value: Option<u32>,
    /// The path of the page the customer is on.
    pub page: Option<String>,
}
