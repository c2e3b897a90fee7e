//! One client's thread, as reactive reads and plain actions: the replica, its socket, its outbox
//! and the browser's trigger engine, joined.
//!
//! The replica is the only copy of the thread's state; a read here subscribes to the aspect of it
//! that is shown, so a component is markup over reads. Serves both roles: what a customer or an
//! agent may do is decided by the edge. No markup here, and no words.

mod core;

use self::core::Core;
use crate::behaviour::Watch;
use crate::browser;
use crate::sense::Engine;
use crate::transport::{EarlySocket, Endpoint};
use crate::wire::read_visit;
use baton_shared::entry::{Author, Entry, Outcome, Target};
use baton_shared::id::{MessageId, Millis, Seq};
use baton_shared::protocol::{Message, QueuePlace, Rejection};
use baton_shared::thread::link::Link;
use baton_shared::thread::outbox::Pending;
use baton_shared::thread::ownership::Ownership;
use baton_shared::thread::replica::{Aspect, Replica, Writing};
use baton_shared::trigger::TriggerKind;
use js_sys::Function;
use leptos::prelude::*;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// How to reach a thread, and as what.
#[derive(Debug)]
pub struct SessionConfig {
    /// The thread's socket.
    pub endpoint: Endpoint,
    /// A socket to it that the page has opened already.
    pub early: Option<EarlySocket>,
    /// Prefix of the storage keys of unconfirmed messages; ends with a separator.
    pub outbox_prefix: String,
    /// Says as JSON where the customer is: for the customer's own browser.
    pub visit: Option<Function>,
    /// Whether the customer is watched, and their messages are looked at before they leave: for the
    /// customer's own browser.
    pub senses: bool,
    /// Hears the frames that only one of the binaries can read.
    pub beyond: Option<Beyond>,
}

/// Hears a frame of the edge.
pub struct Beyond(pub Box<dyn Fn(&str)>);

impl fmt::Debug for Beyond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Beyond")
    }
}

/// Something that happened once, to be told once. Agents only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Taking or handing back was refused.
    Refused(Rejection),
    /// The bot's late answer was held back.
    Withheld,
}

/// A thread that is open. Copies are the same session; it ends, and its socket closes, with the
/// reactive owner under which it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    core: StoredValue<Rc<Core>, LocalStorage>,
}

impl Session {
    /// Opens the thread and begins to connect.
    pub fn open(config: SessionConfig) -> Self {
        let core = Core::new(config);
        core.settle();
        Self { core: StoredValue::new_local(core) }
    }

    /// Where the connection stands.
    pub fn link(self) -> Link {
        self.read(Aspect::Link, |replica| replica.link().clone())
    }

    /// Whether the browser believes that it has a network.
    pub fn is_online(self) -> bool {
        self.core().network.track();
        browser::is_online()
    }

    /// What `look` makes of the entries held, dense and ascending, oldest first.
    pub fn with_entries<T>(self, look: impl FnOnce(&[Entry]) -> T) -> T {
        self.core().aspects[Aspect::Older as usize].track();
        self.read(Aspect::Entries, |replica| look(replica.entries()))
    }

    /// What `look` makes of the entry at `seq`, if it is held. An entry never changes, so this
    /// subscribes to nothing.
    pub fn with_entry<T>(self, seq: Seq, look: impl FnOnce(&Entry) -> T) -> Option<T> {
        let core = self.core();
        let replica = core.replica.borrow();
        let entries = replica.entries();
        let first = entries.first()?.seq.0;
        let at = usize::try_from(seq.0.checked_sub(first)?).ok()?;
        entries.get(at).map(look)
    }

    /// The newest entry held.
    pub fn head(self) -> Seq {
        self.read(Aspect::Entries, Replica::applied)
    }

    /// Whether the entry at `seq` came while the thread was being watched, and not with what there
    /// was already. Subscribes to nothing.
    pub fn is_fresh(self, seq: Seq) -> bool {
        seq > self.core().stale.get()
    }

    /// Whether the thread has entries older than those held.
    pub fn has_older(self) -> bool {
        self.core().aspects[Aspect::Older as usize].track();
        self.read(Aspect::Entries, Replica::has_older)
    }

    /// Whether a first welcome has come, so that an empty log means an empty thread.
    pub fn is_known(self) -> bool {
        self.you().is_some()
    }

    /// What `look` makes of what was said and is not in the log yet, in the order in which it was
    /// said.
    pub fn with_outbox<T>(self, look: impl FnOnce(&[Pending]) -> T) -> T {
        self.read(Aspect::Outbox, |replica| look(replica.outbox()))
    }

    /// Who answers, and since which epoch.
    pub fn ownership(self) -> Ownership {
        self.read(Aspect::Ownership, |replica| replica.ownership().clone())
    }

    /// The client's own hand, once the edge has said.
    pub fn you(self) -> Option<Author> {
        self.read(Aspect::Ownership, |replica| replica.you().cloned())
    }

    /// Who is typing at the other end.
    pub fn typing(self) -> Option<Author> {
        self.read(Aspect::Typing, |replica| replica.typing().cloned())
    }

