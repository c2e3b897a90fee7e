//! What a thread's server end remembers of its newest entries: a cache, rebuilt from them whenever
//! the thread wakes (invariant 9).

use crate::entry::{Author, Body, Entry};
use crate::id::Seq;
use crate::trigger::{Assessment, TriggerEngine, TriggerState};

/// What the log remembers of the newest entries.
#[derive(Debug, Clone, Default)]
pub(super) struct Recent {
    trigger: TriggerState,
    /// The newest words of the customer.
    pub question: Option<(Seq, String)>,
    /// The newest entry of the customer that the bot has answered.
    pub answered: Seq,
}

impl Recent {
    /// What `entries`, the newest of a thread, leave behind.
    pub fn rebuild(engine: &TriggerEngine, entries: &[Entry]) -> Self {
        let mut recent = Self::default();
        for entry in entries {
            recent.observe(engine, entry);
        }
        recent
    }

    /// Takes in the thread's next entry and says what the trigger engine makes of it.
    pub fn observe(&mut self, engine: &TriggerEngine, entry: &Entry) -> Assessment {
        match (&entry.author, &entry.body) {
            (Author::Customer, body) => self.question = Some((entry.seq, customer_words(body))),
            (_, Body::Answer(answer)) => self.answered = self.answered.max(answer.reply_to),
            // What was said to a human is not the bot's to answer afterwards.
            (_, Body::HandedBack { .. }) => {
                self.answered = self.question.as_ref().map_or(self.answered, |(seq, _)| *seq);
            }
            _ => {}
        }
        engine.observe(&mut self.trigger, entry)
    }
}

/// The words that a customer's entry stands for.
pub(super) fn customer_words(body: &Body) -> String {
    match body {
        Body::Text { text } => text.clone(),
        _ => "Talk to a person".to_owned(),
    }
}
