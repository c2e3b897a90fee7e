//! A day as `day.toml` describes it: who comes when, what they want, how agents behave.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

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
}
