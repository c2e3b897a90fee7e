//! What was said and is not in the log yet: at its place below it, and what became of it.

use super::entry::role;
use super::{ThreadProps, rich};
use crate::element::{Element, el};
use crate::words;
use baton_shared::entry::Author;
use baton_shared::protocol::Message;
use baton_shared::thread::outbox::{Action, Delivery, Pending};
use leptos::prelude::*;

/// A message on its way.
pub(super) fn pending_view(pending: &Pending, props: ThreadProps) -> Element {
    let Action::Say { message, .. } = &pending.action else { return el("div") };
    let words = el("div").class("words typed");
    let (class, words) = match message {
        Message::Text { text, .. } => ("entry", rich::plain(words, text, props)),
        Message::PersonRequested => ("entry chosen", words.child(words::TALK_TO_A_PERSON)),
        // A tap is told where it was made.
        _ => return el("div"),
    };
    let you = untrack(|| props.session.you());
    el("div")
        .class(class)
        .attr("data-role", role(you.as_ref().unwrap_or(&Author::Customer)))
        .attr("data-delivery", delivery(pending))
        .flag("data-mine", true)
        .child(el("div").class("said").child(words).child(fate(pending, props)))
}

/// How far `pending` has come, as tests and style sheets know it.
pub(super) const fn delivery(pending: &Pending) -> &'static str {
    match pending.delivery {
        Delivery::Queued => "queued",
        Delivery::Sent => "sent",
        Delivery::Acked(_) => "acked",
        Delivery::Rejected(_) => "rejected",
    }
}

fn fate(pending: &Pending, props: ThreadProps) -> Element {
    let session = props.session;
    let (again, away) = (pending.id.clone(), pending.id.clone());
    match &pending.delivery {
        Delivery::Queued => el("span").class("fate").child(words::WAITING_FOR_NETWORK),
        Delivery::Sent => el("span").class("fate").child(words::SENDING),
        Delivery::Acked(_) => el("span").class("sent").child(words::SENT),
        Delivery::Rejected(rejection) => el("div")
            .class("fate")
            .attr("role", "alert")
            .child(el("span").child(rejection.to_string()))
            .child(button(words::RETRY).click(move || session.retry(&again)))
            .child(button(words::DISCARD).click(move || session.discard(&away))),
    }
}

fn button(label: &str) -> Element {
    el("button").attr("type", "button").child(label)
}
