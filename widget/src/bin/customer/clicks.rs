//! Clicks where nothing comes of them, as the thread's session is told of them.

use baton_widget::behaviour::Spot;
use baton_widget::browser::{self, Listener};
use baton_widget::session::Session;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent};

/// What does something when it is clicked; around the field, a click means to write.
const ACTS: &str = "button:enabled, .composer";

/// Watches the panel's clicks for as long as the current reactive owner lives.
pub fn watch(session: Session) {
    let clicks = Listener::on_document(&["click"], move |event| {
        if let Some(spot) = spot(&event) {
            session.notes(|watch, now| watch.clicked(spot, now));
        }
    });
    StoredValue::new_local(clicks);
}

/// Where `event` clicked, if that sets nothing going.
fn spot(event: &Event) -> Option<Spot> {
    let click = event.dyn_ref::<MouseEvent>()?;
    let target: Element = event.target()?.dyn_into().ok()?;
    if let Ok(Some(link)) = target.closest("a[href]") {
        return Some(Spot::Link(link.get_attribute("href")?));
    }
    let acts = target.closest(ACTS).is_ok_and(|acting| acting.is_some());
    // A word or a paragraph that was clicked to be copied has been selected by now.
    let selection = browser::window()?.get_selection().ok()?;
    let selects = selection.is_some_and(|selection| !selection.is_collapsed());
    (!acts && !selects).then(|| Spot::Place(click.client_x(), click.client_y()))
}
