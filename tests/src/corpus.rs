//! A site as large as wanted, for measuring: the articles of `xtask/corpus/knowledge`, varied.
//!
//! Article `n` has three sections: an article of the corpus, and under their titles two others of the
//! same company. From the second time round, titles and texts speak of a product made up for it, so that
//! articles differ and the vocabulary grows. The same number gives the same site.

use crate::{Error, Result, SiteBundle, root};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::{Path, PathBuf};

const SYLLABLES: [&str; 12] =
    ["ka", "ve", "lo", "mir", "sen", "tor", "bal", "du", "fen", "gri", "ho", "nax"];

#[derive(Debug, Deserialize)]
struct Original {
    question: String,
    answer: String,
}

#[derive(Debug, Deserialize)]
struct Question {
    text: String,
}

impl SiteBundle {
    /// The site `id` with `articles` articles.
    pub fn large(id: &str, articles: usize) -> Result<Self> {
        let sets: Vec<Vec<Original>> = read("articles.jsonl")?;
        let places: Vec<(usize, usize)> = (0..)
            .zip(&sets)
            .flat_map(|(set, originals)| (0..originals.len()).map(move |at| (set, at)))
            .collect();
        let mut site = Self::new(id);
        for (n, (set, at)) in places.iter().cycle().take(articles).enumerate() {
            let round = n / places.len();
            let originals = &sets[*set];
            let other = |step: usize| &originals[(at + step * (round + 1)) % originals.len()];
            let product = (round > 0).then(|| product(n));
            let text = article(other(0), &[other(7), other(16)], product.as_deref());
            site = site.article(&format!("{n:04}.md"), &text);
        }
        Ok(site)
    }
}

/// What customers asked about the corpus' articles.
pub fn questions() -> Result<Vec<String>> {
    let sets: Vec<Vec<Question>> = read("queries.jsonl")?;
    Ok(sets.into_iter().flatten().map(|question| question.text).collect())
}

fn article(main: &Original, others: &[&Original], product: Option<&str>) -> String {
    let about = product.map_or_else(String::new, |product| format!(" ({product})"));
    let note = product.map_or_else(String::new, |product| {
        format!(" For {product} the same holds as for everything else.")
    });
    let Original { question, answer } = main;
    let text = format!("---\ntitle: {question}{about}\n---\n{answer}{note}\n");
    let sections = others
        .iter()
        .map(|Original { question, answer }| format!("\n## {question}\n\n{answer}{note}\n"));
    std::iter::once(text).chain(sections).collect()
}

fn product(n: usize) -> String {
    let most = SYLLABLES.len();
    let [one, two, three] = [n, n / most, n / most / most].map(|n| SYLLABLES[n % most]);
    format!("{one}{two}{three} {}", n * 10)
}

/// The file `name` of every set, in the order of their folders.
fn read<T: DeserializeOwned>(name: &str) -> Result<Vec<Vec<T>>> {
    let mut folders = Vec::new();
    for part in ["train", "held_out"] {
        folders.extend(below(&root().join("xtask/corpus/knowledge").join(part))?);
    }
    folders.iter().map(|folder| lines(&folder.join(name))).collect()
}

fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let reading = || Error::io(format!("reading {}", folder.display()));
    let entries = fs::read_dir(folder).map_err(reading())?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(reading())?.path());
    }
    paths.sort();
    Ok(paths)
}

fn lines<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>> {
    let shown = file.display().to_string();
    let text = fs::read_to_string(file).map_err(Error::io(format!("reading {shown}")))?;
    text.lines()
        .map(|line| serde_json::from_str(line))
        .collect::<std::result::Result<_, serde_json::Error>>()
        .map_err(|error| Error::Site { file: shown, reason: error.to_string() })
}
