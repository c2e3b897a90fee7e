//! Scores with their uncertainty: precision, recall, false alarms, each with Wilson's 95 % interval.

use std::fmt;

/// Fewer labelled messages than this say nothing.
pub const FEWEST: usize = 8;

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// How many were right.
    pub hits: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    /// The share itself, 0 to 1.
    pub fn value(self) -> f64 {
        if self.of == 0 { 0.0 } else { count(self.hits) / count(self.of) }
    }

    /// Wilson's score interval at 95 %.
    fn interval(self) -> (f64, f64) {
        let (n, p, z) = (count(self.of.max(1)), self.value(), 1.96);
        let middle = p + z * z / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z * z / n;
        (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.interval();
        write!(f, "{:.3} [{low:.3}–{high:.3}]", self.value())
    }
}

/// How well one signal is found in one source.
#[derive(Debug, Clone, Copy)]
pub struct Accuracy {
    /// Found and right, of all found.
    pub precision: Share,
    /// Found and right, of all that are there.
    pub recall: Share,
    /// Found and wrong, of all that aren't there.
    pub alarms: Share,
    /// Average precision over all thresholds.
    pub ranking: f64,
}

impl Accuracy {
    /// From how likely each message was said to have it, and whether it does; none when too few do.
    pub fn of(points: impl Iterator<Item = (f32, bool)>) -> Option<Self> {
        let mut points: Vec<(f32, bool)> = points.collect();
        points.sort_by(|a, b| b.0.total_cmp(&a.0));
        let there = points.iter().filter(|point| point.1).count();
        if there < FEWEST {
            return None;
        }
        let found: Vec<&(f32, bool)> = points.iter().filter(|point| point.0 >= 0.5).collect();
        let hits = found.iter().filter(|point| point.1).count();
        let (mut seen, mut ranking) = (0, 0.0);
        for (rank, point) in points.iter().enumerate() {
            if point.1 {
                seen += 1;
                ranking += count(seen) / count(rank + 1);
            }
        }
        Some(Self {
            precision: Share { hits, of: found.len() },
            recall: Share { hits, of: there },
            alarms: Share { hits: found.len() - hits, of: points.len() - there },
            ranking: ranking / count(there),
        })
    }
}

impl fmt::Display for Accuracy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { precision, recall, alarms, ranking } = self;
        write!(f, "P {precision}  R {recall}  of {:>5}", recall.of)?;
        write!(f, "  AP {ranking:.3}  alarms/10,000 {:.1}", alarms.value() * 10_000.0)
    }
}

/// A count to reckon with.
#[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
pub fn count(number: usize) -> f64 {
    number as f64
}
