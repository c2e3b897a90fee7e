//! Writes: recognised when they come again, judged, and carried out whole: the entry, the owner, the
//! fact for the desk. Nothing here answers or reads.

use super::{Effect, ThreadLog, Who};
use crate::context::mask;
use crate::customer::Visit;
use crate::entry::{AgentCard, Author, Behaviour, Body, Entry, Handoff, Outcome};
use crate::id::{Epoch, MessageId, Millis, Seq};
use crate::protocol::{Down, MAX_RESEND_WINDOW, MAX_TEXT_BYTES, Message, Rejection, Sensed};
use crate::thread::bridge;
use crate::thread::fact::{Fact, News, quote};
use crate::thread::ownership::{Change, Owner, Ownership};
use crate::thread::recent::{Forgotten, Recent, customer_words};
use crate::thread::store::LogStore;
use crate::trigger::{Assessment, Decision, Trigger, TriggerKind};

impl<S: LogStore> ThreadLog<S> {
    /// Runs `write` unless it has already happened: exactly one `Ack` or `Reject` per attempt
    /// (invariant 5), the first seq for a resend (invariant 2).
    pub(super) fn once(
        &mut self,
        who: &Who,
        Write { id, after }: Write,
        decide: impl FnOnce(&Self) -> Result<Plan, Rejection>,
        now: Millis,
    ) -> Result<Vec<Effect>, S::Error> {
        let author = who.author();
        self.recent()?;
        if after < self.head {
            if self.head.0 - after.0 > MAX_RESEND_WINDOW {
                let rejection = Rejection::TooFarBehind { head: self.head };
                return Ok(vec![Effect::Reply(Down::Reject { id, rejection })]);
            }
            let found = match self.recent()?.find(&author, &id, after) {
                Ok(found) => found,
                Err(Forgotten) => self.store.find(&author, &id, after)?,
            };
            if let Some(seq) = found {
                return Ok(vec![Effect::Reply(Down::Ack { id, seq })]);
            }
        }
        match decide(self) {
            Err(rejection) => Ok(vec![Effect::Reply(Down::Reject { id, rejection })]),
            Ok(plan) => {
                let mut effects = Vec::new();
                if let Plan::Change(..) = plan {
                    self.break_off(now, &mut effects)?;
                }
                let seq = self.head.next();
                effects.push(Effect::Reply(Down::Ack { id: id.clone(), seq }));
                self.carry_out(plan, author, id, now, &mut effects)?;
                Ok(effects)
            }
        }
    }

    pub(super) fn change_owner(
        &mut self,
        who: &Who,
        write: Write,
        epoch: Epoch,
        change: impl FnOnce(AgentCard) -> Change,
        now: Millis,
    ) -> Result<Vec<Effect>, S::Error> {
        let decide = |log: &Self| match who {
            Who::Customer => Err(Rejection::WrongRole),
            Who::Agent(agent) => {
                let change = change(agent.clone());
                log.state.ownership.after(&change, epoch).map(|next| Plan::Change(change, next))
            }
        };
        self.once(who, write, decide, now)
    }

    pub(super) fn say(
        &self,
        who: &Who,
        epoch: Option<Epoch>,
        message: Message,
        sensed: Option<&Sensed>,
    ) -> Result<Plan, Rejection> {
        let body = match message {
            Message::Text { text, behaviour, visit } => {
                let text = checked_text(text)?;
                // Only a customer's browser watches; and there are only so many kinds.
                let watched = *who == Who::Customer;
                let text = if watched { mask(&text).into_owned() } else { text };
                let behaviour = if watched { distinct(&behaviour) } else { Vec::new() };
                let visit = visit.filter(|_| watched).map(|visit| Box::new(visit.bounded()));
                Body::Text { text, behaviour, visit: visit.filter(|visit| self.is_news(visit)) }
            }
            Message::PersonRequested => Body::PersonRequested,
            Message::Rated { answer, helped } => {
                self.check_settled(|recent| recent.unrated == Some(answer))?;
                Body::Rated { answer, helped }
            }
            Message::Skipped { asked } => {
                self.check_settled(|recent| recent.asked == Some(asked))?;
                Body::Skipped { asked }
            }
        };
        match who {
            Who::Customer => {
                let sensed = sensed.is_some_and(|sensed| sensed.decision == Decision::HandOff);
                Ok(Plan::Customer { body, sensed })
            }
            Who::Agent(_) if !matches!(body, Body::Text { .. }) => Err(Rejection::WrongRole),
            Who::Agent(agent) => {
                let epoch = epoch.ok_or(Rejection::EpochMissing)?;
                self.state.ownership.check_agent(agent, epoch)?;
                Ok(Plan::Agent { body })
            }
        }
    }

    /// Whether `visit` differs from where the customer last wrote.
    fn is_news(&self, visit: &Visit) -> bool {
        self.recent.as_ref().is_none_or(|recent| recent.visit.as_ref() != Some(visit))
    }

    /// Whether what a customer's tap refers to is still `open`.
    fn check_settled(&self, open: impl FnOnce(&Recent) -> bool) -> Result<(), Rejection> {
        if self.recent.as_ref().is_some_and(open) { Ok(()) } else { Err(Rejection::Past) }
    }

