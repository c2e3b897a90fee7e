//! While the customer waits: asks for what the agent will need and nobody has told yet, one thing at a
//! time, never twice.

use super::{Effect, ThreadLog};
use crate::context::{Captured, Told};
use crate::entry::{Asked, Author, Body, Entry};
use crate::id::{Millis, Seq};
use crate::thread::ownership::Owner;
use crate::thread::store::LogStore;
use crate::trigger::Evidence;

/// How many of the newest entries are searched for what is known.
const LOOK_BACK: u64 = 200;

/// Most questions of one wait.
const MOST_QUESTIONS: usize = 3;

impl<S: LogStore> ThreadLog<S> {
    /// Asks for the next thing, if the thread waits, no question is open and something is missing.
    pub(super) fn inquire(
        &mut self,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        if self.state.ownership.owner != Owner::Queue {
            return Ok(());
        }
        let entries = self.store.entries_before(self.head.next(), LOOK_BACK)?;
        let told = Told::by(&self.fields, &entries);
        if told.waits() || asked_this_time(&entries) >= MOST_QUESTIONS {
            return Ok(());
        }
        let mut known = told.facts;
        known.extend(self.vouched());
        let skipped: Vec<&str> = told.skipped.iter().map(String::as_str).collect();
        let issue = self.recent()?.issue.clone();
        let Some(field) = self.fields.missing(issue.as_deref(), &known, &skipped) else {
            return Ok(());
        };
        let (field, question) = (field.name().to_owned(), field.question().into_owned());
        let asked = Body::Asked(Asked { field, question });
        self.append(Author::System, None, asked, now, effects)?;
        Ok(())
    }

    /// What the site vouches for, as facts that nobody has to tell.
    fn vouched(&self) -> Vec<Captured> {
        let Some(person) = &self.state.person else { return Vec::new() };
        let email = person.email.iter().map(|email| ("email", email));
        let traits = person.traits.iter().map(|said| (said.name.as_str(), &said.value));
        let fact = |(field, value): (&str, &String)| Captured {
            field: field.to_owned(),
            value: value.clone(),
            evidence: Evidence { seq: Seq(0), start: 0, end: 0 },
        };
        email.chain(traits).map(fact).collect()
    }
}

/// How many questions were asked since the thread began to wait.
fn asked_this_time(entries: &[Entry]) -> usize {
    let waiting =
        entries.iter().rev().take_while(|entry| !matches!(entry.body, Body::HandoffRequested(_)));
    waiting.filter(|entry| matches!(entry.body, Body::Asked(_))).count()
}
