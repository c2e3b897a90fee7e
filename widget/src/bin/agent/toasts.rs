//! Short notes that come and go: what was refused, and what was done.

use leptos::prelude::*;
use std::time::Duration;

/// How long a note stays.
const LASTS: Duration = Duration::from_secs(6);

/// The notes on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    notes: RwSignal<Vec<(u32, String)>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self { notes: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    /// Shows `text` for a while.
    pub fn tell(self, text: String) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.notes.update(|notes| notes.push((id, text)));
        set_timeout(move || self.drop(id), LASTS);
    }

    fn drop(self, id: u32) {
        self.notes.try_update(|notes| notes.retain(|(shown, _)| *shown != id));
    }
}

/// The notes, spoken as they come.
pub fn toasts_view(toasts: Toasts) -> AnyView {
    view! {
        <div class="toasts" role="status">
            <For
                each=move || toasts.notes.get()
                key=|(id, _)| *id
                children=move |(id, text)| {
                    view! {
                        <div class="toast">
                            <span>{text}</span>
                            <button type="button" aria-label="Dismiss" on:click=move |_| toasts.drop(id)>
                                {super::icon::icon(super::icon::CLOSE)}
                            </button>
                        </div>
                    }
                }
            />
        </div>
    }
    .into_any()
}
