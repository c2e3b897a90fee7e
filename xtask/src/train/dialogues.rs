//! Whole conversations to learn from: what each turn does, and where a person should come in.
//!
//! In the files, `== ` begins a conversation with its title, `traits: ` says who the customer is, and each turn
//! is `customer: text` or `bot 0.81: text` (how sure the bot was), with labels in brackets before the colon.
//! `customer! ` is the right moment for a person.

use super::examples::{Example, Label};
use crate::workspace;
use anyhow::{Context, Result, bail};
use baton_shared::trigger::model::{BotAct, Head};
use std::fs;
use std::path::Path;

/// A conversation.
#[derive(Debug, Clone, Default)]
pub struct Dialogue {
    /// What happens in it.
    pub title: String,
    /// Its turns, in order.
    pub turns: Vec<Turn>,
}

/// A turn.
#[derive(Debug, Clone)]
pub struct Turn {
    /// What is said.
    pub text: String,
    /// Who says it.
    pub speaker: Speaker,
    /// The labels.
    pub labels: Vec<String>,
    /// Here a person should come in.
    pub marked: bool,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speaker {
    /// The customer.
    Customer,
    /// The bot.
    Bot {
        /// How sure it was, 0 to 1, if it says so.
        sure: Option<f64>,
    },
}

/// The conversations of every file in `folder`, in the order of the files' names.
pub fn read(folder: &Path) -> Result<Vec<Dialogue>> {
    let mut dialogues: Vec<Dialogue> = Vec::new();
    for file in workspace::files(folder, "txt")? {
        for (at, line) in fs::read_to_string(&file)?.lines().enumerate() {
            let line = line.trim();
            let place = || format!("{}:{}: {line}", file.display(), at + 1);
            if let Some(title) = line.strip_prefix("== ") {
                dialogues.push(Dialogue { title: title.to_owned(), turns: Vec::new() });
            } else if !line.is_empty() && !line.starts_with("traits: ") {
                let dialogue = dialogues.last_mut().with_context(place)?;
                dialogue.turns.push(turn(line).with_context(place)?);
            }
        }
    }
    Ok(dialogues)
}

fn turn(line: &str) -> Result<Turn> {
    let (speaker, rest) = line.split_at(line.find([' ', ':', '!']).context("no speaker")?);
    let (marked, rest) = (rest.starts_with('!'), rest.trim_start_matches('!'));
    let (head, text) = rest.split_once(':').context("no colon after the speaker")?;
    let (sure, labels) = match head.split_once('[') {
        Some((sure, labels)) => (sure, labels.strip_suffix(']').context("no ] after the labels")?),
        None => (head, ""),
    };
    let speaker = match speaker {
        "customer" => Speaker::Customer,
        "bot" => {
            let sure = Some(sure.trim()).filter(|sure| !sure.is_empty());
            Speaker::Bot { sure: sure.map(str::parse).transpose()? }
        }
        other => bail!("`{other}` is neither customer nor bot"),
    };
    let labels = labels.split_whitespace().map(str::to_owned).collect();
    Ok(Turn { text: text.trim().to_owned(), speaker, labels, marked })
}

impl Turn {
    /// Whether it is labelled so.
    pub fn is(&self, label: &str) -> bool {
        self.labels.iter().any(|own| own == label)
    }
}

/// What each turn teaches by itself, apart from its place in the conversation.
pub fn examples(dialogues: &[Dialogue]) -> Result<Vec<Example>> {
    let mut examples = Vec::new();
    for dialogue in dialogues {
        for (at, turn) in dialogue.turns.iter().enumerate() {
            let mut example = Example::new(turn.text.clone(), "own:dialogues");
            let heads: &[Head] = match (turn.speaker, at) {
                (Speaker::Bot { .. }, _) => &BotAct::ALL.map(Head::Bot),
                (Speaker::Customer, 0) => &OPENING,
                (Speaker::Customer, _) => &REPLY,
            };
            for head in heads {
                example.set(*head, false);
            }
            let course = ["again", "told", "curt", "beside"];
            for label in turn.labels.iter().filter(|label| !course.contains(&label.as_str())) {
                example.add(label).with_context(|| dialogue.title.clone())?;
            }
            if example.labels.iter().any(|label| *label != Label::Unknown) {
                examples.push(example);
            }
        }
    }
    Ok(examples)
}

/// What every first turn is labelled for.
const OPENING: [Head; 7] = [
    Head::Human,
    Head::Frustration,
    Head::Takes,
    Head::Waves,
    Head::Closes,
    Head::Trouble,
    Head::Deal,
];

/// What every later turn of the customer's is labelled for.
const REPLY: [Head; 8] = [
    Head::Human,
    Head::Frustration,
    Head::Missed,
    Head::Takes,
    Head::Waves,
    Head::Closes,
    Head::Trouble,
    Head::Deal,
];
