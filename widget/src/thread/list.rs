//! The thread's column: older entries on the way, the log, what is on its way, who is typing.

use super::ThreadProps;
use super::lines::lines_view;
use super::scroll::Scroll;
use super::typing::typing_view;
use crate::element::{Element, el, live};
use crate::words;
use leptos::prelude::*;

/// What a binary adds to the column.
#[derive(Debug)]
pub struct Slots {
    /// Above the first entry, once the log's beginning is held.
    pub head: AnyView,
    /// Below everything that was said.
    pub tail: AnyView,
}

impl Default for Slots {
    fn default() -> Self {
        Self { head: ().into_any(), tail: ().into_any() }
    }
}

/// The thread, and the way back to its end when it is scrolled away.
pub fn thread_view(props: ThreadProps, slots: Slots) -> AnyView {
    let scroll = Scroll::follow(props);
    let older = live(move || {
        let note = || el("p").class("older").child(words::LOADING_OLDER);
        scroll.fetching.get().then(note).map_or_else(|| ().into_any(), Element::view)
    });
    let log = el("div")
        .class("log")
        .held_by(scroll.content)
        .child(older)
        .child(slots.head)
        .child(lines_view(props))
        .child(typing_view(props))
        .child(slots.tail);
    let port = el("div")
        .class("port")
        .attr("role", "log")
        .attr("aria-label", words::THREAD)
        .live_attr("aria-busy", move || scroll.fetching.get().then(|| "true".to_owned()))
        .attr("tabindex", "0")
        .held_by(scroll.port)
        .on("scroll", move |_| scroll.moved(props))
        .child(log);
    let class = move || if scroll.unseen.get() { "latest news" } else { "latest" };
    let label = move || if scroll.unseen.get() { words::NEW_MESSAGES } else { words::LATEST };
    let latest = el("button")
        .attr("type", "button")
        .live_attr("class", move || Some(class().to_owned()))
        .live_flag("hidden", move || scroll.at_end.get())
        .click(move || scroll.to_end())
        .child(live(move || label().to_owned().into_any()));
    el("div").class("thread").child(port).child(latest).view()
}
