//! `cargo xtask train-words`: where words begin before their meaning is learned, so that one that few examples
//! have stands beside those that mean nearly the same.
//!
//! A large sentence encoder says it, once; what it said is committed, and `cargo xtask train` reads it there. A word
//! that is missing begins anywhere.

use super::{Corpus, dialogues, vocabulary};
use crate::command::{capture, command, progress};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use baton_shared::trigger::model::{NUMBERS, word_key};
use clap::Args;
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

/// Says where words begin, before trigger detection learns what they mean.
#[derive(Args)]
pub struct TrainWordsArgs {
    /// The folder of the labelled public sets
    #[arg(long)]
    data: PathBuf,
    /// The Python that has what xtask/encoder/requirements.txt lists
    #[arg(long, default_value = "python3")]
    python: PathBuf,
}

/// Where it is committed: a word and a letter for each number, a line each.
const WORDS: &str = "xtask/corpus/words.txt";

/// What a letter is worth.
const STEP: f32 = 0.08;

/// The letter of nothing; the furthest are seven before and after it.
const NOTHING: u8 = b'h';

/// Where words begin, by their keys.
pub type Beginnings = HashMap<u32, [f32; NUMBERS]>;

/// Runs the command.
pub fn run(args: &TrainWordsArgs) -> Result<()> {
    let Corpus { mut own, dialogues, public } = Corpus::read(&args.data)?;
    own.extend(dialogues::examples(&dialogues)?);
    let words = vocabulary::often(own.iter(), public.iter());
    progress(&format!("asking about {} words", words.len()));
    let folder = workspace::target().join("encoder");
    let asked = folder.join("asked");
    fs::create_dir_all(&folder)?;
    fs::write(&asked, words.join("\n"))?;
    let script = workspace::path("xtask/encoder/words.py");
    let said = capture(command(&args.python).arg(script).arg(asked))?;
    ensure!(said.lines().count() == words.len(), "words.py left out words");
    fs::write(workspace::path(WORDS), said)?;
    progress("run train next");
    Ok(())
}

/// Where words begin, as committed.
pub fn read() -> Result<Beginnings> {
    let path = workspace::path(WORDS);
    let text = fs::read_to_string(&path)?;
    let lines = text.lines().enumerate();
    lines
        .map(|(at, line)| {
            beginning(line).with_context(|| format!("{}:{}: {line}", path.display(), at + 1))
        })
        .collect()
}

/// `word letters`.
fn beginning(line: &str) -> Option<(u32, [f32; NUMBERS])> {
    let (word, letters) = line.split_once(' ')?;
    let letters: [u8; NUMBERS] = letters.as_bytes().try_into().ok()?;
    let number = |letter: u8| STEP * (f32::from(letter) - f32::from(NOTHING));
    Some((word_key(word), letters.map(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_a_number() {
        let line = format!("refund {}oa", "h".repeat(NUMBERS - 2));
        let (key, numbers) = beginning(&line).expect("a word and its letters");
        assert_eq!(key, word_key("refund"));
        assert_eq!(numbers[..NUMBERS - 2], [0.0; NUMBERS - 2]);
        assert_eq!(numbers[NUMBERS - 2..], [7.0 * STEP, -7.0 * STEP]);
        assert!(beginning("refund hhh").is_none());
    }
}
