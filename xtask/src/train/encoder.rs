//! `cargo xtask train-encoder`: a small sentence encoder that points where a large one does.
//!
//! Here the texts are gathered, what customers say and how a dictionary explains its words, and told apart into
//! the words that the search knows; `xtask/encoder/train.py` does the learning. What went in, and under which
//! licence, is written in `encoder.toml`.

use super::examples::{self, Purpose};
use super::glosses;
use crate::command::{capture, command, progress};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use baton_edge::bot::search::stems;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// Learns the sentence encoder of the built-in bot's search.
#[derive(Args)]
pub struct TrainEncoderArgs {
    /// The folder of the labelled public sets
    #[arg(long)]
    data: PathBuf,
    /// `WordNet`'s folder, as in Debian's package wordnet-base
    #[arg(long, default_value = "/usr/share/wordnet")]
    wordnet: PathBuf,
    /// The Python that has what xtask/encoder/requirements.txt lists
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// Keeps what the large encoder says in this file, and reads it there the next time
    #[arg(long)]
    cache: Option<PathBuf>,
}

/// Where the encoder is committed.
const ENCODER: &str = "edge/src/bot/search/encoder/encoder.bin";

/// Texts that must have a word for it to be learned, unless the large encoder knows it as a whole.
const FEWEST: usize = 3;

/// Runs the command.
pub fn run(args: &TrainEncoderArgs) -> Result<()> {
    let known = known(&args.python)?;
    let mut texts = messages(&args.data)?;
    texts.extend(themes()?);
    let mut spellings = spellings(&texts);
    let own = spellings.keys().cloned().collect::<BTreeSet<_>>();
    for word in &known {
        for stem in stems(word).into_iter().filter(|stem| !own.contains(stem)) {
            spellings.entry(stem).or_default().push(word.clone());
        }
    }
    for words in spellings.values_mut() {
        words.dedup();
    }
    texts.extend(glosses::read(&args.wordnet, &known.iter().map(String::as_str).collect())?);
    progress(&format!("{} texts, {} words", texts.len(), spellings.len()));

    let folder = workspace::target().join("encoder");
    write(&folder, &texts, &spellings)?;
    let mut learn = command(&args.python);
    learn.arg(script("train.py")).arg(&folder).arg(workspace::path(ENCODER)).args(&args.cache);
    // Its progress is shown as it goes.
    let end = learn.status().with_context(|| format!("can't start {}", args.python.display()))?;
    ensure!(end.success(), "train.py failed ({end})");
    progress("learned; run train-answers next");
    Ok(())
}

fn script(name: &str) -> PathBuf {
    workspace::path("xtask/encoder").join(name)
}

/// The English words that the large encoder knows as wholes, in order.
fn known(python: &Path) -> Result<Vec<String>> {
    let words = capture(command(python).arg(script("teacher.py")))?;
    Ok(words.lines().map(str::to_owned).collect())
}

/// Writes what `train.py` reads.
fn write(folder: &Path, texts: &[String], spellings: &BTreeMap<String, Vec<String>>) -> Result<()> {
    let numbers: HashMap<&str, usize> = spellings.keys().map(String::as_str).zip(0..).collect();
    let bag = |text: &String| {
        let stems = stems(text);
        let known = stems.iter().filter_map(|stem| numbers.get(stem.as_str()));
        known.map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let bags = texts.iter().map(bag);
    let words = spellings.iter().map(|(stem, spelt)| format!("{stem}\t{}", spelt.join(" ")));
    fs::create_dir_all(folder)?;
    let lines = |lines: &mut dyn Iterator<Item = String>| -> String {
        lines.map(|line| line + "\n").collect()
    };
    fs::write(folder.join("texts"), lines(&mut texts.iter().cloned()))?;
    fs::write(folder.join("bags"), lines(&mut bags.into_iter()))?;
    fs::write(folder.join("words"), lines(&mut words.into_iter()))?;
    Ok(())
}

/// What customers say: the examples, and the public rows that may be learned from, aren't made from
/// templates and are about services.
fn messages(data: &Path) -> Result<Vec<String>> {
    let mut all = examples::own(&workspace::path("xtask/corpus/train"))?;
    all.extend(examples::public(data, Purpose::Train)?);
    let told =
        all.into_iter().filter(|row| !matches!(row.source.as_str(), "bitext8k" | "goemotions"));
    let mut seen = BTreeSet::new();
    let texts = told.map(|row| row.text.split_whitespace().collect::<Vec<_>>().join(" "));
    Ok(texts.filter(|text| seen.insert(text.to_lowercase())).collect())
}

/// The themes, one a line.
fn themes() -> Result<Vec<String>> {
    let text = fs::read_to_string(workspace::path("xtask/corpus/knowledge/themes.txt"))?;
    Ok(text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect())
}

/// The stems in `texts` that are worth a vector, each with how it is spelt most often.
fn spellings(texts: &[String]) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, (usize, BTreeMap<String, usize>)> = BTreeMap::new();
    for text in texts {
        let lower = text.to_lowercase().replace('’', "'");
        let words: BTreeSet<&str> =
            lower.split(|c: char| !c.is_alphanumeric() && c != '\'').collect();
        for word in words {
            for stem in stems(word) {
                let (texts, spelt) = found.entry(stem).or_default();
                *texts += 1;
                *spelt.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    let common = found.into_iter().filter(|(_, (texts, _))| *texts >= FEWEST);
    common
        .map(|(stem, (_, spelt))| {
            let most = spelt.into_iter().max_by_key(|(_, times)| *times);
            (stem, most.map(|(word, _)| word).into_iter().collect())
        })
        .collect()
}
