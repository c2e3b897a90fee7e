//! How the customer feels, message by message.

use super::Read;
use super::conversation::words;
use baton_shared::briefing::Mood;
use baton_shared::id::Seq;
use baton_shared::trigger::Trend;

/// Messages shown of a long course, the newest.
const MOST: usize = 40;
/// A message this much worse than the mean of those before it is a spike, in thousandths.
const SPIKE: i32 = 700;
/// And it must be this bad by itself.
const BAD: i16 = -300;

/// The mood over the conversation at hand.
pub(super) fn mood(now: &[Read]) -> Mood {
    let score = |seq: Seq| {
        let read = now.iter().find(|read| read.entry.seq == seq)?;
        Some((seq, read.finding.sentiment.score))
    };
    let course: Vec<(Seq, i16)> = words(now).filter_map(|(seq, _)| score(seq)).collect();
    let last = words(now).next_back().and_then(|(seq, _)| {
        now.iter().find(|read| read.entry.seq == seq).map(|read| read.finding.sentiment.trend)
    });
    let spikes = spikes(&course);
    let course = course[course.len().saturating_sub(MOST)..].to_vec();
    Mood { course, trend: last.unwrap_or(Trend::Steady), spikes }
}

/// Messages far angrier than those before them.
fn spikes(course: &[(Seq, i16)]) -> Vec<Seq> {
    let mut found = Vec::new();
    let mut sum = 0i32;
    for (count, (seq, score)) in (0i32..).zip(course) {
        // A customer is taken to arrive in a neutral mood.
        let mean = sum / (count + 1);
        if *score <= BAD && mean - i32::from(*score) >= SPIKE {
            found.push(*seq);
        }
        sum += i32::from(*score);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spike_is_far_worse_than_what_came_before() {
        let course = |scores: &[i16]| -> Vec<(Seq, i16)> {
            (1..).map(Seq).zip(scores.iter().copied()).collect()
        };
        assert_eq!(spikes(&course(&[300, 200, -800])), [Seq(3)]);
        assert_eq!(spikes(&course(&[-800])), [Seq(1)]);
        assert_eq!(spikes(&course(&[-800, -900, -850])), [Seq(1)]);
        assert_eq!(spikes(&course(&[900, 100, 0])), []);
    }
}
