//! The thread, shown: one component for the customer's panel and the agents' console.
//!
//! Functions from a session to markup; nothing here decides anything. Everything a binary adds to a
//! thread (a greeting, the place in the queue) comes in through the slots of [`thread_view`].

mod avatar;
pub mod clock;
mod composer;
mod entry;
mod lines;
mod list;
mod own;
mod pending;
mod rich;
mod row;
mod scroll;
mod taps;
mod typing;
mod writing;

pub use avatar::{agent_avatar, bot_avatar};
pub use composer::{Composer, composer};
pub use list::{Slots, thread_view};
pub use own::agents_own;

use crate::element::Element;
use crate::session::Session;
use baton_shared::entry::{Body, Entry};
use baton_shared::id::Seq;
use baton_shared::trigger::Evidence;
use leptos::prelude::*;

/// Whose eyes a thread is shown to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// The customer: their own words are "you", links stay with the page they came from.
    Customer,
    /// An agent of the site.
    Agent,
}

impl Viewer {
    /// Whether an entry that says `body` is drawn for them. A customer knows what they tapped and
    /// who they are: the choice itself shows the former. That they wait no longer is an event.
    pub const fn sees(self, body: &Body) -> bool {
        let tapped = body.is_tap() && !matches!(body, Body::WaitCancelled);
        !((tapped || matches!(body, Body::Identified(_))) && matches!(self, Self::Customer))
    }
}

/// The newest of `entries` that everyone sees; before the first, none has been said.
pub fn newest(entries: &[Entry]) -> Seq {
    let said = entries.iter().rev().find(|entry| Viewer::Customer.sees(&entry.body));
    said.map_or(Seq(0), |entry| entry.seq)
}

/// What the thread's components need to know.
#[derive(Debug, Clone, Copy)]
pub struct ThreadProps {
    /// The thread.
    pub session: Session,
    /// Who looks.
    pub viewer: Viewer,
    /// What they see in a way of their own, if anything.
    pub own: Option<Own>,
    /// The bot's name.
    pub bot: StoredValue<String>,
    /// The origin of the customer's page, which paths in answers belong to; none when unknown.
    pub page: RwSignal<Option<String>>,
    /// Words to mark in the customer's entries: the evidence behind a handoff, in the order of the
    /// log, none overlapping.
    pub marks: RwSignal<Vec<Mark>>,
}

/// An entry as somebody sees it in a way of their own; none where they see it as customers do.
pub type Own = fn(&Entry, ThreadProps) -> Option<Vec<Element>>;

/// Words to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which.
    pub evidence: Evidence,
    /// The reasons they stand for, by their numbers, as style sheets and scripts find them.
    pub why: Vec<usize>,
}
