//! The pass: what a customer sees between asking for a person and the person's joining.
//!
//! Waiting is never blank: it says where the customer stands and what happens next. The place in
//! the column that is kept open here is the one the agent's picture takes.

use crate::panel::Panel;
use crate::words;
use baton_shared::protocol::{QueuePlace, encode};
use baton_shared::thread::ownership::Owner;
use leptos::prelude::*;

/// The pass, while the thread waits or is about to.
pub fn view(panel: Panel) -> AnyView {
    let session = panel.session;
    let waits = Memo::new(move |_| session.ownership().owner == Owner::Queue);
    let sensed = Memo::new(move |_| session.sensed().map(|kind| encode(&kind)));
    let open = Memo::new(move |_| waits.get() || sensed.with(Option::is_some));
    let kind = move || sensed.get().map(|kind| kind.trim_matches('"').to_owned());
    let place = Memo::new(move |_| session.place());
    let pass = move || {
        view! {
            <div class="entry pass" data-sensed=kind role="status">
                <span class="place" aria-hidden="true"></span>
                <div class="said">
                    <p class="next">{move || next(waits.get(), place.get())}</p>
                    <p class="then">{move || then(place.get())}</p>
                </div>
            </div>
        }
    };
    (move || open.get().then(pass)).into_any()
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
