//! What the customer has told that an agent would ask for, and what is still missing.

use super::copy::copyable;
use super::link::{jump, points_at};
use super::view::{Shown, heading};
use crate::pointing::Target;
use baton_shared::briefing::{Briefing, Known, Missing};
use baton_widget::element::{Element, el};

/// Both.
type Facts = (Vec<Known>, Vec<Missing>);

/// The part of the briefing that is shown.
pub(super) fn take(brief: &Briefing) -> Facts {
    (brief.facts.clone(), brief.missing.clone())
}

/// A chip for each: filled with its value, or hollow.
pub(super) fn draw(shown: Shown, place: Element, facts: &Facts) -> Element {
    let (known, missing) = facts;
    if known.is_empty() && missing.is_empty() {
        return place;
    }
    let known = known.iter().map(|fact| el("li").child(known_view(shown, fact)));
    let missing = missing.iter().map(|fact| el("li").child(missing_view(shown, fact)));
    let chips = el("ul").class("chips").child(known.chain(missing).collect::<Vec<_>>());
    heading(place, "Details").child(chips)
}

fn known_view(shown: Shown, fact: &Known) -> Element {
    let said = if fact.verified { "The site says so" } else { "Show where they said it" };
    let name = [said, ": ", &fact.label].concat();
    let show = jump(shown.console, fact.seq, "show").attr("title", said).attr("aria-label", &name);
    let copy = copyable(Some(&fact.label), &fact.value);
    let chip = el("span").class("chip").flag("data-verified", fact.verified);
    points_at(chip.child(copy).child(show), Target::Entries(vec![fact.seq]))
}

fn missing_view(shown: Shown, fact: &Missing) -> Element {
    let state = match (fact.skipped, fact.asked) {
        (true, _) => "skipped",
        (false, Some(_)) => "asked",
        (false, None) => "not asked",
    };
    let chip = match fact.asked {
        Some(asked) => jump(shown.console, asked, "chip hollow"),
        None => el("span").class("chip hollow"),
    };
    let words = [&fact.label, ": ", state].concat();
    chip.attr("data-state", state).child(words)
}
