//! Whether I can be asked: by my own switch, and away by itself while nobody touches the console.
//! And who else is there.

use crate::console::Console;
use crate::desk::Connection;
use crate::roster::presence_word;
use baton_shared::id::Millis;
use baton_shared::protocol::desk::{Colleague, DeskUp, Presence};
use baton_widget::browser::{self, Listener};
use baton_widget::element::{Element, el, watch};
use leptos::prelude::*;

/// While this is kept for the tab, I am away by my own choice.
const AWAY_KEY: &str = "baton.away";

/// Whether I can be asked, and who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// I am here.
    Here,
    /// I have gone away by my own choice: only I come back from that.
    Away,
    /// Nobody has touched the console for a while: the next touch brings me back.
    Idle,
}

impl Availability {
    /// As it was before the page was loaded.
    pub fn kept() -> Self {
        let away = browser::tab_storage()
            .is_some_and(|storage| matches!(storage.get_item(AWAY_KEY), Ok(Some(_))));
        if away { Self::Away } else { Self::Here }
    }

    fn keep(self) {
        if let Some(storage) = browser::tab_storage() {
            // Refused when storage is full: then the choice lasts until the page is left.
            let _ = if self == Self::Away {
                storage.set_item(AWAY_KEY, "1")
            } else {
                storage.remove_item(AWAY_KEY)
            };
        }
    }

    /// What it becomes `idle` milliseconds after the last touch, when `after` minutes make away.
    fn after(self, idle: u64, after: u16) -> Self {
        let is_idle = after > 0 && idle >= u64::from(after) * 60 * 1000;
        match self {
            Self::Here if is_idle => Self::Idle,
            Self::Idle if !is_idle => Self::Here,
            other => other,
        }
    }
}

/// Follows the agent's touches, and tells the desk.
pub fn follow(console: Console) {
    let state = console.availability;
    let touched = StoredValue::new(browser::now());
    let settle = move |now: Millis| {
        let after = console.desk.away_after().get_untracked();
        let before = state.get_untracked();
        let next = before.after(now.since(touched.get_value()), after);
        if next != before {
            state.set(next);
        }
    };
    let heard = Listener::on_window(&["pointerdown", "pointermove", "keydown"], move |_| {
        touched.try_update_value(|touched| *touched = browser::now());
        settle(browser::now());
    });
    StoredValue::new_local(heard);
    watch(move || {
        console.clock.now();
        console.desk.away_after().track();
        settle(browser::now());
    });
    let mut told = false;
    watch(move || {
        let away = state.get() != Availability::Here;
        let live = console.desk.connection().get() == Connection::Live;
        // A new connection begins as one that is here.
        told &= live;
        if live && away != told {
            told = away;
            console.desk.say(&DeskUp::Away { away });
        }
    });
}

/// My switch, and the team.
pub fn view(console: Console) -> Element {
    el("div").class("presence").child(switch(console)).child(team(console))
}

fn switch(console: Console) -> Element {
    let state = console.availability;
    let here = move || state.get() == Availability::Here;
    let flip = move || {
        let next = match state.get_untracked() {
            Availability::Here => Availability::Away,
            Availability::Away | Availability::Idle => Availability::Here,
        };
        next.keep();
        state.set(next);
    };
    el("button")
        .attr("type", "button")
        .class("switch")
        .attr("role", "switch")
        .live_attr("aria-checked", move || Some(here().to_string()))
        .attr("aria-label", "Available")
        .click(flip)
        .live_text(move || if here() { "Available" } else { "Away" }.to_owned())
}

/// Who is on the roster, quietly.
fn team(console: Console) -> Element {
    let names = move || {
        let mut roster = console.desk.roster().get();
        let order =
            |of: &Colleague| (of.presence != Presence::Online, of.agent.name.to_lowercase());
        roster.sort_by_key(order);
        roster
    };
    el("details")
        .class("team")
        .live_flag("hidden", move || console.desk.roster().with(Vec::is_empty))
        .child(el("summary").child("Team"))
        .child(el("ul").keyed(names, |of: &Colleague| {
            let load = [&of.load.to_string(), " of ", &of.capacity.to_string()].concat();
            el("li")
                .child(el("span").child(of.agent.name.as_str()))
                .child(el("span").child(presence_word(of.presence)))
                .child(el("span").attr("title", "In hand").child(load))
        }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;

    #[test]
    fn only_idleness_ends_with_a_touch() {
        use Availability::{Away, Here, Idle};
        assert_eq!(Here.after(5 * MINUTE - 1, 5), Here);
        assert_eq!(Here.after(5 * MINUTE, 5), Idle);
        assert_eq!(Idle.after(6 * MINUTE, 5), Idle);
        assert_eq!(Idle.after(0, 5), Here);
        assert_eq!(Away.after(0, 5), Away);
        assert_eq!(Away.after(9 * MINUTE, 5), Away);
    }

    #[test]
    fn without_a_limit_nobody_is_idle() {
        assert_eq!(Availability::Here.after(u64::MAX, 0), Availability::Here);
    }
}
