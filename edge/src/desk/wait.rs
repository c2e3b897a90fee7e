//! How long it will probably take: from who can come, what is ahead, and how it really was lately.
//!
//! The expectation is `places ahead x handling time / people's places`; the range around it is what
//! the newest waits were of theirs (split conformal prediction: the quantiles of real by expected), so
//! it widens by itself where the expectation is poor. Humans only.

use baton_shared::protocol::WaitRange;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// How many of the newest waits say how wide the range is.
pub const REMEMBERED: u64 = 200;
/// Below so many, the range is a guess.
const ENOUGH: usize = 20;
/// The guess, in thousandths of the expectation.
const GUESS: (u64, u64) = (300, 2000);
/// The shares of waits below and above the range, in thousandths: a little less than one in ten each,
/// since the newest waits are only so many.
const OUTSIDE: usize = 80;
/// How long a thread is in an agent's hands until that is known, in seconds.
const HANDLING_S: u64 = 420;
/// The weight of the newest handling time in the mean, one in so many.
const MEAN_OF: u64 = 20;
/// The least that is ever expected, in seconds: somebody has to notice.
const LEAST_S: u64 = 15;

/// What is known of waits and handling times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// Real by expected, in thousandths, the newest last.
    ratios: VecDeque<u64>,
    /// The mean time in an agent's hands, in seconds.
    handling_s: u64,
}

impl Default for Waits {
    fn default() -> Self {
        Self { ratios: VecDeque::new(), handling_s: HANDLING_S }
    }
}

/// What stands between a customer and a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// Their place, from 1.
    pub position: u32,
    /// What those who can come may have in hand altogether, in weights.
    pub places: u32,
    /// How much of that is free.
    pub free: u32,
}

impl Waits {
    /// How long it will take, in seconds.
    pub fn expected_s(&self, outlook: Outlook) -> u64 {
        let ahead = u64::from(outlook.position.saturating_sub(outlook.free));
        let places = u64::from(outlook.places.max(1));
        (ahead * self.handling_s / places).max(LEAST_S)
    }

    /// The range around `expected_s`, rounded outwards to whole minutes.
    pub fn range(&self, expected_s: u64) -> WaitRange {
        let (low, high) = if self.ratios.len() < ENOUGH { GUESS } else { self.quantiles() };
        let minutes = |seconds: u64| u32::try_from(seconds / 60 * 60).unwrap_or(u32::MAX);
        let least_s = minutes(expected_s * low / 1000);
        let most_s = minutes(expected_s * high / 1000 + 59).max(least_s + 60).max(60);
        WaitRange { least_s, most_s }
    }

    /// A wait for which `expected_s` was expected took `real_s`.
    pub fn waited(&mut self, expected_s: u64, real_s: u64) {
        self.ratios.push_back(real_s.max(1) * 1000 / expected_s.max(1));
        if self.ratios.len() as u64 > REMEMBERED {
            self.ratios.pop_front();
        }
    }

    /// A thread was in an agent's hands for so long.
    pub const fn handled(&mut self, seconds: u64) {
        self.handling_s = (self.handling_s * (MEAN_OF - 1) + seconds) / MEAN_OF;
        if self.handling_s < LEAST_S {
            self.handling_s = LEAST_S;
        }
    }

    fn quantiles(&self) -> (u64, u64) {
        let mut sorted: Vec<u64> = self.ratios.iter().copied().collect();
        sorted.sort_unstable();
        let outside = sorted.len() * OUTSIDE / 1000;
        (sorted[outside], sorted[sorted.len() - 1 - outside])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_people_or_fewer_ahead_make_it_shorter() {
        let waits = Waits::default();
        let expected = |position, places| waits.expected_s(Outlook { position, places, free: 0 });
        assert!(expected(8, 4) > expected(4, 4) && expected(4, 4) > expected(4, 8));
        assert_eq!(waits.expected_s(Outlook { position: 1, places: 4, free: 2 }), LEAST_S);
    }

    #[test]
    fn a_range_is_whole_minutes_and_never_a_point() {
        for expected in [0, 1, 59, 60, 61, 600, 86_400] {
            let WaitRange { least_s, most_s } = Waits::default().range(expected);
            assert!(least_s % 60 == 0 && most_s % 60 == 0 && most_s >= least_s + 60, "{expected}");
        }
    }

    #[test]
    fn the_range_follows_what_really_happens() {
        let mut waits = Waits::default();
        // Three times as long as expected, give or take a third.
        (0..300).for_each(|n| waits.waited(600, 1200 + n % 100 * 12));
        let held = (0..1000_u64).filter(|n| {
            let real = 1200 + n % 100 * 12;
            let WaitRange { least_s, most_s } = waits.range(600);
            (u64::from(least_s)..=u64::from(most_s)).contains(&real)
        });
        let held = held.count();
        assert!((800..=960).contains(&held), "{held}");
    }
}
