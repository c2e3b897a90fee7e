//! `cargo xtask evaluate`: how well triggers are detected, per source, on messages that nothing was
//! learned from, and how well the built-in bot finds answers.
//!
//! The held-out examples of `xtask/corpus` are always there; `--data` adds the public sets that may
//! be measured on. A score below its committed floor fails the command.

mod answers;
mod floor;
mod score;

use crate::knowledge;
use crate::train::examples::{self, Example, Label, Purpose};
use crate::workspace;
use anyhow::{Result, bail};
use baton_shared::id::{Millis, Seq};
use baton_shared::trigger::model::{Head, Model};
use baton_shared::trigger::{
    Assessment, CourseModel, IssueType, Signals, Traits, TriggerEngine, TriggerSettings,
    TriggerState, Turn,
};
use clap::Args;
use score::{Accuracy, Share};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Measures trigger detection and the bot's answers, per source; fails when a committed floor is broken.
#[derive(Args)]
pub struct EvaluateArgs {
    /// The folder of the labelled public sets: `customer_turns.jsonl`, `emotion.jsonl`
    #[arg(long)]
    data: Option<PathBuf>,
    /// More labelled messages, as JSON lines: `{"text", "source", "human_request"?, "frustration"?,
    /// "topic"?, "issue_type"?}`
    #[arg(long)]
    more: Option<PathBuf>,
    /// Weights to measure instead of the built-in ones
    #[arg(long)]
    weights: Option<PathBuf>,
    /// How many of the worst errors to list per source and signal
    #[arg(long, default_value_t = 0)]
    errors: usize,
}

/// A message, what it is labelled with and what was found.
struct Case {
    example: Example,
    signals: Signals,
    issue: Option<(IssueType, f32)>,
}

/// Runs the command.
pub fn run(args: &EvaluateArgs) -> Result<()> {
    let mut all = examples::own(&workspace::path("xtask/corpus/held_out"))?;
    if let Some(data) = &args.data {
        all.extend(examples::public(data, Purpose::Eval)?);
    }
    if let Some(file) = &args.more {
        all.extend(examples::labelled(file)?);
    }
    let engine = engine(args)?;
    let mut sources: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for example in all {
        if let Some(case) = observe(&engine, example) {
            sources.entry(case.example.source.clone()).or_default().push(case);
        }
    }
    let mut broken = Vec::new();
    for (source, cases) in &sources {
        println!("{source}: {} messages", cases.len());
        for head in Head::all().filter(|head| {
            matches!(head, Head::Human | Head::Frustration | Head::Urgency | Head::Topic(_))
        }) {
            let points = points(cases, head);
            let Some(accuracy) =
                Accuracy::of(points.iter().map(|(likely, truth, _)| (*likely, *truth)))
            else {
                continue;
            };
            println!("  {:<18} {accuracy}", head.name());
            broken.extend(floor::broken(source, head.name(), &accuracy));
            list_errors(&points, args.errors);
        }
        if let Some((all, surest)) = issues(cases) {
            println!("  {:<18} right {all}; the surest 60 %: {surest}", "issue_type");
            broken.extend(floor::issue_broken(source, &all, &surest));
            list_confusions(cases, args.errors);
        }
    }
    let mut sets = knowledge::sets(&workspace::path("xtask/corpus/knowledge/held_out"))?;
    if let Some(data) = &args.data {
        sets.push(knowledge::public(data)?);
    }
    broken.extend(sets.iter().flat_map(|set| answers::measure(set, args.errors)));
    if broken.is_empty() {
        return Ok(());
    }
    bail!("below the floor:\n{}", broken.join("\n"))
}

fn engine(args: &EvaluateArgs) -> Result<TriggerEngine> {
    let settings = TriggerSettings::default();
    Ok(match &args.weights {
        None => TriggerEngine::new(&settings),
        // Once per run, for as long as it runs.
        Some(file) => TriggerEngine::with_models(
            &settings,
            Box::leak(Box::new(Model::read(&fs::read(file)?)?)),
            CourseModel::built_in(),
        ),
    })
}

/// The message as the first of a thread.
fn observe(engine: &TriggerEngine, example: Example) -> Option<Case> {
    let turn = Turn::Said { seq: Seq(1), at: Millis(0), text: &example.text, behaviour: &[] };
    let mut state = TriggerState::default();
    let (found, signals) = engine.observe_closely(&mut state, &turn, &Traits::default());
    Some(Case { signals: signals?, issue: issue(&found), example })
}

fn issue(found: &Assessment) -> Option<(IssueType, f32)> {
    let issue = found.issue.as_ref()?;
    let label = IssueType::from_name(issue.label.name())?;
    Some((label, f32::from(issue.confidence.thousandths()) / 1000.0))
}

/// How likely, whether it is so, and the words, of every message labelled for `head`.
fn points(cases: &[Case], head: Head) -> Vec<(f32, bool, &str)> {
    let labelled = cases.iter().filter(|case| case.example.says(head) != Label::Unknown);
    labelled
        .map(|case| {
            let likely = match head {
                Head::Human => case.signals.human_request,
                Head::Frustration => case.signals.frustration,
                Head::Urgency => case.signals.urgency,
                Head::Topic(topic) => case.signals.topics[topic as usize],
                _ => 0.0,
            };
            (likely, case.example.says(head) == Label::Yes, case.example.text.as_str())
        })
        .collect()
}

/// How many issue types are right, of all and of the surest 60 %.
fn issues(cases: &[Case]) -> Option<(Share, Share)> {
    let mut guesses: Vec<(f32, bool)> = cases
        .iter()
        .filter_map(|case| {
            let (guess, sure) = case.issue?;
            Some((sure, guess == case.example.issue()?))
        })
        .collect();
    if guesses.len() < score::FEWEST {
        return None;
    }
    guesses.sort_by(|a, b| b.0.total_cmp(&a.0));
    let share = |part: &[(f32, bool)]| Share {
        of: part.len(),
        hits: part.iter().filter(|guess| guess.1).count(),
    };
    Some((share(&guesses), share(&guesses[..guesses.len() * 6 / 10])))
}

fn list_errors(points: &[(f32, bool, &str)], most: usize) {
    let mut wrong: Vec<_> =
        points.iter().filter(|(likely, truth, _)| (*likely >= 0.5) != *truth).collect();
    wrong.sort_by(|a, b| (b.0 - 0.5).abs().total_cmp(&(a.0 - 0.5).abs()));
    for (likely, truth, text) in wrong.into_iter().take(most) {
        println!("      {} {likely:.3} {text}", if *truth { "missed" } else { "alarm " });
    }
}

fn list_confusions(cases: &[Case], most: usize) {
    let mut wrong: Vec<(f32, String)> = cases
        .iter()
        .filter_map(|case| {
            let ((guess, sure), truth) = (case.issue?, case.example.issue()?);
            let line = format!("{} for {}: {}", guess.name(), truth.name(), case.example.text);
            (guess != truth).then_some((sure, line))
        })
        .collect();
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (sure, line) in wrong.into_iter().take(most) {
        println!("      {sure:.3} {line}");
    }
}
