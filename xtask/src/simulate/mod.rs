//! `cargo xtask simulate`: days at a site's desk on a virtual clock, through the desk's own code, next
//! to first-in-first-out and round robin.

mod day;
mod draw;
mod figures;
mod first_come;
mod outcome;
mod plot;
mod policy;
mod world;

use crate::command::progress;
use crate::staff::{self, Staff};
use anyhow::{Context, Result};
use baton_edge::desk::Router;
use baton_edge::desk::wait::Waits;
use clap::Args;
use day::Day;
use draw::Drawn;
use figures::Figures;
use first_come::{FirstCome, Next};
use outcome::Outcome;
use std::fs;
use std::path::{Path, PathBuf};

/// The ways of routing that are compared, the desk's own first.
const WAYS: [&str; 3] = ["desk", "first in, first out", "round robin"];

/// Simulates days at a desk, and compares it with first-in-first-out and round robin.
///
/// Customers, breaks and lost connections are drawn from the folder's day.toml and are the same for all
/// three; who is asked for whom is decided by the code that runs at the edge, on a virtual clock.
#[derive(Args)]
pub struct SimulateArgs {
    /// A folder with site.toml, whose [desk] and [[agents]] count, and day.toml; demo/day has both
    folder: PathBuf,
    /// How many days
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    days: u16,
    /// Another number draws other days
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the plot goes
    #[arg(long, value_name = "FILE", default_value = "target/simulation.svg")]
    plot: PathBuf,
}

/// Runs the command.
pub fn run(args: &SimulateArgs) -> Result<()> {
    let outcomes = simulate(&args.folder, args.days, args.seed)?;
    let figures = outcomes.each_ref().map(|days| Figures::of(days));
    figures::print(&WAYS, &figures);
    let drawing = plot::draw(&WAYS, &outcomes);
    if let Some(folder) = args.plot.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&args.plot, drawing).with_context(|| format!("writing {}", args.plot.display()))?;
    println!("\nplot: {}", args.plot.display());
    Ok(())
}

/// Days at the desk in `folder`, under each of [`WAYS`].
fn simulate(folder: &Path, days: u16, seed: u64) -> Result<[Vec<Outcome>; 3]> {
    let day = Day::read(folder)?;
    let staff = staff::read(folder, &day.leads)?;
    let mut outcomes: [Vec<Outcome>; 3] = Default::default();
    let (mut waits, mut date) = (Waits::default(), day.date);
    for at in 1..=days {
        date = draw::next_day(date, &staff)?;
        progress(&format!("day {at} of {days}, {date}"));
        let drawn = draw::draw(&day, &staff, date, seed.wrapping_add(u64::from(at) << 32))?;
        date = date.tomorrow()?;
        let [desk, first, round] = one_day(&drawn, &staff, &day, &waits, seed)?;
        // The desk goes into the next day with what it has learned of its waits, as at the edge.
        for (expected_s, real_s) in desk.served.iter().filter_map(|served| served.expected) {
            waits.waited(expected_s, real_s);
        }
        for (all, outcome) in outcomes.iter_mut().zip([desk, first, round]) {
            all.push(outcome);
        }
    }
    Ok(outcomes)
}

fn one_day(
    drawn: &Drawn,
    staff: &Staff,
    day: &Day,
    waits: &Waits,
    seed: u64,
) -> Result<[Outcome; 3]> {
    let router = Router::new(staff.desk.clone(), waits.clone());
    let first = FirstCome::new(staff.desk.clone(), Next::LongestIdle);
    let round = FirstCome::new(staff.desk.clone(), Next::RoundRobin);
    Ok([
        world::pass(drawn, staff, day, router, seed)?,
        world::pass(drawn, staff, day, first, seed)?,
        world::pass(drawn, staff, day, round, seed)?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    /// The waits that 95 in 100 customers of a tier don't exceed, in seconds.
    fn most(figures: &Figures, tier: &str) -> u64 {
        figures.tiers.iter().find(|(name, ..)| name == tier).unwrap().3
    }

    #[test]
    fn the_desk_is_better_than_one_line_where_it_matters_and_no_worse_elsewhere() {
        let outcomes = simulate(&workspace::path("demo/day"), 2, 7).unwrap();
        let [desk, first, round] = outcomes.each_ref().map(|days| Figures::of(days));
        assert!(desk.fit >= 0.97 && round.fit < 0.6, "{} {}", desk.fit, round.fit);
        assert!(most(&desk, "gold") * 2 <= most(&first, "gold"), "{desk:?} {first:?}");
        assert!(desk.mean_s <= first.mean_s, "{desk:?} {first:?}");
        assert!(desk.told.unwrap().0 >= 0.8, "{desk:?}");
    }

    #[test]
    fn the_same_seed_is_the_same_day_and_everybody_is_accounted_for() {
        let days = || simulate(&workspace::path("demo/day"), 1, 3).unwrap();
        let [one, other] =
            [days(), days()].map(|of| format!("{:?}", of.map(|it| Figures::of(&it))));
        assert_eq!(one, other);
        for served in days().iter().flatten().flat_map(|day| &day.served) {
            assert!(served.left || served.fit.is_some(), "{served:?}");
        }
    }
}
