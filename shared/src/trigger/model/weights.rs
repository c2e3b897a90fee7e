//! The weights, asked with every message.
//!
//! A bitmap answers "never seen" for most features at the cost of one bit. The arithmetic is plain IEEE 754 in
//! a fixed order, so a browser and the edge come to the same numbers.

use super::features::Feature;
use super::file::{WeightsError, Written};
use super::meaning::{Direction, Layer, NUMBERS, WordMeaning};
use super::order::{Filters, Scan, Taps};
use super::{BUCKETS, Bucket, HEADS, Head, Lexis};
use crate::trigger::IssueType;
use std::sync::LazyLock;

/// One weight: a head's column, and how strongly the feature speaks for it in steps of the head's
/// scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The head's column.
    pub head: u8,
    /// In steps of the head's scale.
    pub steps: i8,
}

/// What the model knows of a feature.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::large_enum_variant, reason = "one at a time, on its way into a tally")]
pub enum Says<'a> {
    /// How strongly it speaks for which heads; nothing for a feature that the model was never shown.
    Weights(&'a [Cell]),
    /// What a word means, and what it adds to the filters.
    Meaning(&'a WordMeaning, Taps),
    /// A word is there, and nothing is known of it.
    Unknown,
}

/// The features of a message, or of a part of it, added up.
#[derive(Debug, Clone)]
pub struct Tally {
    steps: [i32; HEADS],
    features: usize,
    meaning: [i32; NUMBERS],
    words: usize,
    scan: Scan,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            steps: [0; HEADS],
            features: 0,
            meaning: [0; NUMBERS],
            words: 0,
            scan: Scan::default(),
        }
    }
}

impl Tally {
    /// Adds a feature by what the model says of it.
    pub fn add(&mut self, says: &Says<'_>) {
        match says {
            Says::Weights(cells) => {
                self.features += 1;
                for cell in *cells {
                    self.steps[usize::from(cell.head)] += i32::from(cell.steps);
                }
            }
            Says::Meaning(word, taps) => {
                self.words += 1;
                word.add_to(&mut self.meaning);
                self.scan.pass(taps);
            }
            Says::Unknown => self.scan.pass_unknown(),
        }
    }

    /// Where its words point.
    pub fn direction(&self) -> Direction {
        Direction::of(&self.meaning)
    }
}

/// What the model says of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores([f32; HEADS]);

impl Scores {
    /// The calibrated probability of `head`, 0 to 1.
    pub const fn of(&self, head: Head) -> f32 {
        self.0[head.index()]
    }

    /// The likeliest issue type, and its probability among them all.
    pub fn issue(&self) -> (IssueType, f32) {
        let of = |issue| (issue, self.of(Head::Issue(issue)));
        let best = |best: (IssueType, f32), next: (IssueType, f32)| {
            if next.1 > best.1 { next } else { best }
        };
        IssueType::ALL.into_iter().map(of).fold(of(IssueType::Other), best)
    }
}

/// The model, ready to be asked.
#[derive(Debug, Clone)]
pub struct Model {
    bias: [f32; HEADS],
    scale: [f32; HEADS],
    calibration: [(f32, f32); HEADS],
    /// One bit per bucket: whether it has cells.
    known: Vec<u64>,
    /// How many known buckets come before each word of `known`.
    rank: Vec<u32>,
    /// Where each known bucket's cells begin.
    starts: Vec<usize>,
    cells: Vec<Cell>,
    lexis: Lexis,
    words: Vec<WordMeaning>,
    layer: Layer,
    filters: Filters,
}

