//! All that matters, in a few lines.

use super::link;
use super::view::Shown;
use crate::words;
use baton_shared::briefing::{Line, MAX_SUMMARY};
use baton_widget::element::{Element, el};

/// The lines of the summary, each leading to where it comes from.
pub(super) fn draw(shown: Shown, place: Element, lines: &[Line]) -> Element {
    if lines.is_empty() {
        return place;
    }
    let lines = lines.iter().take(MAX_SUMMARY).map(|line| {
        let row = link::line(shown.console, &line.entries, "line")
            .child(el("span").class("label").child(words::about_line(line.about)))
            .child(el("span").class("text").child(line.text.as_str()));
        el("li").child(row)
    });
    let heading = el("h3").class("unseen").child("In short");
    place.child(heading).child(el("ul").child(lines.collect::<Vec<_>>()))
}
