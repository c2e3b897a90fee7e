//! The thread's column: older entries on the way, the log, what is on its way, who is typing.

use super::entry::entry_view;
use super::pending::{key, pending_view};
use super::row::rows;
use super::scroll::Scroll;
use super::typing::typing_view;
use super::{ThreadProps, clock};
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
    let session = props.session;
    let scroll = Scroll::follow(props);
    let older = move || {
        scroll.fetching.get().then(|| view! { <p class="older">{words::LOADING_OLDER}</p> })
    };
    let latest = move || if scroll.unseen.get() { words::NEW_MESSAGES } else { words::LATEST };
    view! {
        <div class="thread">
            <div
                class="port"
                role="log"
                aria-label=words::THREAD
                aria-busy=move || scroll.fetching.get().to_string()
                tabindex="0"
                node_ref=scroll.port
                on:scroll=move |_| scroll.moved(props)
            >
                <div class="log" node_ref=scroll.content>
                    {older}
                    {slots.head}
                    <For
                        each=move || session.with_entries(|entries| rows(entries, clock::day))
                        key=|row| *row
                        children=move |row| entry_view(row, props)
                    />
                    <For
                        each=move || session.outbox()
                        key=key
                        children=move |pending| pending_view(&pending, props)
                    />
                    {typing_view(props)}
                    {slots.tail}
                </div>
            </div>
            <button
                type="button"
                class="latest"
                class:news=move || scroll.unseen.get()
                prop:hidden=move || scroll.at_end.get()
                on:click=move |_| scroll.to_end()
            >
                {latest}
            </button>
        </div>
    }
    .into_any()
}
