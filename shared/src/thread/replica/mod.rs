//! The thread's client end: a faithful copy of the log, an outbox that loses nothing, and the
//! connection between them.
//!
//! Inputs are `handle_*` and what the person does; outputs come from [`Replica::poll`]; time and
//! randomness are arguments. Entries are only ever appended in order (invariant 3): what was seen
//! is dropped, a gap makes it say hello again. What a person said stays in the outbox until its
//! entry is in the copy, or they discard it.

mod copy;
mod edge;
mod output;
mod person;

pub use output::{Aspect, Output};

use super::backoff::Backoff;
use super::link::{Link, Need, OPEN_TIMEOUT_MS};
use super::outbox::{Delivery, Pending};
use super::ownership::Ownership;
use crate::entry::{Author, Entry};
use crate::id::{MessageId, Millis, Seq, ThreadId};
use crate::protocol::{OLDEST_VERSION, QueuePlace, Up};
use copy::LogCopy;
use std::collections::VecDeque;

/// A typing mark is dropped when nothing renews it for so long, in milliseconds.
pub const TYPING_LASTS_MS: u64 = 6_000;

/// An answer while the bot writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// The customer's entry it answers.
    pub reply_to: Seq,
    /// What is written so far; plain text.
    pub text: String,
}

/// A client's copy of a thread.
#[derive(Debug)]
pub struct Replica {
    link: Link,
    backoff: Backoff,
    thread: Option<ThreadId>,
    version: u16,
    you: Option<Author>,
    ownership: Ownership,
    copy: LogCopy,
    paging: bool,
    outbox: Vec<Pending>,
    place: Option<QueuePlace>,
    typing: Option<(Author, Millis)>,
    typed_at: Option<Millis>,
    writing: Option<Writing>,
    outputs: VecDeque<Output>,
}

impl Replica {
    /// A replica that begins to connect, with what an earlier one had not got through.
    pub fn new(mut restored: Vec<Pending>, now: Millis) -> Self {
        restored.sort_unstable_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Self {
            link: Link::Connecting { until: now.plus(OPEN_TIMEOUT_MS) },
            backoff: Backoff::default(),
            thread: None,
            version: OLDEST_VERSION,
            you: None,
            ownership: Ownership::default(),
            copy: LogCopy::starting_at(Seq(1)),
            paging: false,
            outbox: restored,
            place: None,
            typing: None,
            typed_at: None,
            writing: None,
            outputs: VecDeque::from([Output::Connect]),
        }
    }

    /// The next thing to do. Call until it is `None` after every input.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When `handle_tick` is next needed.
    pub fn poll_timeout(&self) -> Option<Millis> {
        let typing = self.typing.as_ref().map(|(_, until)| *until);
        [self.link.deadline(), typing].into_iter().flatten().min()
    }

    /// The connection.
    pub const fn link(&self) -> &Link {
        &self.link
    }

    /// The copy of the log: dense and ascending.
    pub fn entries(&self) -> &[Entry] {
        self.copy.entries()
    }

    /// Whether the log has entries older than the copy.
    pub const fn has_older(&self) -> bool {
        self.copy.first().0 > 1
    }

    /// What is not in the log yet, in the order in which it was said.
    pub fn outbox(&self) -> &[Pending] {
        &self.outbox
    }

    /// Who owns the thread.
    pub const fn ownership(&self) -> &Ownership {
        &self.ownership
    }

    /// The client's own hand, once the edge has said.
    pub const fn you(&self) -> Option<&Author> {
        self.you.as_ref()
    }

    /// The place in the queue, while the thread waits.
    pub const fn place(&self) -> Option<QueuePlace> {
        self.place
    }

    /// Who is typing.
    pub fn typing(&self) -> Option<&Author> {
        self.typing.as_ref().map(|(author, _)| author)
    }

    /// The protocol version that the edge speaks on this connection.
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// What the bot is writing.
    pub const fn writing(&self) -> Option<&Writing> {
        self.writing.as_ref()
    }

