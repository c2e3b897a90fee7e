//! The thread's server end: every frame in, every consequence out, no IO of its own.
//!
//! [`ThreadLog`] owns invariants 1, 2, 4 and 6: it alone assigns `seq`, recognises resends, never
//! changes an entry and refuses writes of an earlier epoch. What it holds in memory is a cache of
//! its [`LogStore`] (invariant 9); the shell that drives it performs the [`Effect`]s, in order,
//! after the store's transaction is durable (invariant 5).

mod bot;
mod desk;
mod effect;
mod identity;
mod inquiry;
mod write;

pub use effect::{BotFailure, BotReply, BotStopped, BotTurn, Effect, Peer, Who};

use super::ownership::{Change, Ownership};
use super::recent::Recent;
use super::store::{LogStore, ThreadState};
use crate::context::Fields;
use crate::id::{Millis, Seq, ThreadId};
use crate::protocol::{
    Down, MAX_BACKLOG, MAX_NOTE_CHARS, Refusal, Rejection, TAIL, Up, VERSION, Welcome,
};
use crate::site::SiteCard;
use crate::trigger::TriggerEngine;
use bot::Draft;
use write::Write;

/// How many of the newest entries the caches are rebuilt from.
const REBUILD_WINDOW: u64 = 64;

/// The thread's server end over its store.
#[derive(Debug)]
pub struct ThreadLog<S> {
    thread: ThreadId,
    site: SiteCard,
    engine: TriggerEngine,
    fields: Fields,
    store: S,
    head: Seq,
    state: ThreadState,
    recent: Option<Recent>,
    /// What the bot is writing, as far as customers have seen it.
    draft: Option<Draft>,
}

impl<S: LogStore> ThreadLog<S> {
    /// Opens a thread. Reads two rows, however long it is.
    pub fn open(thread: ThreadId, site: SiteCard, store: S) -> Result<Self, S::Error> {
        let engine = TriggerEngine::new(&site.trigger);
        let fields = Fields::new(&site.facts);
        let (head, state) = (store.head()?, store.state()?);
        Ok(Self { thread, site, engine, fields, store, head, state, recent: None, draft: None })
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
            self.fields = Fields::new(&site.facts);
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
            Up::Transfer { id, after, epoch, target, note } => {
                if note.chars().count() > MAX_NOTE_CHARS {
                    let limit = u32::try_from(MAX_NOTE_CHARS).unwrap_or(u32::MAX);
                    let rejection = Rejection::NoteTooLong { limit };
                    return Ok(vec![Effect::Reply(Down::Reject { id, rejection })]);
                }
                let change = |agent| Change::Transfer { agent, to: target, note };
                self.change_owner(&from.who, Write { id, after }, epoch, change, now)
            }
            Up::HandBack { id, after, epoch, outcome } => {
                let change = |agent| Change::HandBack(agent, outcome);
                self.change_owner(&from.who, Write { id, after }, epoch, change, now)
            }
        }
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
        effects.extend(self.draft.as_ref().map(|draft| Effect::Reply(draft.whole())));
        if let Some(turn) = self.pending_turn()? {
            effects.push(Effect::AskBot(turn));
        }
        Ok(effects)
    }

    fn recent(&mut self) -> Result<&Recent, S::Error> {
        let recent = if let Some(recent) = self.recent.take() {
            recent
        } else {
            let after = Seq(self.head.0.saturating_sub(REBUILD_WINDOW));
            let entries = self.store.entries_after(after, REBUILD_WINDOW)?;
            Recent::rebuild(&self.engine, self.state.person.as_ref(), &entries)
        };
        Ok(self.recent.insert(recent))
    }
}
