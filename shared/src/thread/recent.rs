//! What a thread's server end remembers of its newest entries: a cache, rebuilt from them whenever
//! the thread wakes (invariant 9).

use super::circles::Circles;
use crate::customer::{Person, Visit};
use crate::entry::{Author, Body, Entry, Outcome};
use crate::id::{Confidence, MessageId, Seq};
use crate::trigger::{
    Assessment, Decision, Priority, Traits, Trigger, TriggerEngine, TriggerState, Turn,
};
use std::collections::VecDeque;

/// How many client message ids are remembered: more than a client has on their way at once.
const SENT: usize = 256;

/// Most reasons of earlier offers that a handoff passes on.
const MOST_OFFERED: usize = 6;

/// What the log remembers of the newest entries.
#[derive(Debug, Clone, Default)]
pub(super) struct Recent {
    trigger: TriggerState,
    /// Why a person is to be offered beneath the bot's next answer.
    pub offer: Vec<Trigger>,
    /// Why a person was offered since the owner last changed; what a handoff then passes on.
    pub offered: Vec<Trigger>,
    /// The newest words of the customer.
    pub question: Option<(Seq, String)>,
    /// The newest entry of the customer that the bot has answered.
    pub answered: Seq,
    /// The newest answer, while the customer has not said whether it helped.
    pub unrated: Option<Seq>,
    /// The newest question for a fact, while it can be skipped.
    pub asked: Option<Seq>,
    /// The type of issue that was clearest in the conversation at hand.
    pub issue: Option<String>,
    issue_sure: Confidence,
    /// The most pressing that anything in the conversation at hand has been.
    pub priority: Priority,
    /// The customer's newest mood, in thousandths from -1000 to 1000.
    pub mood: i16,
    /// The entry by which an agent resolved the thread, while the customer can say how it was.
    pub resolved: Option<Seq>,
    /// Where the customer last wrote from.
    pub visit: Option<Visit>,
    /// Whether bot and customer get anywhere.
    pub circles: Circles,
    /// Who the customer is, as far as it counts for detection.
    traits: Traits,
    /// Who sent which id, ascending; complete after `sent_after`.
    sent: VecDeque<(Seq, Author, MessageId)>,
    sent_after: Seq,
}

impl Recent {
    /// What `entries`, the newest of a thread, leave behind.
    ///
    /// `person` is who the site said the customer is.
    pub fn rebuild(engine: &TriggerEngine, person: Option<&Person>, entries: &[Entry]) -> Self {
        let before = entries.first().map_or(0, |first| first.seq.0 - 1);
        let mut recent = Self { sent_after: Seq(before), ..Self::default() };
        if let Some(person) = person {
            recent.know(person);
        }
        for entry in entries {
            recent.observe(engine, entry);
        }
        recent
    }

    /// Takes in the thread's next entry and says what the trigger engine makes of it.
    pub fn observe(&mut self, engine: &TriggerEngine, entry: &Entry) -> Assessment {
        self.remember(entry);
        self.circles.observe(entry);
        match (&entry.author, &entry.body) {
            (Author::Customer, Body::Rated { .. }) => self.unrated = None,
            (Author::Customer, Body::Skipped { .. }) => self.asked = None,
            (Author::Customer, Body::Surveyed { .. }) => self.resolved = None,
            // What was said to be handed off is not the bot's to answer afterwards.
            (Author::Customer, Body::WaitCancelled | Body::HelpWanted) => self.settle(),
            (Author::Customer, Body::AddressLeft { .. }) => {}
            (Author::Customer, body) => {
                self.question = Some((entry.seq, customer_words(body)));
                if let Body::Text { visit: Some(visit), .. } = body {
                    self.traits.page = visit.path().map(str::to_owned);
                    self.visit = Some(Visit::clone(visit));
                }
            }
            (_, Body::Answer(answer)) => {
                self.answered = self.answered.max(answer.reply_to);
                self.unrated = Some(entry.seq);
            }
            (_, Body::Asked(_)) => self.asked = Some(entry.seq),
            (_, Body::Identified(person)) => self.know(person),
            (_, Body::HandoffRequested(_)) => (self.unrated, self.resolved) = (None, None),
            (_, Body::AgentJoined) => (self.unrated, self.asked) = (None, None),
            // What was said to a human is not the bot's to answer afterwards.
            (_, Body::HandedBack { outcome }) => {
                self.settle();
                self.resolved = (*outcome == Outcome::Resolved).then_some(entry.seq);
                (self.issue, self.issue_sure) = (None, Confidence::NONE);
                self.priority = Priority::Normal;
            }
            _ => {}
        }
        let turn = Turn::of(entry);
        let assessment = engine.observe(&mut self.trigger, &turn, &self.traits);
        self.note_offer(&turn, &assessment);
        if let Turn::Said { .. } = turn {
            self.priority = self.priority.max(assessment.priority);
            self.mood = assessment.sentiment.score;
        }
        if let Some(issue) = assessment.issue.as_ref().filter(|issue| issue.known)
            && issue.confidence >= self.issue_sure
        {
            (self.issue, self.issue_sure) = (Some(issue.label.name().to_owned()), issue.confidence);
        }
        assessment
    }

    /// The customer's newest words wait for no answer of the bot's.
    fn settle(&mut self) {
        self.answered = self.question.as_ref().map_or(self.answered, |(seq, _)| *seq);
    }

    /// The site vouches for `person`.
    pub fn know(&mut self, person: &Person) {
        (self.traits.tiers, self.traits.value) = (person.tiers(), person.value());
    }

    /// Remembers what is offered and why: once, and until the owner changes.
    fn note_offer(&mut self, turn: &Turn<'_>, assessment: &Assessment) {
        match turn {
            Turn::Passed => {
                self.offer.clear();
                self.offered.clear();
            }
            Turn::Said { .. }
                if assessment.decision == Decision::Offer && self.offered.is_empty() =>
            {
                self.offer.clone_from(&assessment.triggers);
            }
            Turn::Answered { offered: true, .. } => {
                self.offered.append(&mut self.offer);
                if assessment.decision == Decision::Offer {
                    self.offered.extend(assessment.triggers.iter().cloned());
                }
                self.offered.truncate(MOST_OFFERED);
            }
            _ => {}
        }
    }

    /// The entry after `after` that `author` sent as `id`, if there is one; `Err` when memory does
    /// not reach back so far, and the store must be asked.
    pub fn find(
        &self,
        author: &Author,
        id: &MessageId,
        after: Seq,
    ) -> Result<Option<Seq>, Forgotten> {
        if after < self.sent_after {
            return Err(Forgotten);
        }
        let later = self.sent.iter().rev().take_while(|(seq, ..)| *seq > after);
        let mut same = later.filter(|(_, by, known)| known == id && by.same_hand(author));
        Ok(same.next().map(|(seq, ..)| *seq))
    }

    fn remember(&mut self, entry: &Entry) {
        let Some(id) = &entry.id else { return };
        self.sent.push_back((entry.seq, entry.author.clone(), id.clone()));
        if self.sent.len() > SENT
            && let Some((seq, ..)) = self.sent.pop_front()
        {
            self.sent_after = seq;
        }
    }
}

/// Memory does not reach back far enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Forgotten;

/// The words that a customer's entry stands for.
pub(super) fn customer_words(body: &Body) -> String {
    match body {
        Body::Text { text, .. } => text.clone(),
        _ => "Talk to a person".to_owned(),
    }
}
