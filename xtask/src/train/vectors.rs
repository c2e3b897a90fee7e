//! `cargo xtask train-vectors`: word vectors whose sums point where a sentence encoder says that texts point.
//!
//! A word starts where the encoder sees it alone, common ones weighing less (Arora, Liang & Ma 2017), and is
//! moved until the sums fit what customers say and how a dictionary explains its words. What went in, and
//! under which licence, is written in `vectors.toml`.

use super::encoder::{Encoded, Encoder, WIDTH};
use super::examples::{self, Purpose};
use super::fit::{Texts, Vector};
use super::{axes, glosses};
use crate::command::progress;
use crate::workspace;
use anyhow::{Result, ensure};
use baton_edge::bot::search::{DIMENSIONS, Vectors, VectorsWriter, stems};
use clap::Args;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// Learns the word vectors of the built-in bot's search.
#[derive(Args)]
pub struct TrainVectorsArgs {
    /// The folder of the labelled public sets
    #[arg(long)]
    data: PathBuf,
    /// `WordNet`'s folder, as in Debian's package wordnet-base
    #[arg(long, default_value = "/usr/share/wordnet")]
    wordnet: PathBuf,
    /// The Python that has what xtask/encoder/requirements.txt lists
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// Keeps what the encoder says in this file, and reads it there the next time
    #[arg(long)]
    cache: Option<PathBuf>,
}

/// Where the table is committed.
pub const TABLE: &str = "edge/src/bot/search/vectors.bin";

/// Texts that must have a word for it to be in the table, unless the encoder knows it as a whole.
const FEWEST: usize = 3;
/// A word in so large a share of all texts starts out half as long.
const HALF: f64 = 1e-3;
/// How long a rare word starts out.
const START: f32 = 0.5;
/// Every so many-th text tells which directions are strong.
const EVERY: usize = 4;

/// Runs the command.
pub fn run(args: &TrainVectorsArgs) -> Result<()> {
    let encoder = Encoder { python: args.python.clone() };
    let known = encoder.words()?;
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

    let asked: Vec<String> = texts.iter().chain(spellings.values().flatten()).cloned().collect();
    let seen = encoder.encode(&asked, args.cache.as_deref())?;
    let (of_texts, of_words) = seen.split_at(texts.len());
    let ids: HashMap<&str, u32> = spellings.keys().map(String::as_str).zip(0..).collect();
    let numbered = |text: &String| -> Vec<u32> {
        stems(text).iter().filter_map(|stem| ids.get(stem.as_str()).copied()).collect()
    };
    let bags: Vec<Vec<u32>> = texts.iter().map(numbered).collect();
    let space = Space::of(of_texts);
    let targets: Vec<Vector> = of_texts.iter().map(|text| space.seen(text)).collect();
    let shares = shares(&bags, spellings.len());
    let mut of_words = of_words.iter();
    let start: Vec<Vector> = spellings
        .values()
        .zip(shares)
        .map(|(words, share)| {
            let seen: Vec<Vector> =
                of_words.by_ref().take(words.len()).map(|word| space.seen(word)).collect();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "a share of few"
            )]
            let length = START * (HALF / (HALF + share)) as f32 / seen.len().max(1) as f32;
            std::array::from_fn(|at| seen.iter().map(|seen| seen[at]).sum::<f32>() * length)
        })
        .collect();
    progress("fitting");
    let vectors = Texts::new(&bags, spellings.len()).fit(&targets, &start);
    let mut writer = VectorsWriter::default();
    spellings.keys().zip(&vectors).for_each(|(word, vector)| writer.add(word, vector));
    let bytes = writer.finish();
    fs::write(workspace::path(TABLE), &bytes)?;
    progress(&format!("{} bytes of word vectors; run train-answers next", bytes.len()));
    ensure!(Vectors::read(bytes.into()).is_ok(), "a table that can't be read");
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

/// In how large a share of all texts each word is.
fn shares(bags: &[Vec<u32>], words: usize) -> Vec<f64> {
    let mut counts = vec![0u32; words];
    for bag in bags {
        let words: BTreeSet<u32> = bag.iter().copied().collect();
        for word in words {
            counts[word as usize] += 1;
        }
    }
    let whole = f64::from(u32::try_from(bags.len().max(1)).unwrap_or(u32::MAX));
    counts.into_iter().map(|count| f64::from(count) / whole).collect()
}

/// The strongest directions of what the encoder says, from the middle of all.
struct Space {
    middle: Encoded,
    axes: Vec<Vec<f64>>,
}

impl Space {
    fn of(texts: &[Encoded]) -> Self {
        let sample: Vec<&Encoded> = texts.iter().step_by(EVERY).collect();
        let whole = f64::from(u32::try_from(sample.len().max(1)).unwrap_or(u32::MAX));
        let sum = |at: usize| sample.iter().map(|text| f64::from(text[at])).sum::<f64>();
        #[expect(clippy::cast_possible_truncation, reason = "precision is all that is lost")]
        let middle: Encoded = std::array::from_fn(|at| (sum(at) / whole) as f32);
        let apart = |text: &&Encoded| -> [f64; WIDTH] {
            std::array::from_fn(|at| f64::from(text[at] - middle[at]))
        };
        let mut axes = axes::axes(&axes::moments(&sample.iter().map(apart).collect::<Vec<_>>()));
        axes.truncate(DIMENSIONS);
        Self { middle, axes }
    }

    /// `text` along the axes.
    fn seen(&self, text: &Encoded) -> Vector {
        std::array::from_fn(|axis| {
            let along = self.axes[axis].iter().zip(text.iter().zip(&self.middle));
            #[expect(clippy::cast_possible_truncation, reason = "precision is all that is lost")]
            let sum = along
                .map(|(axis, (text, middle))| axis * f64::from(text - middle))
                .sum::<f64>() as f32;
            sum
        })
    }
}
