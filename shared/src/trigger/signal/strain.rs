//! How a thread has gone so far, and whether it is time for a person for that alone: answers that missed, anger
//! that lasts, replies that dry up.

use super::Context;
use super::pointing::{Listeners, POINTING, Pointing};
use super::several::MATTERS;
use super::standing::{STANDING, Standing, share};
use super::{
    due_heard_weights, due_weights, missed_heard_weights, missed_weights, several_weights,
};
use crate::trees::{Tree, grown};
use crate::trigger::lexicon::Section;
use crate::trigger::model::{Head, sigmoid};
use crate::trigger::reading::confidence;
use crate::trigger::state::{Last, Said};
use std::borrow::Cow;

/// How many things are seen of how a thread has gone, beside where the newest reply stands.
const COURSE: usize = 19;

/// How many things are seen of how a thread has gone.
pub const GONE: usize = COURSE + STANDING;

/// What is seen of how a thread has gone.
pub type Gone = [f32; GONE];

/// How many things are seen of how a thread has gone and where its newest reply points.
pub const HEARING: usize = COURSE + POINTING;

/// What is seen of how a thread has gone and where its newest reply points.
pub type Hearing = [f32; HEARING];

/// A tree deep enough for what hangs together in a thread.
pub type DeepTree = Tree<5, 32>;

/// What was learned of the course of threads, by `cargo xtask train`.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseModel {
    /// Whether an answer missed, from where the reply to it stands.
    pub missed: Cow<'static, [DeepTree]>,
    /// The same, from where the reply points besides.
    pub missed_heard: Listeners,
    /// Whether it is time for a person, from how the thread has gone.
    pub due: Cow<'static, [DeepTree]>,
    /// The same, from where the newest reply points besides.
    pub due_heard: Listeners,
    /// Whether a message brings several matters: what to begin with, and a weight for each thing seen.
    pub several: [f32; MATTERS + 1],
}

impl CourseModel {
    /// What is committed beside this file.
    pub const fn built_in() -> Self {
        Self {
            missed: Cow::Borrowed(&missed_weights::TREES),
            missed_heard: missed_heard_weights::LISTENERS,
            due: Cow::Borrowed(&due_weights::TREES),
            due_heard: due_heard_weights::LISTENERS,
            several: several_weights::WEIGHTS,
        }
    }

    /// How likely the answer before a reply missed, 0 to 1: what trees and units say, which err in different places.
    pub fn missed(&self, standing: &Standing, pointing: &Pointing) -> f32 {
        let heard = self.missed_heard.say(pointing);
        f32::midpoint(sigmoid(grown(&self.missed, standing)), sigmoid(heard))
    }

    /// How likely it is time for a person, 0 to 1, were it time as often as not.
    pub fn due(&self, gone: &Gone, hearing: &Hearing) -> f32 {
        let heard = self.due_heard.say(hearing);
        f32::midpoint(sigmoid(grown(&self.due, gone) + RARE), sigmoid(heard + RARE))
    }
}

/// Among the examples it is time in one turn of nine.
const RARE: f32 = 2.0;

/// How much of what has gone wrong still weighs one turn later.
const LASTS: f32 = 0.7;

/// How a thread has gone up to a reply, to whom the answer before `missed` so likely. A reply to nothing stands
/// nowhere.
pub(in crate::trigger) fn gone(
    context: &Context<'_>,
    missed: f32,
    standing: Option<&Standing>,
) -> Gone {
    let Context { reading, before, .. } = context;
    let heard = &before.heard;
    let anger = reading.scores.of(Head::Frustration);
    let mut failed = before.said().iter().rev().map(|said| f32::from(said.failed) / 1000.0);
    let (last, last_but_one) = (failed.next().unwrap_or(0.0), failed.next().unwrap_or(0.0));
    let worst = failed.fold(last.max(last_but_one), f32::max);
    let plainly = before.said().iter().filter(|said| said.failed > 500).count();
    let was_angry = before.said().last().map_or(0.0, |said| f32::from(said.anger) / 1000.0);
    let so_far = f32::from(strain(before.said())) / 1000.0;
    let answered = if heard.last == Last::None { 0.0 } else { 1.0 };
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    let course: [f32; COURSE] = [
        missed,
        so_far,
        last,
        last_but_one,
        worst,
        share(plainly, 4),
        anger * answered,
        anger * (1.0 - answered),
        was_angry,
        missed * so_far,
        missed * last,
        missed * anger,
        anger * so_far,
        flag(heard.last == Last::Lost) * missed,
        flag(heard.repeats) * missed,
        flag(reading.has(Section::Told)) * answered,
        share(usize::from(heard.failures), 4),
        share(usize::from(heard.asks), 4),
        share(before.said().len(), 8),
    ];
    let mut gone = [0.0; GONE];
    gone[..COURSE].copy_from_slice(&course);
    if let Some(standing) = standing {
        gone[COURSE..].copy_from_slice(standing);
    }
    gone
}

/// How a thread has `gone`, and where its newest reply points.
pub(in crate::trigger) fn hearing(gone: &Gone, pointing: Option<&Pointing>) -> Hearing {
    let mut hearing = [0.0; HEARING];
    hearing[..COURSE].iter_mut().zip(gone).for_each(|(heard, gone)| *heard = LOUD * gone);
    if let Some(pointing) = pointing {
        hearing[COURSE..].copy_from_slice(pointing);
    }
    hearing
}

/// How much louder than it is the course is heard, so that all is about as loud.
const LOUD: f32 = 2.0;

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
        assert!(CourseModel::built_in().due(&[0.0; GONE], &[0.0; HEARING]) < 0.2);
    }
}
