//! The thread's column: older entries on the way, the log, what is on its way, what is
//! being written and who is typing.

use super::ThreadProps;
use super::lines::lines_view;
use super::scroll::Scroll;
use super::typing::typing_view;
use super::writing::{begun, writing_view};
use crate::element::{Element, el};
use crate::words;
use leptos::prelude::*;

/// What a binary adds to the column.
#[derive(Debug, Default)]
pub struct Slots {
    /// Above the first entry.
    pub head: Option<Element>,
    /// Below everything that was said.
    pub tail: Option<Element>,
}

/// The thread, and the way back to its end when it is scrolled away.
pub fn thread_view(props: ThreadProps, slots: Slots) -> Element {
    let scroll = Scroll::new();
    let writes = begun(props.session);
    let older = el("p")
        .class("older")
        .live_flag("hidden", move || !scroll.fetching.get())
        .child(words::LOADING_OLDER);
    let log = el("div")
        .class("log")
        .child(older)
        .child(slots.head)
        .child(lines_view(props))
        .child(writing_view(props, writes))
        .child(typing_view(props, writes))
        .child(slots.tail);
    let port = el("div")
        .class("port")
        .attr("role", "log")
        .attr("aria-label", words::THREAD)
        .live_attr("aria-busy", move || scroll.fetching.get().then(|| "true".to_owned()))
        .attr("tabindex", "0")
        .held_by(scroll.port)
        .on("scroll", move |_| scroll.moved(props));
    scroll.follow(props, port.node(), log.node());
    let news = move || scroll.unseen.get();
    let latest = el("button")
        .attr("type", "button")
        .live_attr("class", move || Some(if news() { "latest news" } else { "latest" }.to_owned()))
        .live_flag("hidden", move || scroll.at_end.get())
        .click(move || scroll.to_end())
        .live_text(move || if news() { words::NEW_MESSAGES } else { words::LATEST }.to_owned());
    el("div").class("thread").child(port.child(log)).child(latest)
}
