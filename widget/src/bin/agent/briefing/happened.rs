//! What the browser saw of the customer, and how agents left the thread before.

use super::link::{jump, points_at};
use super::view::{Shown, heading};
use crate::pointing::Target;
use crate::words;
use baton_shared::briefing::Parting;
use baton_shared::entry::{Behaviour, Outcome};
use baton_shared::id::Seq;
use baton_widget::element::{Element, el};

/// What was noticed.
pub(super) fn seen(shown: Shown, place: Element, seen: &[(Seq, Behaviour)]) -> Element {
    if seen.is_empty() {
        return place;
    }
    let line = |(seq, what): &(Seq, Behaviour)| {
        let line = jump(shown.console, *seq, "seen").child(words::seen(*what));
        points_at(line, Target::Entries(vec![*seq]))
    };
    heading(place, "Noticed").child(seen.iter().map(line).collect::<Vec<_>>())
}

/// Who left it, and how, newest first.
pub(super) fn before(shown: Shown, place: Element, before: &[Parting]) -> Element {
    if before.is_empty() {
        return place;
    }
    let lines = before.iter().map(|parting| parting_view(shown, parting));
    heading(place, "History").child(lines.collect::<Vec<_>>())
}

fn parting_view(shown: Shown, parting: &Parting) -> Element {
    let what = match parting.outcome {
        Outcome::Resolved => " resolved it",
        Outcome::Returned => " handed it back",
    };
    let at = parting.at;
    jump(shown.console, parting.seq, "name")
        .child(el("span").child([&parting.agent.name, what].concat()))
        .child(el("time").live_text(move || shown.console.clock.since(at)))
}
