//! Where a person writes. Enter sends, Shift+Enter breaks the line; what can't be sent says why.

use crate::behaviour::Watch;
use crate::browser;
use crate::element::{Element, ElementRef, el, watch};
use crate::session::Session;
use crate::words;
use baton_shared::protocol::MAX_TEXT_BYTES;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

/// From this many bytes left on, the composer says how many characters still fit.
const NEAR_LIMIT: usize = 500;

/// What a composer needs.
#[derive(Debug)]
pub struct Composer {
    /// Where it sends to.
    pub session: Session,
    /// What is written; the caller may keep it and fill it.
    pub draft: RwSignal<String>,
    /// What the empty field says, and its accessible name.
    pub hint: String,
    /// Whether anything can be sent.
    pub enabled: RwSignal<bool>,
    /// The field, for the caller to focus.
    pub field: ElementRef,
}

/// The composer.
pub fn composer(composer: Composer) -> Element {
    let Composer { session, draft, hint, enabled, field } = composer;
    let send = move || {
        let text = draft.with_untracked(|draft| draft.trim().to_owned());
        if enabled.get_untracked() && !text.is_empty() && text.len() <= MAX_TEXT_BYTES {
            draft.set(String::new());
            session.say(text);
        }
    };
    let on_key = move |event: Event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        // While an input method composes, Enter belongs to it; some report it by key code alone.
        let composing = key.is_composing() || key.key_code() == 229;
        if key.key() == "Enter" && !key.shift_key() && !composing {
            event.prevent_default();
            // A key that is held is one press.
            if !key.repeat() {
                session.notes(Watch::pressed_send);
            }
            send();
        }
    };
    let on_input = move |_| {
        if let Some(field) = field.get() {
            draft.set(value(&field));
            session.set_typing(!draft.with_untracked(String::is_empty));
            session.notes(|watch, _| draft.with_untracked(|draft| watch.wrote(draft)));
        }
    };
    let on_submit = move |event: Event| {
        event.prevent_default();
        session.notes(Watch::pressed_send);
        send();
    };
    let sendable = move || {
        let fits = draft.with(|draft| {
            let text = draft.trim();
            !text.is_empty() && text.len() <= MAX_TEXT_BYTES
        });
        fits && enabled.get()
    };
    let write = el("textarea")
        .attr("rows", "1")
        .attr("enterkeyhint", "send")
        .attr("aria-label", &hint)
        .attr("placeholder", &hint)
        .live_flag("disabled", move || !enabled.get())
        .held_by(field)
        .on("input", on_input)
        .on("keydown", on_key)
        .on("blur", move |_| session.set_typing(false));
    let written = write.node().clone();
    watch(move || {
        let text = draft.get();
        // Set only where it differs: setting it moves the caret.
        if value(&written) != text {
            set_value(&written, &text);
        }
        let written = written.clone();
        browser::before_next_frame(move || grow(&written));
    });
    let button = el("button")
        .class("send")
        .attr("aria-label", words::SEND)
        .live_flag("disabled", move || !sendable())
        // The field keeps the focus, and a phone its keyboard, while the button is pressed.
        .on("pointerdown", |event| event.prevent_default());
    let room = el("span").class("limit").attr("role", "status");
    let room = room.live_text(move || draft.with(|draft| limit(draft)));
    el("form").class("composer").on("submit", on_submit).child(write).child(button).child(room)
}

/// What to say about the length of `draft`, if anything.
fn limit(draft: &str) -> String {
    match MAX_TEXT_BYTES.checked_sub(draft.trim().len()) {
        None => words::TOO_LONG.to_owned(),
        Some(left) if left <= NEAR_LIMIT => [&left.to_string(), " ", words::LEFT].concat(),
        Some(_) => String::new(),
    }
}

/// As high as its words, up to what the style sheet allows.
fn grow(field: &HtmlElement) {
    // Set from here, a strict content security policy allows it.
    let style = field.style();
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &[&field.scroll_height().to_string(), "px"].concat());
}

fn value(field: &HtmlElement) -> String {
    field.dyn_ref().map(HtmlTextAreaElement::value).unwrap_or_default()
}

fn set_value(field: &HtmlElement, text: &str) {
    if let Some(field) = field.dyn_ref::<HtmlTextAreaElement>() {
        field.set_value(text);
    }
}
