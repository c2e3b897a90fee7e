//! What I am asked to take: a calm card at the head of the inbox, with as long as is left to answer.

use crate::button::action;
use crate::console::Console;
use baton_shared::id::ThreadId;
use baton_shared::protocol::desk::{InboxItem, Offer};
use baton_widget::element::{Element, el};
use leptos::prelude::*;

/// The cards.
pub fn view(console: Console) -> Element {
    let cards = move || console.desk.offers().get();
    el("div")
        .class("offers")
        .attr("role", "region")
        .attr("aria-label", "Asked of you")
        .live_flag("hidden", move || console.desk.offers().with(Vec::is_empty))
        .child(el("ul").keyed(cards, move |offer: &Offer| card(console, offer)))
}

/// Accepts what I was asked first, or declines it.
pub fn answer_first(console: Console, accept: bool) {
    let first = console.desk.offers().with_untracked(|offers| offers.first().cloned());
    if let Some(offer) = first {
        answer(console, &offer.thread, accept);
    }
}

fn answer(console: Console, thread: &ThreadId, accept: bool) {
    if accept {
        console.accept(thread);
    } else {
        console.desk.decline(thread);
    }
}

fn card(console: Console, offer: &Offer) -> Element {
    let (thread, until) = (offer.thread.clone(), offer.until);
    let about = {
        let thread = thread.clone();
        move |look: fn(&InboxItem) -> String| console.with_item(&thread, look).unwrap_or_default()
    };
    let (name, quote, needs) = (about.clone(), about.clone(), about);
    let called = |item: &InboxItem| item.name.clone().unwrap_or_else(|| "A customer".to_owned());
    let seconds = move || {
        let left = until.since(console.clock.now()).div_ceil(1000);
        [&left.to_string(), " s to answer"].concat()
    };
    let bar = el("span").class("bar").attr("aria-hidden", "true");
    let left = untrack(|| until.since(console.clock.now()));
    // Set from here, a strict content security policy allows it. Fails only for no such property.
    let _ =
        bar.node().style().set_property("animation-duration", &[&left.to_string(), "ms"].concat());
    let (yes, no) = (thread.clone(), thread.clone());
    let accept = action("action call", "Accept", move || answer(console, &yes, true));
    let decline = action("action", "Decline", move || answer(console, &no, false));
    el("li")
        .class("offer-card")
        .attr("data-offer", thread.as_str())
        .child(el("b").live_text(move || name(called)))
        .child(el("span").class("preview").live_text(move || quote(|item| item.preview.clone())))
        .child(el("span").class("needs").live_text(move || needs(|item| item.needs.join(", "))))
        .child(el("span").class("left").live_text(seconds))
        .child(bar)
        .child(
            el("span")
                .class("answers")
                .child(accept.child(el("kbd").child("Y")))
                .child(decline.child(el("kbd").child("N"))),
        )
}

/// The newest of `offers` that is not in `before`.
pub fn newest(offers: &[Offer], before: &[Offer]) -> Option<ThreadId> {
    let is_new = |offer: &&Offer| !before.iter().any(|known| known.thread == offer.thread);
    offers.iter().rev().find(is_new).map(|offer| offer.thread.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::id::{Epoch, Millis};

    fn offer(thread: &str) -> Offer {
        let thread = ThreadId::parse(thread).unwrap();
        Offer { thread, epoch: Epoch(1), until: Millis(30_000) }
    }

    #[test]
    fn an_offer_is_new_once() {
        let (a, b) = (offer("a"), offer("b"));
        let (first, both) = ([a.clone()], [a, b.clone()]);
        assert_eq!(newest(&both, &first), Some(b.thread));
        assert_eq!(newest(&first, &both), None);
        assert_eq!(newest(&[], &[]), None);
    }
}