    fn carry_out(
        &mut self,
        plan: Plan,
        author: Author,
        id: MessageId,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        match plan {
            Plan::Agent { body } => {
                self.append(author, Some(id), body, now, effects)?;
            }
            Plan::Change(change, next) => self.change(change, next, Some(id), now, effects)?,
            Plan::Customer { body, sensed } => {
                let preview = customer_words(&body);
                let verdict = self.append(author, Some(id), body, now, effects)?;
                if !self.state.announced {
                    self.state.announced = true;
                    self.tell_desk(News::Opened { preview: quote(&preview) }, now, effects)?;
                    self.introduce(now, effects)?;
                }
                if self.state.ownership.owner == Owner::Bot {
                    if self.recent()?.circles.echo() {
                        self.hand_off(Cause::failed(), now, effects)?;
                    } else if verdict.decision == Decision::HandOff {
                        let cause = Cause { sensed, ..Cause::of(verdict.triggers) };
                        self.hand_off(cause, now, effects)?;
                    } else if let Some(turn) = self.pending_turn()? {
                        effects.push(Effect::AskBot(turn));
                    }
                } else {
                    self.inquire(now, effects)?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn hand_off(
        &mut self,
        Cause { triggers, sensed, note }: Cause,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        self.break_off(now, effects)?;
        let Ok(next) = self.state.ownership.after(&Change::HandOff, self.state.ownership.epoch)
        else {
            return Ok(());
        };
        self.state.ownership = next;
        self.state.handoffs += 1;
        let triggers = with_earlier(triggers, &self.recent()?.offered);
        let reasons = triggers.iter().map(|trigger| trigger.kind).collect();
        let words = self.recent()?.question.as_ref().map(|(_, words)| words.clone());
        let line = bridge::line(&triggers).to_owned();
        let handoff = Handoff { number: self.state.handoffs, triggers, sensed, line, note };
        self.append(Author::System, None, Body::HandoffRequested(handoff), now, effects)?;
        let quote = quote(&words.unwrap_or_default());
        self.tell_desk(News::HandoffRequested { reasons, quote }, now, effects)?;
        self.inquire(now, effects)
    }

    fn change(
        &mut self,
        change: Change,
        next: Ownership,
        id: Option<MessageId>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let (agent, body, news) = match change {
            Change::Take(agent) => {
                // So the desk is never told that a conversation opens while an agent has it.
                self.state.announced = true;
                (agent.clone(), Body::AgentJoined, News::Taken { agent })
            }
            Change::HandBack(agent, outcome) => {
                self.state.announced = outcome != Outcome::Resolved;
                (agent.clone(), Body::HandedBack { outcome }, News::HandedBack { agent, outcome })
            }
            Change::HandOff => return Ok(()),
        };
        self.state.ownership = next;
        self.append(Author::Agent(agent), id, body, now, effects)?;
        self.tell_desk(news, now, effects)
    }

    /// Appends one entry under the ownership now in force, and lets the trigger engine see it.
    pub(super) fn append(
        &mut self,
        author: Author,
        id: Option<MessageId>,
        body: Body,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<Assessment, S::Error> {
        self.recent()?;
        let epoch = self.state.ownership.epoch;
        let entry = Entry { seq: self.head.next(), at: now, epoch, author, id, body };
        self.store.append(&entry)?;
        self.head = entry.seq;
        let verdict = match &mut self.recent {
            Some(recent) => recent.observe(&self.engine, &entry),
            None => Assessment::default(),
        };
        effects.push(Effect::Broadcast(Down::Entries { entries: vec![entry] }));
        Ok(verdict)
    }

    pub(super) fn tell_desk(
        &mut self,
        news: News,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        self.state.facts += 1;
        let fact = Fact { n: self.state.facts, at: now, epoch: self.state.ownership.epoch, news };
        self.store.push_fact(&fact)?;
        self.store.save_state(&self.state)?;
        if effects.last() != Some(&Effect::DeliverFacts) {
            effects.push(Effect::DeliverFacts);
        }
        Ok(())
    }
}

/// Why a thread is handed off.
pub(super) struct Cause {
    pub triggers: Vec<Trigger>,
    /// Whether the browser had found it first.
    pub sensed: bool,
    /// The bot's own words on it.
    pub note: Option<String>,
}

impl Cause {
    /// The bot failed, or gets nowhere.
    pub fn failed() -> Self {
        Self::of(vec![Trigger::certain(TriggerKind::BotError)])
    }

    /// For these triggers, found at the edge.
    pub const fn of(triggers: Vec<Trigger>) -> Self {
        Self { triggers, sensed: false, note: None }
    }
}

/// An idempotent write: its id, and how far the sender has looked for it.
pub(super) struct Write {
    /// Minted by the sender.
    pub id: MessageId,
    /// Entries up to here do not hold it.
    pub after: Seq,
}

/// A write that has been checked and will happen.
pub(super) enum Plan {
    Customer { body: Body, sensed: bool },
    Agent { body: Body },
    Change(Change, Ownership),
}

/// The reasons to hand off, and those for which a person had been offered before, of other kinds.
fn with_earlier(mut triggers: Vec<Trigger>, earlier: &[Trigger]) -> Vec<Trigger> {
    for offered in earlier {
        if triggers.iter().all(|trigger| trigger.kind != offered.kind) {
            triggers.push(offered.clone());
        }
    }
    triggers
}

/// Each behaviour once.
fn distinct(seen: &[Behaviour]) -> Vec<Behaviour> {
    Behaviour::ALL.into_iter().filter(|behaviour| seen.contains(behaviour)).collect()
}

fn checked_text(text: String) -> Result<String, Rejection> {
    if text.trim().is_empty() {
        return Err(Rejection::EmptyText);
    }
    if text.len() > MAX_TEXT_BYTES {
        let limit = u32::try_from(MAX_TEXT_BYTES).unwrap_or(u32::MAX);
        return Err(Rejection::TextTooLong { limit });
    }
    Ok(text)
}
