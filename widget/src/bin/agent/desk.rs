//! The console's connection to its site's desk, as reactive reads: the inbox, who is at their desk,
//! who I am.
//!
//! The desk's frames are a projection of the threads (invariant 7): nothing is decided here, and a
//! welcome replaces everything that was known.

use crate::inbox::Inbox;
use crate::roster;
use baton_shared::entry::AgentCard;
use baton_shared::id::{Millis, ThreadId};
use baton_shared::protocol::desk::{AgentRole, Colleague, DeskDown, DeskUp, Explanation, Offer};
use baton_shared::protocol::{PING, PONG, Refusal, subprotocols};
use baton_shared::site::SiteCard;
use baton_shared::thread::backoff::Backoff;
use baton_shared::thread::link::{Link, Need, OPEN_TIMEOUT_MS};
use baton_widget::browser::{self, Alarm, Listener};
use baton_widget::transport::{Endpoint, Heard, Transport};
use baton_widget::wire::{read_desk_down, write_desk_up};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

/// Where the connection stands, as far as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connection {
    /// Nothing has been heard yet.
    Opening,
    /// What is shown is what is.
    Live,
    /// What is shown may be old; it is tried again.
    Lost,
    /// Refused for good.
    Refused(Refusal),
}

/// Who I am and where, as the desk says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The signed-in agent.
    pub card: AgentCard,
    /// What they may do.
    pub role: AgentRole,
    /// The site, as the widget shows it.
    pub site: SiteCard,
}

/// The desk. Copies are the same; it closes with the reactive owner under which it was opened.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    core: StoredValue<Rc<Core>, LocalStorage>,
}

impl Desk {
    /// Begins to connect.
    pub fn open() -> Self {
        let core = Core::new(Shown {
            connection: RwSignal::new(Connection::Opening),
            me: RwSignal::new(None),
            inbox: RwSignal::new(Inbox::default()),
            online: RwSignal::new(Vec::new()),
            roster: RwSignal::new(Vec::new()),
            offers: RwSignal::new(Vec::new()),
            away_after: RwSignal::new(0),
            explained: RwSignal::new(None),
            arrival: RwSignal::new(None),
            skew: RwSignal::new(0),
        });
        core.connect();
        core.set_alarm();
        Self { core: StoredValue::new_local(core) }
    }

    /// Where the connection stands.
    pub fn connection(self) -> ReadSignal<Connection> {
        self.shown().connection.read_only()
    }

    /// Who I am; none before the first welcome.
    pub fn me(self) -> ReadSignal<Option<Me>> {
        self.shown().me.read_only()
    }

    /// Every thread the desk shows.
    pub fn inbox(self) -> ReadSignal<Inbox> {
        self.shown().inbox.read_only()
    }

    /// Who is at their desk.
    pub fn online(self) -> ReadSignal<Vec<AgentCard>> {
        self.shown().online.read_only()
    }

    /// Everybody on the roster, as the desk lists them.
    pub fn roster(self) -> ReadSignal<Vec<Colleague>> {
        self.shown().roster.read_only()
    }

    /// What I am asked to take, the oldest first.
    pub fn offers(self) -> ReadSignal<Vec<Offer>> {
        self.shown().offers.read_only()
    }

    /// Minutes without a touch after which I am away; 0 for never.
    pub fn away_after(self) -> ReadSignal<u16> {
        self.shown().away_after.read_only()
    }

    /// The thread last asked about, and why it went where it is.
    pub fn explained(self) -> ReadSignal<Option<(ThreadId, Option<Explanation>)>> {
        self.shown().explained.read_only()
    }

    /// Says `up`, if the connection is there: each of these is said anew when it matters.
    pub fn say(self, up: &DeskUp) {
        self.core.with_value(|core| {
            if matches!(*core.link.borrow(), Link::Live { .. }) {
                core.transport.send(&write_desk_up(up));
            }
        });
    }

    /// I don't take `thread`, which I am asked to.
    pub fn decline(self, thread: &ThreadId) {
        self.say(&DeskUp::Decline { thread: thread.clone() });
        self.shown().offers.update(|offers| offers.retain(|offer| offer.thread != *thread));
    }

    /// The thread that has last begun to wait, while this console watched. Set anew each time.
    pub fn arrival(self) -> ReadSignal<Option<ThreadId>> {
        self.shown().arrival.read_only()
    }

    /// How far the edge's clock is ahead of this browser's, in milliseconds.
    pub fn skew(self) -> ReadSignal<i64> {
        self.shown().skew.read_only()
    }

    fn shown(self) -> Shown {
        self.core.with_value(|core| core.shown)
    }
}

/// What of it is shown.
#[derive(Debug, Clone, Copy)]
struct Shown {
    connection: RwSignal<Connection>,
    me: RwSignal<Option<Me>>,
    inbox: RwSignal<Inbox>,
    online: RwSignal<Vec<AgentCard>>,
    roster: RwSignal<Vec<Colleague>>,
    offers: RwSignal<Vec<Offer>>,
    away_after: RwSignal<u16>,
    explained: RwSignal<Option<(ThreadId, Option<Explanation>)>>,
    arrival: RwSignal<Option<ThreadId>>,
    skew: RwSignal<i64>,
}

/// The connection's parts. Nothing is borrowed while a signal is set.
#[derive(Debug)]
struct Core {
    link: RefCell<Link>,
    backoff: RefCell<Backoff>,
    transport: Transport,
    alarm: Alarm,
    shown: Shown,
    _wakes: [Option<Listener>; 2],
}

