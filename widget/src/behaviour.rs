//! What a browser sees of a customer who isn't getting on: the same message again and again, a long
//! draft thrown away, clicks where nothing comes of them.
//!
//! Pure: what happened and when goes in. What was seen is kept until the next message, and leaves
//! with it. Only its name leaves: no keystroke, no draft, no place on the screen.

use baton_shared::entry::Behaviour;
use baton_shared::id::Millis;

/// This soon after it, the same message is a resend, in milliseconds.
const RESEND_WITHIN: u64 = 10_000;
/// So many presses of Send within so many milliseconds are too many.
const PRESSES: (usize, u64) = (3, 2_000);
/// So many clicks on one spot within so many milliseconds.
const CLICKS: (usize, u64) = (3, 3_000);
/// Clicks no farther apart than this, in pixels, are on one spot.
const SPOT: i32 = 24;
/// From this many characters on, a draft was work.
const LONG_DRAFT: usize = 80;
/// One character in so many may differ between two messages that are nearly the same.
const ALIKE: usize = 8;

/// Where a click went that sets nothing going.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// A place where there is nothing to click, in pixels.
    Place(i32, i32),
    /// A link, which has been followed.
    Link(String),
}

/// What has been seen since the last message.
#[derive(Debug, Default)]
pub struct Watch {
    seen: Vec<Behaviour>,
    /// The last message, as it is compared, and when it left.
    sent: Option<(Vec<char>, Millis)>,
    presses: Vec<Millis>,
    spot: Option<Spot>,
    clicks: Vec<Millis>,
    longest_draft: usize,
}

impl Watch {
    /// Send was pressed, whether or not there was anything to send.
    pub fn pressed_send(&mut self, now: Millis) {
        if adds_up(&mut self.presses, PRESSES, now) {
            self.note(Behaviour::RapidResends);
        }
    }

    /// What is being written has become `text`.
    pub fn wrote(&mut self, text: &str) {
        self.longest_draft = match text.trim() {
            "" if self.longest_draft >= LONG_DRAFT => {
                self.note(Behaviour::DiscardedDraft);
                0
            }
            "" => 0,
            text => self.longest_draft.max(text.chars().count()),
        };
    }

    /// `spot` was clicked.
    pub fn clicked(&mut self, spot: Spot, now: Millis) {
        if !self.spot.as_ref().is_some_and(|before| before.is_near(&spot)) {
            self.clicks.clear();
        }
        self.spot = Some(spot);
        if adds_up(&mut self.clicks, CLICKS, now) {
            self.note(Behaviour::DeadClicks);
        }
    }

    /// `text` leaves, and with it what was seen since the message before.
    pub fn send(&mut self, text: &str, now: Millis) -> Vec<Behaviour> {
        let text = compared(text);
        let again = self.sent.as_ref().is_some_and(|(before, at)| {
            now.since(*at) <= RESEND_WITHIN && nearly_same(before, &text)
        });
        if again {
            self.note(Behaviour::RapidResends);
        }
        // Of the presses so far only the one that sends this can be the first of too many.
        self.presses.drain(..self.presses.len().saturating_sub(1));
        self.sent = Some((text, now));
        self.longest_draft = 0;
        std::mem::take(&mut self.seen)
    }

    fn note(&mut self, behaviour: Behaviour) {
        if !self.seen.contains(&behaviour) {
            self.seen.push(behaviour);
        }
    }
}

impl Spot {
    fn is_near(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Place(x, y), Self::Place(now_x, now_y)) => {
                x.abs_diff(*now_x).max(y.abs_diff(*now_y)) <= SPOT.unsigned_abs()
            }
            _ => self == other,
        }
    }
}

/// Whether what happens `now` makes it as often within as long as `(often, within)` says. It then
/// begins anew.
fn adds_up(times: &mut Vec<Millis>, (often, within): (usize, u64), now: Millis) -> bool {
    times.retain(|at| now.since(*at) <= within);
    times.push(now);
    let enough = times.len() >= often;
    if enough {
        times.clear();
    }
    enough
}

/// What of `text` counts when it is compared: no spaces and signs. Case by ASCII alone, since the
/// tables of all others weigh more in the download than the rest of the watching.
fn compared(text: &str) -> Vec<char> {
    let counts = |char: &char| !char.is_whitespace() && !char.is_ascii_punctuation();
    text.chars().filter(counts).map(|char| char.to_ascii_lowercase()).collect()
}

