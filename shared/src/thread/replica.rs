//! The thread's client end: a faithful copy of the log, an outbox that loses nothing, and the
//! connection between them.
//!
//! Inputs are `handle_*` and what the person does; outputs come from [`Replica::poll`]; time and
//! randomness are arguments. Entries are only ever appended in order (invariant 3): what was seen
//! is dropped, a gap makes it say hello again. What a person said stays in the outbox until its
//! entry is in the copy, or they discard it.

use super::backoff::Backoff;
use super::link::{Link, Need, OPEN_TIMEOUT_MS};
use super::outbox::{Action, Delivery, Pending};
use super::ownership::{Owner, Ownership};
use crate::entry::{Author, Body, Entry, Outcome};
use crate::id::{MessageId, Millis, Seq, ThreadId};
use crate::protocol::{Down, Message, QueuePlace, Refusal, Rejection, Sensed, Up, Welcome};
use std::collections::VecDeque;

/// A typing mark is dropped when nothing renews it for so long, in milliseconds.
pub const TYPING_LASTS_MS: u64 = 6_000;
/// Own typing is renewed at most this often, in milliseconds.
const TYPING_EVERY_MS: u64 = 2_500;
/// Older entries fetched at once.
const PAGE: u32 = 50;

/// What the shell around a replica must do, or may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Open a connection; report with `handle_open` or `handle_close`.
    Connect,
    /// Close the connection; no report expected.
    Disconnect,
    /// Send a frame.
    Transmit(Up),
    /// Send [`crate::protocol::PING`].
    Ping,
    /// Persist this until told to forget it.
    Store(Pending),
    /// It is in the log, or discarded.
    Forget(MessageId),
    /// Something that is shown has changed.
    Changed(Aspect),
    /// Taking or handing back was refused.
    Refused(Rejection),
    /// The bot's late answer was held back. Agents only.
    Withheld,
}

/// A part of the replica that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// The connection.
    Link,
    /// The log's end.
    Entries,
    /// Older entries were added at the log's beginning.
    Older,
    /// What is on its way.
    Outbox,
    /// Who owns the thread, or the welcome.
    Ownership,
    /// Who is typing.
    Typing,
    /// The place in the queue.
    Queue,
}

/// A client's copy of a thread.
#[derive(Debug)]
pub struct Replica {
    link: Link,
    backoff: Backoff,
    thread: Option<ThreadId>,
    you: Option<Author>,
    ownership: Ownership,
    /// Dense: `entries[i].seq == first + i`.
    entries: Vec<Entry>,
    first: Seq,
    paging: bool,
    outbox: Vec<Pending>,
    place: Option<QueuePlace>,
    typing: Option<(Author, Millis)>,
    typed_at: Option<Millis>,
    outputs: VecDeque<Output>,
}

