//! The thread's server end: every frame in, every consequence out, no IO of its own.
//!
//! [`ThreadLog`] owns invariants 1, 2, 4 and 6: it alone assigns `seq`, recognises resends, never
//! changes an entry and refuses writes of an earlier epoch. What it holds in memory is a cache of
//! its [`LogStore`] (invariant 9); the shell that drives it performs the [`Effect`]s, in order,
//! after the store's transaction is durable (invariant 5).

use super::bridge;
use super::fact::{Fact, News, quote};
use super::ownership::{Change, Owner, Ownership};
use super::recent::{Recent, customer_words};
use super::store::{LogStore, ThreadState};
use crate::entry::{AgentCard, Answer, Author, Body, Entry, Handoff};
use crate::id::{Confidence, Epoch, MessageId, Millis, Seq, ThreadId};
use crate::protocol::{
    Down, MAX_BACKLOG, MAX_RESEND_WINDOW, MAX_TEXT_BYTES, Message, Refusal, Rejection, Sensed,
    TAIL, Up, VERSION, Welcome,
};
use crate::site::SiteCard;
use crate::trigger::{Assessment, Decision, Trigger, TriggerEngine, TriggerKind};

/// How many of the newest entries the caches are rebuilt from.
const REBUILD_WINDOW: u64 = 64;

/// Who is at the other end of a connection, as authenticated by the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The thread's customer.
    Customer,
    /// An agent of the site.
    Agent(AgentCard),
}

impl Who {
    fn author(&self) -> Author {
        match self {
            Self::Customer => Author::Customer,
            Self::Agent(agent) => Author::Agent(agent.clone()),
        }
    }
}

/// A connection, as far as the log needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Who it is.
    pub who: Who,
    /// Whether it has said hello, and so receives new entries.
    pub greeted: bool,
}

/// What the shell must do, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send to the connection that the frame came from.
    Reply(Down),
    /// From now on the connection that the frame came from receives what is broadcast.
    Subscribe,
    /// Send to every subscribed connection, the sender's included.
    Broadcast(Down),
    /// Send to every subscribed connection but the sender's.
    BroadcastOthers(Down),
    /// Send to every subscribed agent.
    TellAgents(Down),
    /// Let the bot answer; its reply comes back through [`ThreadLog::bot_replied`].
    AskBot(BotTurn),
    /// The outbox has facts for the desk.
    DeliverFacts,
}

/// A question for the bot, and the ownership under which it may answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotTurn {
    /// The epoch the answer will be judged by.
    pub epoch: Epoch,
    /// The customer's entry to answer.
    pub reply_to: Seq,
    /// Its words.
    pub question: String,
}

/// The bot could not answer for a technical reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BotFailure;

/// The thread's server end over its store.
#[derive(Debug)]
pub struct ThreadLog<S> {
    thread: ThreadId,
    site: SiteCard,
    engine: TriggerEngine,
    store: S,
    head: Seq,
    state: ThreadState,
    recent: Option<Recent>,
}

impl<S: LogStore> ThreadLog<S> {
    /// Opens a thread. Reads two rows, however long it is.
    pub fn open(thread: ThreadId, site: SiteCard, store: S) -> Result<Self, S::Error> {
        let engine = TriggerEngine::new(&site.trigger);
        let (head, state) = (store.head()?, store.state()?);
        Ok(Self { thread, site, engine, store, head, state, recent: None })
    }

    /// The store.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// The store, for the shell's own tables.
    pub const fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    /// Who owns the thread.
    pub const fn ownership(&self) -> &Ownership {
        &self.state.ownership
    }

    /// The newest entry.
    pub const fn head(&self) -> Seq {
        self.head
    }

    /// Takes the site's newest settings.
    pub fn configure(&mut self, site: SiteCard) {
        if self.site != site {
            self.engine = TriggerEngine::new(&site.trigger);
            self.site = site;
            self.recent = None;
        }
    }