impl Model {
    /// The weights committed beside this file.
    pub fn built_in() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| {
            // A test reads them; should they be damaged all the same, the rules still work.
            Model::read(include_bytes!("weights.bin")).unwrap_or_else(|_| Model::untrained())
        });
        &MODEL
    }

    /// A model that has seen nothing.
    fn untrained() -> Self {
        Self {
            bias: [-9.0; HEADS],
            scale: [0.0; HEADS],
            calibration: [(1.0, 0.0); HEADS],
            known: vec![0; BUCKETS as usize / 64],
            rank: vec![0; BUCKETS as usize / 64],
            starts: vec![0],
            cells: Vec::new(),
            lexis: Lexis::default(),
            words: Vec::new(),
            layer: Layer::silent(),
            filters: Filters::silent(),
        }
    }

    /// Reads a weights file.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        Written::read(bytes).map(Self::new)
    }

    fn new(written: Written) -> Self {
        let Written { bias, scale, calibration, groups, features, words, layer, filters } = written;
        let mut known = vec![0u64; BUCKETS as usize / 64];
        let (mut starts, mut cells) = (vec![0], Vec::new());
        for (bucket, of_bucket) in features {
            known[bucket as usize / 64] |= 1 << (bucket % 64);
            cells.extend(of_bucket);
            starts.push(cells.len());
        }
        let mut rank = Vec::with_capacity(known.len());
        let mut before = 0u32;
        for word in &known {
            rank.push(before);
            before += word.count_ones();
        }
        let lexis = Lexis::new(&groups, words.iter().map(|(key, _)| *key));
        let words = words.into_iter().map(|(_, word)| word).collect();
        Self { bias, scale, calibration, known, rank, starts, cells, lexis, words, layer, filters }
    }

    /// The words it knows.
    pub const fn lexis(&self) -> &Lexis {
        &self.lexis
    }

    /// What it says of `feature`.
    pub fn says(&self, feature: Feature) -> Says<'_> {
        match feature {
            Feature::Bucket(bucket) => Says::Weights(self.cells(bucket)),
            Feature::Word(row) => self.words.get(usize::from(row)).map_or(Says::Unknown, |word| {
                Says::Meaning(word, self.filters.taps(word, self.layer.step))
            }),
            Feature::Unknown => Says::Unknown,
        }
    }

    /// What the word in `row` means, each number about −2 to 2; nothing for one that isn't known.
    pub fn numbers(&self, row: u16) -> [f32; NUMBERS] {
        let worth = |word: &WordMeaning| {
            let worth = self.layer.step * f32::from(word.size) * LOUD;
            word.numbers.map(|number| worth * f32::from(number))
        };
        self.words.get(usize::from(row)).map_or([0.0; NUMBERS], worth)
    }

    fn cells(&self, bucket: Bucket) -> &[Cell] {
        let (at, bit) = (bucket as usize / 64, bucket % 64);
        let Some(word) = self.known.get(at).filter(|word| *word >> bit & 1 == 1) else {
            return &[];
        };
        let below = (word & ((1 << bit) - 1)).count_ones();
        let index = (self.rank[at] + below) as usize;
        &self.cells[self.starts[index]..self.starts[index + 1]]
    }

    /// What each of the message's `words` adds to the logit of the head in `column`. The message is in `tally`, and
    /// `seen` are its features, each with its word's place.
    pub fn worth(
        &self,
        tally: &Tally,
        column: usize,
        seen: &[(Feature, usize)],
        words: usize,
    ) -> Vec<f32> {
        let step = self.scale[column] * dilution(tally.features);
        let pull = self.layer.pull(&tally.meaning, tally.words, column);
        let (mut worth, mut taps) = (vec![0.0; words], vec![None; words]);
        for (feature, at) in seen.iter().filter(|(_, at)| *at < words) {
            match self.says(*feature) {
                Says::Weights(cells) => {
                    let cell = cells.iter().find(|cell| usize::from(cell.head) == column);
                    worth[*at] += cell.map_or(0.0, |cell| f32::from(cell.steps) * step);
                }
                Says::Meaning(word, of_word) => {
                    worth[*at] += word.worth(&pull);
                    taps[*at] = Some(of_word);
                }
                Says::Unknown => {}
            }
        }
        let in_order = self.filters.worth(&taps, column);
        worth.iter_mut().zip(in_order).for_each(|(worth, more)| *worth += more);
        worth
    }

    /// The probabilities for the message in `tally`.
    pub fn scores(&self, tally: &Tally) -> Scores {
        let mut scores = self.logits(tally);
        let (single, issues) = scores.split_at_mut(HEADS - IssueType::ALL.len());
        for (score, (slope, offset)) in single.iter_mut().zip(self.calibration) {
            *score = sigmoid(slope * *score + offset);
        }
        let slope = self.calibration[HEADS - 1].0;
        let top = issues.iter().copied().fold(f32::MIN, f32::max);
        let mut total = 0.0;
        for score in issues.iter_mut() {
            *score = exp(slope * (*score - top));
            total += *score;
        }
        for score in issues {
            *score /= total;
        }
        Scores(scores)
    }

    /// The uncalibrated logits.
    #[expect(clippy::cast_precision_loss, reason = "sums of a message's steps are far below 2^24")]
    pub fn logits(&self, tally: &Tally) -> [f32; HEADS] {
        let dilution = dilution(tally.features);
        let mut logits = std::array::from_fn(|head| {
            self.bias[head] + tally.steps[head] as f32 * self.scale[head] * dilution
        });
        self.layer.add_to(&mut logits, &tally.meaning, tally.words);
        self.filters.add_to(&mut logits, &tally.scan);
        logits
    }
}

