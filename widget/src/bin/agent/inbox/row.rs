//! One thread in the inbox.

use super::Section;
use crate::console::Console;
use crate::words;
use baton_shared::id::ThreadId;
use baton_shared::protocol::desk::{InboxItem, Standing};
use baton_shared::thread::fact;
use leptos::prelude::*;

/// The row of `thread` in `section`. Whatever changes its standing draws it anew; only what moves
/// within one (time, unread, the last word) is followed here.
pub(super) fn row(console: Console, thread: ThreadId, section: Section) -> AnyView {
    let item = untrack(|| console.with_item(&thread, Clone::clone));
    let Some(item) = item else { return ().into_any() };
    let thread = StoredValue::new(thread);
    let is = move |signal: RwSignal<Option<ThreadId>>| {
        signal.with(|other| thread.with_value(|thread| other.as_ref() == Some(thread)))
    };
    let unread = move || {
        let mine = section == Section::Mine;
        if mine { thread.with_value(|thread| console.threads.unread(thread)) } else { 0 }
    };
    let is_unread = move || unread() > 0;
    let since = item.since;
    let take = (section == Section::Waiting).then(|| {
        view! {
            <button
                type="button"
                class="action call"
                on:click=move |_| thread.with_value(|thread| console.accept(thread))
            >
                "Accept"
            </button>
        }
    });
    view! {
        <li
            class="row"
            class:unread=is_unread
            data-cursor=move || is(console.cursor).then_some("")
            data-thread=thread.get_value().to_string()
        >
            <button
                type="button"
                class="open"
                aria-current=move || is(console.viewed).then_some("true")
                on:click=move |_| thread.with_value(|thread| console.open(thread))
            >
                {about(&item, section).map(|about| view! { <span class="about">{about}</span> })}
                <time>{move || console.clock.since(since)}</time>
                <span class="preview">{preview(console, thread, &item, section)}</span>
                {move || Some(unread()).filter(|unread| *unread > 0).map(badge)}
            </button>
            {take}
        </li>
    }
    .into_any()
}

/// What stands above the customer's words: why they wait or waited, or who has them.
fn about(item: &InboxItem, section: Section) -> Option<String> {
    let reason = item.reasons.first().map(|kind| words::reason(*kind).to_owned());
    match (&item.standing, section) {
        (Standing::With { agent }, Section::Others) => Some(agent.name.clone()),
        (Standing::Resolved { by }, _) => Some(["By ", &by.name].concat()),
        (Standing::Bot, _) => None,
        (Standing::Waiting | Standing::With { .. }, _) => reason,
    }
}

/// The words that say most: the newest in my own threads, else those the desk chose.
fn preview(
    console: Console,
    thread: StoredValue<ThreadId>,
    item: &InboxItem,
    section: Section,
) -> AnyView {
    let chosen = item.preview.clone();
    if section != Section::Mine {
        return chosen.into_any();
    }
    let newest = move || {
        let last = thread.with_value(|thread| console.threads.last_word(thread));
        last.map_or_else(
            || chosen.clone(),
            |last| [if last.mine { "You: " } else { "" }, &fact::quote(&last.text)].concat(),
        )
    };
    newest.into_any()
}

fn badge(unread: usize) -> AnyView {
    let name = [&unread.to_string(), " unread"].concat();
    view! { <span class="badge" aria-label=name>{unread}</span> }.into_any()
}
