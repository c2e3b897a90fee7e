//! The browser's clock, randomness, storage, timers and events, behind small functions.
//!
//! The only place of the library that asks the browser for anything but its socket and its
//! document. Everything here also works when storage is forbidden or full: then nothing is kept.

use baton_shared::id::{MessageId, Millis};
use js_sys::Date;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Event, EventTarget, Storage, Window};

/// Characters of a minted id: 64 of them, so six random bits choose one evenly.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// 22 characters of six bits: as unlikely to meet again as a random UUID.
const ID_LEN: usize = 22;

/// The window, if there is one.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document, if there is one.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The browser's clock.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a date's milliseconds are whole, positive and far below 2^53"
)]
pub fn now() -> Millis {
    Millis(Date::now() as u64)
}

/// A uniformly distributed number from the browser's secure source.
pub fn random() -> u32 {
    let mut bytes = [0; 4];
    fill_random(&mut bytes);
    u32::from_le_bytes(bytes)
}

/// A fresh client message id.
pub fn mint_id() -> MessageId {
    let mut bytes = [0; ID_LEN];
    fill_random(&mut bytes);
    let id: String =
        bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 63)])).collect();
    // Made of the alphabet of ids alone, and short enough: the second attempt is never made.
    MessageId::parse(id).unwrap_or_else(|_| mint_id())
}

/// Whether the page can be seen.
pub fn is_visible() -> bool {
    document().is_some_and(|document| !document.hidden())
}

/// Whether the browser believes that it has a network.
pub fn is_online() -> bool {
    window().is_some_and(|window| window.navigator().on_line())
}

/// What is kept across visits; none where the browser forbids it.
pub fn local_storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// What is kept for this tab; none where the browser forbids it.
pub fn tab_storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}

/// Runs `task` once the browser is about to draw the next frame.
pub fn before_next_frame(task: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(task);
    if let Some(window) = window() {
        // Fails only without a function to call.
        let _ = window.request_animation_frame(callback.unchecked_ref());
    }
}

/// Runs `task` as soon as everything that runs now is done.
pub fn soon(task: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(task);
    if let Some(window) = window() {
        window.queue_microtask(callback.unchecked_ref());
    }
}

/// Events heard until this is dropped.
#[derive(Debug)]
pub struct Listener {
    target: EventTarget,
    events: &'static [&'static str],
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `hear` for every one of `events` on `target`.
    pub fn new(
        target: &EventTarget,
        events: &'static [&'static str],
        hear: impl FnMut(Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(hear);
        for event in events {
            // Fails only for a listener that is no function.
            let _ =
                target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        }
        Self { target: target.clone(), events, closure }
    }

    /// The same, on the window.
    pub fn on_window(
        events: &'static [&'static str],
        hear: impl FnMut(Event) + 'static,
    ) -> Option<Self> {
        Some(Self::new(window()?.as_ref(), events, hear))
    }

    /// The same, on the document.
    pub fn on_document(
        events: &'static [&'static str],
        hear: impl FnMut(Event) + 'static,
    ) -> Option<Self> {
        Some(Self::new(document()?.as_ref(), events, hear))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for event in self.events {
            let _ = self
                .target
                .remove_event_listener_with_callback(event, self.closure.as_ref().unchecked_ref());
        }
    }
}

/// A task that can be set to one moment at a time; setting it again moves it.
#[derive(Debug)]
pub struct Alarm {
    closure: Closure<dyn FnMut()>,
    set: Rc<Cell<Option<i32>>>,
}

impl Alarm {
    /// An alarm that is not set.
    pub fn new(mut ring: impl FnMut() + 'static) -> Self {
        let set = Rc::new(Cell::new(None));
        let armed = Rc::clone(&set);
        let closure = Closure::<dyn FnMut()>::new(move || {
            armed.set(None);
            ring();
        });
        Self { closure, set }
    }

    /// Rings `ms` milliseconds from now, and at no other time; never, with none.
    pub fn set(&self, ms: Option<u64>) {
        let Some(window) = window() else { return };
        if let Some(earlier) = self.set.take() {
            window.clear_timeout_with_handle(earlier);
        }
        let Some(ms) = ms else { return };
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let callback = self.closure.as_ref().unchecked_ref();
        let handle = window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, ms);
        self.set.set(handle.ok());
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.set(None);
    }
}

fn fill_random(bytes: &mut [u8]) {
    if let Some(Ok(crypto)) = window().map(|window| window.crypto()) {
        // Fails only for more than 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(bytes);
    }
}
