//! The agents' console: an inbox, the thread in view, its briefing.
//!
//! State and actions are in [`console`], the desk's connection in [`desk`], the threads' in
//! [`open_threads`]; everything that shows something is markup over these. None of it is in a
//! customer's download.

mod alerts;
mod api;
mod briefing;
mod clock;
mod console;
mod desk;
mod door;
mod icon;
mod inbox;
mod jump;
mod keyboard;
mod keys;
mod layout;
mod open_threads;
mod overlay;
mod pane;
mod toasts;
mod words;

fn main() {
    leptos::mount::mount_to_body(door::door);
}