    /// The last entry held.
    pub fn applied(&self) -> Seq {
        self.copy.last()
    }

    /// A connection is open.
    pub fn handle_open(&mut self, now: Millis) {
        self.set_link(Link::Greeting { until: now.plus(OPEN_TIMEOUT_MS) });
        self.say_hello();
    }

    /// A connection could not be made, or is gone.
    pub fn handle_close(&mut self, now: Millis, random: u32) {
        self.link.lost(&mut self.backoff, now, random);
        for pending in &mut self.outbox {
            if pending.delivery == Delivery::Sent {
                pending.delivery = Delivery::Queued;
            }
        }
        self.paging = false;
        self.typed_at = None;
        self.set_typing(None);
        self.set_writing(None);
        self.changed(Aspect::Link);
        self.changed(Aspect::Outbox);
    }

    /// The answer to a ping.
    pub fn handle_pong(&mut self, now: Millis) {
        self.link.heard(now);
    }

    /// Time has passed.
    pub fn handle_tick(&mut self, now: Millis, random: u32) {
        if self.typing.as_ref().is_some_and(|(_, until)| *until <= now) {
            self.set_typing(None);
        }
        if let Some(need) = self.link.tick(now) {
            self.attend(need, now, random);
        }
    }

    /// The network is back, or the page is visible again.
    pub fn handle_wake(&mut self, now: Millis, random: u32) {
        if let Some(need) = self.link.wake(now) {
            self.attend(need, now, random);
        }
    }

    fn is_agent(&self) -> bool {
        matches!(self.you, Some(Author::Agent(_)))
    }

    fn is_live(&self) -> bool {
        matches!(self.link, Link::Live { .. })
    }

    fn attend(&mut self, need: Need, now: Millis, random: u32) {
        match need {
            Need::Connect => {
                self.outputs.push_back(Output::Connect);
                self.changed(Aspect::Link);
            }
            Need::Ping => self.outputs.push_back(Output::Ping),
            Need::Abandon => {
                self.outputs.push_back(Output::Disconnect);
                self.handle_close(now, random);
            }
        }
    }

    fn say_hello(&mut self) {
        let applied = self.applied();
        let after = (applied > Seq(0)).then_some(applied);
        self.outputs.push_back(Output::Transmit(Up::Hello { after }));
    }

    fn greet_again(&mut self, now: Millis) {
        if !matches!(self.link, Link::Greeting { .. }) {
            self.set_link(Link::Greeting { until: now.plus(OPEN_TIMEOUT_MS) });
            self.say_hello();
        }
    }

    fn remove(&mut self, id: &MessageId) -> Option<Pending> {
        let at = self.outbox.iter().position(|pending| pending.id == *id)?;
        self.outputs.push_back(Output::Forget(id.clone()));
        self.changed(Aspect::Outbox);
        Some(self.outbox.remove(at))
    }

    fn set_link(&mut self, link: Link) {
        self.link = link;
        self.changed(Aspect::Link);
    }

    fn set_ownership(&mut self, ownership: Ownership) {
        if !ownership.owner.waits() && self.place.take().is_some() {
            self.changed(Aspect::Queue);
        }
        if !ownership.owner.lets_bot_write() {
            self.set_writing(None);
        }
        if self.ownership != ownership {
            self.ownership = ownership;
            self.changed(Aspect::Ownership);
        }
    }

    fn set_typing(&mut self, typing: Option<(Author, Millis)>) {
        if self.typing != typing {
            self.typing = typing;
            self.changed(Aspect::Typing);
        }
    }

    fn set_writing(&mut self, writing: Option<Writing>) {
        if self.writing != writing {
            self.writing = writing;
            self.changed(Aspect::Writing);
        }
    }

    fn changed(&mut self, aspect: Aspect) {
        let change = Output::Changed(aspect);
        if !self.outputs.contains(&change) {
            self.outputs.push_back(change);
        }
    }
}
