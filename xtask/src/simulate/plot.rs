//! The plot of simulated days, as SVG: how many wait through the day, and how long the top tier waits.

use super::figures::waits;
use super::outcome::{COUNTED_EVERY_MIN, Outcome};
use std::fmt::Write;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 380.0;
/// Each half's plotting area: left edge, width; both share top and height.
const HALVES: [(f64, f64); 2] = [(56.0, 400.0), (540.0, 380.0)];
const TOP: f64 = 84.0;
const TALL: f64 = 240.0;
const SLOTS_OF_HOUR: usize = (60 / COUNTED_EVERY_MIN) as usize;
/// In the order of the ways: the desk's stands out.
const COLOURS: [&str; 3] = ["#0f6b5c", "#c2571a", "#8a8f98"];

/// Draws `outcomes`, one for each of `ways`.
pub fn draw<const N: usize>(ways: &[&str; N], outcomes: &[Vec<Outcome>; N]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#2b2f36\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    lines(&mut svg, outcomes);
    shares(&mut svg, outcomes);
    let mut x = HALVES[0].0;
    for (way, colour) in ways.iter().zip(COLOURS) {
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"20\" width=\"18\" height=\"4\" rx=\"2\" fill=\"{colour}\"/>\
             <text x=\"{}\" y=\"26\">{way}</text>",
            x + 26.0
        );
        x += 44.0 + 7.0 * count(way.len());
    }
    svg.push_str("</svg>\n");
    svg
}

/// Left: how many wait at each time of day on which anybody does, the mean of all days.
fn lines(svg: &mut String, outcomes: &[Vec<Outcome>]) {
    let means: Vec<Vec<f64>> = outcomes.iter().map(|days| mean_lines(days)).collect();
    let most = round_up(means.iter().flatten().copied().fold(1.0, f64::max));
    let (left, width) = HALVES[0];
    frame(svg, 0, "Customers who wait, by time of day", &most_ticks(most));
    let busy = means.iter().flat_map(|mean| (0..mean.len()).filter(|at| mean[*at] > 0.0));
    let (first, last) = busy.fold((usize::MAX, 0), |(a, b), at| (a.min(at), b.max(at)));
    let hour = |slot: usize| slot / SLOTS_OF_HOUR;
    let (from, to) = (hour(first.min(last)), hour(last) + 1);
    let x = |slot: usize| {
        left + width * count(slot - from * SLOTS_OF_HOUR) / count((to - from) * SLOTS_OF_HOUR)
    };
    for hour in (from..=to).step_by(2) {
        label(svg, x(hour * SLOTS_OF_HOUR), &format!("{hour}:00"));
    }
    for (mean, colour) in means.iter().zip(COLOURS).rev() {
        let shown = mean.iter().enumerate().take(to * SLOTS_OF_HOUR + 1);
        let points = shown.skip(from * SLOTS_OF_HOUR);
        path(svg, points.map(|(at, wait)| (x(at), TOP + TALL * (1.0 - wait / most))), colour);
    }
}

/// Right: the share of top-tier customers who waited at most so long.
fn shares(svg: &mut String, outcomes: &[Vec<Outcome>]) {
    let top = outcomes
        .iter()
        .flatten()
        .flat_map(|day| &day.served)
        .map(|it| &it.tier)
        .filter(|it| !it.is_empty())
        .min();
    let name = top.cloned().unwrap_or_default();
    let all: Vec<Vec<u64>> = outcomes
        .iter()
        .map(|days| waits(days.iter().flat_map(|day| &day.served).filter(|it| it.tier == name)))
        .collect();
    let most = all.iter().filter_map(|waits| waits.get(waits.len() * 98 / 100)).max();
    let most_min = round_up(count_u64(most.copied().unwrap_or(60)) / 60.0).max(1.0);
    let (left, width) = HALVES[1];
    let who = if name.is_empty() { "Customers" } else { &format!("“{name}” customers") };
    frame(svg, 1, &format!("{who} who waited at most so long"), &percents());
    for part in 0..=4 {
        let minutes = most_min * f64::from(part) / 4.0;
        label(svg, left + width * f64::from(part) / 4.0, &format!("{minutes} min"));
    }
    for (waits, colour) in all.iter().zip(COLOURS).rev() {
        let many = count(waits.len().max(1));
        let points = (1..).zip(waits).map(|(at, wait)| {
            let x = left + width * (count_u64(*wait) / 60.0 / most_min).min(1.0);
            (x, TOP + TALL * (1.0 - f64::from(at) / many))
        });
        path(svg, points, colour);
    }
}

fn mean_lines(days: &[Outcome]) -> Vec<f64> {
    let slots = days.iter().map(|day| day.lines.len()).max().unwrap_or(0);
    let at = |slot: usize| {
        let sum: u32 = days.iter().filter_map(|day| day.lines.get(slot)).sum();
        f64::from(sum) / count(days.len().max(1))
    };
    (0..slots).map(at).collect()
}

/// A half's title, its axis and what stands at it: shares of its height and their words.
fn frame(svg: &mut String, half: usize, title: &str, ticks: &[(f64, String)]) {
    let (left, width) = HALVES[half];
    let _ =
        writeln!(svg, "<text x=\"{left}\" y=\"{}\" font-weight=\"600\">{title}</text>", TOP - 20.0);
    for (share, words) in ticks {
        let y = TOP + TALL * (1.0 - share);
        let _ = writeln!(
            svg,
            "<path d=\"M{left} {y}h{width}\" stroke=\"#e4e6ea\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"#6a707a\">{words}</text>",
            left - 8.0,
            y + 4.0
        );
    }
}

fn label(svg: &mut String, x: f64, words: &str) {
    let y = TOP + TALL + 20.0;
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\" fill=\"#6a707a\">{words}</text>"
    );
}

fn path(svg: &mut String, points: impl Iterator<Item = (f64, f64)>, colour: &str) {
    let drawn: Vec<String> = points.map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    if !drawn.is_empty() {
        let _ = writeln!(
            svg,
            "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-linejoin=\"round\"/>",
            drawn.join("L")
        );
    }
}

fn most_ticks(most: f64) -> Vec<(f64, String)> {
    (0..=4).map(|part| f64::from(part) / 4.0).map(|it| (it, format!("{}", most * it))).collect()
}

fn percents() -> Vec<(f64, String)> {
    (0..=4).map(|part| (f64::from(part) / 4.0, format!("{} %", part * 25))).collect()
}

/// The next number that is easily divided by four.
fn round_up(most: f64) -> f64 {
    (most / 4.0).ceil() * 4.0
}

#[expect(clippy::cast_precision_loss, reason = "counts within a picture")]
const fn count(of: usize) -> f64 {
    of as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts within a picture")]
const fn count_u64(of: u64) -> f64 {
    of as f64
}