    /// A frame from a client. Everything a client can get wrong ends in a `Reject` or `Refused`;
    /// an `Err` is the database's: the shell rolls back what was written and opens the log again.
    pub fn handle(&mut self, from: &Peer, up: Up, now: Millis) -> Result<Vec<Effect>, S::Error> {
        match up {
            Up::Hello { after } => self.hello(from, after, now),
            _ if !from.greeted => Ok(vec![Effect::Reply(Down::Refused(Refusal::HelloFirst))]),
            Up::Typing { on } => {
                let author = from.who.author();
                Ok(vec![Effect::BroadcastOthers(Down::Typing { author, on })])
            }
            Up::Page { before, limit } => {
                let limit = u64::from(limit).clamp(1, MAX_BACKLOG);
                let before = before.min(self.head.next());
                let entries = self.store.entries_before(before, limit)?;
                Ok(vec![Effect::Reply(Down::Page { entries })])
            }
            Up::Send { id, after, epoch, message, sensed } => {
                let write = Write { id, after };
                self.once(
                    &from.who,
                    write,
                    |log| log.say(&from.who, epoch, message, sensed.as_ref()),
                    now,
                )
            }
            Up::Take { id, after, epoch } => {
                let change = |agent| Change::Take(agent);
                self.change_owner(&from.who, Write { id, after }, epoch, change, now)
            }
            Up::HandBack { id, after, epoch, outcome } => {
                let change = |agent| Change::HandBack(agent, outcome);
                self.change_owner(&from.who, Write { id, after }, epoch, change, now)
            }
        }
    }

    /// The bot's reply to `turn`. Held back, visibly for agents, when the owner has changed since.
    /// An `Err` is as in [`ThreadLog::handle`].
    pub fn bot_replied(
        &mut self,
        turn: &BotTurn,
        reply: Result<Answer, BotFailure>,
        now: Millis,
    ) -> Result<Vec<Effect>, S::Error> {
        let mut effects = vec![Effect::Broadcast(Down::Typing { author: Author::Bot, on: false })];
        if self.state.ownership.check_bot(turn.epoch).is_err() {
            let withheld = Down::Withheld { epoch: turn.epoch, reply_to: turn.reply_to };
            effects.push(Effect::TellAgents(withheld));
        } else if self.recent()?.answered < turn.reply_to {
            let verdict = match reply {
                Ok(answer) => {
                    let answer = Answer { reply_to: turn.reply_to, ..answer };
                    self.append(Author::Bot, None, Body::Answer(answer), now, &mut effects)?
                }
                Err(BotFailure) => Assessment::hand_off(TriggerKind::BotError, Confidence::FULL),
            };
            if verdict.decision == Decision::HandOff {
                self.hand_off(verdict.triggers, false, now, &mut effects)?;
            }
        }
        // Whatever became of this answer: a question that came meanwhile was not asked, since the
        // bot was at work.
        if let Some(turn) = self.pending_turn()? {
            effects.push(Effect::AskBot(turn));
        }
        Ok(effects)
    }

    /// The customer's words that the bot still owes an answer to, if it owns the thread. After a
    /// restart this is how an interrupted answer is taken up again.
    pub fn pending_turn(&mut self) -> Result<Option<BotTurn>, S::Error> {
        if self.state.ownership.owner != Owner::Bot {
            return Ok(None);
        }
        let epoch = self.state.ownership.epoch;
        let recent = self.recent()?;
        let answered = recent.answered;
        Ok(recent.question.as_ref().filter(|(seq, _)| *seq > answered).map(|(seq, text)| BotTurn {
            epoch,
            reply_to: *seq,
            question: text.clone(),
        }))
    }

    fn hello(
        &mut self,
        from: &Peer,
        after: Option<Seq>,
        now: Millis,
    ) -> Result<Vec<Effect>, S::Error> {
        let tail = Seq(self.head.0.saturating_sub(TAIL));
        let after = match after {
            Some(after) if after <= self.head && self.head.0 - after.0 <= MAX_BACKLOG => after,
            _ => tail,
        };
        let welcome = Welcome {
            version: VERSION,
            thread: self.thread.clone(),
            site: self.site.clone(),
            you: from.who.author(),
            ownership: self.state.ownership.clone(),
            first: after.next(),
            head: self.head,
            now,
        };
        let mut effects = vec![Effect::Reply(Down::Welcome(Box::new(welcome))), Effect::Subscribe];
        let entries = self.store.entries_after(after, MAX_BACKLOG)?;
        if !entries.is_empty() {
            effects.push(Effect::Reply(Down::Entries { entries }));
        }
        if let Some(turn) = self.pending_turn()? {
            effects.push(Effect::AskBot(turn));
        }
        Ok(effects)
    }

