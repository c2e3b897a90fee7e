//! What was said and is not in the log yet: at its place below it, and what became of it.

use super::entry::role;
use super::{ThreadProps, rich};
use crate::words;
use baton_shared::entry::Author;
use baton_shared::id::MessageId;
use baton_shared::protocol::Message;
use baton_shared::thread::outbox::{Action, Delivery, Pending};
use leptos::prelude::*;

/// The key of a pending message's markup: it is drawn again when its delivery changes.
pub(super) fn key(pending: &Pending) -> (MessageId, &'static str) {
    (pending.id.clone(), delivery(pending))
}

/// A message on its way. Decisions of an agent have no words, and show nothing.
pub(super) fn pending_view(pending: &Pending, props: ThreadProps) -> Option<AnyView> {
    let Action::Say { message, .. } = &pending.action else { return None };
    let (class, said) = match message {
        Message::Text { text } => ("entry", rich::plain(text, props).into_any()),
        Message::PersonRequested => ("entry chosen", words::TALK_TO_A_PERSON.into_any()),
    };
    let you = untrack(|| props.session.you());
    let view = view! {
        <div
            class=class
            data-role=role(you.as_ref().unwrap_or(&Author::Customer))
            data-delivery=delivery(pending)
            data-mine=""
        >
            <div class="said">
                <div class="words typed">{said}</div>
                {fate(pending, props)}
            </div>
        </div>
    };
    Some(view.into_any())
}

fn delivery(pending: &Pending) -> &'static str {
    match pending.delivery {
        Delivery::Queued => "queued",
        Delivery::Sent => "sent",
        Delivery::Acked(_) => "acked",
        Delivery::Rejected(_) => "rejected",
    }
}

fn fate(pending: &Pending, props: ThreadProps) -> AnyView {
    let session = props.session;
    let (again, away) = (pending.id.clone(), pending.id.clone());
    match &pending.delivery {
        Delivery::Queued => {
            view! { <span class="fate">{words::WAITING_FOR_NETWORK}</span> }.into_any()
        }
        Delivery::Sent => view! { <span class="fate">{words::SENDING}</span> }.into_any(),
        Delivery::Acked(_) => view! { <span class="sent">{words::SENT}</span> }.into_any(),
        Delivery::Rejected(rejection) => view! {
            <div class="fate" role="alert">
                <span>{rejection.to_string()}</span>
                <button type="button" on:click=move |_| session.retry(&again)>{words::RETRY}</button>
                <button type="button" on:click=move |_| session.discard(&away)>
                    {words::DISCARD}
                </button>
            </div>
        }
        .into_any(),
    }
}
