//! What the keys do in the console.

use crate::console::{Console, Overlay};
use crate::keys::{Command, Place, command};
use crate::{layout, offers};
use baton_shared::entry::Outcome;
use baton_widget::browser::{self, Listener};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Hears the keyboard as long as the console is open.
pub fn listen(console: Console) {
    let heard = Listener::on_document(&["keydown"], move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if modified || event.is_composing() || event.default_prevented() {
            return;
        }
        if let Some(command) = command(&event.key(), place(event))
            && console.overlay.try_get_untracked().is_some_and(|overlay| {
                // A dialog has its own ways out.
                overlay.is_none() || command == Command::Keys
            })
        {
            event.prevent_default();
            carry_out(console, command);
        }
    });
    StoredValue::new_local(heard);
}

fn carry_out(console: Console, command: Command) {
    match command {
        Command::Next => console.point(true),
        Command::Previous => console.point(false),
        Command::Open => {
            if let Some(thread) = console.cursor.get_untracked() {
                console.open(&thread);
                console.focus_reply();
            }
        }
        Command::Accept => console.accept_some(),
        Command::Reply => console.focus_reply(),
        Command::Transfer => console.ask_whom(),
        Command::AcceptOffer => offers::answer_first(console, true),
        Command::Decline => offers::answer_first(console, false),
        Command::HandBack => console.hand_back(Outcome::Returned),
        Command::Resolve => console.hand_back(Outcome::Resolved),
        Command::Briefing if layout::is_narrow() => {
            console.briefing.update(|shown| *shown = !*shown);
        }
        // Where there is room for it, it is always there.
        Command::Briefing => {}
        Command::Keys => console.overlay.update(|overlay| {
            *overlay = (*overlay != Some(Overlay::Keys)).then_some(Overlay::Keys);
        }),
        Command::Leave => leave(console),
    }
}

/// Leaves the innermost thing that is open.
fn leave(console: Console) {
    if console.briefing.get_untracked() {
        console.briefing.set(false);
    } else if let Some(field) = active().filter(is_field) {
        if let Some(field) = field.dyn_ref::<HtmlElement>() {
            // Fails for an element that has gone; then it has no focus either.
            let _ = field.blur();
        }
    } else {
        console.close();
    }
}

fn place(event: &KeyboardEvent) -> Place {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    match target {
        Some(target) if is_field(&target) => Place::Field,
        Some(target) if matches!(&*target.tag_name(), "BUTTON" | "A") => Place::Control,
        _ => Place::Page,
    }
}

fn is_field(element: &Element) -> bool {
    matches!(&*element.tag_name(), "TEXTAREA" | "INPUT" | "SELECT")
}

fn active() -> Option<Element> {
    browser::document()?.active_element()
}
