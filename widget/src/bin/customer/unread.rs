//! What the customer has not seen yet, counted for the launcher's badge.
//!
//! The mark of what was read is kept in the browser's storage, so that all tabs of a site agree.

use crate::panel::Panel;
use baton_shared::entry::Author;
use baton_shared::id::Seq;
use baton_shared::thread::link::Link;
use baton_widget::browser::{self, Listener};
use baton_widget::element::watch;
use baton_widget::thread::{Viewer, newest};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

/// Follows the thread: what is looked at is read, the rest is counted for the page around.
pub fn count(panel: Panel, key: String) {
    let Panel { session, host, .. } = panel;
    let kept = browser::local_storage().and_then(|storage| storage.get_item(&key).ok()?);
    let read = RwSignal::new(seq(kept));
    let visible = RwSignal::new(browser::is_visible());
    let sight = Listener::on_document(&["visibilitychange"], move |_| {
        visible.set(browser::is_visible());
    });
    let other_key = key.clone();
    let other_tab = Listener::on_window(&["storage"], move |event| {
        if let Some(event) = event.dyn_ref::<StorageEvent>()
            && event.key().as_ref() == Some(&other_key)
        {
            let seen = seq(event.new_value());
            read.update(|read| *read = seen.max(*read));
        }
    });
    StoredValue::new_local((sight, other_tab));
    watch(move || {
        let head = session.with_entries(newest);
        // The mark is of an earlier thread: this one has not come so far.
        if matches!(session.link(), Link::Live { .. }) && head < read.get_untracked() {
            read.set(head);
        }
        if host.shown.get() && visible.get() && head > read.get_untracked() {
            read.set(head);
            if let Some(storage) = browser::local_storage() {
                // Refused when storage is full: then the badge comes back on the next page.
                let _ = storage.set_item(&key, &head.0.to_string());
            }
        }
    });
    watch(move || {
        let read = read.get();
        let unread = session.with_entries(|entries| {
            let others = entries.iter().filter(|entry| entry.author != Author::Customer);
            others.filter(|entry| entry.seq > read && Viewer::Customer.sees(&entry.body)).count()
        });
        host.tell_unread(unread);
    });
}

fn seq(text: Option<String>) -> Seq {
    Seq(text.and_then(|text| text.parse().ok()).unwrap_or(0))
}
