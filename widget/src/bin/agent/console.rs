//! What an agent works with: the desk, the threads that are open, which one is in view, and every
//! action. State and actions; the markup over them is in `layout`, `inbox::list`, `pane` and
//! `briefing::view`.

use crate::alerts::{self, Alerts};
use crate::api::SignedIn;
use crate::clock::Clock;
use crate::desk::{Desk, Me};
use crate::inbox::Section;
use crate::jump;
use crate::open_threads::OpenThreads;
use crate::presence::{self, Availability};
use crate::toasts::Toasts;
use baton_shared::briefing::Briefing;
use baton_shared::entry::{Outcome, Target};
use baton_shared::id::{AgentId, Seq, ThreadId};
use baton_shared::protocol::desk::{InboxItem, Standing};
use baton_shared::thread::link::Link;
use baton_shared::thread::ownership::Owner;
use baton_widget::browser::{self, Listener};
use baton_widget::element::watch;
use baton_widget::session::{Notice, Session};
use leptos::prelude::*;

/// What the address says before the thread in view.
const HASH: &str = "#thread=";

/// What lies over the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// The list of keys.
    Keys,
    /// Inviting a colleague.
    Invite,
    /// Passing the thread in view on.
    Transfer,
}

/// The console. Copies are the same.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    /// The desk.
    pub desk: Desk,
    /// The threads that are open.
    pub threads: OpenThreads,
    /// The edge's time.
    pub clock: Clock,
    /// The bell.
    pub alerts: Alerts,
    /// Short notes.
    pub toasts: Toasts,
    /// The thread in view.
    pub viewed: RwSignal<Option<ThreadId>>,
    /// The thread that the inbox points at.
    pub cursor: RwSignal<Option<ThreadId>>,
    /// What lies over the columns.
    pub overlay: RwSignal<Option<Overlay>>,
    /// Whether the briefing is shown where it does not always fit.
    pub briefing: RwSignal<bool>,
    /// Entry to go to, once it is there.
    pub target: RwSignal<Option<Seq>>,
    /// Whether the caret goes where the agent writes, as soon as that is there.
    pub will_write: RwSignal<bool>,
    /// Whether I can be asked.
    pub availability: RwSignal<Availability>,
    me: StoredValue<AgentId>,
    /// The thread to take as soon as its session knows who owns it.
    wanted: RwSignal<Option<ThreadId>>,
}

impl Console {
    /// Opens the desk for who is signed in, and the thread that the address names.
    pub fn open_for(who: &SignedIn) -> Self {
        let desk = Desk::open();
        let console = Self {
            desk,
            threads: OpenThreads::new(who.agent.id.clone()),
            clock: Clock::start(desk.skew()),
            alerts: Alerts::new(),
            toasts: Toasts::new(),
            viewed: RwSignal::new(thread_in_address()),
            cursor: RwSignal::new(thread_in_address()),
            overlay: RwSignal::new(None),
            briefing: RwSignal::new(false),
            target: RwSignal::new(None),
            me: StoredValue::new(who.agent.id.clone()),
            wanted: RwSignal::new(None),
            will_write: RwSignal::new(false),
            availability: RwSignal::new(Availability::kept()),
        };
        console.follow_address();
        console.keep_threads();
        console.carry_out_wish();
        console.tell_notices();
        console.see();
        jump::follow(console);
        alerts::follow(console);
        presence::follow(console);
        console
    }

    /// My id.
    pub fn my_id(self) -> AgentId {
        self.me.get_value()
    }

    /// Who I am, once the desk has said; tracked.
    pub fn me(self) -> Option<Me> {
        self.desk.me().get()
    }

    /// What `look` makes of the desk's view of `thread`; tracked.
    pub fn with_item<T>(self, thread: &ThreadId, look: impl FnOnce(&InboxItem) -> T) -> Option<T> {
        self.desk.inbox().with(|inbox| inbox.item(thread).map(look))
    }