/// How much louder than they are the numbers of single words are, so that a step of a layer above them is about
/// as much as elsewhere.
const LOUD: f32 = 4.0;

/// How much one feature counts among `features`: in a long message each says less.
#[expect(clippy::cast_precision_loss, reason = "a message has far fewer than 2^24 features")]
pub fn dilution(features: usize) -> f32 {
    1.0 / (features.max(16) as f32).sqrt()
}

/// The logistic function.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// `e` to the power of `x`, the same bits wherever it runs.
pub fn exp(x: f32) -> f32 {
    let scaled = x.clamp(-80.0, 80.0) * std::f32::consts::LOG2_E;
    let whole = scaled.floor();
    let part = (scaled - whole) * std::f32::consts::LN_2;
    let series = [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let value = series.into_iter().fold(0.0, |sum, factor| sum * part + factor);
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of an exponent")]
    let power = whole as i32;
    value * f32::from_bits(u32::try_from((power + 127) << 23).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::super::file::tests::written;
    use super::*;

    /// What is written in the file's tests, with two words alike.
    fn model() -> Model {
        let word = WordMeaning { numbers: [1; NUMBERS], size: 1 };
        Model::new(Written {
            words: vec![(7, word), (8, word)],
            layer: Layer::silent(),
            filters: Filters::silent(),
            ..written()
        })
    }

    #[test]
    fn known_features_have_their_cells_and_others_none() {
        let model = model();
        let steps =
            |bucket| -> Vec<i8> { model.cells(bucket).iter().map(|cell| cell.steps).collect() };
        assert_eq!([steps(3), steps(64), steps(200_000)], [vec![12, -4], vec![7], vec![-128]]);
        for bucket in [0, 2, 4, 63, 65, 199_999, BUCKETS - 1] {
            assert!(steps(bucket).is_empty(), "{bucket}");
        }
    }

    #[test]
    fn words_are_known_by_their_group_and_their_row() {
        let model = model();
        let known = [7, 8, 90_000, 9].map(|key| model.lexis().get(key));
        let known = known.map(|known| known.map(|known| (known.group, known.row)));
        let expected =
            [Some((Some(1), Some(0))), Some((None, Some(1))), Some((Some(300), None)), None];
        assert_eq!(known, expected);
    }

    #[test]
    fn features_are_worth_what_they_say_together() {
        let mut model = model();
        model.layer.step = 0.1;
        model.layer.into[0][0] = 2.0;
        model.layer.out[0][0] = 0.5;
        model.filters.into[1][0][2] = 0.5;
        model.filters.out[2][0] = 0.25;
        let features = [3, 64, 200_000].map(Feature::Bucket).into_iter();
        let features = features.chain([0, 1].map(Feature::Word));
        let seen: Vec<(Feature, usize)> = features.zip([0, 0, 1, 0, 1]).collect();
        let mut tally = Tally::default();
        for (feature, _) in &seen {
            tally.add(&model.says(*feature));
        }
        let sum: f32 = model.worth(&tally, 0, &seen, 2).iter().sum();
        let said = model.logits(&tally)[0] - model.logits(&Tally::default())[0];
        assert!((sum - said).abs() < 1e-4, "{sum} {said}");
    }

    #[test]
    fn the_built_in_weights_can_be_read() {
        assert!(Model::read(include_bytes!("weights.bin")).is_ok());
    }

    #[test]
    fn exp_is_exp() {
        for tenth in -200i16..200 {
            let x = f32::from(tenth) / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}");
        }
    }
}
