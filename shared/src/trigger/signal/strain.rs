//! How a thread has gone so far, and whether it is time for a person for that alone: answers that missed, anger
//! that lasts, replies that dry up.

use super::Context;
use super::attention::{ATTENDED, Attention, Talk};
use super::listener::Listener;
use super::pointing::{POINTING, Pointing};
use super::several::MATTERS;
use super::standing::{STANDING, Standing, share};
use super::{
    attention_weights, due_attended_weights, due_pointed_weights, due_weights,
    missed_attended_weights, missed_pointed_weights, missed_weights, several_weights,
};
use crate::trees::{Tree, grown};
use crate::trigger::lexicon::Section;
use crate::trigger::model::{Head, Model, sigmoid};
use crate::trigger::reading::confidence;
use crate::trigger::state::{Last, Said};
use std::borrow::Cow;
use std::sync::LazyLock;

/// How many things are seen of how a thread has gone, beside where the newest reply stands.
pub const COURSE: usize = 19;

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

/// What answers one question about a reply: three that err in different places.
#[derive(Debug, Clone)]
pub struct Judges {
    /// By where it stands.
    pub trees: Cow<'static, [DeepTree]>,
    /// By where it points besides.
    pub pointed: Listener,
    /// By that and by how its words lie beside those before them.
    pub attended: Listener,
}

impl Judges {
    /// Who has learned nothing.
    pub fn ignorant() -> Self {
        let deaf = Listener::deaf(0);
        Self { trees: Cow::Borrowed(&[]), pointed: deaf.clone(), attended: deaf }
    }

    /// How likely it is so, 0 to 1: the mean of what the three say, each raised by `raised` as a logit.
    fn judge(
        &self,
        stands: &[f32],
        points: &[f32],
        attended: &[f32; ATTENDED],
        raised: f32,
    ) -> f32 {
        let said = [
            grown(&self.trees, stands),
            self.pointed.say(points, &[]),
            self.attended.say(points, attended),
        ];
        said.into_iter().map(|said| sigmoid(said + raised)).sum::<f32>() / 3.0
    }
}

/// What was learned of the course of threads, by `cargo xtask train`.
#[derive(Debug, Clone)]
pub struct CourseModel {
    /// What knows the meaning of single words.
    pub words: &'static Model,
    /// How the words of a reply are laid beside those before them.
    pub attention: Attention,
    /// Whether an answer missed, from the reply to it.
    pub missed: Judges,
    /// Whether it is time for a person, from how the thread has gone and its newest reply.
    pub due: Judges,
    /// Whether a message brings several matters: what to begin with, and a weight for each thing seen.
    pub several: [f32; MATTERS + 1],
}

impl CourseModel {
    /// What is committed beside this file.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<CourseModel> = LazyLock::new(|| CourseModel {
            words: Model::built_in(),
            attention: Attention::from(&attention_weights::ATTENTION),
            missed: Judges {
                trees: Cow::Borrowed(&missed_weights::TREES),
                pointed: Listener::from(&missed_pointed_weights::LISTENER),
                attended: Listener::from(&missed_attended_weights::LISTENER),
            },
            due: Judges {
                trees: Cow::Borrowed(&due_weights::TREES),
                pointed: Listener::from(&due_pointed_weights::LISTENER),
                attended: Listener::from(&due_attended_weights::LISTENER),
            },
            several: several_weights::WEIGHTS,
        });
        &BUILT_IN
    }

    /// What is attended to of the words of `talk`.
    pub fn attend(&self, talk: &Talk) -> [f32; ATTENDED] {
        self.attention.attend(talk.meet(self.words)).pooled()
    }

    /// How likely the answer before a reply missed, 0 to 1.
    pub fn missed(
        &self,
        standing: &Standing,
        pointing: &Pointing,
        attended: &[f32; ATTENDED],
    ) -> f32 {
        self.missed.judge(standing, pointing, attended, 0.0)
    }

    /// How likely it is time for a person, 0 to 1, were it time as often as not.
    pub fn due(&self, gone: &Gone, hearing: &Hearing, attended: &[f32; ATTENDED]) -> f32 {
        self.due.judge(gone, hearing, attended, RARE)
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
        let due = CourseModel::built_in().due(&[0.0; GONE], &[0.0; HEARING], &[0.0; ATTENDED]);
        assert!(due < 0.2, "{due}");
    }
}