    /// Runs `write` unless it has already happened: exactly one `Ack` or `Reject` per attempt
    /// (invariant 5), the first seq for a resend (invariant 2).
    fn once(
        &mut self,
        who: &Who,
        Write { id, after }: Write,
        decide: impl FnOnce(&Self) -> Result<Plan, Rejection>,
        now: Millis,
    ) -> Result<Vec<Effect>, S::Error> {
        let author = who.author();
        if after < self.head {
            if self.head.0 - after.0 > MAX_RESEND_WINDOW {
                let rejection = Rejection::TooFarBehind { head: self.head };
                return Ok(vec![Effect::Reply(Down::Reject { id, rejection })]);
            }
            if let Some(seq) = self.store.find(&author, &id, after)? {
                return Ok(vec![Effect::Reply(Down::Ack { id, seq })]);
            }
        }
        match decide(self) {
            Err(rejection) => Ok(vec![Effect::Reply(Down::Reject { id, rejection })]),
            Ok(plan) => {
                let seq = self.head.next();
                let mut effects = vec![Effect::Reply(Down::Ack { id: id.clone(), seq })];
                self.carry_out(plan, author, id, now, &mut effects)?;
                Ok(effects)
            }
        }
    }

    fn change_owner(
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

    fn say(
        &self,
        who: &Who,
        epoch: Option<Epoch>,
        message: Message,
        sensed: Option<&Sensed>,
    ) -> Result<Plan, Rejection> {
        let body = match message {
            Message::Text { text } => Body::Text { text: checked_text(text)? },
            Message::PersonRequested => Body::PersonRequested,
        };
        match who {
            Who::Customer => {
                let sensed = sensed.is_some_and(|sensed| sensed.decision == Decision::HandOff);
                Ok(Plan::Customer { body, sensed })
            }
            Who::Agent(_) if body == Body::PersonRequested => Err(Rejection::WrongRole),
            Who::Agent(agent) => {
                let epoch = epoch.ok_or(Rejection::EpochMissing)?;
                self.state.ownership.check_agent(agent, epoch)?;
                Ok(Plan::Agent { body })
            }
        }
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
                }
                if self.state.ownership.owner == Owner::Bot {
                    if verdict.decision == Decision::HandOff {
                        self.hand_off(verdict.triggers, sensed, now, effects)?;
                    } else if let Some(turn) = self.pending_turn()? {
                        effects.push(Effect::AskBot(turn));
                    }
                }
            }
        }
        Ok(())
    }

    fn hand_off(
        &mut self,
        triggers: Vec<Trigger>,
        sensed: bool,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let Ok(next) = self.state.ownership.after(&Change::HandOff, self.state.ownership.epoch)
        else {
            return Ok(());
        };
        self.state.ownership = next;
        self.state.handoffs += 1;
        let reasons = triggers.iter().map(|trigger| trigger.kind).collect();
        let words = self.recent()?.question.as_ref().map(|(_, words)| words.clone());
        let line = bridge::line(&triggers).to_owned();
        let handoff = Handoff { number: self.state.handoffs, triggers, sensed, line };
        self.append(Author::System, None, Body::HandoffRequested(handoff), now, effects)?;
        let quote = quote(&words.unwrap_or_default());
        self.tell_desk(News::HandoffRequested { reasons, quote }, now, effects)
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
            Change::Take(agent) => (agent.clone(), Body::AgentJoined, News::Taken { agent }),
            Change::HandBack(agent, outcome) => {
                self.state.announced = outcome != crate::entry::Outcome::Resolved;
                (agent.clone(), Body::HandedBack { outcome }, News::HandedBack { agent, outcome })
            }
            Change::HandOff => return Ok(()),
        };
        self.state.ownership = next;
        self.append(Author::Agent(agent), id, body, now, effects)?;
        self.tell_desk(news, now, effects)
    }

    /// Appends one entry under the ownership now in force, and lets the trigger engine see it.
    fn append(
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

    fn tell_desk(
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

    fn recent(&mut self) -> Result<&Recent, S::Error> {
        let recent = if let Some(recent) = self.recent.take() {
            recent
        } else {
            let after = Seq(self.head.0.saturating_sub(REBUILD_WINDOW));
            Recent::rebuild(&self.engine, &self.store.entries_after(after, REBUILD_WINDOW)?)
        };
        Ok(self.recent.insert(recent))
    }
}

/// An idempotent write: its id, and how far the sender has looked for it.
struct Write {
    id: MessageId,
    after: Seq,
}

/// A write that has been checked and will happen.
enum Plan {
    Customer { body: Body, sensed: bool },
    Agent { body: Body },
    Change(Change, Ownership),
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
