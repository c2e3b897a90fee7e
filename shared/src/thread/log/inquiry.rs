//! While the customer waits: asks for what the agent will need and nobody has told yet, one thing at a
//! time, never twice.

use super::{Effect, ThreadLog};
use crate::context::{Field, Told};
use crate::entry::{Asked, Author, Body, Entry};
use crate::id::Millis;
use crate::thread::ownership::Owner;
use crate::thread::store::LogStore;

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
        if self.state.ownership.owner != Owner::QUEUE {
            return Ok(());
        }
        let entries = self.store.entries_before(self.head.next(), LOOK_BACK)?;
        let told = Told::by(&self.fields, &entries);
        if told.waits() || asked_this_time(&entries) >= MOST_QUESTIONS {
            return Ok(());
        }
        let issue = self.recent()?.issue.clone();
        let person = self.state.person.as_ref();
        let vouched = |name: &&str| person.is_some_and(|person| person.tells(name).is_some());
        let mut settled: Vec<&str> = told.skipped.iter().map(String::as_str).collect();
        settled.extend(self.fields.iter().map(Field::name).filter(vouched));
        let Some(field) = self.fields.missing(issue.as_deref(), &told.facts, &settled) else {
            return Ok(());
        };
        let (field, question) = (field.name().to_owned(), field.question().into_owned());
        let asked = Body::Asked(Asked { field, question });
        self.append(Author::System, None, asked, now, effects)?;
        Ok(())
    }
}

/// How many questions were asked since the thread began to wait.
fn asked_this_time(entries: &[Entry]) -> usize {
    let waiting =
        entries.iter().rev().take_while(|entry| !matches!(entry.body, Body::HandoffRequested(_)));
    waiting.filter(|entry| matches!(entry.body, Body::Asked(_))).count()
}
