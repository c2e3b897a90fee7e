//! What the assistant tried, and how each attempt ended.

use super::link::{jump, points_at};
use super::view::{Shown, heading};
use crate::pointing::Target;
use baton_shared::briefing::{Attempt, End};
use baton_shared::id::Confidence;
use baton_widget::element::{Element, el};

/// The attempts, oldest first.
pub(super) fn draw(shown: Shown, place: Element, attempts: &[Attempt]) -> Element {
    if attempts.is_empty() {
        return place;
    }
    let lines = attempts.iter().map(|attempt| el("li").child(attempt_view(shown, attempt)));
    heading(place, "Tried by the assistant").child(el("ol").child(lines.collect::<Vec<_>>()))
}

fn attempt_view(shown: Shown, attempt: &Attempt) -> Element {
    let (end, words) = match attempt.end {
        End::NoAnswer => ("failed", "No good answer"),
        End::DidNotHelp => ("failed", "Didn't help"),
        End::AskedForPerson => ("failed", "Then asked for a person"),
        End::Helped => ("helped", "Helped"),
        End::CutShort => ("cut", "Cut short"),
        End::Stands => ("stands", "Answered"),
    };
    let question = (!attempt.question.is_empty())
        .then(|| el("span").class("question").child(attempt.question.as_str()));
    let sources = (!attempt.sources.is_empty())
        .then(|| el("span").class("source").child(attempt.sources.join(", ")));
    let end = el("span")
        .class("end")
        .attr("data-end", end)
        .child(el("span").child(words))
        .child(sureness(attempt.confidence));
    let line =
        jump(shown.console, attempt.seq, "attempt").child(question).child(sources).child(end);
    points_at(line, Target::Entries(vec![attempt.seq]))
}

/// How sure the bot was, in percent.
fn sureness(confidence: Confidence) -> Element {
    let percent = [&(confidence.thousandths() / 10).to_string(), "% sure"].concat();
    el("span").class("sure").child(percent)
}