    /// Whether the customer's problem was solved and they have not written since; tracked.
    pub fn is_resolved(self, thread: &ThreadId) -> bool {
        self.with_item(thread, |item| matches!(item.standing, Standing::Resolved { .. }))
            .unwrap_or_default()
    }

    /// The section of `thread`; tracked.
    pub fn section(self, thread: &ThreadId) -> Option<Section> {
        self.me.with_value(|me| self.with_item(thread, |item| Section::of(&item.standing, me)))
    }

    /// The thread in view and its session; tracked.
    pub fn in_view(self) -> Option<(ThreadId, Session)> {
        let thread = self.viewed.get()?;
        self.threads.session(&thread).map(|session| (thread, session))
    }

    /// What `look` makes of the briefing of the thread in view, once there is one; tracked.
    pub fn with_brief<T>(self, look: impl FnOnce(&Briefing) -> T) -> Option<T> {
        let brief = self.threads.brief(&self.viewed.get()?)?;
        brief.with(|brief| brief.as_ref().map(look))
    }

    /// The site's own origin, where its settings name one for sure: paths in answers lead there;
    /// tracked.
    pub fn page(self) -> Option<String> {
        let exact =
            |origins: &Vec<String>| origins.iter().find(|origin| !origin.contains('*')).cloned();
        self.desk.me().with(|me| me.as_ref().and_then(|me| exact(&me.site.origins)))
    }

    /// The customers' messages in my threads that I have neither seen nor answered; tracked.
    pub fn unread_in_mine(self) -> usize {
        self.mine().iter().map(|thread| self.threads.unread(thread)).sum()
    }

    /// Of each of my threads, those of them that came while this console was open; tracked.
    pub fn news_in_mine(self) -> Vec<(ThreadId, usize)> {
        let mine = self.mine().into_iter();
        mine.map(|thread| (thread.clone(), self.threads.news(&thread))).collect()
    }

    /// Shows `thread`.
    pub fn open(self, thread: &ThreadId) {
        self.cursor.set(Some(thread.clone()));
        if self.viewed.with_untracked(|viewed| viewed.as_ref() != Some(thread)) {
            self.will_write.set(false);
            self.viewed.set(Some(thread.clone()));
            set_address(&[HASH, thread.as_str()].concat());
        }
    }

    /// Shows no thread.
    pub fn close(self) {
        self.viewed.set(None);
        self.briefing.set(false);
        set_address("#");
    }

    /// Takes `thread`, from the queue or from the bot, and shows it.
    pub fn accept(self, thread: &ThreadId) {
        self.open(thread);
        self.wanted.set(Some(thread.clone()));
    }

    /// Takes the thread that is pointed at or in view, if it waits or is the bot's; else the one that
    /// has waited longest.
    pub fn accept_some(self) {
        let may_take = |thread: &ThreadId| {
            let section = untrack(|| self.section(thread));
            matches!(section, Some(Section::Waiting | Section::Assistant))
        };
        let pointed = self.cursor.get_untracked().or_else(|| self.viewed.get_untracked());
        let next = || self.desk.inbox().with_untracked(|inbox| inbox.next_waiting().cloned());
        if let Some(thread) = pointed.filter(may_take).or_else(next) {
            self.accept(&thread);
        }
    }

    /// Gives the thread in view back, if it is mine.
    pub fn hand_back(self, outcome: Outcome) {
        let Some((_, session)) = untrack(|| self.in_view()) else { return };
        if untrack(|| self.has(session)) {
            session.hand_back(outcome);
            self.toasts.tell(match outcome {
                Outcome::Resolved => "Resolved.".to_owned(),
                Outcome::Returned => "Handed back to the assistant.".to_owned(),
            });
        }
    }

    /// Asks whom to pass the thread in view on to, if it is mine.
    pub fn ask_whom(self) {
        if let Some((_, session)) = untrack(|| self.in_view())
            && untrack(|| self.has(session))
        {
            self.overlay.set(Some(Overlay::Transfer));
        }
    }