impl Replica {
    /// A replica that begins to connect, with what an earlier one had not got through.
    pub fn new(mut restored: Vec<Pending>, now: Millis) -> Self {
        restored.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Self {
            link: Link::Connecting { until: now.plus(OPEN_TIMEOUT_MS) },
            backoff: Backoff::default(),
            thread: None,
            you: None,
            ownership: Ownership::default(),
            entries: Vec::new(),
            first: Seq(1),
            paging: false,
            outbox: restored,
            place: None,
            typing: None,
            typed_at: None,
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
        &self.entries
    }

    /// Whether the log has entries older than the copy.
    pub const fn has_older(&self) -> bool {
        self.first.0 > 1
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

    /// The last entry held.
    pub fn applied(&self) -> Seq {
        Seq(self.first.0 - 1 + self.entries.len() as u64)
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

    /// A frame from the edge.
    pub fn handle(&mut self, down: Down, now: Millis) {
        self.link.heard(now);
        match down {
            Down::Welcome(welcome) => self.welcomed(*welcome, now),
            Down::Entries { entries } => self.append(entries, now),
            Down::Ack { id, seq } => self.acked(&id, seq),
            Down::Reject { id, rejection } => self.rejected(&id, rejection),
            Down::Typing { author, on } => {
                let mark = on.then(|| (author, now.plus(TYPING_LASTS_MS)));
                self.set_typing(mark);
            }
            Down::Queue(place) => {
                if self.ownership.owner == Owner::Queue && self.place != Some(place) {
                    self.place = Some(place);
                    self.changed(Aspect::Queue);
                }
            }
            Down::Page { entries } => self.prepend(entries),
            Down::Withheld { .. } => self.outputs.push_back(Output::Withheld),
            Down::Refused(refusal) => self.refused(refusal, now),
        }
    }

    /// Says something. `sensed` is what the browser's trigger engine made of it.
    pub fn say(&mut self, id: MessageId, message: Message, sensed: Option<Sensed>, now: Millis) {
        let epoch = self.is_agent().then_some(self.ownership.epoch);
        self.typed_at = None;
        self.submit(id, Action::Say { message, epoch, sensed }, now);
    }

    /// Takes the thread, as an agent.
    pub fn take(&mut self, id: MessageId, now: Millis) {
        self.submit(id, Action::Take { epoch: self.ownership.epoch }, now);
    }

    /// Gives the thread back to the bot, as its owning agent.
    pub fn hand_back(&mut self, id: MessageId, outcome: Outcome, now: Millis) {
        self.submit(id, Action::HandBack { epoch: self.ownership.epoch, outcome }, now);
    }

    /// Says a rejected message once more, as a new one.
    pub fn retry(&mut self, id: &MessageId, fresh: MessageId, now: Millis) {
        if let Some(Action::Say { message, sensed, .. }) = self.remove_rejected(id) {
            self.say(fresh, message, sensed, now);
        }
    }

    /// Drops a rejected message.
    pub fn discard(&mut self, id: &MessageId) {
        self.remove_rejected(id);
    }

    /// The person types, or has stopped.
    pub fn set_own_typing(&mut self, on: bool, now: Millis) {
        let due = match self.typed_at {
            None => on,
            Some(at) => !on || now.since(at) >= TYPING_EVERY_MS,
        };
        if due && self.is_live() {
            self.typed_at = on.then_some(now);
            self.outputs.push_back(Output::Transmit(Up::Typing { on }));
        }
    }

    /// Fetches older entries, if there are any and none are on their way.
    pub fn load_older(&mut self) {
        if self.has_older() && !self.paging && self.is_live() {
            self.paging = true;
            let page = Up::Page { before: self.first, limit: PAGE };
            self.outputs.push_back(Output::Transmit(page));
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

    fn welcomed(&mut self, welcome: Welcome, now: Millis) {
        let other = self.thread.as_ref().is_some_and(|thread| *thread != welcome.thread);
        let continues = welcome.first <= self.applied().next() && self.applied() <= welcome.head;
        if other || !continues {
            self.entries.clear();
            self.first = welcome.first;
        }
        self.thread = Some(welcome.thread);
        self.you = Some(welcome.you);
        self.set_ownership(welcome.ownership);
        self.backoff.succeeded();
        self.paging = false;
        self.set_link(Link::CatchingUp { head: welcome.head, until: now.plus(OPEN_TIMEOUT_MS) });
        self.changed(Aspect::Entries);
        self.changed(Aspect::Ownership);
        self.flush_if_caught_up(now);
    }

    fn append(&mut self, entries: Vec<Entry>, now: Millis) {
        for entry in entries {
            if entry.seq <= self.applied() {
                continue;
            }
            if entry.seq != self.applied().next() {
                // A gap: everything from the last entry held is asked for again.
                self.greet_again(now);
                return;
            }
            self.take_in(entry);
            self.changed(Aspect::Entries);
        }
        self.flush_if_caught_up(now);
    }

    fn take_in(&mut self, entry: Entry) {
        if entry.epoch > self.ownership.epoch
            && let Some(owner) = owner_after(&entry)
        {
            self.set_ownership(Ownership { owner, epoch: entry.epoch });
        }
        let mine = self.you.as_ref().is_some_and(|you| you.same_hand(&entry.author));
        if mine && let Some(id) = &entry.id {
            self.remove(id);
        }
        if self.typing.as_ref().is_some_and(|(author, _)| author.same_hand(&entry.author)) {
            self.set_typing(None);
        }
        self.entries.push(entry);
    }

    fn prepend(&mut self, mut older: Vec<Entry>) {
        self.paging = false;
        if older.last().is_some_and(|last| last.seq.next() == self.first) {
            self.first = older[0].seq;
            older.append(&mut self.entries);
            self.entries = older;
        }
        self.changed(Aspect::Older);
    }

    fn flush_if_caught_up(&mut self, now: Millis) {
        let Link::CatchingUp { head, .. } = self.link else { return };
        if self.applied() < head {
            return;
        }
        self.set_link(Link::Live { heard: now, asked: None });
        let (applied, first) = (self.applied(), self.first);
        // Confirmed, and its entry lies before the part of the log that this copy starts from.
        self.outbox.retain(|pending| {
            let gone = matches!(pending.delivery, Delivery::Acked(seq) if seq <= applied);
            if gone {
                self.outputs.push_back(Output::Forget(pending.id.clone()));
            }
            !gone
        });
        for pending in self.outbox.iter_mut().filter(|pending| pending.is_unsent()) {
            // Everything from `pending.after` to here is in the copy and does not hold its id.
            if pending.after.next() >= first {
                pending.after = applied;
            }
            pending.delivery = Delivery::Sent;
            self.outputs.push_back(Output::Transmit(pending.frame()));
        }
        self.changed(Aspect::Outbox);
    }

    fn submit(&mut self, id: MessageId, action: Action, now: Millis) {
        let after = self.applied();
        // Later than what was said before, whatever the clock does: a reload sorts by it.
        let at = self.outbox.last().map_or(now, |last| now.max(last.at.plus(1)));
        let mut pending = Pending { id, at, after, action, delivery: Delivery::Queued };
        self.outputs.push_back(Output::Store(pending.clone()));
        if self.is_live() {
            pending.delivery = Delivery::Sent;
            self.outputs.push_back(Output::Transmit(pending.frame()));
        }
        self.outbox.push(pending);
        self.changed(Aspect::Outbox);
    }

    fn acked(&mut self, id: &MessageId, seq: Seq) {
        if seq <= self.applied() {
            self.remove(id);
        } else if let Some(pending) = self.outbox.iter_mut().find(|pending| pending.id == *id) {
            pending.delivery = Delivery::Acked(seq);
            self.changed(Aspect::Outbox);
        }
    }

    fn rejected(&mut self, id: &MessageId, rejection: Rejection) {
        let Some(pending) = self.outbox.iter_mut().find(|pending| pending.id == *id) else {
            return;
        };
        if matches!(pending.action, Action::Say { .. }) {
            pending.delivery = Delivery::Rejected(rejection);
            self.changed(Aspect::Outbox);
        } else {
            self.remove(id);
            self.outputs.push_back(Output::Refused(rejection));
        }
    }

    fn refused(&mut self, refusal: Refusal, now: Millis) {
        if refusal.is_final() {
            self.set_link(Link::Refused(refusal));
            self.outputs.push_back(Output::Disconnect);
        } else if refusal == Refusal::HelloFirst {
            // The edge has forgotten this connection; what it refused is sent again after hello.
            self.greet_again(now);
        }
    }

    /// Only what was rejected: anything else may be in the log already.
    fn remove_rejected(&mut self, id: &MessageId) -> Option<Action> {
        let pending = self.outbox.iter().find(|pending| pending.id == *id)?;
        let rejected = matches!(pending.delivery, Delivery::Rejected(_));
        if rejected { self.remove(id).map(|pending| pending.action) } else { None }
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
        if ownership.owner != Owner::Queue && self.place.take().is_some() {
            self.changed(Aspect::Queue);
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

    fn changed(&mut self, aspect: Aspect) {
        let change = Output::Changed(aspect);
        if !self.outputs.contains(&change) {
            self.outputs.push_back(change);
        }
    }
}

/// The owner that `entry` makes, if it changes the owner.
fn owner_after(entry: &Entry) -> Option<Owner> {
    match (&entry.body, &entry.author) {
        (Body::HandoffRequested(_), _) => Some(Owner::Queue),
        (Body::AgentJoined, Author::Agent(agent)) => Some(Owner::Agent(agent.clone())),
        (Body::HandedBack { .. }, _) => Some(Owner::Bot),
        _ => None,
    }
}
