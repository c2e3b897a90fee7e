//! `cargo xtask replay`: what other trigger settings would have changed in recorded threads.
//!
//! A recorded thread is a file of JSON lines: its entries as the log stores them, or turns as
//! `cargo xtask detect` reads them; there, several threads may share a file.

use crate::detect::{Line, Role, read_traits};
use anyhow::{Context, Result, bail};
use baton_shared::entry::Entry;
use baton_shared::id::{Confidence, Millis, Seq};
use baton_shared::trigger::{
    Assessment, Decision, Traits, TriggerEngine, TriggerSettings, TriggerState, Turn,
};
use clap::Args;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Runs recorded threads under two settings and shows where they decide differently.
#[derive(Args)]
pub struct ReplayArgs {
    /// A folder of recorded threads: *.jsonl, each line an entry of a log, or a turn as `detect` reads it
    threads: PathBuf,
    /// The site.toml to compare with
    #[arg(long)]
    with: PathBuf,
    /// The site.toml in force; without it, the defaults
    #[arg(long)]
    site: Option<PathBuf>,
}

/// One line of a recorded thread.
#[derive(Deserialize)]
#[serde(untagged)]
enum Recorded {
    Entry(Box<Entry>),
    Turn(Box<Line>),
}

/// Runs the command.
pub fn run(args: &ReplayArgs) -> Result<()> {
    let now = match &args.site {
        Some(path) => settings(path)?,
        None => TriggerSettings::default(),
    };
    let threads = read(&args.threads)?;
    let engines = [TriggerEngine::new(&now), TriggerEngine::new(&settings(&args.with)?)];
    let mut counts = [[0usize; 3]; 2];
    let mut changed = 0;
    for (name, turns) in &threads {
        let [before, after] = [&engines[0], &engines[1]].map(|engine| first_pass(engine, turns));
        for (count, outcome) in counts.iter_mut().zip([&before, &after]) {
            count[outcome.decision as usize] += 1;
        }
        if (before.decision, before.turn) != (after.decision, after.turn) {
            changed += 1;
            println!("{name}: {before} → {after}");
        }
    }
    let [before, after] = counts;
    println!("\n{} threads, {changed} of them otherwise", threads.len());
    println!("{:<14}{:>8}{:>8}", "", "now", "then");
    for (decision, label) in ["carried on", "offered", "handed off"].into_iter().enumerate() {
        println!("{label:<14}{:>8}{:>8}", before[decision], after[decision]);
    }
    Ok(())
}

/// The strongest decision of a thread, where it was first made, and why.
struct Outcome {
    decision: Decision,
    turn: usize,
    why: String,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.decision {
            Decision::Continue => f.write_str("carries on"),
            Decision::Offer => write!(f, "offers at turn {} ({})", self.turn, self.why),
            Decision::HandOff => write!(f, "hands off at turn {} ({})", self.turn, self.why),
        }
    }
}

/// Runs a thread up to its first handoff.
fn first_pass(engine: &TriggerEngine, turns: &[Recorded]) -> Outcome {
    let mut outcome = Outcome { decision: Decision::Continue, turn: 0, why: String::new() };
    let (mut state, mut traits) = (TriggerState::default(), Traits::default());
    for (at, recorded) in turns.iter().enumerate() {
        let found = observe(engine, &mut state, &mut traits, recorded, at);
        if found.decision > outcome.decision {
            let why = found.triggers.first().map_or("", |trigger| trigger.kind.name());
            outcome = Outcome { decision: found.decision, turn: at + 1, why: why.to_owned() };
        }
        if outcome.decision == Decision::HandOff {
            break;
        }
    }
    outcome
}

fn observe(
    engine: &TriggerEngine,
    state: &mut TriggerState,
    traits: &mut Traits,
    recorded: &Recorded,
    at: usize,
) -> Assessment {
    match recorded {
        Recorded::Entry(entry) => engine.observe(state, &Turn::of(entry), traits),
        Recorded::Turn(line) => {
            if let Some(known) = &line.traits {
                *traits = read_traits(known);
            }
            let seq = Seq(u64::try_from(at).unwrap_or(u64::MAX));
            let turn = match line.role {
                Role::Customer => {
                    Turn::Said { seq, at: Millis(0), text: &line.text, behaviour: &line.behaviour }
                }
                Role::Bot => Turn::Answered {
                    seq,
                    text: line.text.as_str().into(),
                    confidence: line.confidence.map(crate::detect::thousandths),
                    offered: false,
                },
            };
            engine.observe(state, &turn, traits)
        }
    }
}

/// The recorded threads of a folder, by name.
fn read(folder: &Path) -> Result<BTreeMap<String, Vec<Recorded>>> {
    let mut threads: BTreeMap<String, Vec<Recorded>> = BTreeMap::new();
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "jsonl") {
            continue;
        }
        let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (at, line) in fs::read_to_string(&path)?.lines().enumerate() {
            let recorded: Recorded = serde_json::from_str(line).with_context(|| {
                format!("{}:{} is neither an entry nor a turn", path.display(), at + 1)
            })?;
            let name = match &recorded {
                Recorded::Turn(line) => line.dialogue_id.as_ref().map_or_else(
                    || file.clone(),
                    |id| format!("{file}/{}", id.to_string().trim_matches('"')),
                ),
                Recorded::Entry(_) => file.clone(),
            };
            threads.entry(name).or_default().push(recorded);
        }
    }
    if threads.is_empty() {
        bail!("no *.jsonl in {}", folder.display());
    }
    Ok(threads)
}

/// The `[trigger]` settings of a `site.toml`, with its bot's threshold.
pub fn settings(path: &Path) -> Result<TriggerSettings> {
    #[derive(Deserialize)]
    struct Site {
        #[serde(default)]
        trigger: TriggerSettings,
        #[serde(default)]
        bot: Bot,
    }
    #[derive(Default, Deserialize)]
    struct Bot {
        threshold: Option<Confidence>,
    }
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let site: Site = toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
    let default = TriggerSettings::default().unsure_below;
    Ok(TriggerSettings { unsure_below: site.bot.threshold.unwrap_or(default), ..site.trigger })
}
