//! Pointing at a reason of the briefing: its words stand out in the transcript, and come into view
//! for whoever stays.
//!
//! The words are marked already; only an attribute comes and goes, so that nothing is drawn anew
//! and what an agent has selected stays selected.

use crate::jump::into_view;
use baton_widget::browser;
use leptos::prelude::set_timeout;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, ScrollLogicalPosition};

/// After this long, pointing is meant.
const DWELL: Duration = Duration::from_millis(220);
/// What marks the words that stand out.
const POINTED: &str = "data-pointed";

/// Points at the words of the reason numbered `reason`.
pub fn at(reason: usize) {
    away();
    let selector = [".thread mark[data-why~=\"", &reason.to_string(), "\"]"].concat();
    for mark in all(&selector) {
        // Fails only for a name that is none.
        let _ = mark.set_attribute(POINTED, "");
    }
    let stayed = [&selector, "[", POINTED, "]"].concat();
    let look = move || {
        if let Some(mark) = all(&stayed).first() {
            into_view(mark, ScrollLogicalPosition::Nearest);
        }
    };
    set_timeout(look, DWELL);
}

/// Points at nothing.
pub fn away() {
    for mark in all(&["[", POINTED, "]"].concat()) {
        let _ = mark.remove_attribute(POINTED);
    }
}

fn all(selector: &str) -> Vec<Element> {
    let found = browser::document().and_then(|page| page.query_selector_all(selector).ok());
    let Some(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}