/// Whether two messages differ in a few letters in one place at most. Other digits are a correction,
/// not a resend.
fn nearly_same(a: &[char], b: &[char]) -> bool {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a_rest, b_rest) = (&a[start..], &b[start..]);
    let end = a_rest.iter().rev().zip(b_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a_differs, b_differs) = (&a_rest[..a_rest.len() - end], &b_rest[..b_rest.len() - end]);
    let few = a.len().min(b.len()) / ALIKE;
    let lettered = |part: &[char]| part.len() <= few && !part.iter().any(char::is_ascii_digit);
    lettered(a_differs) && lettered(b_differs) && !a.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Behaviour::{DeadClicks, DiscardedDraft, RapidResends};

    fn resent(first: &str, second: &str, after: u64) -> Vec<Behaviour> {
        let mut watch = Watch::default();
        assert_eq!(watch.send(first, Millis(50_000)), []);
        watch.send(second, Millis(50_000 + after))
    }

    #[test]
    fn the_same_message_within_seconds_is_a_resend() {
        assert_eq!(resent("Where is my order?", "where is my order", 9_000), [RapidResends]);
        assert_eq!(resent("where is my order", "where is my ordr", 1_000), [RapidResends]);
        assert_eq!(resent("where is my order", "where is my order", 11_000), []);
        assert_eq!(resent("where is my order", "how do I return it", 1_000), []);
        assert_eq!(resent("order 10391 please", "order 10392 please", 1_000), []);
        assert_eq!(resent("yes", "yep", 1_000), []);
        assert_eq!(resent("?", "!", 1_000), []);
    }

    #[test]
    fn hammering_send_counts_for_the_next_message() {
        let mut watch = Watch::default();
        for at in [0, 900, 1_800] {
            watch.pressed_send(Millis(at));
        }
        assert_eq!(watch.send("hello?", Millis(4_000)), [RapidResends]);
        assert_eq!(watch.send("and now", Millis(5_000)), []);
        for (at, text) in [(6_000, "I"), (6_500, "write"), (7_000, "fast")] {
            watch.pressed_send(Millis(at));
            assert_eq!(watch.send(text, Millis(at)), []);
        }
        for at in [10_000, 11_500, 13_000, 14_500] {
            watch.pressed_send(Millis(at));
        }
        assert_eq!(watch.send("slowly", Millis(15_000)), []);
    }

    #[test]
    fn a_long_draft_deleted_is_noticed_and_a_sent_one_is_not() {
        let long = "x".repeat(LONG_DRAFT);
        let mut watch = Watch::default();
        watch.wrote(&long);
        watch.wrote("xx");
        watch.wrote(" ");
        watch.wrote("short");
        watch.wrote("");
        assert_eq!(watch.send("a", Millis(0)), [DiscardedDraft]);
        watch.wrote(&long);
        assert_eq!(watch.send(&long, Millis(20_000)), []);
        watch.wrote("");
        watch.wrote(&long[1..]);
        watch.wrote("");
        assert_eq!(watch.send("b", Millis(40_000)), []);
    }

    #[test]
    fn clicks_on_one_spot_are_dead_ends() {
        let mut watch = Watch::default();
        for (x, at) in [(0, 0), (20, 1_000), (5, 2_000)] {
            watch.clicked(Spot::Place(x, 7), Millis(at));
        }
        assert_eq!(watch.send("a", Millis(3_000)), [DeadClicks]);
        for (x, at) in [(0, 10_000), (300, 10_500), (0, 11_000), (300, 11_500)] {
            watch.clicked(Spot::Place(x, 7), Millis(at));
        }
        assert_eq!(watch.send("b", Millis(20_000)), []);
        for (href, at) in [("/a", 30_000), ("/b", 30_100), ("/b", 30_200), ("/b", 33_000)] {
            watch.clicked(Spot::Link(href.to_owned()), Millis(at));
        }
        assert_eq!(watch.send("c", Millis(40_000)), [DeadClicks]);
    }

    #[test]
    fn each_is_told_once_and_together() {
        let mut watch = Watch::default();
        for at in 0..7 {
            watch.clicked(Spot::Place(0, 0), Millis(at));
            watch.pressed_send(Millis(at));
        }
        assert_eq!(watch.send("a", Millis(9)), [DeadClicks, RapidResends]);
    }
}
