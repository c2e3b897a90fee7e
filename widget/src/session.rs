//! One client's thread, as reactive reads and plain actions: the replica, its socket, its outbox
//! and the browser's trigger engine, joined.
//!
//! The replica is the only copy of the thread's state; a read here subscribes to the aspect of it
//! that is shown, so a component is markup over reads. Serves both roles: what a customer or an
//! agent may do is decided by the edge. No markup here, and no words.

use crate::behaviour::Watch;
use crate::browser::{self, Alarm, Listener};
use crate::outbox::Outbox;
use crate::sense::{Engine, Sense};
use crate::transport::{EarlySocket, Endpoint, Heard, Transport};
use crate::wire::{read_down, read_visit, write_up};
use baton_shared::entry::{Author, Body, Entry, Outcome};
use baton_shared::id::{MessageId, Millis, Seq};
use baton_shared::protocol::{Message, PING, PONG, QueuePlace, Rejection, Sensed, Up};
use baton_shared::thread::link::Link;
use baton_shared::thread::outbox::Pending;
use baton_shared::thread::ownership::{Owner, Ownership};
use baton_shared::thread::replica::{Aspect, Output, Replica, Writing};
use baton_shared::trigger::{Decision, TriggerKind};
use js_sys::Function;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};
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

    /// Takes the thread, as an agent.
    pub fn take(self) {
        self.drive(|replica, now| replica.take(browser::mint_id(), now));
    }

    /// Gives the thread back to the bot, as its owning agent.
    pub fn hand_back(self, outcome: Outcome) {
        self.drive(|replica, now| replica.hand_back(browser::mint_id(), outcome, now));
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

/// The parts of a session. Everything borrowed here is given back before anything else runs.
#[derive(Debug)]
struct Core {
    replica: RefCell<Replica>,
    transport: Transport,
    outbox: Outbox,
    alarm: Alarm,
    /// Hello was said by the page; the replica's own is not sent.
    greeted: Cell<bool>,
    sense: Option<Sense>,
    visit: Option<Function>,
    observed: Cell<Seq>,
    /// The last entry that was caught up on rather than seen to arrive.
    stale: Cell<Seq>,
    /// The entry whose answer was last seen to grow.
    written: Cell<Seq>,
    sensed: Cell<Option<TriggerKind>>,
    aspects: [ArcTrigger; 8],
    network: ArcTrigger,
    senses: ArcTrigger,
    notice: RefCell<Option<Notice>>,
    notices: ArcTrigger,
    beyond: Option<Beyond>,
    _wakes: [Option<Listener>; 2],
}

impl Core {
    fn new(config: SessionConfig) -> Rc<Self> {
        let outbox = Outbox::new(config.outbox_prefix);
        let replica = Replica::new(outbox.restore(), browser::now());
        Rc::new_cyclic(|core: &Weak<Self>| {
            let (hearer, ticker) = (core.clone(), core.clone());
            let hear = Rc::new(move |heard| {
                if let Some(core) = hearer.upgrade() {
                    core.heard(heard);
                }
            });
            let tick = move || {
                if let Some(core) = ticker.upgrade() {
                    core.replica.borrow_mut().handle_tick(browser::now(), browser::random());
                    core.settle();
                }
            };
            Self {
                replica: RefCell::new(replica),
                transport: Transport::new(config.endpoint, config.early, hear),
                outbox,
                alarm: Alarm::new(tick),
                greeted: Cell::new(false),
                sense: config.senses.then(Sense::default),
                visit: config.visit,
                observed: Cell::default(),
                stale: Cell::default(),
                written: Cell::default(),
                sensed: Cell::new(None),
                aspects: std::array::from_fn(|_| ArcTrigger::new()),
                network: ArcTrigger::new(),
                senses: ArcTrigger::new(),
                notice: RefCell::new(None),
                notices: ArcTrigger::new(),
                beyond: config.beyond,
                _wakes: wakes(core),
            }
        })
    }

    fn heard(&self, heard: Heard) {
        let mut unread = None;
        {
            let mut replica = self.replica.borrow_mut();
            let watching = matches!(replica.link(), Link::Live { .. });
            match heard {
                Heard::Open { greeted } => {
                    self.greeted.set(greeted);
                    replica.handle_open(browser::now());
                }
                Heard::Frame(text) if text == PONG => replica.handle_pong(browser::now()),
                // A frame that nobody can read is of a newer edge, and adds something this build can
                // do without; a gap that leaves is found by the next entry.
                Heard::Frame(text) => match read_down(&text) {
                    Some(down) => replica.handle(down, browser::now()),
                    None => unread = Some(text),
                },
                Heard::Closed => replica.handle_close(browser::now(), browser::random()),
            }
            if !watching {
                self.stale.set(replica.applied());
            }
        }
        if let Some((beyond, text)) = self.beyond.as_ref().zip(unread) {
            (beyond.0)(&text);
        }
        self.settle();
    }

    /// Does what the replica asks for, then sets the alarm for its next deadline.
    fn settle(&self) {
        loop {
            let output = self.replica.borrow_mut().poll();
            let Some(output) = output else { break };
            self.perform(output);
        }
        let deadline = self.replica.borrow().poll_timeout();
        self.alarm.set(deadline.map(|at| at.since(browser::now())));
    }

    fn perform(&self, output: Output) {
        match output {
            Output::Connect => self.transport.connect(),
            Output::Disconnect => self.transport.disconnect(),
            Output::Transmit(Up::Hello { .. }) if self.greeted.take() => {}
            Output::Transmit(up) => self.transport.send(&write_up(&up)),
            Output::Ping => self.transport.send(PING),
            Output::Store(pending) => self.outbox.keep(&pending),
            Output::Forget(id) => self.outbox.forget(&id),
            Output::Changed(aspect) => {
                if matches!(aspect, Aspect::Entries | Aspect::Ownership) {
                    self.observe();
                }
                if let Some(writing) = self.replica.borrow().writing() {
                    self.written.set(writing.reply_to);
                }
                self.aspects[aspect as usize].notify();
            }
            Output::Refused(rejection) => self.tell(Notice::Refused(rejection)),
            Output::Withheld => self.tell(Notice::Withheld),
        }
    }

    fn tell(&self, notice: Notice) {
        self.notice.replace(Some(notice));
        self.notices.notify();
    }

    /// Tells the trigger engine what is new in the log, and drops a suspicion that the edge has
    /// answered: by a change of owner, or by letting the bot go on.
    fn observe(&self) {
        let replica = self.replica.borrow();
        let mut answered = replica.ownership().owner != Owner::Bot;
        let observed = self.observed.replace(replica.applied());
        let new = replica.entries().iter().filter(|entry| entry.seq > observed);
        answered |= new.map(|entry| &entry.body).any(|body| matches!(body, Body::Answer(_)));
        if let Some(sense) = &self.sense {
            sense.tell(replica.entries());
        }
        if answered && self.sensed.take().is_some() {
            self.senses.notify();
        }
    }

    /// What the browser makes of a message that is about to leave.
    fn look_at(&self, message: &Message) -> Option<Sensed> {
        let sense = self.sense.as_ref()?;
        let replica = self.replica.borrow();
        if replica.ownership().owner != Owner::Bot {
            return None;
        }
        let sensed = match message {
            Message::Rated { .. } | Message::Skipped { .. } => return None,
            Message::PersonRequested => {
                let kinds = vec![TriggerKind::ExplicitRequest];
                Sensed { decision: Decision::HandOff, kinds }
            }
            Message::Text { text, behaviour, .. } => {
                sense.preview(text, browser::now(), behaviour)?
            }
        };
        if sensed.decision == Decision::HandOff {
            self.sensed.set(sensed.kinds.first().copied());
            self.senses.notify();
        }
        (sensed.decision != Decision::Continue).then_some(sensed)
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.transport.disconnect();
    }
}

/// The moments at which a connection is worth another look: the network is back, the page is shown.
fn wakes(core: &Weak<Core>) -> [Option<Listener>; 2] {
    let wake = |core: Weak<Core>| {
        move |_| {
            if let Some(core) = core.upgrade() {
                core.network.notify();
                if browser::is_online() && browser::is_visible() {
                    core.replica.borrow_mut().handle_wake(browser::now(), browser::random());
                    core.settle();
                }
            }
        }
    };
    [
        Listener::on_window(&["online", "offline", "pageshow"], wake(core.clone())),
        Listener::on_document(&["visibilitychange"], wake(core.clone())),
    ]
}
