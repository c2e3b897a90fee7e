//! The agents' console: an inbox, the thread in view, its briefing.
//!
//! State and actions are in [`console`], the desk's connection in [`desk`], the threads' in
//! [`open_threads`]; everything that shows something is markup over these. None of it is in a
//! customer's download.

mod alerts;
mod api;
mod briefing;
mod button;
mod clipboard;
mod clock;
mod console;
mod desk;
mod door;
mod inbox;
mod jump;
mod keyboard;
mod keys;
mod layout;
mod offers;
mod open_threads;
mod overlay;
mod pane;
mod pointing;
mod presence;
mod roster;
mod toasts;
mod transfer;
mod words;

use baton_widget::browser;
use baton_widget::element::el;
use leptos::mount::mount_to;

fn main() {
    let Some(body) = browser::document().and_then(|document| document.body()) else { return };
    let page = el("div").class("page");
    // Fails only for an element that contains the body.
    let _ = body.append_child(page.node());
    mount_to(body, move || door::open(page)).forget();
}
