//! From what was learned to what is shipped: weights in small steps, and the calibration that makes their sums
//! probabilities.

use super::examples::Label;
use super::learn::{Learner, Sample};
use super::vocabulary::Vocabulary;
use baton_shared::trigger::model::{
    BUCKETS, BotAct, Bucket, Cell, Feature, HEADS, Head, Model, Tally, Written, exp, sigmoid,
};
use baton_shared::trigger::{IssueType, Topic};

/// Steps from no weight to the strongest.
const STEPS: f32 = 63.0;

/// What `learner` has learned, in steps.
pub fn shrink(
    learner: &Learner,
    calibration: [(f32, f32); HEADS],
    vocabulary: &Vocabulary,
) -> Written {
    let scale: [f32; HEADS] = std::array::from_fn(|column| {
        let weights = (0..BUCKETS).map(|bucket| learner.weight(bucket, column).abs());
        (weights.fold(0.0, f32::max) / STEPS).max(1e-6)
    });
    let cells = |bucket: Bucket| -> Vec<Cell> {
        let cell = |(head, scale): (u8, &f32)| {
            #[expect(clippy::cast_possible_truncation, reason = "at most STEPS, by the scale")]
            let steps = (learner.weight(bucket, usize::from(head)) / scale).round() as i8;
            (steps != 0).then_some(Cell { head, steps })
        };
        (0..).zip(&scale).filter_map(cell).collect()
    };
    let features = (0..BUCKETS).map(|bucket| (bucket, cells(bucket)));
    let (meanings, layer, filters) = learner.meanings().shrink();
    Written {
        bias: std::array::from_fn(|column| learner.bias(column)),
        scale,
        calibration,
        groups: vocabulary.groups.clone(),
        features: features.filter(|(_, cells)| !cells.is_empty()).collect(),
        words: vocabulary.words.iter().copied().zip(meanings).collect(),
        layer,
        filters,
    }
}

/// Per head, the slope and offset that make its logits probabilities on `held` (Platt scaling); the
/// issue types share one slope.
pub fn calibrate(model: &Model, held: &[Sample]) -> [(f32, f32); HEADS] {
    let logits: Vec<[f32; HEADS]> = held.iter().map(|sample| logits(model, sample)).collect();
    let first_issue = HEADS - IssueType::ALL.len();
    let temperature = temperature(held, &logits, first_issue);
    std::array::from_fn(|column| {
        if column >= first_issue {
            return (temperature, 0.0);
        }
        let points: Vec<(f32, f32, f32)> = held
            .iter()
            .zip(&logits)
            .filter(|(sample, _)| sample.labels[column] != Label::Unknown)
            .map(|(sample, logits)| {
                let truth = if sample.labels[column] == Label::Yes { 1.0 } else { 0.0 };
                (logits[column], truth, sample.weight)
            })
            .collect();
        let (slope, offset) = platt(&points);
        let own: Vec<(f32, bool)> = points
            .iter()
            .filter(|(.., weight)| *weight >= 1.0)
            .map(|(logit, truth, _)| (slope * logit + offset, *truth > 0.5))
            .collect();
        let least = Head::all().find(|head| head.index() == column).map_or(PRECISION, precision);
        (slope, offset - operating_point(own, least))
    })
}

/// The logit from which on a share of `least` of the messages have what the head looks for: what becomes a
/// probability of one half. Near zero, so that the scale stays what it is.
fn operating_point(mut points: Vec<(f32, bool)>, least: f32) -> f32 {
    points.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut yes, mut found) = (0.0f32, 0.0);
    for (rank, (logit, truth)) in (1u16..).zip(&points) {
        yes += if *truth { 1.0 } else { 0.0 };
        if yes / f32::from(rank) >= least {
            found = *logit;
        }
    }
    found.clamp(-0.9, 0.9)
}

/// How many of the messages at a probability of one half and more should have what a head looks for,
/// among the examples. They surround anger with look-alikes more closely than life does, and hold
/// fewer of what only looks like the end of a contract, or like theft.
const fn precision(head: Head) -> f32 {
    match head {
        // It hands a thread off by itself.
        Head::Human => 0.93,
        Head::Frustration => 0.75,
        Head::Urgency => 0.84,
        Head::Bot(BotAct::Offers)
        | Head::Topic(Topic::LegalCompliance | Topic::PolicyException) => 0.86,
        // Where a grievance begins, every hand draws the line elsewhere.
        Head::Topic(Topic::Complaint) => 0.83,
        Head::Topic(Topic::Privacy) => 0.87,
        Head::Topic(Topic::Cancellation | Topic::Safety) => 0.90,
        Head::Topic(_) => 0.85,
        _ => PRECISION,
    }
}

/// What is asked of most heads.
const PRECISION: f32 = 0.80;

/// The logits of a sample.
fn logits(model: &Model, sample: &Sample) -> [f32; HEADS] {
    let mut tally = Tally::default();
    let words = sample.words.iter().map(|row| row.map_or(Feature::Unknown, Feature::Word));
    for feature in sample.features.iter().copied().map(Feature::Bucket).chain(words) {
        tally.add(&model.says(feature));
    }
    model.logits(&tally)
}

/// Slope and offset by Newton's method on the log loss of `(logit, truth, weight)`.
fn platt(points: &[(f32, f32, f32)]) -> (f32, f32) {
    let (mut slope, mut offset) = (1.0f32, 0.0f32);
    for _ in 0..50 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) =
            (0.0f64, 0.0f64, 1e-3f64, 0.0f64, 1e-3f64);
        for (logit, truth, weight) in points {
            let guess = sigmoid(slope * logit + offset);
            let error = f64::from((guess - truth) * weight);
            let curve = f64::from((guess * (1.0 - guess)).max(1e-6) * weight);
            let x = f64::from(*logit);
            (g0, g1) = (g0 + error * x, g1 + error);
            (h00, h01, h11) = (h00 + curve * x * x, h01 + curve * x, h11 + curve);
        }
        let determinant = h00 * h11 - h01 * h01;
        #[expect(clippy::cast_possible_truncation, reason = "small numbers, not counts")]
        let (by_slope, by_offset) = (
            ((h11 * g0 - h01 * g1) / determinant) as f32,
            ((h00 * g1 - h01 * g0) / determinant) as f32,
        );
        slope -= by_slope.clamp(-0.5, 0.5);
        offset -= by_offset.clamp(-0.5, 0.5);
    }
    (slope.max(0.1), offset)
}

/// The slope under which the likeliest issue types are right as often as they say.
fn temperature(held: &[Sample], logits: &[[f32; HEADS]], first: usize) -> f32 {
    let loss = |slope: f32| {
        let one = |(sample, logits): (&Sample, &[f32; HEADS])| {
            let truth = (first..HEADS).find(|column| sample.labels[*column] == Label::Yes)?;
            let top = logits[first..].iter().copied().fold(f32::MIN, f32::max);
            let total: f32 = logits[first..].iter().map(|logit| exp(slope * (logit - top))).sum();
            Some((total.ln() - slope * (logits[truth] - top)) * sample.weight)
        };
        held.iter().zip(logits).filter_map(one).sum::<f32>()
    };
    let slopes = (2u8..=40).map(|tenth| f32::from(tenth) / 10.0);
    slopes.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap_or(1.0)
}
