//! Who the customer is, as the site vouches: an entry each time that changes.

use super::{Effect, ThreadLog};
use crate::customer::Person;
use crate::entry::{Author, Body};
use crate::id::Millis;
use crate::thread::fact::{News, quote};
use crate::thread::store::LogStore;

impl<S: LogStore> ThreadLog<S> {
    /// Who the site last said the customer is.
    pub const fn person(&self) -> Option<&Person> {
        self.state.person.as_ref()
    }

    /// The site says that the customer is `person`. An `Err` is as in [`ThreadLog::handle`].
    pub fn identified(&mut self, person: Person, now: Millis) -> Result<Vec<Effect>, S::Error> {
        let mut effects = Vec::new();
        if self.state.person.as_ref() == Some(&person) {
            return Ok(effects);
        }
        self.state.person = Some(person.clone());
        self.append(Author::System, None, Body::Identified(person), now, &mut effects)?;
        // The desk hears of nobody who has not written.
        if self.state.announced {
            self.introduce(now, &mut effects)?;
        } else {
            self.store.save_state(&self.state)?;
        }
        Ok(effects)
    }

    /// Tells the desk who the customer is, if the site has said.
    pub(super) fn introduce(
        &mut self,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let Some(person) = &self.state.person else { return Ok(()) };
        let news = News::Identified { person: person.id.clone(), name: quote(person.called()) };
        self.tell_desk(news, now, effects)
    }
}
