//! How `WordNet` explains words: a line for each of its meanings, the words that have it and what it is.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Longest explanation that is read, in words.
const LONGEST: usize = 12;

/// The explanations of words of which one is in `known`, in order.
pub fn read(folder: &Path, known: &BTreeSet<&str>) -> Result<Vec<String>> {
    let mut glosses = BTreeSet::new();
    for part in ["noun", "verb", "adj", "adv"] {
        let file = folder.join(format!("data.{part}"));
        let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        let text = String::from_utf8_lossy(&bytes);
        // The licence stands first, each of its lines after two spaces.
        let lines = text.lines().filter(|line| !line.starts_with(' '));
        glosses.extend(lines.filter_map(|line| gloss(line, known)));
    }
    Ok(glosses.into_iter().collect())
}

/// One line of wndb(5): place, file, kind, how many words in hexadecimal, each with a number; then what it is.
fn gloss(line: &str, known: &BTreeSet<&str>) -> Option<String> {
    let (words, told) = line.split_once(" | ")?;
    let mut fields = words.split(' ').skip(3);
    let count = usize::from_str_radix(fields.next()?, 16).ok()?;
    let words: Vec<String> = fields
        .step_by(2)
        .take(count)
        .map(|word| word.split('(').next().unwrap_or_default().replace('_', " "))
        .collect();
    let told = told.split("; \"").next()?.trim();
    let fits = words.iter().any(|word| known.contains(word.as_str()))
        && told.split_whitespace().count() <= LONGEST;
    fits.then(|| format!("{}: {told}", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gives_its_words_and_what_they_mean() {
        let line = "00039297 04 n 02 contact 2 close_touch 0 001 @ 00039021 n 0000 | close interaction; \"they kept in contact\"  ";
        let known = BTreeSet::from(["contact"]);
        assert_eq!(gloss(line, &known).as_deref(), Some("contact, close touch: close interaction"));
        assert_eq!(gloss(line, &BTreeSet::new()), None);
    }
}
