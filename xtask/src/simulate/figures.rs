//! The figures of simulated days, and their table.

use super::outcome::{Outcome, Served};
use std::collections::BTreeSet;

/// Figures of some days under one way of routing. Waits are in seconds, and those who gave up count
/// with the time until they did.
#[derive(Debug)]
pub struct Figures {
    /// By tier, "" for everybody: how many, median, 95 in 100.
    pub tiers: Vec<(String, usize, u64, u64)>,
    /// The mean of everybody's.
    pub mean_s: u64,
    /// Shares in 1: first came to somebody who can; gave up; of agents' places, in use.
    pub fit: f64,
    pub left: f64,
    pub used: f64,
    /// Passed on, in 100 customers.
    pub passed_on: f64,
    /// The share of waits within the range that was told, and the median width of that range in
    /// minutes; none where nothing is told.
    pub told: Option<(f64, u32)>,
}

impl Figures {
    /// The figures of `days`.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of some days are far below 2^53")]
    pub fn of(days: &[Outcome]) -> Self {
        let all: Vec<&Served> = days.iter().flat_map(|day| &day.served).collect();
        let names: BTreeSet<&String> = all.iter().map(|served| &served.tier).collect();
        let mut tiers = vec![tier("all", &all, |_| true)];
        for name in names.into_iter().rev() {
            let shown = if name.is_empty() { "no tier" } else { name };
            tiers.push(tier(shown, &all, |served| served.tier == *name));
        }
        let came: Vec<bool> = all.iter().filter_map(|served| served.fit).collect();
        let waited_ms: u64 = all.iter().map(|served| served.waited_ms).sum();
        let sum = |of: fn(&Outcome) -> u64| days.iter().map(of).sum::<u64>() as f64;
        let passed_on: u32 = all.iter().map(|served| served.passed_on).sum();
        Self {
            tiers,
            mean_s: waited_ms / 1000 / (all.len().max(1) as u64),
            fit: share(came.iter().filter(|fit| **fit).count(), came.len()),
            left: share(all.iter().filter(|served| served.left).count(), all.len()),
            used: sum(|day| day.busy_ms) / sum(|day| day.places_ms).max(1.0),
            passed_on: f64::from(passed_on) * 100.0 / all.len().max(1) as f64,
            told: told(&all),
        }
    }
}

fn tier(name: &str, all: &[&Served], is: impl Fn(&Served) -> bool) -> (String, usize, u64, u64) {
    let waits = waits(all.iter().copied().filter(|served| is(served)));
    (name.to_owned(), waits.len(), quantile(&waits, 50), quantile(&waits, 95))
}

/// How long these waited, in seconds, the shortest first.
pub fn waits<'a>(served: impl Iterator<Item = &'a Served>) -> Vec<u64> {
    let mut waits: Vec<u64> = served.map(|served| served.waited_ms / 1000).collect();
    waits.sort_unstable();
    waits
}

/// The value that `percent` of `sorted` don't exceed; 0 of none.
fn quantile(sorted: &[u64], percent: usize) -> u64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(0)
}

fn told(all: &[&Served]) -> Option<(f64, u32)> {
    let told: Vec<_> = all.iter().filter_map(|served| served.told).collect();
    let held = told.iter().filter(|(range, real_s)| {
        (u64::from(range.least_s)..=u64::from(range.most_s)).contains(real_s)
    });
    let held = share(held.count(), told.len());
    let mut widths: Vec<u32> =
        told.iter().map(|(range, _)| (range.most_s - range.least_s) / 60).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).map(|width| (held, *width))
}

#[expect(clippy::cast_precision_loss, reason = "counts of customers")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Prints the table.
pub fn print<const N: usize>(ways: &[&str; N], figures: &[Figures; N]) {
    let row = |name: &str, cell: &dyn Fn(&Figures) -> String| {
        let cells = figures.each_ref().map(|of| format!("{:>22}", cell(of)));
        println!("{name:<26}{}", cells.concat());
    };
    let heads = ways.each_ref().map(|way| format!("{way:>22}"));
    println!("{:<26}{}", "", heads.concat());
    for (at, (name, count, ..)) in figures[0].tiers.iter().enumerate() {
        let label = format!("wait, {name} ({count})");
        row(&label, &|of| {
            let (.., half, most) = &of.tiers[at];
            format!("{} / {}", minutes(*half), minutes(*most))
        });
    }
    row("mean wait", &|of| minutes(of.mean_s));
    row("to somebody who can", &|of| percent(of.fit));
    row("passed on, in 100", &|of| format!("{:.1}", of.passed_on));
    row("gave up", &|of| percent(of.left));
    row("places in use", &|of| percent(of.used));
    row("wait within range told", &|of| {
        of.told.map_or_else(
            || "–".to_owned(),
            |(held, width)| format!("{} ({width} min wide)", percent(held)),
        )
    });
    println!("\nWaits are minutes and seconds, median / 95 in 100; who gave up counts until then.");
}

fn minutes(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
