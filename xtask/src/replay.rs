//! `cargo xtask replay`: what other trigger settings would have changed in recorded threads.
//!
//! A recorded thread is a file of JSON lines: its entries as the log stores them, or turns as
//! `cargo xtask detect` reads them; there, several threads may share a file.

use crate::detect::{Line, Role, read_traits};
use crate::json_lines;
use anyhow::{Context, Result, anyhow, bail};
use baton_edge::site_bundle::{BundleError, read_settings};
use baton_shared::entry::Entry;
use baton_shared::id::{Millis, Seq};
use baton_shared::trigger::{
    Assessment, Decision, Traits, TriggerEngine, TriggerSettings, TriggerState, Turn,
};
use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Runs recorded threads under two settings and shows where they decide differently.
#[derive(Args)]
pub struct ReplayArgs {
    /// A folder of recorded threads: *.jsonl, each line an entry of a log, or a turn as `detect` reads it. The turns of
    /// a file that have no `dialogue_id` are one thread
    threads: PathBuf,
    /// The site.toml to compare with
    #[arg(long)]
    with: PathBuf,
    /// The site.toml in force; without it, the defaults
    #[arg(long)]
    site: Option<PathBuf>,
}

/// One line of a recorded thread.
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
    let (mut out, mut changed) = (io::stdout().lock(), 0);
    for (name, turns) in &threads {
        let [before, after] = [&engines[0], &engines[1]].map(|engine| first_pass(engine, turns));
        for (count, outcome) in counts.iter_mut().zip([&before, &after]) {
            count[outcome.decision as usize] += 1;
        }
        if (before.decision, before.turn) != (after.decision, after.turn) {
            changed += 1;
            writeln!(out, "{name}: {before} → {after}")?;
        }
    }
    let [before, after] = counts;
    writeln!(out, "\n{} threads, {changed} of them otherwise", threads.len())?;
    writeln!(out, "{:<14}{:>8}{:>8}", "", "now", "with")?;
    for (decision, label) in ["carried on", "offered", "handed off"].into_iter().enumerate() {
        writeln!(out, "{label:<14}{:>8}{:>8}", before[decision], after[decision])?;
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
    let mut files = 0;
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "jsonl") {
            continue;
        }
        let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        files += 1;
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let Some(recorded) = recorded(line) else { continue };
            let recorded =
                recorded.map_err(|error| anyhow!("{}:{}: {error}", path.display(), at + 1))?;
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
    match (files, threads.len()) {
        (0, _) => bail!("no *.jsonl in {}", folder.display()),
        (_, 0) => bail!("nothing in the *.jsonl of {}", folder.display()),
        _ => Ok(threads),
    }
}

/// A line of a recorded thread, a turn if it says whose; nothing of an empty one.
fn recorded(line: &[u8]) -> Option<Result<Recorded, String>> {
    let fields = match json_lines::read::<Map<String, Value>>(line)? {
        Ok(fields) => fields,
        Err(error) => return Some(Err(error)),
    };
    let is_turn = fields.contains_key("role");
    let fields = Value::Object(fields);
    let (what, found) = if is_turn {
        ("turn", Line::deserialize(fields).map(|line| Recorded::Turn(Box::new(line))))
    } else {
        ("entry of a log", Entry::deserialize(fields).map(|entry| Recorded::Entry(Box::new(entry))))
    };
    Some(found.map_err(|error| format!("no {what}: {error}")))
}

/// The `[trigger]` settings of a `site.toml`, with its bot's threshold, checked as `push` checks them.
pub fn settings(path: &Path) -> Result<TriggerSettings> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    read_trigger(&text).map_err(|mistakes| anyhow!("{}: {}", path.display(), mistakes.join("; ")))
}

/// The settings in the text of a `site.toml`, or its mistakes. To try something out, `[trigger]` alone will do: the
/// site's id and name may be missing.
fn read_trigger(text: &str) -> Result<TriggerSettings, Vec<String>> {
    let head = text.lines().take_while(|line| !line.starts_with('['));
    let keys: Vec<&str> = head.filter_map(|line| line.split('=').next()).map(str::trim).collect();
    let missing = [("id", "id = \"site\"\n"), ("name", "name = \"Site\"\n")];
    let missing = missing.into_iter().filter(|(key, _)| !keys.contains(key));
    let missing: String = missing.map(|(_, line)| line).collect();
    let before = missing.lines().count();
    let site = read_settings(&(missing + text)).map_err(|mistakes| {
        let told = mistakes.into_iter().map(|BundleError { line, reason, .. }| match line {
            0 => reason,
            line => format!("line {}: {reason}", line.saturating_sub(before)),
        });
        told.collect::<Vec<_>>()
    })?;
    Ok(TriggerSettings { unsure_below: site.bot.threshold, ..site.trigger })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_checked_as_they_are_when_a_site_is_pushed() {
        for (wrong, line) in [
            ("[trigger]\nexplict_request = {}\n", "line 2"),
            ("\n[trigger]\nexplicit_request = { ofer = 100 }\n", "line 3"),
            (
                "[[trigger.rules]]\nsays = [\"Recall\"]\nname = \"x\"\ndecision = \"offer\"\n",
                "line 2",
            ),
            ("name = \"Shop\"\n[trigger]\nfailures = 0\n", "line 3"),
        ] {
            let mistakes = read_trigger(wrong).expect_err("it is wrong");
            assert!(mistakes.len() == 1 && mistakes[0].starts_with(line), "{mistakes:?}");
        }
        let found = read_trigger("[trigger]\nfailures = 3\n[bot]\nthreshold = 500\n");
        let found = found.expect("it is right");
        assert_eq!((found.failures, found.unsure_below.thousandths()), (3, 500));
    }

    #[test]
    fn a_line_is_an_entry_or_a_turn_or_says_what_is_wrong() {
        let wrong = |line: &str| recorded(line.as_bytes()).and_then(Result::err);
        let turn = br#"{"id": 1, "role": "bot", "text": "hello"}"#;
        assert!(matches!(recorded(turn), Some(Ok(Recorded::Turn(_)))));
        assert!(recorded(b"  \r").is_none());
        let missing = wrong(r#"{"id": 1, "role": "bot"}"#).expect("no text");
        assert!(missing.contains("turn") && missing.contains("`text`"), "{missing}");
        let missing = wrong(r#"{"seq": 1}"#).expect("no entry");
        assert!(missing.contains("entry"), "{missing}");
        assert!(wrong("[1]").is_some());
    }
}
