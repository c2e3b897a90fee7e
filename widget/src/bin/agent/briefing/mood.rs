//! The customer's mood over the conversation: a small chart, and where it is going in words.

use super::course::{self, HEIGHT, Point, WIDTH};
use super::link::{jump, points_at};
use super::view::{Shown, heading};
use crate::pointing::Target;
use baton_shared::briefing::Mood;
use baton_widget::element::{Element, el, svg};

/// Messages from which a course is worth a chart.
const CHARTED: usize = 3;

/// How they feel, and how that changed.
pub(super) fn draw(shown: Shown, place: Element, mood: &Mood) -> Element {
    let Some((_, now)) = mood.course.last() else { return place };
    let points = course::points(mood);
    let trend = (points.len() > 1).then(|| [", ", course::trend(mood.trend)].concat());
    let words = el("p")
        .class("feels")
        .child(el("b").child(course::name(*now)))
        .child(el("span").child(trend));
    let chart = (points.len() >= CHARTED).then(|| chart(shown, mood, &points));
    heading(place, "Mood").child(words).child(chart)
}

fn chart(shown: Shown, mood: &Mood, points: &[Point]) -> Element {
    let size = ["0 0 ", &WIDTH.to_string(), " ", &HEIGHT.to_string()].concat();
    let middle = (HEIGHT / 2).to_string();
    let zero = svg("line")
        .class("zero")
        .attr("x2", &WIDTH.to_string())
        .attr("y1", &middle)
        .attr("y2", &middle);
    let line = svg("polyline").attr("points", &course::corners(points));
    let drawing = svg("svg")
        .attr("viewBox", &size)
        .attr("role", "img")
        .attr("aria-label", &course::spoken(mood))
        .child(zero)
        .child(line);
    let drawing = points.last().into_iter().fold(drawing, |drawing, last| {
        let at = svg("circle").attr("cx", &last.x.to_string()).attr("cy", &last.y.to_string());
        drawing.child(at.attr("r", "3"))
    });
    let spikes = points.iter().filter(|point| point.spike).map(|point| spike(shown, *point));
    el("div").class("chart").child(drawing).child(spikes.collect::<Vec<_>>())
}

/// A mark over the chart, which leads to its message.
fn spike(shown: Shown, point: Point) -> Element {
    let mark = jump(shown.console, point.seq, "spike")
        .attr("title", "Far angrier here")
        .attr("aria-label", "Show the far angrier message");
    for (side, at, whole) in [("left", point.x, WIDTH), ("top", point.y, HEIGHT)] {
        // Set from here, a strict content security policy allows it; fails only for a name that is none.
        let share = [&(at * 1000 / whole / 10).to_string(), "%"].concat();
        let _ = mark.node().style().set_property(side, &share);
    }
    points_at(mark, Target::Entries(vec![point.seq]))
}