impl Core {
    fn new(shown: Shown) -> Rc<Self> {
        Rc::new_cyclic(|core: &Weak<Self>| {
            let (hearer, ticker) = (core.clone(), core.clone());
            let hear = Rc::new(move |heard| {
                if let Some(core) = hearer.upgrade() {
                    core.heard(heard);
                }
            });
            let tick = move || {
                if let Some(core) = ticker.upgrade() {
                    let need = core.link.borrow_mut().tick(browser::now());
                    core.attend(need);
                }
            };
            let endpoint = Endpoint::here("/v1/desk/socket", subprotocols());
            Self {
                link: RefCell::new(Link::Waiting { retry_at: browser::now() }),
                backoff: RefCell::default(),
                transport: Transport::new(endpoint, None, hear),
                alarm: Alarm::new(tick),
                shown,
                _wakes: wakes(core),
            }
        })
    }

    fn connect(&self) {
        self.link.replace(Link::Connecting { until: browser::now().plus(OPEN_TIMEOUT_MS) });
        self.transport.connect();
    }

    fn heard(&self, heard: Heard) {
        let now = browser::now();
        match heard {
            Heard::Open { .. } => {
                self.link.replace(Link::Greeting { until: now.plus(OPEN_TIMEOUT_MS) });
                self.transport.send(&write_desk_up(&DeskUp::Hello));
            }
            Heard::Frame(text) => {
                self.link.borrow_mut().heard(now);
                // A frame this build can't read is of a newer edge, and adds what it can do without.
                if text != PONG
                    && let Some(down) = read_desk_down(&text)
                {
                    self.take_in(down, now);
                }
            }
            Heard::Closed => self.lost(),
        }
        self.set_alarm();
    }

    fn take_in(&self, down: DeskDown, here: Millis) {
        let shown = self.shown;
        match down {
            DeskDown::Welcome {
                you,
                role,
                site,
                inbox,
                online,
                roster,
                offers,
                away_after,
                now,
                ..
            } => {
                self.link.replace(Link::Live { heard: here, asked: None });
                self.backoff.borrow_mut().succeeded();
                let ahead = now.0.cast_signed() - here.0.cast_signed();
                shown.skew.set(ahead);
                shown.me.set(Some(Me { card: you, role, site }));
                shown.online.set(online);
                shown.roster.set(roster);
                shown.offers.set(offers);
                shown.away_after.set(away_after);
                let back = shown.connection.get_untracked() == Connection::Lost;
                let fresh = Inbox::new(inbox);
                let missed = shown.inbox.with_untracked(|before| fresh.newly_waiting(before));
                shown.inbox.set(fresh);
                shown.connection.set(Connection::Live);
                if back && missed.is_some() {
                    shown.arrival.set(missed);
                }
            }
            DeskDown::Item { item } => {
                let thread = item.thread.clone();
                let begins = shown.inbox.try_update(|inbox| inbox.put(item)).unwrap_or(false);
                if begins {
                    shown.arrival.set(Some(thread));
                }
            }
            DeskDown::Online { online } => shown.online.set(online),
            DeskDown::Roster { roster } => {
                shown.roster.update(|known| roster::merge(known, roster));
            }
            DeskDown::Offered { offer } => shown.offers.update(|offers| {
                offers.retain(|other| other.thread != offer.thread);
                offers.push(offer);
            }),
            DeskDown::Withdrawn { thread } => {
                shown.offers.update(|offers| offers.retain(|offer| offer.thread != thread));
            }
            DeskDown::Explained { thread, explanation } => {
                shown.explained.set(Some((thread, explanation)));
            }
            DeskDown::Refused(refusal) if refusal.is_final() => {
                self.link.replace(Link::Refused(refusal.clone()));
                self.transport.disconnect();
                shown.connection.set(Connection::Refused(refusal));
            }
            DeskDown::Refused(_) => {
                self.transport.disconnect();
                self.lost();
            }
        }
    }

    fn attend(&self, need: Option<Need>) {
        match need {
            Some(Need::Connect) => self.connect(),
            Some(Need::Ping) => self.transport.send(PING),
            Some(Need::Abandon) => {
                self.transport.disconnect();
                self.lost();
            }
            None => {}
        }
        self.set_alarm();
    }

    fn lost(&self) {
        let (now, random) = (browser::now(), browser::random());
        self.link.borrow_mut().lost(&mut self.backoff.borrow_mut(), now, random);
        if self.shown.connection.get_untracked() == Connection::Live {
            self.shown.connection.set(Connection::Lost);
        }
    }

    fn set_alarm(&self) {
        let deadline = self.link.borrow().deadline();
        self.alarm.set(deadline.map(|at| at.since(browser::now())));
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.transport.disconnect();
    }
}

/// The moments at which the connection is worth another look.
fn wakes(core: &Weak<Core>) -> [Option<Listener>; 2] {
    let wake = |core: Weak<Core>| {
        move |_| {
            if let Some(core) = core.upgrade()
                && browser::is_online()
                && browser::is_visible()
            {
                let need = core.link.borrow_mut().wake(browser::now());
                core.attend(need);
            }
        }
    };
    [
        Listener::on_window(&["online", "pageshow"], wake(core.clone())),
        Listener::on_document(&["visibilitychange"], wake(core.clone())),
    ]
}
