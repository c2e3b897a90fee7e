//! The pass: what a customer sees between asking for a person and the person's joining.
//!
//! Waiting is never blank: it says where the customer stands and what happens next. The place in
//! the column that is kept open here is the one the agent's picture takes.

use crate::panel::Panel;
use crate::words;
use baton_shared::protocol::QueuePlace;
use baton_shared::thread::ownership::Owner;
use baton_widget::element::{el, live, watch};
use baton_widget::wire::kind_name;
use leptos::prelude::*;

/// The pass, while the thread waits or is about to.
pub fn view(panel: Panel) -> AnyView {
    let session = panel.session;
    let waits = move || session.ownership().owner == Owner::Queue;
    let open = RwSignal::new(false);
    watch(move || {
        let now = waits() || session.sensed().is_some();
        if now != open.get_untracked() {
            open.set(now);
        }
    });
    let kind = move || session.sensed().map(|kind| kind_name(kind).to_owned());
    live(move || {
        if !open.get() {
            return ().into_any();
        }
        let next = live(move || next(waits(), session.place()).into_any());
        let then = live(move || then(session.place()).to_owned().into_any());
        let said = el("div")
            .class("said")
            .child(el("p").class("next").child(next))
            .child(el("p").class("then").child(then));
        el("div")
            .class("entry pass")
            .live_attr("data-sensed", kind)
            .attr("role", "status")
            .child(el("span").class("place").attr("aria-hidden", "true"))
            .child(said)
            .view()
    })
}

fn next(waits: bool, place: Option<QueuePlace>) -> String {
    match place {
        Some(QueuePlace { agents_online: 0, .. }) if waits => words::NOBODY.to_owned(),
        Some(QueuePlace { position: 0 | 1, .. }) if waits => words::NEXT.to_owned(),
        Some(QueuePlace { position: 2, .. }) if waits => words::ONE_AHEAD.to_owned(),
        Some(QueuePlace { position, .. }) if waits => {
            [&(position - 1).to_string(), " ", words::AHEAD].concat()
        }
        _ => words::FINDING.to_owned(),
    }
}

const fn then(place: Option<QueuePlace>) -> &'static str {
    match place {
        Some(QueuePlace { agents_online: 0, .. }) => words::THEN_LATER,
        _ => words::THEN_JOIN,
    }
}
