//! What it is about, how soon somebody should look, and why a human is needed now.

use super::link::{jump, points_at, quote};
use super::view::{Shown, heading};
use crate::pointing::Target;
use crate::words;
use baton_shared::briefing::{Briefing, Issue, Quote, Reason, Urgency, Why};
use baton_shared::id::Seq;
use baton_shared::trigger::Priority;
use baton_widget::element::{Element, el};

/// What it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matter {
    issue: Option<Issue>,
    came_with: Option<Quote>,
    urgency: Urgency,
}

/// The part of the briefing that is shown.
pub(super) fn take(brief: &Briefing) -> Matter {
    Matter {
        issue: brief.issue.clone(),
        came_with: brief.came_with.clone(),
        urgency: brief.priority.clone(),
    }
}

/// The matter: its type, its priority, the customer's first words.
pub(super) fn draw(shown: Shown, place: Element, matter: &Matter) -> Element {
    let urgency = urgency(shown, &matter.urgency);
    if matter.issue.is_none() && matter.came_with.is_none() && urgency.is_none() {
        return place;
    }
    let issue = matter.issue.as_ref().map(|issue| {
        let line = jump(shown.console, issue.seq, "name")
            .child(el("span").child(words::capitalised(&issue.name)))
            .child(el("span").class("sure").child(words::sureness(issue.confidence)));
        points_at(line, Target::Entries(vec![issue.seq]))
    });
    heading(place, "What it's about")
        .child(issue)
        .child(matter.came_with.as_ref().map(|words| quote(shown.console, words)))
        .child(urgency)
}

fn urgency(shown: Shown, urgency: &Urgency) -> Option<Element> {
    let name = words::priority(urgency.priority)?;
    let line = match urgency.seq {
        Some(seq) => points_at(jump(shown.console, seq, "urgency"), Target::Entries(vec![seq])),
        None => el("p").class("urgency"),
    };
    let level = if urgency.priority == Priority::Urgent { "urgent" } else { "high" };
    let because = (!urgency.because.is_empty())
        .then(|| el("span").class("because").child(urgency.because.join(" · ")));
    Some(line.attr("data-level", level).child(el("b").child(name)).child(because))
}

/// Why a human is needed, with the customer's words.
pub(super) fn why(shown: Shown, place: Element, why: Option<&Why>) -> Element {
    let Some(why) = why else { return place };
    let reasons = why.reasons.iter().enumerate();
    let reasons: Vec<_> =
        reasons.map(|(at, reason)| reason_view(shown, why.seq, at, reason)).collect();
    let note = why.note.as_ref().map(|note| {
        jump(shown.console, why.seq, "note")
            .child(el("span").class("label").child("The assistant's note"))
            .child(el("span").class("text").child(note.as_str()))
    });
    let again = (why.number > 1).then(|| {
        let words = ["Handoff ", &why.number.to_string(), " of this conversation"].concat();
        el("p").class("nothing").child(words)
    });
    heading(place, "Why now").child(reasons).child(note).child(again)
}

/// The reason numbered `at`. It leads to its words, which stand out in the transcript while it is
/// pointed at; without words, to the handoff.
fn reason_view(shown: Shown, handoff: Seq, at: usize, reason: &Reason) -> Element {
    let first = reason.quotes.first().map(|quote| quote.seq);
    let sure = el("span").class("sure").child(words::sureness(reason.confidence));
    let name = jump(shown.console, first.unwrap_or(handoff), "name")
        .child(el("span").child(reason.kind.label()))
        .child(sure);
    let quotes: Vec<_> = reason.quotes.iter().map(|words| quote(shown.console, words)).collect();
    points_at(el("div").class("reason"), Target::Reason(at)).child(name).child(quotes)
}
