//! A day as `day.toml` describes it: who comes when, what they want, how agents behave.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The greatest number that anything in a day may be: what is greater is a slip of the pen, and would
/// be drawn for ever.
const MOST: f64 = 100_000.0;

/// The file beside `site.toml`.
pub const DAY_FILE: &str = "day.toml";

/// A day at the desk.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// The first day, in the desk's time zone, as `2026-12-07`.
    pub date: jiff::civil::Date,
    /// The names of those who are leads.
    #[serde(default)]
    pub leads: Vec<String>,
    /// When customers ask for a person.
    pub arrivals: Arrivals,
    /// What they want, and how long they wait.
    pub customers: Customers,
    /// How long it takes.
    pub handling: Handling,
    /// What agents do beside it.
    pub agents: Behaviour,
}

/// When customers come: a Poisson process.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrivals {
    /// How many come in each hour of the day on average.
    pub per_hour: [f64; 24],
    /// Times at which many more come, for the same reason.
    #[serde(default)]
    pub bursts: Vec<Burst>,
}

/// A time at which many come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Burst {
    /// When it begins, as `10:30`.
    pub at: jiff::civil::Time,
    /// For how long.
    pub minutes: u16,
    /// How many come in addition, by the hour.
    pub per_hour: f64,
    /// What all of them want.
    pub issue: String,
}

/// Customers, in shares that need not add up to anything.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customers {
    /// By the type of issue.
    pub issues: BTreeMap<String, f64>,
    /// By language.
    pub languages: BTreeMap<String, f64>,
    /// By tier; `none` for those without one.
    pub tiers: BTreeMap<String, f64>,
    /// The share of those who are unhappy.
    pub unhappy: f64,
    /// The share of those for whom it is pressing.
    pub high: f64,
    /// The share of those for whom it can't wait.
    pub urgent: f64,
    /// How long they wait on average before they give up, in minutes.
    pub patience_min: f64,
}

/// How long a thread is in an agent's hands: log-normal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handling {
    /// The median by the type of issue, in minutes.
    pub minutes: BTreeMap<String, f64>,
    /// The standard deviation of its logarithm.
    pub spread: f64,
    /// How many times as long it takes whoever lacks the skill or the language.
    pub unfit_longer: f64,
    /// The share of threads that such an agent passes on.
    pub unfit_passed_on: f64,
}

/// What agents do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// The median time until an offer is accepted, in seconds.
    pub accept_s: f64,
    /// The share of offers that are declined.
    pub declines: f64,
    /// The share of offers that nobody sees.
    pub ignores: f64,
    /// How long a break lasts, in minutes; each agent has one, in the middle of their day.
    pub break_min: u32,
    /// How often a connection is lost in an hour.
    pub drops_per_hour: f64,
    /// For how long on average, in seconds.
    pub lost_s: f64,
}

impl Day {
    /// Reads the day in `folder`.
    pub fn read(folder: &Path) -> Result<Self> {
        let file = folder.join(DAY_FILE);
        let shown = file.display();
        if !file.exists() {
            bail!("{shown} is not there: it says who comes when; demo/day has one to begin with");
        }
        let text = fs::read_to_string(&file).with_context(|| format!("reading {shown}"))?;
        let day: Self = toml::from_str(&text).with_context(|| format!("in {shown}"))?;
        for issue in
            day.customers.issues.keys().chain(day.arrivals.bursts.iter().map(|it| &it.issue))
        {
            ensure!(
                day.handling.minutes.contains_key(issue),
                "{shown}: [handling.minutes] does not say how long `{issue}` takes"
            );
        }
        for (what, number) in day.numbers() {
            ensure!(
                (0.0..=MOST).contains(&number),
                "{shown}: {what} is {number}; from 0 to {MOST}"
            );
        }
        for (what, shares) in [
            ("issues", &day.customers.issues),
            ("languages", &day.customers.languages),
            ("tiers", &day.customers.tiers),
        ] {
            let sound =
                shares.values().all(|share| *share >= 0.0) && shares.values().sum::<f64>() > 0.0;
            ensure!(sound, "{shown}: [customers.{what}] needs shares, at least one above 0");
        }
        Ok(day)
    }

    /// Every number by what it says.
    fn numbers(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let Self { arrivals, customers, handling, agents, .. } = self;
        let arrive =
            arrivals.per_hour.into_iter().chain(arrivals.bursts.iter().map(|it| it.per_hour));
        let minutes = handling.minutes.values().copied();
        [
            ("customers.unhappy", customers.unhappy),
            ("customers.high", customers.high),
            ("customers.urgent", customers.urgent),
            ("customers.patience_min", customers.patience_min),
            ("handling.spread", handling.spread),
            ("handling.unfit_longer", handling.unfit_longer),
            ("handling.unfit_passed_on", handling.unfit_passed_on),
            ("agents.accept_s", agents.accept_s),
            ("agents.declines", agents.declines),
            ("agents.ignores", agents.ignores),
            ("agents.drops_per_hour", agents.drops_per_hour),
            ("agents.lost_s", agents.lost_s),
        ]
        .into_iter()
        .chain(arrive.map(|number| ("a number in [arrivals] per_hour", number)))
        .chain(minutes.map(|number| ("a number in [handling.minutes]", number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn what_could_be_drawn_for_ever_is_refused_by_its_name() {
        let text = fs::read_to_string(workspace::path("demo/day/day.toml")).unwrap();
        let folder = std::env::temp_dir().join(format!("baton-day-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (sound, wrong, name) in [
            ("per_hour = 120", "per_hour = nan", "per_hour"),
            ("patience_min = 25", "patience_min = -1", "customers.patience_min"),
            ("drops_per_hour = 0.15", "drops_per_hour = inf", "agents.drops_per_hour"),
            ("shipping = 6,", "", "`shipping`"),
        ] {
            assert!(text.contains(sound), "{sound}");
            fs::write(folder.join(DAY_FILE), text.replace(sound, wrong)).unwrap();
            let refused = Day::read(&folder).unwrap_err().to_string();
            assert!(refused.contains(name), "{refused}");
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
