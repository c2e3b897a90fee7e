//! How a thread has gone so far, and whether it is time for a person for that alone: answers that missed, anger
//! that lasts, replies that dry up.

use super::Context;
use super::course_weights::{DUE_WEIGHTS, MISSED_TREES};
use super::standing::Standing;
use crate::trees::{Tree, grown};
use crate::trigger::lexicon::Section;
use crate::trigger::model::{Head, sigmoid};
use crate::trigger::reading::confidence;
use crate::trigger::state::{Last, Said};
use std::borrow::Cow;

/// How many things are seen of how a thread has gone.
pub const DUE: usize = 16;

/// What is seen of how a thread has gone.
pub type Gone = [f32; DUE];

/// What was learned of the course of threads, by `cargo xtask train`.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseModel {
    /// Whether an answer missed, from where the reply to it stands.
    pub missed: Cow<'static, [Tree]>,
    /// Whether it is time for a person, from how the thread has gone.
    pub due: [f32; DUE],
}

impl CourseModel {
    /// What is committed beside this file.
    pub const fn built_in() -> Self {
        Self { missed: Cow::Borrowed(&MISSED_TREES), due: DUE_WEIGHTS }
    }

    /// How likely the answer before a reply missed, 0 to 1.
    pub fn missed(&self, standing: &Standing) -> f32 {
        sigmoid(grown(&self.missed, standing))
    }

    /// How likely it is time for a person, 0 to 1, were it time as often as not.
    pub fn due(&self, gone: &Gone) -> f32 {
        let sum: f32 = self.due.iter().zip(gone).map(|(weight, seen)| weight * seen).sum();
        sigmoid(sum + RARE)
    }
}

/// Among the examples it is time in one turn of nine.
const RARE: f32 = 2.0;

/// How much of what has gone wrong still weighs one turn later.
const LASTS: f32 = 0.7;

/// How a thread has gone up to a reply, to whom the answer before `missed` so likely.
pub(in crate::trigger) fn gone(context: &Context<'_>, missed: f32) -> Gone {
    let Context { reading, before, .. } = context;
    let heard = &before.heard;
    let anger = reading.scores.of(Head::Frustration);
    let last = before.said().last();
    let of_last = |of: fn(&Said) -> u16| last.map_or(0.0, |said| f32::from(of(said)) / 1000.0);
    let so_far = f32::from(strain(before.said())) / 1000.0;
    let answered = if heard.last == Last::None { 0.0 } else { 1.0 };
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    let told = reading.has(Section::Told);
    [
        1.0,
        missed,
        so_far,
        of_last(|said| said.failed),
        anger * answered,
        anger * (1.0 - answered),
        of_last(|said| said.anger),
        missed * so_far,
        missed * anger,
        missed * missed,
        (so_far - 0.6).max(0.0),
        anger * so_far,
        flag(heard.last == Last::Lost) * missed,
        flag(heard.repeats) * missed,
        flag(told) * answered,
        f32::from(heard.failures.min(4)) / 4.0,
    ]
}

/// What has gone wrong in the newest turns, in thousandths of an answer that missed.
pub(super) fn strain(said: &[Said]) -> u16 {
    let missed = |said: &Said| f32::from(said.failed) / 1000.0;
    said.iter().fold(0, |sum, said| lasts(sum, missed(said), said.content))
}

/// What has gone wrong so far, in thousandths, after a reply to whom the answer `missed` so likely; who is content
/// lets go of half.
fn lasts(before: u16, missed: f32, content: bool) -> u16 {
    let kept = f32::from(before) / 1000.0 * LASTS;
    let sum = if content && missed < 0.3 { kept / 2.0 } else { kept + missed };
    confidence(sum / 4.0).thousandths() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_fades_and_is_forgiven_sooner_by_who_is_content() {
        let once = lasts(0, 0.9, false);
        let (later, content) = (lasts(once, 0.0, false), lasts(once, 0.0, true));
        assert!(once > later && later > content && content > 0, "{once} {later} {content}");
        assert!(lasts(once, 0.9, false) > once);
        assert!((0..100).fold(0, |sum, _| lasts(sum, 1.0, false)) <= 4000);
    }

    #[test]
    fn a_thread_in_which_nothing_went_wrong_is_not_due() {
        let mut gone = [0.0; DUE];
        gone[0] = 1.0;
        assert!(CourseModel::built_in().due(&gone) < 0.2);
    }
}
