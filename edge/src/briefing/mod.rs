//! The briefing: a thread's entries, read for the agent who is about to answer.
//!
//! A [`Case`] takes in the entries of a thread and can say at any moment what they come to, as a
//! [`Briefing`]. Deterministic, and every line names its entries. It is a reading of the log, not a
//! part of it: lost with the memory it is in, and made again from the same entries.

mod attempts;
mod conversation;
mod facts;
mod mood;
mod next;
mod pressing;
mod summary;
mod why;

use crate::bot::Retrieval;
use baton_shared::briefing::{Briefing, Earlier, Issue, Quote, Who};
use baton_shared::context::{Fields, Told};
use baton_shared::customer::{Person, Visit};
use baton_shared::entry::{Author, Behaviour, Body, Entry};
use baton_shared::id::Seq;
use baton_shared::site::SiteSettings;
use baton_shared::trigger::{
    Assessment, Traits, TriggerEngine, TriggerSettings, TriggerState, Turn,
};
use conversation::{current, parting, words};

/// The newest entries that a case is made of: as many as a client gets at once.
pub const MOST_ENTRIES: u64 = baton_shared::protocol::MAX_BACKLOG;

/// Entries that are kept at least, once there have been so many.
const KEPT: usize = 300;

/// A thread, as far as it has been read.
pub struct Case {
    engine: TriggerEngine,
    state: TriggerState,
    traits: Traits,
    fields: Fields,
    told: Told,
    read: Vec<Read>,
    person: Option<(Seq, Person)>,
    visit: Option<(Seq, Visit)>,
}

/// An entry, and what the trigger engine makes of it.
struct Read {
    entry: Entry,
    finding: Assessment,
}

/// What a briefing says beside what the thread's entries hold.
pub struct Surroundings<'a> {
    /// The site.
    pub settings: &'a SiteSettings,
    /// Its knowledge.
    pub bot: &'a Retrieval,
    /// Other threads of the same person, newest first.
    pub earlier: Vec<Earlier>,
}

impl Case {
    /// A thread of `site` of which nothing has been read. `person` is who the site said the customer
    /// is before the first entry that will be read.
    pub fn new(site: &SiteSettings, person: Option<&Person>) -> Self {
        // What a single answer came to counts here, however many a site puts up with.
        let closely = TriggerSettings { failures: 1, ..site.card().trigger };
        let mut case = Self {
            engine: TriggerEngine::new(&closely),
            state: TriggerState::default(),
            traits: Traits::default(),
            fields: Fields::new(&site.facts),
            told: Told::default(),
            read: Vec::new(),
            person: None,
            visit: None,
        };
        if let Some(person) = person {
            case.know(Seq(1), person);
        }
        case
    }

    /// The newest entry it has read.
    pub fn head(&self) -> Option<Seq> {
        self.read.last().map(|read| read.entry.seq)
    }

    /// Reads the thread's next entry.
    pub fn take_in(&mut self, entry: Entry) {
        match &entry.body {
            Body::Identified(person) => self.know(entry.seq, person),
            Body::Text { visit: Some(visit), .. } => {
                self.traits.page = visit.path().map(str::to_owned);
                self.visit = Some((entry.seq, Visit::clone(visit)));
            }
            _ => {}
        }
        self.told.observe(&self.fields, &entry);
        let finding = self.engine.observe(&mut self.state, &Turn::of(&entry), &self.traits);
        self.read.push(Read { entry, finding });
        // However long an agent watches, what is looked through stays small.
        if self.read.len() > 2 * KEPT {
            self.read.drain(..KEPT);
        }
    }

    /// What its entries come to.
    pub fn briefing(&self, around: &Surroundings<'_>) -> Briefing {
        let now = current(&self.read);
        let why = why::newest(now, &self.read);
        let attempts = attempts::attempts(now);
        let issue = issue(now);
        let facts = facts::known(&self.fields, &self.told, self.person.as_ref());
        let asked = words(now).last().map_or("", |(_, text)| text);
        let tried: Vec<&str> = attempts
            .iter()
            .flat_map(|attempt| attempt.sources.iter().map(String::as_str))
            .collect();
        let mut briefing = Briefing {
            head: self.head().unwrap_or_default(),
            summary: Vec::new(),
            who: Who { person: self.person.clone(), visit: self.visit.clone() },
            came_with: self.came_with(now),
            missing: facts::missing(
                &self.fields,
                &self.told,
                &facts,
                self.person.as_ref(),
                issue.as_ref(),
            ),
            facts,
            next: next::steps(issue.as_ref(), asked, &tried, around),
            attempts,
            why,
            mood: mood::mood(now),
            priority: pressing::priority(now, &self.traits),
            seen: seen(now),
            before: self.read.iter().rev().filter_map(parting).collect(),
            earlier: around.earlier.clone(),
            begun: now.first().map(|read| read.entry.at),
            messages: u32::try_from(words(now).count()).unwrap_or(u32::MAX),
            issue,
        };
        briefing.summary = summary::lines(&briefing, now);
        briefing
    }

    fn know(&mut self, seq: Seq, person: &Person) {
        (self.traits.tiers, self.traits.value) = (person.tiers(), person.value());
        self.person = Some((seq, person.clone()));
    }

    /// What the conversation at hand began with, if its beginning has been read.
    fn came_with(&self, now: &[Read]) -> Option<Quote> {
        let whole = now.len() < self.read.len() || self.read.first()?.entry.seq == Seq(1);
        let (seq, text) = words(now).next().filter(|_| whole)?;
        Some(Quote::of(seq, text))
    }
}

/// The type of issue, where the customer's words were clearest about it.
fn issue(now: &[Read]) -> Option<Issue> {
    let known = now.iter().filter_map(|read| {
        let issue = read.finding.issue.as_ref().filter(|issue| issue.known)?;
        let name = issue.label.name().to_owned();
        Some(Issue { name, confidence: issue.confidence, seq: read.entry.seq })
    });
    known.max_by_key(|issue| (issue.name != "other", issue.confidence))
}

/// What the browser saw of the customer, each thing where it was seen last.
fn seen(now: &[Read]) -> Vec<(Seq, Behaviour)> {
    let last = |behaviour| {
        let saw = |read: &&Read| matches!(&read.entry.body, Body::Text { behaviour: seen, .. } if seen.contains(&behaviour));
        Some((now.iter().rev().find(saw)?.entry.seq, behaviour))
    };
    Behaviour::ALL.into_iter().filter_map(last).collect()
}

impl Read {
    /// Whether the customer wrote or chose it.
    fn is_customers(&self) -> bool {
        self.entry.author == Author::Customer
    }
}

#[cfg(test)]
mod tests;
