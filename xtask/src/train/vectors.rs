//! Word vectors: words are alike that turn up beside the same words and in the same themes.
//!
//! Counts of neighbours become pointwise mutual information (Bullinaria & Levy 2007; smoothed as in
//! Levy, Goldberg & Dagan 2015), its strongest directions the vectors. Rare words weigh more and the
//! direction that all texts share is taken out (Arora, Liang & Ma 2017).

use super::factor::{Sparse, axes, moments};
use baton_edge::bot::search::{DIMENSIONS, stems};
use std::collections::{BTreeMap, HashMap};

/// Times that a word has to be seen.
const FEWEST: f64 = 4.0;
/// How many words apart neighbours are at most.
const REACH: usize = 8;
/// How often a theme counts like a message that said it.
const THEME_TIMES: f64 = 10.0;
/// How much the themes of a word say, compared to its neighbours.
const THEME_SHARE: f32 = 4.0;
/// A word this frequent, as a share of all, counts half.
const HALF: f64 = 1e-3;
/// Flattens how often each column is seen, so that rare ones don't stand out.
const SMOOTHING: f64 = 0.75;
/// Every so many-th text tells what all share.
const EVERY: usize = 15;

type Vector = [f64; DIMENSIONS];

/// The table of the words of `messages` and `themes`, as the bot reads it.
pub fn table(messages: &[String], themes: &[String]) -> Vec<u8> {
    let messages: Vec<Vec<String>> = messages.iter().map(|text| stems(text)).collect();
    let themes: Vec<Vec<String>> = themes.iter().map(|text| stems(text)).collect();
    let told = messages.iter().map(|text| (text, 1.0));
    let told: Vec<_> = told.chain(themes.iter().map(|theme| (theme, THEME_TIMES))).collect();
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for (text, times) in &told {
        text.iter().for_each(|word| *counts.entry(word).or_default() += times);
    }
    counts.retain(|_, count| *count >= FEWEST);
    let ids: HashMap<&str, u32> = counts.keys().copied().zip(0..).collect();
    let numbered = |text: &[String]| -> Vec<u32> {
        text.iter().filter_map(|word| ids.get(word.as_str()).copied()).collect()
    };

    let mut rows = informative(neighbours(&told, counts.len(), numbered), counts.len());
    let in_themes = informative(members(&themes, counts.len(), numbered), themes.len());
    for (row, themes) in rows.iter_mut().zip(in_themes) {
        let column = |theme: u32| theme + u32::try_from(counts.len()).unwrap_or(u32::MAX);
        row.extend(themes.into_iter().map(|(theme, value)| (column(theme), THEME_SHARE * value)));
    }
    let mut vectors: Vec<Vector> =
        Sparse { rows, columns: counts.len() + themes.len() }.strongest();
    let total: f64 = counts.values().sum();
    for (vector, count) in vectors.iter_mut().zip(counts.values()) {
        scale(vector, HALF / (HALF + count / total));
    }
    let samples: Vec<Vector> = told
        .iter()
        .step_by(EVERY)
        .map(|(text, _)| {
            let mut sum = [0.0; DIMENSIONS];
            for word in numbered(text) {
                add(&mut sum, &vectors[word as usize], 1.0);
            }
            scale(&mut sum, 1.0);
            sum
        })
        .collect();
    let axes = axes(&moments(&samples));
    let shared: Vector = std::array::from_fn(|at| axes[0][at]);
    for vector in &mut vectors {
        let along: f64 = vector.iter().zip(&shared).map(|(a, b)| a * b).sum();
        add(vector, &shared, -along);
    }
    written(&counts.keys().copied().collect::<Vec<_>>(), &vectors)
}

/// How often words are near each other; near ones count more.
fn neighbours(
    told: &[(&Vec<String>, f64)],
    words: usize,
    numbered: impl Fn(&[String]) -> Vec<u32>,
) -> Vec<Vec<(u32, f64)>> {
    let mut rows = vec![Vec::new(); words];
    for (text, times) in told {
        let text = numbered(text);
        for (at, one) in text.iter().enumerate() {
            for (apart, other) in (1u32..).zip(text[at + 1..].iter().take(REACH)) {
                if one != other {
                    let weight = times / (1.0 + 0.2 * f64::from(apart));
                    rows[*one as usize].push((*other, weight));
                    rows[*other as usize].push((*one, weight));
                }
            }
        }
    }
    rows
}

/// The themes that each word is in.
fn members(
    themes: &[Vec<String>],
    words: usize,
    numbered: impl Fn(&[String]) -> Vec<u32>,
) -> Vec<Vec<(u32, f64)>> {
    let mut rows = vec![Vec::new(); words];
    for (theme, text) in (0..).zip(themes) {
        let mut members = numbered(text);
        members.sort_unstable();
        members.dedup();
        for word in members {
            rows[word as usize].push((theme, 1.0));
        }
    }
    rows
}

/// Counts as positive pointwise mutual information, each column once.
fn informative(mut rows: Vec<Vec<(u32, f64)>>, columns: usize) -> Vec<Vec<(u32, f32)>> {
    let mut of_columns: Vec<f64> = vec![0.0; columns];
    for row in &mut rows {
        row.sort_by_key(|(column, _)| *column);
        row.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                first.1 += next.1;
            }
            same
        });
        for (column, count) in row {
            of_columns[*column as usize] += *count;
        }
    }
    for count in &mut of_columns {
        *count = count.powf(SMOOTHING);
    }
    let whole: f64 = of_columns.iter().sum();
    let information = |row: Vec<(u32, f64)>| {
        let of_row: f64 = row.iter().map(|(_, count)| count).sum();
        let cells = row.into_iter().filter_map(|(column, count)| {
            let value = (count / of_row / (of_columns[column as usize] / whole)).ln();
            #[expect(clippy::cast_possible_truncation, reason = "a logarithm")]
            (value > 0.0).then_some((column, value as f32))
        });
        cells.collect()
    };
    rows.into_iter().map(information).collect()
}

/// Gives `vector` the length `length`.
fn scale(vector: &mut Vector, length: f64) {
    let now = vector.iter().map(|part| part * part).sum::<f64>().sqrt();
    if now > 0.0 {
        for part in vector.iter_mut() {
            *part *= length / now;
        }
    }
}

fn add(sum: &mut Vector, other: &Vector, times: f64) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += times * other);
}

#[expect(clippy::cast_possible_truncation, reason = "the numbers are below 128 by their scale")]
fn written(words: &[&str], vectors: &[Vector]) -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let mut bytes = number(words.len()).to_vec();
    let mut end = 0;
    for word in words {
        end += word.len();
        bytes.extend(number(end));
    }
    let scale = |vector: &Vector| {
        (vector.iter().fold(0.0f64, |most, part| most.max(part.abs())) / 127.0) as f32
    };
    for vector in vectors {
        bytes.extend(scale(vector).to_le_bytes());
    }
    for vector in vectors {
        let scale = f64::from(scale(vector)).max(f64::MIN_POSITIVE);
        bytes.extend(vector.map(|part| ((part / scale).round() as i8).cast_unsigned()));
    }
    for word in words {
        bytes.extend(word.bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_texts_give_the_same_table() {
        let messages: Vec<String> =
            ["where is my parcel", "my parcel is late", "reset my password"]
                .iter()
                .flat_map(|text| vec![(*text).to_owned(); 5])
                .collect();
        let themes = vec!["parcel package box".to_owned()];
        let first = table(&messages, &themes);
        assert_eq!(first, table(&messages, &themes));
        assert!(baton_edge::bot::search::Vectors::read(first.into()).is_ok());
    }
}
