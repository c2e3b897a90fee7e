//! One thread in the inbox.

use super::Section;
use crate::button::action;
use crate::console::Console;
use crate::words;
use baton_shared::id::ThreadId;
use baton_shared::protocol::desk::{InboxItem, Standing};
use baton_shared::thread::fact;
use baton_shared::trigger::Priority;
use baton_widget::element::{Element, el};
use leptos::prelude::*;

/// The row of `thread` in `section`. Whatever changes its standing draws it anew; only what moves
/// within one (time, unread, the last word) is followed here.
pub(super) fn row(console: Console, thread: ThreadId, section: Section) -> Element {
    let Some(item) = console.with_item(&thread, Clone::clone) else { return el("li") };
    let name = thread.to_string();
    let thread = StoredValue::new(thread);
    let is = move |signal: RwSignal<Option<ThreadId>>| {
        signal.with(|other| thread.with_value(|thread| other.as_ref() == Some(thread)))
    };
    let unread = move || {
        let mine = section == Section::Mine;
        if mine { thread.with_value(|thread| console.threads.unread(thread)) } else { 0 }
    };
    let since = item.since;
    let badge = el("span")
        .class("badge")
        .live_flag("hidden", move || unread() == 0)
        .live_attr("aria-label", move || Some([&unread().to_string(), " unread"].concat()))
        .live_text(move || unread().to_string());
    let open = el("button")
        .attr("type", "button")
        .class("open")
        .live_attr("aria-current", move || is(console.viewed).then(|| "true".to_owned()))
        .click(move || thread.with_value(|thread| console.open(thread)))
        .child(about(&item, section).map(|about| el("span").class("about").child(about)))
        .child(el("time").live_text(move || console.clock.since(since)))
        .child(marks(&item))
        .child(preview(console, thread, item, section))
        .child(badge);
    let take = (section == Section::Waiting).then(|| {
        let take = move || thread.with_value(|thread| console.accept(thread));
        action("action call", "Accept", take)
    });
    el("li")
        .class("row")
        .attr("data-thread", &name)
        .live_flag("data-unread", move || unread() > 0)
        .live_flag("data-cursor", move || is(console.cursor))
        .child(open)
        .child(take)
}

/// What stands above the customer's words: their name, where it is known, and why they wait or
/// waited, or who has them.
fn about(item: &InboxItem, section: Section) -> Option<String> {
    let reason = item.reasons.first().map(|kind| kind.label().to_owned());
    let stands = match (&item.standing, section) {
        (Standing::With { agent }, Section::Others) => Some(agent.name.clone()),
        (Standing::Resolved { by }, _) => Some(["By ", &by.name].concat()),
        (Standing::Bot, _) => None,
        (Standing::Waiting | Standing::With { .. }, _) => reason,
    };
    match (item.name.clone(), stands) {
        (Some(name), Some(stands)) => Some([&name, " · ", &stands].concat()),
        (name, stands) => name.or(stands),
    }
}

/// What of it asks for attention, or says where the answer goes.
fn marks(item: &InboxItem) -> Option<Element> {
    let urgent = words::priority(item.priority).map(|priority| {
        let weight = if item.priority == Priority::Urgent { "urgent" } else { "high" };
        el("span").class("mark-row").attr("data-priority", weight).child(priority)
    });
    let quiet = |words: String| el("span").class("mark-row").child(words);
    let needs = (!item.needs.is_empty()).then(|| quiet(item.needs.join(", ")));
    let asked = item.offered.as_ref().map(|agent| quiet(["Asking ", &agent.name].concat()));
    let email = item.email.as_ref().map(|email| quiet(["Write to ", email].concat()));
    let marks: Vec<Element> = [urgent, needs, asked, email].into_iter().flatten().collect();
    (!marks.is_empty()).then(|| el("span").class("marks").child(marks))
}

/// The words that say most: the newest in my own threads, else those the desk chose.
fn preview(
    console: Console,
    thread: StoredValue<ThreadId>,
    item: InboxItem,
    section: Section,
) -> Element {
    let place = el("span").class("preview");
    if section != Section::Mine {
        return place.child(item.preview);
    }
    place.live_text(move || match thread.with_value(|thread| console.threads.last_word(thread)) {
        Some(last) => [if last.mine { "You: " } else { "" }, &fact::quote(&last.text)].concat(),
        None => item.preview.clone(),
    })
}
