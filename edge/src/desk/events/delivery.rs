//! One event on its way to the owner's systems: posted until it is taken, each time after a longer pause,
//! and set aside in the end.
//!
//! Attempts come 2 s, 10 s, 50 s, about 4, 21 and 104 minutes and 8.7 hours after one another, each up to
//! a quarter later so that not all come at once: eight within eleven to fourteen hours, enough for a
//! night's outage. What has waited behind another event of its thread for longer than that is tried once.

use baton_shared::events::EventKind;
use baton_shared::id::{MessageId, Millis, ThreadId};
use serde::{Deserialize, Serialize};

/// How long a server may take to answer, in milliseconds.
pub const TIMEOUT_MS: u64 = 10_000;
/// How many dead letters are kept; the oldest go first.
pub const MOST_DEAD: u32 = 1_000;

/// Attempts before a delivery is set aside.
const MOST_ATTEMPTS: u8 = 8;
/// The pause after the first attempt, in milliseconds.
const FIRST_PAUSE_MS: u64 = 2_000;
/// How many times longer each further pause is.
const LONGER: u64 = 5;
/// From this age on a delivery that fails is set aside, however few attempts it had, in milliseconds.
const LASTS_MS: u64 = 14 * 60 * 60 * 1000;

/// The status with which a server says that nobody wants this any more.
const GONE: u16 = 410;

/// An event that has not been taken yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id, the same however often it is posted.
    pub id: MessageId,
    /// What it tells of.
    pub event: EventKind,
    /// Of which thread.
    pub thread: ThreadId,
    /// The fact it was made of: its place among the thread's events.
    pub seq: u64,
    /// When that happened.
    pub at: Millis,
    /// What is posted, byte for byte.
    pub body: String,
    /// Since when it has been tried: since it happened, or since it was replayed.
    since: Millis,
    /// How often it was posted in vain since then.
    attempts: u8,
    /// What the last attempt came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
}

/// What an attempt came to.
pub type Outcome = Result<(), Failure>;

/// Why an event was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum Failure {
    /// An answer with a status that is not 2xx.
    Refused {
        /// The status.
        status: u16,
    },
    /// No connection, or one that broke off.
    Unreachable,
    /// No answer within [`TIMEOUT_MS`].
    TimedOut,
    /// The site has no secret for events, or one that is no key.
    NoSecret,
    /// The site's settings name no address any more.
    NoAddress,
}

/// What becomes of a delivery after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// It was taken.
    Done,
    /// It is posted again then.
    Again(Delivery, Millis),
    /// It is set aside.
    Dead(Delivery),
}

/// A delivery that was set aside, as its owner sees it: without the body, which may hold a customer's
/// words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The delivery's id.
    pub id: MessageId,
    /// What it tells of.
    pub event: EventKind,
    /// Of which thread.
    pub thread: ThreadId,
    /// When that happened.
    pub at: Millis,
    /// How often it was posted since then, or since it was last replayed.
    pub attempts: u8,
    /// What the last attempt came to.
    #[serde(flatten)]
    pub failure: Option<Failure>,
}

impl Delivery {
    /// A delivery that has never been tried.
    pub const fn new(
        id: MessageId,
        event: EventKind,
        thread: ThreadId,
        seq: u64,
        at: Millis,
        body: String,
    ) -> Self {
        Self { id, event, thread, seq, at, body, since: at, attempts: 0, failure: None }
    }

    /// What becomes of it now that an attempt came to `outcome`. `random` is any uniformly distributed
    /// number.
    pub fn came_to(self, outcome: Outcome, now: Millis, random: u32) -> Next {
        let Err(failure) = outcome else { return Next::Done };
        let attempts = self.attempts.saturating_add(1);
        let tried = Self { attempts, failure: Some(failure), ..self };
        let is_over = failure == Failure::Refused { status: GONE }
            || attempts >= MOST_ATTEMPTS
            || now.since(tried.since) >= LASTS_MS;
        if is_over {
            Next::Dead(tried)
        } else {
            Next::Again(tried, now.plus(pause_ms(attempts, random)))
        }
    }

