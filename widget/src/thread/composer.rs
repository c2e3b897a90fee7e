//! Where a person writes. Enter sends, Shift+Enter breaks the line; what can't be sent says why.

use crate::browser;
use crate::session::Session;
use crate::words;
use baton_shared::protocol::MAX_TEXT_BYTES;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html::Textarea;
use leptos::prelude::*;

/// From this many bytes left on, the composer says how many characters still fit.
const NEAR_LIMIT: usize = 500;

/// What a composer needs.
#[derive(Debug, Clone, Copy)]
pub struct Composer {
    /// Where it sends to.
    pub session: Session,
    /// What is written; the caller may keep it and fill it.
    pub draft: RwSignal<String>,
    /// What the empty field says, and its accessible name.
    pub hint: Signal<String>,
    /// Whether anything can be sent.
    pub enabled: Signal<bool>,
    /// The field, for the caller to focus.
    pub field: NodeRef<Textarea>,
}

/// The composer.
pub fn composer(composer: Composer) -> AnyView {
    let Composer { session, draft, hint, enabled, field } = composer;
    Effect::new(move |_| {
        draft.track();
        if let Some(field) = field.get() {
            browser::before_next_frame(move || grow(&field));
        }
    });
    let send = move || {
        let text = draft.with_untracked(|draft| draft.trim().to_owned());
        if enabled.get_untracked() && !text.is_empty() && text.len() <= MAX_TEXT_BYTES {
            draft.set(String::new());
            session.say(text);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        // While an input method composes, Enter belongs to it; some report it by key code alone.
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            send();
        }
    };
    let on_input = move |event| {
        draft.set(event_target_value(&event));
        session.set_typing(!draft.with_untracked(String::is_empty));
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    let sendable = move || {
        let fits = draft.with(|draft| {
            let text = draft.trim();
            !text.is_empty() && text.len() <= MAX_TEXT_BYTES
        });
        fits && enabled.get()
    };
    view! {
        <form class="composer" on:submit=on_submit>
            <textarea
                rows="1"
                node_ref=field
                aria-label=move || hint.get()
                placeholder=move || hint.get()
                enterkeyhint="send"
                prop:value=move || draft.get()
                prop:disabled=move || !enabled.get()
                on:input=on_input
                on:keydown=on_key
                on:blur=move |_| session.set_typing(false)
            ></textarea>
            // The field keeps the focus, and a phone its keyboard, while the button is pressed.
            <button
                class="send"
                aria-label=words::SEND
                prop:disabled=move || !sendable()
                on:pointerdown=|event| event.prevent_default()
            ></button>
            <span class="limit" role="status">{move || draft.with(|draft| limit(draft))}</span>
        </form>
    }
    .into_any()
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
fn grow(field: &web_sys::HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    // Set from here, a strict content security policy allows it.
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &[&field.scroll_height().to_string(), "px"].concat());
}
