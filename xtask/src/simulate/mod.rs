//! `cargo xtask simulate`: days at a site's desk on a virtual clock, through the desk's own code, next
//! to first-in-first-out and round robin.

mod day;
mod draw;
mod figures;
mod first_come;
mod plot;
mod policy;
mod world;

use crate::command::progress;
use crate::staff::{self, Staff};
use anyhow::{Context, Result, anyhow};
use baton_edge::desk::Router;
use baton_edge::desk::wait::Waits;
use clap::Args;
use day::Day;
use draw::Drawn;
use figures::Figures;
use first_come::{FirstCome, Next};
use std::fs;
use std::path::PathBuf;
use world::Outcome;

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
    let day = Day::read(&args.folder)?;
    let staff = staff::read(&args.folder, &day.leads)?;
    let mut outcomes: [Vec<Outcome>; 3] = Default::default();
    let mut waits = Waits::default();
    let mut date = day.date;
    for at in 1..=args.days {
        date = draw::next_day(date, &staff)?;
        progress(&format!("day {at} of {}, {date}", args.days));
        let drawn = draw::draw(&day, &staff, date, args.seed.wrapping_add(u64::from(at) << 32))?;
        date = date.tomorrow().map_err(|error| anyhow!("after {date}: {error}"))?;
        let [desk, first, round] = one_day(&drawn, &staff, &day, &waits, args.seed)?;
        // The desk goes into the next day with what it has learned of its waits, as at the edge.
        for (expected_s, real_s) in desk.served.iter().filter_map(|served| served.expected) {
            waits.waited(expected_s, real_s);
        }
        for (all, outcome) in outcomes.iter_mut().zip([desk, first, round]) {
            all.push(outcome);
        }
    }
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