    /// It is tried again from the beginning, under the same id.
    #[must_use]
    pub fn replayed(self, now: Millis) -> Self {
        Self { since: now, attempts: 0, ..self }
    }

    /// How it is listed.
    pub fn letter(self) -> DeadLetter {
        let Self { id, event, thread, at, attempts, failure, .. } = self;
        DeadLetter { id, event, thread, at, attempts, failure }
    }
}

/// How long to pause after so many attempts, in milliseconds: exponential, up to a quarter longer.
fn pause_ms(attempts: u8, random: u32) -> u64 {
    let more = u32::from(attempts.saturating_sub(1));
    let pause = FIRST_PAUSE_MS.saturating_mul(LONGER.saturating_pow(more));
    pause + pause / 4 * u64::from(random) / u64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_000_000);
    const DOWN: Outcome = Err(Failure::Unreachable);

    fn delivery() -> Delivery {
        let (id, thread) = (MessageId::parse("evt_1").unwrap(), ThreadId::parse("t1").unwrap());
        Delivery::new(id, EventKind::HandoffEnded, thread, 3, NOW, "{}".to_owned())
    }

    /// The pauses until a delivery is set aside, in seconds.
    fn pauses(random: u32) -> Vec<u64> {
        let (mut it, mut now, mut pauses) = (delivery(), NOW, Vec::new());
        loop {
            match it.came_to(DOWN, now, random) {
                Next::Again(next, due) => {
                    assert_eq!((&next.id, &next.body), (&delivery().id, &delivery().body));
                    pauses.push(due.since(now) / 1000);
                    (it, now) = (next, due);
                }
                Next::Dead(_) => return pauses,
                Next::Done => panic!("nobody took it"),
            }
        }
    }

    #[test]
    fn what_fails_is_tried_eight_times_over_half_a_day() {
        assert_eq!(pauses(0), [2, 10, 50, 250, 1250, 6250, 31_250]);
        assert_eq!(pauses(u32::MAX), [2, 12, 62, 312, 1562, 7812, 39_062]);
        assert!(pauses(u32::MAX).iter().sum::<u64>() * 1000 < LASTS_MS);
    }

    #[test]
    fn anything_but_a_success_is_tried_again_and_gone_is_final() {
        assert_eq!(delivery().came_to(Ok(()), NOW, 0), Next::Done);
        for status in [100, 302, 400, 401, 404, 429, 500, 503] {
            let next = delivery().came_to(Err(Failure::Refused { status }), NOW, 0);
            assert!(matches!(next, Next::Again(..)), "{status}");
        }
        let next = delivery().came_to(Err(Failure::Refused { status: 410 }), NOW, 0);
        let Next::Dead(dead) = next else { panic!("{next:?}") };
        let letter = serde_json::to_value(dead.letter()).unwrap();
        assert_eq!((&letter["error"], &letter["status"]), (&"refused".into(), &410.into()));
        assert_eq!(letter["attempts"], 1);
        assert_eq!(letter.get("body"), None);
    }

    #[test]
    fn what_has_waited_too_long_is_tried_once() {
        let late = NOW.plus(LASTS_MS);
        assert!(matches!(delivery().came_to(DOWN, late, 0), Next::Dead(_)));
        assert_eq!(delivery().came_to(Ok(()), late, 0), Next::Done);
    }

    #[test]
    fn a_replayed_delivery_has_all_its_attempts_again_and_its_id() {
        let late = NOW.plus(10 * LASTS_MS);
        let Next::Dead(dead) = delivery().came_to(DOWN, late, 0) else { panic!("it is old") };
        let again = dead.replayed(late);
        let Next::Again(next, due) = again.came_to(DOWN, late, 0) else { panic!("it is new") };
        assert_eq!((next.id.as_str(), due), ("evt_1", late.plus(2_000)));
        let kept = serde_json::to_string(&next).unwrap();
        assert_eq!(serde_json::from_str::<Delivery>(&kept).unwrap(), next);
    }
}
