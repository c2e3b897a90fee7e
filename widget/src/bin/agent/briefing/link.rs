//! What leads from the briefing to the transcript: lines that jump, and quotes.

use crate::console::Console;
use crate::pointing::{self, Target};
use baton_shared::briefing::Quote;
use baton_shared::id::Seq;
use baton_widget::element::{Element, el};
use leptos::prelude::Set;

/// A line that leads to the entry at `seq`.
pub(super) fn jump(console: Console, seq: Seq, class: &str) -> Element {
    el("button")
        .attr("type", "button")
        .class(&["jump ", class].concat())
        .attr("data-jump", &seq.0.to_string())
        .click(move || console.target.set(Some(seq)))
}

/// A line that leads to the first of `entries`, all of which stand out while it is pointed at; plain
/// words where there is none.
pub(super) fn line(console: Console, entries: &[Seq], class: &str) -> Element {
    match entries.first() {
        Some(first) => points_at(jump(console, *first, class), Target::Entries(entries.to_vec())),
        None => el("p").class(class),
    }
}

/// `element`, with `target` standing out in the transcript while it is pointed at.
pub(super) fn points_at(element: Element, target: Target) -> Element {
    let focused = target.clone();
    element
        .on("pointerenter", move |_| pointing::at(&target))
        .on("focusin", move |_| pointing::at(&focused))
        .on("pointerleave", |_| pointing::away())
        .on("focusout", |_| pointing::away())
}

/// The customer's words, which lead to where they said them.
pub(super) fn quote(console: Console, quote: &Quote) -> Element {
    quote.parts.iter().fold(jump(console, quote.seq, "quote"), |line, part| {
        let text = part.text.as_str();
        if part.marked { line.child(el("mark").child(text)) } else { line.child(text) }
    })
}
