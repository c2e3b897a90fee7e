//! What is learned of long messages: whether one brings several matters, which calls for a person, or one that is told
//! at length.
//!
//! A logistic regression over the few things that the engine sees of a message's clauses.

use super::course::HEADER;
use super::dialogues::{Dialogue, Speaker};
use crate::workspace;
use anyhow::{Context, Result, bail};
use baton_shared::trigger::model::Model;
use baton_shared::trigger::{CourseModel, MATTERS, Matters, TriggerEngine, TriggerSettings};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What is learned: what to begin with, and a weight for each thing seen.
pub type Weights = [f32; MATTERS + 1];

/// A long message, whether it brings several matters, and how much it counts.
pub struct Message {
    text: String,
    several: bool,
    weight: f64,
}

/// How much a message counts that lists three troubles: most do so briefly, and are easy to tell.
const LISTS: f64 = 0.3;
/// From so many words on what is said in a conversation that needs nobody is told at length.
const LONG: usize = 14;
/// How much weights are held near zero.
const CALM: f64 = 10.0;
/// How often all messages are looked at.
const ROUNDS: usize = 4000;

/// The long messages of `folder`, of the corpus around it, and of conversations that need nobody.
pub fn read(folder: &Path, dialogues: &[Dialogue]) -> Result<Vec<Message>> {
    let mut messages = Vec::new();
    for (label, text) in lines(&folder.join("matters"))? {
        let several = match label.as_str() {
            "several" => true,
            "one" => false,
            // Too few to call for a person, too many to be told at length.
            "two" => continue,
            other => bail!("`{other}` is neither several nor one nor two: {text}"),
        };
        messages.push(Message { text, several, weight: 1.0 });
    }
    let lists = lines(folder)?.into_iter().filter(|(labels, _)| labels.ends_with("trouble3"));
    messages.extend(lists.map(|(_, text)| Message { text, several: true, weight: LISTS }));
    let calm = dialogues.iter().filter(|dialogue| !dialogue.turns.iter().any(|turn| turn.marked));
    let said = calm.flat_map(|dialogue| &dialogue.turns).filter(|turn| {
        turn.speaker == Speaker::Customer && turn.text.split_whitespace().count() >= LONG
    });
    messages.extend(said.map(|turn| Message {
        text: turn.text.clone(),
        several: false,
        weight: 1.0,
    }));
    Ok(messages)
}

/// The labels and the message of every line in the tables of `folder`.
fn lines(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for file in workspace::files(folder, "tsv")? {
        let text = fs::read_to_string(&file)?;
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            let (labels, said) =
                line.split_once('\t').with_context(|| file.display().to_string())?;
            found.push((labels.to_owned(), said.to_owned()));
        }
    }
    Ok(found)
}

/// Learns to tell several matters from one, as `model` reads them.
pub fn learn(messages: &[Message], model: &'static Model) -> Weights {
    let settings = TriggerSettings::default();
    let engine = TriggerEngine::with_models(&settings, model, CourseModel::built_in());
    let samples: Vec<(Matters, &Message)> = messages
        .iter()
        .filter_map(|message| Some((engine.seen_of_matters(&message.text)?, message)))
        .collect();
    let weight: f64 = samples.iter().map(|(_, message)| message.weight).sum();
    let mean = |of: &dyn Fn(f64, usize) -> f64| -> [f64; MATTERS] {
        std::array::from_fn(|at| {
            let part =
                |(seen, message): &(Matters, &Message)| of(seen[at].into(), at) * message.weight;
            samples.iter().map(part).sum::<f64>() / weight
        })
    };
    let middle = mean(&|seen, _| seen);
    let width = mean(&|seen, at| (seen - middle[at]).powi(2)).map(|square| square.sqrt().max(1e-6));
    let (mut base, mut weights) = (0.0f64, [0.0f64; MATTERS]);
    for _ in 0..ROUNDS {
        let (mut by_base, mut by_weights) = (0.0, weights.map(|own| CALM * own));
        for (seen, message) in &samples {
            let scaled: [f64; MATTERS] =
                std::array::from_fn(|at| (f64::from(seen[at]) - middle[at]) / width[at]);
            let logit =
                base + scaled.iter().zip(&weights).map(|(seen, own)| seen * own).sum::<f64>();
            let truth = if message.several { 1.0 } else { 0.0 };
            let error = (1.0 / (1.0 + (-logit).exp()) - truth) * message.weight;
            by_base += error;
            by_weights.iter_mut().zip(&scaled).for_each(|(by, seen)| *by += error * seen);
        }
        base -= by_base / weight;
        weights.iter_mut().zip(&by_weights).for_each(|(own, by)| *own -= by / weight);
    }
    let own: [f64; MATTERS] = std::array::from_fn(|at| weights[at] / width[at]);
    let offset: f64 = own.iter().zip(&middle).map(|(own, middle)| own * middle).sum();
    std::array::from_fn(|at| rounded(if at == 0 { base - offset } else { own[at - 1] }))
}

/// As many digits as are written.
#[expect(clippy::cast_possible_truncation, reason = "weights are small")]
fn rounded(weight: f64) -> f32 {
    ((weight * 1000.0).round() / 1000.0) as f32
}

/// `weights` as Rust.
pub fn written(weights: &Weights) -> String {
    let mut text = format!(
        "{HEADER}/// Whether a message brings several matters: what to begin with, and a weight for each thing seen.\n\
         #[rustfmt::skip]\n"
    );
    let each: Vec<String> = weights.iter().map(|weight| format!("{weight:.3}")).collect();
    let _ = writeln!(text, "pub const WEIGHTS: [f32; {}] = [{}];", weights.len(), each.join(", "));
    text
}
