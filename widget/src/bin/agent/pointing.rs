//! Pointing at a line of the briefing: what it comes from stands out in the transcript, and comes
//! into view for whoever stays.
//!
//! The words are marked already; only an attribute comes and goes, so that nothing is drawn anew
//! and what an agent has selected stays selected.

use crate::jump::into_view;
use baton_shared::id::Seq;
use baton_widget::browser;
use leptos::prelude::set_timeout;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, ScrollLogicalPosition};

/// After this long, pointing is meant.
const DWELL: Duration = Duration::from_millis(220);
/// What marks that which stands out.
const POINTED: &str = "data-pointed";

/// What can stand out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The words of the reason with this number.
    Reason(usize),
    /// These entries.
    Entries(Vec<Seq>),
}

/// Points at `target`.
pub fn at(target: &Target) {
    away();
    let selectors: Vec<String> = match target {
        Target::Reason(at) => vec![[".thread mark[data-why~=\"", &at.to_string(), "\"]"].concat()],
        Target::Entries(entries) => entries.iter().map(|seq| entry(*seq)).collect(),
    };
    for found in selectors.iter().flat_map(|selector| all(selector)) {
        // Fails only for a name that is none.
        let _ = found.set_attribute(POINTED, "");
    }
    let Some(first) = selectors.into_iter().next() else { return };
    let stayed = [&first, "[", POINTED, "]"].concat();
    let look = move || {
        if let Some(found) = all(&stayed).first() {
            into_view(found, ScrollLogicalPosition::Nearest);
        }
    };
    set_timeout(look, DWELL);
}

/// Points at nothing.
pub fn away() {
    for found in all(&["[", POINTED, "]"].concat()) {
        let _ = found.remove_attribute(POINTED);
    }
}

/// Where the entry at `seq` is, as a selector.
pub fn entry(seq: Seq) -> String {
    [".thread [data-seq=\"", &seq.0.to_string(), "\"]"].concat()
}

fn all(selector: &str) -> Vec<Element> {
    let found = browser::document().and_then(|page| page.query_selector_all(selector).ok());
    let Some(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}