    /// What `look` makes of the answer that the bot is writing, if it is.
    pub fn with_writing<T>(self, look: impl FnOnce(Option<&Writing>) -> T) -> T {
        self.read(Aspect::Writing, |replica| look(replica.writing()))
    }

    /// Whether the answer to the entry at `reply_to` was shown while it was written. Subscribes to
    /// nothing.
    pub fn was_written(self, reply_to: Seq) -> bool {
        reply_to == self.core().written.get()
    }

    /// The protocol version that the edge speaks.
    pub fn version(self) -> u16 {
        self.read(Aspect::Ownership, Replica::version)
    }

    /// The place in the queue, while the thread waits.
    pub fn place(self) -> Option<QueuePlace> {
        self.read(Aspect::Queue, Replica::place)
    }

    /// Why the browser expects the thread to pass to a human, until the edge has decided.
    pub fn sensed(self) -> Option<TriggerKind> {
        let core = self.core();
        core.senses.track();
        core.sensed.get()
    }

    /// The newest thing to tell once. Notifies each time, also for the same.
    pub fn notice(self) -> Option<Notice> {
        let core = self.core();
        core.notices.track();
        core.notice.borrow().clone()
    }

    /// Says `text`.
    pub fn say(self, text: String) {
        let core = self.core();
        let seen = core.sense.as_ref().map(|sense| sense.watch().send(&text, browser::now()));
        let behaviour = seen.unwrap_or_default();
        let visit = core.visit.as_ref().and_then(|visit| visit.call0(&JsValue::UNDEFINED).ok());
        let visit = visit.and_then(|said| read_visit(&said.as_string()?)).map(Box::new);
        self.submit(Message::Text { text, behaviour, visit });
    }

    /// Asks for a human.
    pub fn request_person(self) {
        self.submit(Message::PersonRequested);
    }

    /// Says whether the answer at `answer` helped.
    pub fn rate(self, answer: Seq, helped: bool) {
        self.submit(Message::Rated { answer, helped });
    }

    /// Passes over the question at `asked`.
    pub fn skip(self, asked: Seq) {
        self.submit(Message::Skipped { asked });
    }

    /// While waiting: back to the bot.
    pub fn cancel_wait(self) {
        self.submit(Message::CancelWait);
    }

    /// While waiting: the bot may go on helping.
    pub fn want_help(self) {
        self.submit(Message::WantHelp);
    }

    /// While waiting: the answer should find the customer at `email`.
    pub fn leave_address(self, email: String) {
        self.submit(Message::LeaveAddress { email });
    }

    /// Says how it was, from 1, bad, to 5, good, until the thread was handed back at `ended`.
    pub fn survey(self, ended: Seq, score: u8) {
        self.submit(Message::Survey { ended, score });
    }

    /// Takes the thread, as an agent.
    pub fn take(self) {
        self.drive(|replica, now| replica.take(browser::mint_id(), now));
    }

    /// Gives the thread back to the bot, as its owning agent.
    pub fn hand_back(self, outcome: Outcome) {
        self.drive(|replica, now| replica.hand_back(browser::mint_id(), outcome, now));
    }

    /// Passes the thread on, as its owning agent, with a note for agents alone.
    pub fn transfer(self, target: Target, note: String) {
        self.drive(|replica, now| replica.transfer(browser::mint_id(), target, note, now));
    }

    /// The person types, or has stopped.
    pub fn set_typing(self, on: bool) {
        self.drive(|replica, now| replica.set_own_typing(on, now));
    }

    /// Says a rejected message once more, as a new one.
    pub fn retry(self, id: &MessageId) {
        self.drive(|replica, now| replica.retry(id, browser::mint_id(), now));
    }

    /// Drops a rejected message.
    pub fn discard(self, id: &MessageId) {
        self.drive(|replica, _| replica.discard(id));
    }

    /// Fetches older entries, if there are any and none are on their way.
    pub fn load_older(self) {
        self.drive(|replica, _| replica.load_older());
    }

    /// Gives it the trigger engine, which catches up with what has been said.
    pub fn begin_sensing(self, engine: Engine) {
        let core = self.core();
        if let Some(sense) = &core.sense {
            sense.begin(engine);
            sense.tell(core.replica.borrow().entries());
        }
    }

    /// Notes what the browser sees of a customer; of an agent, nothing.
    pub fn notes(self, note: impl FnOnce(&mut Watch, Millis)) {
        if let Some(sense) = &self.core().sense {
            note(&mut sense.watch(), browser::now());
        }
    }

    fn submit(self, message: Message) {
        let sensed = self.core().look_at(&message);
        self.drive(|replica, now| replica.say(browser::mint_id(), message, sensed, now));
    }

    fn read<T>(self, aspect: Aspect, look: impl FnOnce(&Replica) -> T) -> T {
        let core = self.core();
        core.aspects[aspect as usize].track();
        look(&core.replica.borrow())
    }

    fn drive(self, act: impl FnOnce(&mut Replica, Millis)) {
        let core = self.core();
        act(&mut core.replica.borrow_mut(), browser::now());
        core.settle();
    }

    #[inline(never)]
    fn core(self) -> Rc<Core> {
        self.core.get_value()
    }
}
