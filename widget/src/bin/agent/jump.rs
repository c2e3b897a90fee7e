//! Going to an entry that a briefing names: into view, and lit up for a moment.

use crate::console::Console;
use crate::pointing;
use baton_shared::id::{Seq, ThreadId};
use baton_widget::browser;
use baton_widget::element::watch;
use leptos::prelude::*;
use std::time::Duration;
use web_sys::{Element, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// How long an entry stays lit.
const LIT: Duration = Duration::from_millis(1600);

/// Goes to the console's target whenever one is set; an entry that is not held yet is fetched.
pub fn follow(console: Console) {
    watch(move || {
        let Some((seq, (_, session))) = console.target.get().zip(console.in_view()) else { return };
        let (first, head) = (
            session.with_entries(|entries| entries.first().map(|entry| entry.seq)),
            session.head(),
        );
        if first.is_some_and(|first| first <= seq) && seq <= head {
            console.target.set(None);
            console.briefing.set(false);
            browser::before_next_frame(move || light_up(seq));
        } else if session.has_older() {
            session.load_older();
        }
    });
}

/// Brings a row of the inbox into view.
pub fn show_in_inbox(thread: &ThreadId) {
    let selector = ["[data-thread=\"", thread.as_str(), "\"]"].concat();
    if let Some(row) = find(&selector) {
        into_view(&row, ScrollLogicalPosition::Nearest);
    }
}

fn light_up(seq: Seq) {
    let Some(entry) = find(&pointing::entry(seq)) else { return };
    into_view(&entry, ScrollLogicalPosition::Center);
    // Fails only for a name that is none.
    let _ = entry.set_attribute("data-lit", "");
    set_timeout(move || drop(entry.remove_attribute("data-lit")), LIT);
}

/// Scrolls `element` into view, at once for those who prefer no motion.
pub fn into_view(element: &Element, block: ScrollLogicalPosition) {
    let calm = browser::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok()?)
        .is_some_and(|query| query.matches());
    let options = ScrollIntoViewOptions::new();
    options.set_behavior(if calm { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    options.set_block(block);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

fn find(selector: &str) -> Option<Element> {
    browser::document()?.query_selector(selector).ok()?
}
