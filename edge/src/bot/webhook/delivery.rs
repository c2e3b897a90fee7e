//! One question on its way to the site's own bot: sent again while that can help, then waited for, and
//! given up in time.
//!
//! What is worth keeping while nothing is being sent: a thread that was put to sleep goes on from here.

use baton_shared::id::{Epoch, MessageId, Millis, Seq};
use baton_shared::thread::log::BotTurn;
use serde::{Deserialize, Serialize};

/// How long after each failure the question is sent again, in milliseconds.
const AGAIN_AFTER_MS: [u64; 3] = [1_000, 4_000, 10_000];

/// A question, its delivery and how far that has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    id: MessageId,
    epoch: Epoch,
    reply_to: Seq,
    /// When a reply comes too late.
    until: Millis,
    /// How often it was sent in vain.
    failures: u8,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    /// It is being sent, or was when the thread was interrupted.
    Sending,
    /// It will be sent again.
    Again(Millis),
    /// The bot has it.
    Taken,
    /// The bot wants none of it.
    Refused,
}

/// What sending came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An answer with this status.
    Status(u16),
    /// No answer, or one that broke off.
    Unreachable,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Send it.
    Send,
    /// Look again then, unless a reply comes.
    Wait(Millis),
    /// The bot doesn't answer this.
    GiveUp,
}

impl Delivery {
    /// The delivery, under a fresh `id`, of a question whose reply may take `timeout_ms`.
    pub fn new(id: MessageId, turn: &BotTurn, now: Millis, timeout_ms: u32) -> Self {
        let (epoch, reply_to) = (turn.epoch, turn.reply_to);
        let until = now.plus(timeout_ms.into());
        Self { id, epoch, reply_to, until, failures: 0, stage: Stage::Sending }
    }

    /// Its id, the same however often it is sent.
    pub const fn id(&self) -> &MessageId {
        &self.id
    }

    /// The epoch the question was asked under, and the entry it is.
    pub const fn turn(&self) -> (Epoch, Seq) {
        (self.epoch, self.reply_to)
    }

    /// Whether it is the delivery of `turn`.
    pub fn is_of(&self, turn: &BotTurn) -> bool {
        self.turn() == (turn.epoch, turn.reply_to)
    }

    /// How long it may still take, in milliseconds.
    pub const fn patience_ms(&self, now: Millis) -> u64 {
        self.until.since(now)
    }

    /// When it must be looked at again, whatever happens until then.
    pub const fn due(&self) -> Millis {
        match self.stage {
            Stage::Again(at) => at,
            Stage::Sending | Stage::Taken | Stage::Refused => self.until,
        }
    }

    /// It is being sent.
    #[must_use]
    pub fn sending(self) -> Self {
        Self { stage: Stage::Sending, ..self }
    }

    /// Sending came to `outcome`.
    #[must_use]
    pub fn came_to(self, outcome: Outcome, now: Millis) -> Self {
        let stage = match outcome {
            Outcome::Status(200..=299) => Stage::Taken,
            Outcome::Unreachable | Outcome::Status(408 | 429 | 500..=599) => {
                let pause = AGAIN_AFTER_MS.get(usize::from(self.failures));
                pause.map_or(Stage::Refused, |pause| Stage::Again(now.plus(*pause)))
            }
            Outcome::Status(_) => Stage::Refused,
        };
        Self { stage, failures: self.failures.saturating_add(1), ..self }
    }

    /// What is to be done `now`.
    pub fn step(&self, now: Millis) -> Step {
        match self.stage {
            _ if now >= self.until => Step::GiveUp,
            Stage::Refused => Step::GiveUp,
            Stage::Taken => Step::Wait(self.until),
            // To wait for an attempt that would come too late only keeps the customer waiting.
            Stage::Again(at) if at >= self.until => Step::GiveUp,
            Stage::Again(at) if at > now => Step::Wait(at),
            Stage::Again(_) | Stage::Sending => Step::Send,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_000_000);

    fn delivery(timeout_ms: u32) -> Delivery {
        let turn = BotTurn { epoch: Epoch(2), reply_to: Seq(7), question: "Hello?".to_owned() };
        let delivery = Delivery::new(MessageId::parse("msg_1").unwrap(), &turn, NOW, timeout_ms);
        assert!(delivery.is_of(&turn));
        delivery
    }

    #[test]
    fn what_may_pass_is_tried_again_after_one_four_and_ten_seconds() {
        let mut now = NOW;
        let mut it = delivery(60_000);
        for (pause, outcome) in [
            (1_000, Outcome::Unreachable),
            (4_000, Outcome::Status(503)),
            (10_000, Outcome::Status(429)),
        ] {
            assert_eq!(it.step(now), Step::Send);
            it = it.came_to(outcome, now);
            assert_eq!(it.step(now), Step::Wait(now.plus(pause)));
            assert_eq!(it.due(), now.plus(pause));
            now = now.plus(pause);
        }
        assert_eq!(it.step(now), Step::Send);
        assert_eq!(it.id().as_str(), "msg_1");
        assert_eq!(it.came_to(Outcome::Status(408), now).step(now), Step::GiveUp);
    }

    #[test]
    fn a_refusal_is_final() {
        for status in [300, 301, 307, 400, 401, 404, 410, 422, 600, 0] {
            let it = delivery(60_000).came_to(Outcome::Status(status), NOW);
            assert_eq!(it.step(NOW), Step::GiveUp, "{status}");
        }
    }

    #[test]
    fn a_question_that_is_taken_waits_for_its_reply_in_time() {
        for status in [200, 202, 204, 299] {
            let it = delivery(20_000).came_to(Outcome::Status(status), NOW);
            assert_eq!(it.step(NOW), Step::Wait(NOW.plus(20_000)), "{status}");
            assert_eq!(it.due(), NOW.plus(20_000));
            assert_eq!(it.step(NOW.plus(20_000)), Step::GiveUp);
        }
    }

    #[test]
    fn nothing_goes_on_longer_than_it_may() {
        let it = delivery(5_000);
        assert_eq!((it.patience_ms(NOW), it.patience_ms(NOW.plus(6_000))), (5_000, 0));
        assert_eq!(it.step(NOW.plus(5_000)), Step::GiveUp);
        let late = NOW.plus(1_500);
        let it = it.came_to(Outcome::Unreachable, NOW).came_to(Outcome::Unreachable, late);
        assert_eq!(it.step(late), Step::GiveUp, "the next attempt would come too late");
    }

    #[test]
    fn an_interrupted_attempt_is_made_again() {
        let it = delivery(20_000).came_to(Outcome::Unreachable, NOW).sending();
        let kept = serde_json::to_string(&it).unwrap();
        let woken: Delivery = serde_json::from_str(&kept).unwrap();
        assert_eq!(woken.step(NOW.plus(3_000)), Step::Send);
        assert_eq!(woken, it);
    }
}
