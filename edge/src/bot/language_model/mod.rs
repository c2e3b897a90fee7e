//! The language model: words the answer that the built-in search finds the passages for.
//!
//! Everything that decides, and no IO: [`Ask`] says what to post where, [`Reply`] reads the bytes that
//! come back, [`next`] says what follows an error. A model is never trusted: whatever it was talked
//! into, code checks that a reply gives away no instructions, claims no humanity, cites and links only
//! what was retrieved and states only what is there. What fails that is not an answer.

mod answer;
mod calls;
mod chunk;
mod citation;
mod error;
mod fence;
mod grounding;
mod guard;
mod passage;
mod policy;
mod posing;
mod prompt;
mod reply;
mod request;
mod shown;
mod stream;
mod thought;

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod fixture;

pub use error::ModelError;
pub use passage::Passage;
pub use policy::{Next, next};
pub use posing::claims_to_be_human;
pub use reply::{Outcome, Reply};

use super::search::Reader;
use super::{Question, Retrieval, small_talk};
use baton_shared::entry::{Author, Body, Entry};
use baton_shared::site::{LanguageModelSettings, SiteSettings};
use guard::Guard;
use posing::Posing;

/// A detail that the model may note when the customer mentions it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name, in letters, digits and `_`.
    pub name: &'a str,
    /// What customers call it.
    pub label: &'a str,
}

/// One question to the model.
pub struct Ask<'a> {
    site: &'a SiteSettings,
    model: &'a LanguageModelSettings,
    question: Question<'a>,
    passages: Vec<Passage>,
    fields: &'a [Field<'a>],
    canary: &'a str,
    reader: Reader,
}

impl<'a> Ask<'a> {
    /// Asks the site's model `question`, about what `bot` finds for it. `canary` is a random word of
    /// 12 or more letters and digits, new for every question, that gives away a reply which repeats
    /// its instructions. `None` when there is nothing to ask: the site has no model, or the built-in
    /// bot has its own reply, as to a greeting.
    pub fn new(
        site: &'a SiteSettings,
        bot: &Retrieval,
        question: Question<'a>,
        fields: &'a [Field<'a>],
        canary: &'a str,
    ) -> Option<Self> {
        let model = site.bot.language_model.as_ref()?;
        if small_talk::reply(question.text).is_some() {
            return None;
        }
        let passages = passage::passages(bot, &question);
        let reader = Reader::new(bot.knowledge().language());
        Some(Self { site, model, question, passages, fields, canary, reader })
    }

    /// Where to post.
    pub fn url(&self) -> String {
        request::url(&self.model.base_url)
    }

    /// What to post, as `application/json`, with the key as a bearer token. From the second `attempt`
    /// on, counted from 1, no details can be noted: some models do that instead of answering.
    pub fn body(&self, attempt: u32) -> String {
        request::body(self, attempt <= 1)
    }

    /// Reads the reply, which came with this status and `content-type`.
    pub fn reply(&self, status: u16, content_type: Option<&str>) -> Result<Reply<'_>, ModelError> {
        match ModelError::from_status(status) {
            Some(error) => Err(error),
            None => Ok(Reply::new(self, content_type)),
        }
    }

    /// The passages that are sent along.
    pub fn passages(&self) -> &[Passage] {
        &self.passages
    }

    fn guard(&self) -> Guard {
        let agents: Vec<&str> = self.agents().map(|(name, _)| name).collect();
        Guard::new(prompt::RULES, self.canary, Posing::new(&agents, &self.site.bot.name))
    }

    /// Everything the customer wrote, the question included.
    fn customer_words(&self) -> impl Iterator<Item = &'a str> {
        let said = |entry: &'a Entry| match (&entry.author, &entry.body) {
            (Author::Customer, Body::Text { text, .. }) => Some(text.as_str()),
            _ => None,
        };
        self.question.recent.iter().filter_map(said).chain([self.question.text])
    }

    /// Everything the agents wrote.
    fn agent_words(&self) -> impl Iterator<Item = &'a str> {
        self.agents().filter_map(|(_, text)| text)
    }

    /// The agents' entries: whose, and their words if it has any.
    fn agents(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        self.question.recent.iter().filter_map(|entry| match (&entry.author, &entry.body) {
            (Author::Agent(agent), Body::Text { text, .. }) => {
                Some((agent.name.as_str(), Some(text.as_str())))
            }
            (Author::Agent(agent), _) => Some((agent.name.as_str(), None)),
            _ => None,
        })
    }
}
