//! Short notes that come and go: what was refused, and what was done.

use crate::button::{Icon, tool};
use baton_widget::element::{Element, el};
use leptos::prelude::*;
use std::time::Duration;

/// How long a note stays.
const LASTS: Duration = Duration::from_secs(6);

/// The notes on the screen. Copies are the same.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    notes: RwSignal<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    told: u32,
    shown: Vec<(u32, String)>,
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self { notes: RwSignal::default() }
    }

    /// Shows `text` for a while.
    pub fn tell(self, text: String) {
        let told = self.notes.try_update(|notes| {
            notes.told = notes.told.wrapping_add(1);
            notes.shown.push((notes.told, text));
            notes.told
        });
        if let Some(id) = told {
            set_timeout(move || self.drop(id), LASTS);
        }
    }

    fn drop(self, id: u32) {
        self.notes.try_update(|notes| notes.shown.retain(|(shown, _)| *shown != id));
    }
}

/// The notes, spoken as they come.
pub fn toasts_view(toasts: Toasts) -> Element {
    let shown = move || toasts.notes.with(|notes| notes.shown.clone());
    el("div").class("toasts").attr("role", "status").keyed(shown, move |(id, text)| {
        let id = *id;
        let dismiss = tool("Dismiss", Icon::Close, move || toasts.drop(id));
        el("div").class("toast").child(el("span").child(text.as_str())).child(dismiss)
    })
}
