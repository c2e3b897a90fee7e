//! What the engine remembers of a thread: the newest turns, in a space that never grows.
//!
//! Everything here follows from the newest entries, so it can be rebuilt from them, and is the same
//! in the browser and at the edge.

use super::gist::{AnswerGist, Gist};
use super::model::Direction;
use super::spoken::{Answer, Message};
use crate::id::{Millis, Seq};

/// How many turns of the customer are remembered.
pub(super) const TURNS: usize = 8;

/// After this long a silence a new conversation begins, in milliseconds: six hours.
const FORGOTTEN_AFTER: u64 = 6 * 60 * 60 * 1000;

/// What the engine remembers of one thread. Its size is fixed; a change of owner clears it, since a
/// handoff answers whatever came before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TriggerState {
    /// The customer's newest turns, oldest first.
    said: [Said; TURNS],
    len: u8,
    /// The words of the newest, and of the one before it.
    pub(super) spoken: [Message; 2],
    /// What the bot said last.
    pub(super) heard: Heard,
}

/// Numbers and codes remembered of a turn.
pub(super) const CODES: usize = 4;

/// A turn of the customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing the message did or didn't do")]
pub(super) struct Said {
    pub seq: Seq,
    pub at: Millis,
    /// How many words and bytes it has.
    pub words: u16,
    pub bytes: u16,
    /// What it is about.
    pub gist: Gist,
    /// Where its words point.
    pub direction: Direction,
    /// How frustrated it sounds by itself, in thousandths.
    pub anger: u16,
    /// The mood, −1000 to 1000.
    pub mood: i16,
    /// Something is not as it should be.
    pub trouble: bool,
    /// The numbers and codes it names, as far as there is room.
    pub codes: [u16; CODES],
    /// What kinds of answer it asks for.
    pub wants: u8,
    /// How likely it says by itself that the answer before it missed, in thousandths.
    pub missed: u16,
    /// How likely the answer before it missed, in thousandths.
    pub failed: u16,
    /// It was content.
    pub content: bool,
    /// A bot's answer followed.
    pub answered: bool,
    /// It was a curt reply to an answer that asked for none.
    pub curt: bool,
    /// It can't wait.
    pub urgent: bool,
}

/// What the bot has said since the owner last changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing the bot did or didn't do")]
pub(super) struct Heard {
    /// Whether it has said anything, and what that came to.
    pub last: Last,
    /// Answers in a row that did not help.
    pub failures: u8,
    /// Questions in a row that only asked for more words.
    pub asks: u8,
    /// Times in a row that it failed technically, counted twice where it spoke like a program.
    pub errors: u8,
    /// It offered a human in its last words.
    pub offered: bool,
    /// It offered a human before, and the customer asked something first.
    pub offer_stands: bool,
    /// Its last words ended in a question.
    pub asked: bool,
    /// Its last words asked whether that helped.
    pub checked: bool,
    /// Its last words took the matter for settled.
    pub closed: bool,
    /// It said itself that it wasn't sure.
    pub unsure: bool,
    /// It said, or showed, that it has no answer; who is only unsure may be right.
    pub gave_up: bool,
    /// Its last words, as a number.
    pub words: u32,
    /// What they were about.
    pub gist: AnswerGist,
    /// Where they pointed.
    pub direction: Direction,
    /// The words themselves, and those before them.
    pub spoken: Answer,
    pub spoken_before: Answer,
    /// They were its last words before, too.
    pub repeats: bool,
    /// They asked for more.
    pub wants: bool,
    /// They began as an answer to a question of yes or no does.
    pub affirms: bool,
    /// They had a number in them.
    pub counts: bool,
    /// How many words they were.
    pub length: u16,
    /// How sure it was, in thousandths; 1001 when it didn't say.
    pub sure: u16,
}

/// What the bot's newest answer came to, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Last {
    /// There is none to complain about.
    #[default]
    None,
    /// It did not know, which has been counted.
    Lost,
    /// It said something; the customer hasn't objected yet.
    Given,
}

impl TriggerState {
    /// The customer's newest turns, oldest first.
    pub(super) fn said(&self) -> &[Said] {
        &self.said[..usize::from(self.len)]
    }

    /// Takes in a turn of the customer with its words, and lets the oldest go.
    pub(super) fn push(&mut self, said: Said, spoken: Message) {
        self.spoken = [spoken, self.spoken[0]];
        let len = usize::from(self.len);
        if len == TURNS {
            self.said.rotate_left(1);
            self.said[TURNS - 1] = said;
        } else {
            self.said[len] = said;
            self.len += 1;
        }
    }

    /// The customer's turns have been answered.
    pub(super) fn mark_answered(&mut self) {
        let len = usize::from(self.len);
        self.said[..len].iter_mut().for_each(|said| said.answered = true);
    }

    /// Forgets a conversation that ended long before `now`.
    pub(super) fn refresh(&mut self, now: Millis) {
        if self.said().last().is_some_and(|last| now.since(last.at) > FORGOTTEN_AFTER) {
            *self = Self::default();
        }
    }
}
