//! `cargo xtask evaluate`: how well triggers are detected, per source.

use crate::train::examples::{self, Example, Label, Purpose};
use crate::workspace;
use anyhow::Result;
use baton_shared::trigger::model::{HEADS, Head, Model};
use baton_shared::trigger::seen_by_model;
use clap::Args;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Measures trigger detection, per source.
#[derive(Args)]
pub struct EvaluateArgs {
    /// The folder of the labelled public sets
    #[arg(long)]
    data: Option<PathBuf>,
    /// More rows, as JSON lines
    #[arg(long)]
    unseen: Option<PathBuf>,
    #[arg(long)]
    weights: Option<PathBuf>,
    /// list errors of this head
    #[arg(long)]
    errors: Option<String>,
}

/// Runs the command.
pub fn run(args: &EvaluateArgs) -> Result<()> {
    let model = Model::read(&fs::read(args.weights.clone().unwrap_or_else(|| workspace::path(crate::train::WEIGHTS)))?)?;
    let mut all = examples::own(&workspace::path("xtask/corpus/held_out"))?;
    if let Some(data) = &args.data {
        all.extend(examples::public(data, Purpose::Eval)?);
    }
    if let Some(file) = &args.unseen {
        all.extend(examples::unseen(file)?);
    }
    let mut by_source: BTreeMap<String, Vec<(&Example, baton_shared::trigger::model::Scores)>> = BTreeMap::new();
    for example in &all {
        let mut features = seen_by_model(&example.text, model.groups());
        let count = features.len();
        features.sort_unstable();
        features.dedup();
        let mut sums = [0i32; HEADS];
        for cell in features.iter().flat_map(|b| model.cells(*b)) {
            sums[usize::from(cell.head)] += i32::from(cell.steps);
        }
        let scores = model.scores(&sums, count);
        by_source.entry(example.source.clone()).or_default().push((example, scores));
        by_source.entry("~all".into()).or_default().push((example, scores));
    }
    for (source, rows) in &by_source {
        println!("== {source} ({})", rows.len());
        for head in Head::all().filter(|h| !matches!(h, Head::Issue(_))) {
            let mut points: Vec<(f32, bool)> = rows.iter().filter(|(e, _)| e.says(head) != Label::Unknown)
                .map(|(e, s)| (s.of(head), e.says(head) == Label::Yes)).collect();
            let yes = points.iter().filter(|p| p.1).count();
            if yes < 5 || yes == points.len() { continue; }
            points.sort_by(|a, b| b.0.total_cmp(&a.0));
            let (mut tp, mut ap) = (0, 0.0);
            for (i, p) in points.iter().enumerate() { if p.1 { tp += 1; ap += tp as f64 / (i + 1) as f64; } }
            let hit = points.iter().filter(|p| p.0 >= 0.5 && p.1).count();
            let fp = points.iter().filter(|p| p.0 >= 0.5 && !p.1).count();
            println!("  {:<18} yes {yes:>5} of {:>6}  P {:.3} R {:.3} AP {:.3}  fa/10k {:.1}", head.name(), points.len(),
                hit as f64 / (hit + fp).max(1) as f64, hit as f64 / yes as f64, ap / yes as f64, fp as f64 * 1e4 / (points.len() - yes) as f64);
        }
        let mut issues: Vec<(f32, bool, String)> = rows.iter().filter_map(|(e, s)| e.issue().map(|truth| {
            let (guess, p) = s.issue(); (p, guess == truth, format!("{}→{}", truth.name(), guess.name())) })).collect();
        if issues.len() > 20 {
            issues.sort_by(|a, b| b.0.total_cmp(&a.0));
            let right = |part: &[(f32, bool, String)]| part.iter().filter(|p| p.1).count() as f64 / part.len() as f64;
            println!("  issue type: {:.3} of {}; surest 60 %: {:.3}", right(&issues), issues.len(), right(&issues[..issues.len() * 6 / 10]));
            let mut wrong: BTreeMap<&str, usize> = BTreeMap::new();
            for (_, _, what) in issues.iter().filter(|i| !i.1) { *wrong.entry(what).or_default() += 1; }
            let mut wrong: Vec<_> = wrong.into_iter().collect();
            wrong.sort_by_key(|w| std::cmp::Reverse(w.1));
            println!("    {:?}", &wrong[..wrong.len().min(8)]);
        }
    }
    if let Some(name) = &args.errors {
        for (source, rows) in by_source.iter().filter(|(s, _)| *s != "~all") {
            for (e, s) in rows {
                for head in Head::all().filter(|h| h.name() == name && !matches!(h, Head::Issue(_))) {
                    let says = e.says(head);
                    if says != Label::Unknown && (says == Label::Yes) != (s.of(head) >= 0.5) {
                        println!("{source}\t{:?}\t{:.2}\t{}", says, s.of(head), e.text);
                    }
                }
                if name == "issue" && let Some(truth) = e.issue() && s.issue().0 != truth {
                    println!("{source}\t{}→{}\t{:.2}\t{}", truth.name(), s.issue().0.name(), s.issue().1, e.text);
                }
            }
        }
    }
    Ok(())
}
