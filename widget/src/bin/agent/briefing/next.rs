//! What could be done next.

use super::address;
use super::view::{Shown, heading};
use baton_shared::briefing::Step;
use baton_widget::element::{Element, el};

/// The steps, the best one first, with a way to where each is described.
pub(super) fn draw(shown: Shown, place: Element, steps: &[Step]) -> Element {
    if steps.is_empty() {
        return place;
    }
    let page = shown.console.page();
    let line = |step: &Step| {
        let href = step.href.as_deref().and_then(|href| address::whole(href, page.as_deref()));
        let words = step.text.as_str();
        match href {
            Some(href) => el("li").child(address::link(&href, words)),
            None => el("li").child(words),
        }
    };
    heading(place, "Next")
        .child(el("ol").class("steps").child(steps.iter().map(line).collect::<Vec<_>>()))
}
