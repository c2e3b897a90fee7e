//! A value that a click copies.

use crate::clipboard;
use baton_widget::element::{Element, el};
use leptos::prelude::*;
use std::time::Duration;

/// How long it says so.
const SAYS: Duration = Duration::from_millis(1600);

/// A button that shows `label`, if there is one, and `value`, and copies the value.
pub(super) fn copyable(label: Option<&str>, value: &str) -> Element {
    let copied = RwSignal::new(false);
    let text = value.to_owned();
    let copy = move || {
        clipboard::copy(text.clone(), move |written| {
            if written && copied.try_set(true).is_none() {
                let end = move || {
                    copied.try_set(false);
                };
                set_timeout(end, SAYS);
            }
        });
    };
    let spoken =
        ["Copy ", label.unwrap_or_default(), if label.is_some() { " " } else { "" }, value];
    let button = el("button")
        .attr("type", "button")
        .class("copy")
        .attr("title", "Copy")
        .attr("aria-label", &spoken.concat())
        .click(copy)
        .child(label.map(|label| el("span").class("label").child(label)))
        .child(label.map(|_| " "))
        .child(el("span").class("value").child(value));
    let said = el("span")
        .class("copied")
        .attr("role", "status")
        .live_text(move || if copied.get() { "Copied" } else { "" }.to_owned());
    el("span")
        .class("copyable")
        .live_flag("data-copied", move || copied.get())
        .child(button)
        .child(said)
}
