//! Writes: recognised when they come again, judged, and carried out whole: the entry, the owner, the
//! fact for the desk. Nothing here answers or reads.

use super::{Effect, ThreadLog, Who};
use crate::context::{mask, whole_email};
use crate::customer::Visit;
use crate::entry::{AgentCard, Author, Behaviour, Body, Entry, Handoff, Outcome};
use crate::id::{Epoch, MessageId, Millis, Seq};
use crate::protocol::{Down, MAX_RESEND_WINDOW, MAX_TEXT_BYTES, Message, Rejection, Sensed};
use crate::thread::bridge;
use crate::thread::fact::{Fact, Matter, News, quote};
use crate::thread::ownership::{Change, Ownership};
use crate::thread::recent::{Forgotten, Recent, customer_words};
use crate::thread::store::LogStore;
use crate::trigger::{Assessment, Decision, Trigger, TriggerKind, plain_text};

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
            Message::CancelWait => return self.customers_change(who, Change::Cancel),
            Message::WantHelp => return self.customers_change(who, Change::Help),
            Message::LeaveAddress { email } => {
                let email = whole_email(&email).ok_or(Rejection::BadAddress)?;
                if !self.state.ownership.owner.waits() {
                    return Err(Rejection::Past);
                }
                Body::AddressLeft { email }
            }
            Message::Survey { ended, score } => {
                self.check_settled(|recent| recent.resolved == Some(ended))?;
                Body::Surveyed { ended, score: score.clamp(1, 5) }
            }
        };
        match who {
            Who::Customer if matches!(body, Body::AddressLeft { .. } | Body::Surveyed { .. }) => {
                Ok(Plan::Tell { body })
            }
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

    /// A change of owner that the customer may make, whenever it is possible at all.
    fn customers_change(&self, who: &Who, change: Change) -> Result<Plan, Rejection> {
        if *who != Who::Customer {
            return Err(Rejection::WrongRole);
        }
        let next = self.state.ownership.after(&change, self.state.ownership.epoch);
        next.map(|next| Plan::Change(change, next)).map_err(|_| Rejection::Past)
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
                self.append(author.clone(), Some(id), body, now, effects)?;
                if let Author::Agent(agent) = author
                    && !self.state.replied
                {
                    self.state.replied = true;
                    self.tell_desk(News::Replied { agent }, now, effects)?;
                }
            }
            Plan::Tell { body } => {
                let news = match &body {
                    Body::AddressLeft { email } => News::AddressLeft { email: email.clone() },
                    Body::Surveyed { score, .. } => News::Surveyed { score: *score },
                    _ => return Ok(()),
                };
                self.append(author, Some(id), body, now, effects)?;
                self.tell_desk(news, now, effects)?;
            }
            Plan::Change(change, next) => self.change(change, next, Some(id), now, effects)?,
            Plan::Customer { body, sensed } => {
                // Who it is, then that they write, then, where the desk hears of messages, what.
                if !self.state.announced {
                    self.state.announced = true;
                    self.introduce(now, effects)?;
                    let preview = quote(&customer_words(&body));
                    self.tell_desk(News::Opened { preview }, now, effects)?;
                }
                let verdict = self.append(author, Some(id), body, now, effects)?;
                let waits = self.state.ownership.owner.waits();
                if self.state.ownership.owner.lets_bot_write() {
                    if waits {
                        effects.extend(self.pending_turn()?.map(Effect::AskBot));
                    } else if self.recent()?.circles.echo() {
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
        let matter = self.matter(reasons)?;
        let words = self.recent()?.question.as_ref().map(|(_, words)| words.clone());
        let line = bridge::line(&triggers).to_owned();
        let handoff = Handoff { number: self.state.handoffs, triggers, sensed, line, note };
        self.append(Author::System, None, Body::HandoffRequested(handoff), now, effects)?;
        let quote = quote(&words.unwrap_or_default());
        self.tell_desk(News::HandoffRequested { quote, matter }, now, effects)?;
        self.inquire(now, effects)
    }

    /// What decides who takes a thread that is handed off for these reasons.
    fn matter(&mut self, reasons: Vec<TriggerKind>) -> Result<Matter, S::Error> {
        let traits = self.state.person.as_ref().map(|person| person.traits.clone());
        let recent = self.recent()?;
        let tag = recent.visit.as_ref().map_or("", |visit| visit.language.as_str());
        let language = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        Ok(Matter {
            reasons,
            issue: recent.issue.clone(),
            priority: recent.priority,
            language: Some(language).filter(|language| !language.is_empty()),
            traits: traits.unwrap_or_default(),
            mood: recent.mood,
        })
    }

    pub(super) fn change(
        &mut self,
        change: Change,
        next: Ownership,
        id: Option<MessageId>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let (author, body, news) = match change {
            Change::Take(agent) => {
                // So the desk is never told that a conversation opens while an agent has it.
                self.state.announced = true;
                self.state.replied = false;
                let news = News::Taken { agent: agent.clone() };
                (Author::Agent(agent), Body::AgentJoined, news)
            }
            Change::HandBack(agent, outcome) => {
                self.state.announced = outcome != Outcome::Resolved;
                let news = News::HandedBack { agent: agent.clone(), outcome };
                (Author::Agent(agent), Body::HandedBack { outcome }, news)
            }
            Change::Transfer { agent, to, note } => {
                let body = Body::Transferred { to: to.clone() };
                let news = News::Transferred { agent: agent.clone(), to, note };
                (Author::Agent(agent), body, news)
            }
            Change::Release(agent, parted) => {
                let body = Body::Released { agent: agent.clone(), parted };
                (Author::System, body, News::Released { agent, parted })
            }
            Change::Cancel => (Author::Customer, Body::WaitCancelled, News::WaitCancelled),
            Change::Help => (Author::Customer, Body::HelpWanted, News::HelpWanted),
            Change::HandOff => return Ok(()),
        };
        self.state.ownership = next;
        self.append(author, id, body, now, effects)?;
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
        let said = self.site.tells_messages.then(|| said(&entry)).flatten();
        effects.push(Effect::Broadcast(Down::Entries { entries: vec![entry] }));
        if let Some(news) = said {
            self.tell_desk(news, now, effects)?;
        }
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

/// What the desk is told of an entry with words, for a site that wants to hear of every message.
fn said(entry: &Entry) -> Option<News> {
    let text = match &entry.body {
        Body::Text { text, .. } => text.clone(),
        Body::Answer(answer) => plain_text(answer),
        _ => return None,
    };
    let role = match entry.author {
        Author::Customer => "customer",
        Author::Bot => "bot",
        Author::Agent(_) => "agent",
        Author::System => return None,
    };
    Some(News::Said { seq: entry.seq, role: role.to_owned(), text })
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
    Customer {
        body: Body,
        sensed: bool,
    },
    Agent {
        body: Body,
    },
    /// Something of the customer's that the desk hears of, and nobody answers.
    Tell {
        body: Body,
    },
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
