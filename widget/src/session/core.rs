//! The parts of a session and how they are joined: what comes from the socket goes into the replica,
//! what the replica asks for is done, and what has changed is made known.

use super::{Beyond, Notice, SessionConfig};
use crate::browser::{self, Alarm, Listener};
use crate::outbox::Outbox;
use crate::sense::Sense;
use crate::transport::{Heard, Transport};
use crate::wire::{read_down, write_up};
use baton_shared::entry::Body;
use baton_shared::id::Seq;
use baton_shared::protocol::{Message, PING, PONG, Sensed, Up};
use baton_shared::thread::link::Link;
use baton_shared::thread::ownership::Owner;
use baton_shared::thread::replica::{Aspect, Output, Replica};
use baton_shared::trigger::{Decision, TriggerKind};
use js_sys::Function;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

/// The parts of a session. Everything borrowed here is given back before anything else runs.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) replica: RefCell<Replica>,
    pub(super) transport: Transport,
    pub(super) outbox: Outbox,
    pub(super) alarm: Alarm,
    /// Hello was said by the page; the replica's own is not sent.
    pub(super) greeted: Cell<bool>,
    pub(super) sense: Option<Sense>,
    pub(super) visit: Option<Function>,
    pub(super) observed: Cell<Seq>,
    /// The last entry that was caught up on rather than seen to arrive.
    pub(super) stale: Cell<Seq>,
    /// The entry whose answer was last seen to grow.
    pub(super) written: Cell<Seq>,
    pub(super) sensed: Cell<Option<TriggerKind>>,
    pub(super) aspects: [ArcTrigger; 8],
    pub(super) network: ArcTrigger,
    pub(super) senses: ArcTrigger,
    pub(super) notice: RefCell<Option<Notice>>,
    pub(super) notices: ArcTrigger,
    pub(super) beyond: Option<Beyond>,
    _wakes: [Option<Listener>; 2],
}

impl Core {
    pub(super) fn new(config: SessionConfig) -> Rc<Self> {
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
    pub(super) fn settle(&self) {
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
    pub(super) fn look_at(&self, message: &Message) -> Option<Sensed> {
        let sense = self.sense.as_ref()?;
        let replica = self.replica.borrow();
        if replica.ownership().owner != Owner::Bot {
            return None;
        }
        let sensed = match message {
            Message::Rated { .. }
            | Message::Skipped { .. }
            | Message::CancelWait
            | Message::WantHelp
            | Message::LeaveAddress { .. }
            | Message::Survey { .. } => return None,
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