    /// Passes the thread in view on, if it is still mine.
    pub fn transfer(self, target: Target, note: String) {
        self.overlay.set(None);
        let Some((_, session)) = untrack(|| self.in_view()) else { return };
        if untrack(|| self.has(session)) {
            session.transfer(target, note);
            self.toasts.tell("Passed on.".to_owned());
        }
    }

    /// Whether I own the thread of `session`; tracked.
    pub fn has(self, session: Session) -> bool {
        let owner = session.ownership().owner;
        self.me.with_value(|me| matches!(owner, Owner::Agent(agent) if agent.id == *me))
    }

    /// Puts the caret where the agent writes, as soon as they may.
    pub fn focus_reply(self) {
        self.will_write.set(true);
    }

    /// Points at the next thread of the inbox, or the one before.
    pub fn point(self, forward: bool) {
        let order: Vec<ThreadId> = self.me.with_value(|me| {
            self.desk.inbox().with_untracked(|inbox| {
                let sections = Section::ALL.iter().flat_map(|section| inbox.section(*section, me));
                sections.map(|item| item.thread.clone()).collect()
            })
        });
        let at = self.cursor.with_untracked(|cursor| {
            cursor.as_ref().and_then(|cursor| order.iter().position(|thread| thread == cursor))
        });
        let to = match (at, forward) {
            (None, _) => 0,
            (Some(at), true) => (at + 1).min(order.len().saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
        };
        if let Some(thread) = order.get(to) {
            self.cursor.set(Some(thread.clone()));
            jump::show_in_inbox(thread);
        }
    }

    fn mine(self) -> Vec<ThreadId> {
        self.me.with_value(|me| self.desk.inbox().with(|inbox| inbox.mine(me)))
    }

    /// The browser's own ways back and forth move through the threads.
    fn follow_address(self) {
        let moved = Listener::on_window(&["hashchange"], move |_| {
            let named = thread_in_address();
            if self.viewed.try_get_untracked().is_some_and(|viewed| viewed != named) {
                self.viewed.set(named.clone());
                self.cursor.set(named);
            }
        });
        StoredValue::new_local(moved);
    }

    /// Keeps open what is in view and what is mine, once the desk has said what there is.
    fn keep_threads(self) {
        watch(move || {
            if self.desk.me().with(Option::is_none) {
                return;
            }
            let mut wanted = self.mine();
            wanted.extend(self.viewed.get().filter(|viewed| !wanted.contains(viewed)));
            self.threads.keep(&wanted);
        });
    }

    /// Takes the wanted thread as soon as it is known who has it.
    fn carry_out_wish(self) {
        watch(move || {
            let Some(session) = self.wanted.get().and_then(|thread| self.threads.session(&thread))
            else {
                return;
            };
            if matches!(session.link(), Link::Live { .. }) {
                self.wanted.set(None);
                if !untrack(|| self.has(session)) {
                    session.take();
                }
                self.focus_reply();
            }
        });
    }

    /// Tells the agent what a thread refused.
    fn tell_notices(self) {
        watch(move || {
            if let Some((_, Notice::Refused(rejection))) = self.threads.notice().get() {
                self.toasts.tell(rejection.to_string());
            }
        });
    }

    /// What is in view while somebody looks is seen.
    fn see(self) {
        let looks = RwSignal::new(0_u32);
        let look = move |_| {
            looks.try_update(|looks| *looks = looks.wrapping_add(1));
        };
        StoredValue::new_local([
            Listener::on_window(&["focus"], look),
            Listener::on_document(&["visibilitychange"], look),
        ]);
        watch(move || {
            looks.track();
            if let Some((thread, _)) = self.in_view()
                && alerts::is_attended()
            {
                self.threads.mark_seen(&thread);
            }
        });
    }
}

fn thread_in_address() -> Option<ThreadId> {
    let hash = browser::window()?.location().hash().ok()?;
    ThreadId::parse(hash.strip_prefix(HASH)?).ok()
}

fn set_address(hash: &str) {
    if let Some(window) = browser::window() {
        // Refused only for an address that can't be parsed.
        let _ = window.location().set_hash(hash);
    }
}
