//! `cargo xtask bench`: Baton against a bare Durable Object in the same run, and bytes.
//!
//! Times depend on the machine and the hour; their ratios much less, so the budgets are ratios.
//! Bytes and rows are exact.

#![expect(clippy::cast_precision_loss, reason = "every count here is far below 2^52")]

mod answers;
mod measure;
mod sizes;
mod subject;

use crate::build::kilobytes;
use crate::command::progress;
use crate::workspace;
use answers::Answers;
use anyhow::{Context, Result};
use clap::Args;
use measure::Pair;
use serde::Serialize;
use sizes::Size;
use std::fs;
use std::path::PathBuf;
use subject::{Bare, Baton};

/// Measures Baton against a bare Durable Object; uses what was built before.
#[derive(Args)]
pub struct BenchArgs {
    /// Writes the figures to this file as well
    #[arg(long)]
    json: Option<PathBuf>,
}

/// One line of the table.
#[derive(Debug, Serialize)]
struct Line {
    what: &'static str,
    unit: &'static str,
    baton: f64,
    bare: Option<f64>,
    /// What the budget is about: Baton's figure over the bare object's, or a figure alone.
    judged: f64,
    budget: Option<Budget>,
}

/// How far `judged` may go.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Budget {
    AtMost(f64),
    AtLeast(f64),
}

#[derive(Debug, Serialize)]
struct Report {
    times: Vec<Line>,
    sizes: Vec<Size>,
}

/// Runs the command.
pub fn run(args: &BenchArgs) -> Result<()> {
    let sizes = sizes::measure()?;
    let report = Report { times: times()?, sizes };
    print(&report);
    if let Some(file) = &args.json {
        fs::write(file, serde_json::to_string_pretty(&report)?)
            .with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

fn times() -> Result<Vec<Line>> {
    let data = workspace::target().join("bench").join(std::process::id().to_string());
    let mut baton = Baton::start()?;
    let mut bare = Bare::start(&data)?;

    progress("round trips");
    let (ack, delivery, thread) = measure::round_trips(&baton, &bare)?;
    let rows = baton.rows_per_message(&thread)? as f64 / 1000.0;
    progress("throughput of one thread");
    let throughput = measure::throughput(&baton, &bare)?;
    progress("opening threads of 100 and 100,000 entries");
    let (warm, cold) = measure::opening(&mut baton, &mut bare)?;
    progress("memory of idle threads");
    let memory = measure::idle_memory(&mut baton, &mut bare)?;
    drop(bare);
    fs::remove_dir_all(&data)?;
    progress("answers over 1,000 articles");
    let answers = answers::measure()?;

    let mut lines = vec![
        compared("persisted ack, p50", "ms", ack.p50, Some(Budget::AtMost(1.25))),
        compared("persisted ack, p99", "ms", ack.p99, None),
        compared("customer to agent, p50", "ms", delivery.p50, Some(Budget::AtMost(1.5))),
        compared("customer to agent, p99", "ms", delivery.p99, None),
        compared("one thread's throughput", "/s", throughput, Some(Budget::AtLeast(0.8))),
        compared("memory per idle thread", "kB", memory, None),
        alone("opening 100,000 against 100 entries, warm", "×", warm, Some(Budget::AtMost(1.05))),
        alone("opening 100,000 against 100 entries, cold", "×", cold, None),
        Line {
            what: "rows written per message",
            unit: "",
            baton: rows,
            bare: Some(1.0),
            judged: rows,
            budget: Some(Budget::AtMost(1.0)),
        },
    ];
    lines.extend(answer_lines(answers));
    Ok(lines)
}

fn answer_lines(answers: Answers) -> [Line; 5] {
    let Answers { first, second, connecting, started } = answers;
    let line =
        |what, unit, baton, budget| Line { what, unit, baton, bare: None, judged: baton, budget };
    [
        line("answer in a new thread, 1,000 articles, p50", "ms", first, None),
        line("the next answer in it, p50", "ms", second, None),
        line("the first against the next", "×", first / second, Some(Budget::AtMost(1.5))),
        line("from connecting to the first answer, p50", "ms", connecting, None),
        line("the same just after the runtime's start", "ms", started, None),
    ]
}

fn compared(what: &'static str, unit: &'static str, pair: Pair, budget: Option<Budget>) -> Line {
    let Pair { baton, bare } = pair;
    Line { what, unit, baton, bare: Some(bare), judged: baton / bare, budget }
}

/// A figure that is judged by itself; the bare object's stands beside it to show the noise.
fn alone(what: &'static str, unit: &'static str, pair: Pair, budget: Option<Budget>) -> Line {
    let Pair { baton, bare } = pair;
    Line { what, unit, baton, bare: Some(bare), judged: baton, budget }
}

fn print(report: &Report) {
    println!("{:<44} {:>10} {:>10} {:>7}  budget", "", "Baton", "bare", "ratio");
    for line in &report.times {
        let bare = line.bare.map_or_else(String::new, |bare| format!("{bare:.2}"));
        let ratio = line.bare.map_or_else(String::new, |bare| format!("{:.2}", line.baton / bare));
        let what = format!("{} {}", line.what, line.unit);
        println!("{what:<44} {:>10.2} {bare:>10} {ratio:>7}  {}", line.baton, verdict(line));
    }
    println!("\n{:<44} {:>10} {:>10} {:>10}", "", "raw", "gzip 9", "brotli 11");
    for Size { what, raw, gzip, brotli } in &report.sizes {
        let (raw, gzip, brotli) = (kilobytes(*raw), kilobytes(*gzip), kilobytes(*brotli));
        println!("{what:<44} {raw:>10} {gzip:>10} {brotli:>10}");
    }
}

fn verdict(line: &Line) -> String {
    let (limit, sign, kept) = match line.budget {
        None => return String::new(),
        Some(Budget::AtMost(limit)) => (limit, '≤', line.judged <= limit),
        Some(Budget::AtLeast(limit)) => (limit, '≥', line.judged >= limit),
    };
    format!("{sign} {limit:.2} {}", if kept { "kept" } else { "MISSED" })
}
