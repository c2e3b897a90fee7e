//! When to try again: exponential, capped, with jitter so that a restarted edge isn't met by every
//! client at once.

/// First delay, in milliseconds, before jitter.
pub const FIRST_MS: u64 = 500;
/// Longest delay, in milliseconds, before jitter.
pub const LONGEST_MS: u64 = 20_000;

/// Counts failures in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// One more failure: milliseconds to wait, between half of the exponential delay and all of
    /// it. `random` is any uniformly distributed number.
    pub fn failed(&mut self, random: u32) -> u64 {
        let full = FIRST_MS.saturating_mul(1 << self.failures.min(16)).min(LONGEST_MS);
        self.failures = self.failures.saturating_add(1);
        let half = full / 2;
        half + (half * u64::from(random)) / u64::from(u32::MAX)
    }

    /// It worked: the next failure starts from the first delay again.
    pub fn succeeded(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_cap_and_jitter_stays_in_the_upper_half() {
        let mut backoff = Backoff::default();
        let longest: Vec<u64> = (0..8).map(|_| backoff.failed(u32::MAX)).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
        backoff.succeeded();
        assert_eq!(backoff.failed(0), 250);
    }
}
