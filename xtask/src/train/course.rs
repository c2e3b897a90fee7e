//! What is learned of whole conversations: whether an answer missed, from where the reply to it stands, and whether it is
//! time for a person, from how the thread has gone.
//!
//! Both are trees, the second grown on what the first say of conversations that they were not grown on. Beside both
//! are units that hear where a reply points and how its words lie beside those before them.

use super::dialogues::{Dialogue, Speaker, Turn};
use super::grow::{self, Growth};
use super::listening::{self, Example, Known, QUESTIONS};
use super::{kept, pointing, several, steps};
use baton_shared::id::{Millis, Seq};
use baton_shared::trigger::model::Model;
use baton_shared::trigger::{
    Attention, COURSE, CourseModel, DeepTree, GONE, Gone, Hearing, Judges, Listener, MATTERS,
    Pointing, STANDING, SURE, Standing, Talk, Traits, TriggerEngine, TriggerSettings, TriggerState,
    Turn as Observed,
};
use std::borrow::Cow;
use std::panic::resume_unwind;
use std::thread;

/// How trees are grown that tell the replies to answers that missed. How sure the bot was is left out: those who
/// write conversations give the answer away by it.
const MISSED: Growth =
    Growth { trees: 400, rate: 0.1, calm: 20.0, thresholds: 32, left_out: &[0, SURE] };
/// How trees are grown that tell whether it is time.
const DUE: Growth = Growth {
    trees: 400,
    rate: 0.05,
    calm: 30.0,
    thresholds: 32,
    left_out: &[GONE - STANDING, GONE - STANDING + SURE],
};
/// How often each reply is heard by the units that are told where it points alone, and by those that hear its words.
const MISSED_ROUNDS: usize = 16;
const DUE_ROUNDS: usize = 10;
const ROUNDS: u16 = 15;
const FOLDS: usize = 4;
/// How much it counts that it isn't time yet in the turn before it is.
const EARLY: f32 = 0.4;

/// Conversations, and a model that has not learned from them.
pub struct Unseen<'a> {
    /// The conversations.
    pub dialogues: Vec<&'a Dialogue>,
    /// The model.
    pub model: &'static Model,
}

/// What is seen of a reply, and what is so.
struct Reply {
    dialogue: usize,
    standing: Standing,
    pointing: Pointing,
    talk: Talk,
    missed: bool,
}

impl Reply {
    /// It, to listen to.
    const fn example(&self) -> Example<'_> {
        let missed = Known { seen: &self.pointing, truth: self.missed, weight: 1.0 };
        Example { talk: &self.talk, known: [Some(missed), None] }
    }
}

/// What is seen of a turn of the customer's, and what is so.
struct Heard {
    gone: Gone,
    hearing: Hearing,
    talk: Talk,
    /// Whether the answer before it missed, if there is one.
    missed: Option<bool>,
    due: bool,
    /// How much it counts whether it is time.
    weight: f32,
}

impl Heard {
    /// It, to listen to.
    fn example(&self) -> Example<'_> {
        let missed =
            self.missed.map(|truth| Known { seen: &self.hearing[COURSE..], truth, weight: 1.0 });
        let due = Known { seen: &self.hearing, truth: self.due, weight: self.weight };
        Example { talk: &self.talk, known: [missed, Some(due)] }
    }

    /// It, to grow trees on.
    fn sample(&self) -> grow::Sample {
        grow::Sample { seen: self.gone.to_vec(), truth: self.due, weight: self.weight.into() }
    }
}

/// Learns from conversations; `words` knows what single words mean, as it will be asked.
pub fn learn(parts: &[Unseen<'_>], words: &'static Model) -> CourseModel {
    let all: Vec<(&Dialogue, &'static Model)> = parts
        .iter()
        .flat_map(|part| part.dialogues.iter().map(|dialogue| (*dialogue, part.model)))
        .collect();
    let blank = blank(words);
    let mut replies = Vec::new();
    for (at, (dialogue, model)) in all.iter().enumerate() {
        walk(dialogue, model, blank, |turn, _, (seen, _, _, talk)| {
            let missed = objects(turn);
            let reply =
                |(standing, pointing)| Reply { dialogue: at, standing, pointing, talk, missed };
            replies.extend(seen.map(reply));
        });
    }
    let mut heard = Vec::new();
    for (fold, course) in unlike(&replies, blank).into_iter().enumerate() {
        for (dialogue, model) in all.iter().skip(fold).step_by(FOLDS) {
            let mark = dialogue.turns.iter().position(|turn| turn.marked);
            walk(dialogue, model, course, |turn, at, (seen, gone, hearing, talk)| {
                let due = turn.marked && REASONS.iter().any(|label| turn.is(label));
                let weight = match mark {
                    Some(mark) if !due && at >= mark => 0.0,
                    // A turn too early is early, and no mistake yet.
                    Some(mark) if at + 2 == mark => EARLY,
                    _ => 1.0,
                };
                let missed = seen.map(|_| objects(turn));
                heard.push(Heard { gone, hearing, talk, missed, due, weight });
            });
        }
    }
    let examples: Vec<_> = heard.iter().map(Heard::example).collect();
    thread::scope(|scope| {
        let listens = scope.spawn(|| listening::learn(&examples, words, ROUNDS));
        let turns: Vec<_> = heard.iter().map(Heard::sample).collect();
        let trees = Cow::Owned(grow::grow(&turns, 0.0, &DUE));
        let missed = missed_trees(&replies.iter().collect::<Vec<_>>());
        let [missed_pointed, due_pointed] = pointed(&examples);
        let listens = listens.join().unwrap_or_else(|panic| resume_unwind(panic));
        let listening::Heard { attention, listeners: [missed_attended, due_attended] } = listens;
        CourseModel {
            attention,
            missed: Judges { trees: missed, pointed: missed_pointed, attended: missed_attended },
            due: Judges { trees, pointed: due_pointed, attended: due_attended },
            ..blank.clone()
        }
    })
}

/// Units that are told where replies point alone, by question.
fn pointed(examples: &[Example<'_>]) -> [Listener; QUESTIONS] {
    std::array::from_fn(|question| {
        let known: Vec<_> =
            examples.iter().filter_map(|example| example.known[question].as_ref()).collect();
        pointing::learn(&known, [MISSED_ROUNDS, DUE_ROUNDS][question])
    })
}

/// Whether a turn shows that the answer before it missed.
fn objects(turn: &Turn) -> bool {
    ["missed", "again", "told", "curt"].iter().any(|label| turn.is(label))
}

/// What has learned nothing.
fn blank(words: &'static Model) -> &'static CourseModel {
    kept(CourseModel {
        words,
        attention: Attention::silent(),
        missed: Judges::ignorant(),
        due: Judges::ignorant(),
        several: [0.0; MATTERS + 1],
    })
}

/// For each fold of the conversations, what is learned of whether answers missed from the others, two at a time.
fn unlike(replies: &[Reply], blank: &CourseModel) -> Vec<&'static CourseModel> {
    let of = |fold: usize| {
        let others: Vec<&Reply> =
            replies.iter().filter(|reply| reply.dialogue % FOLDS != fold).collect();
        kept(of_missed(&others, blank))
    };
    let of = &of;
    thread::scope(|scope| {
        let halves = [0..FOLDS / 2, FOLDS / 2..FOLDS];
        let halves = halves.map(|folds| scope.spawn(move || folds.map(of).collect::<Vec<_>>()));
        halves
            .into_iter()
            .flat_map(|half| half.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

/// What makes it time for a person for how the thread has gone, and not for what is said.
const REASONS: [&str; 5] = ["missed", "again", "told", "curt", "frustration"];

/// Tells `see` of each of the customer's turns, the number of the turn and what the engine sees of its course.
fn walk(
    dialogue: &Dialogue,
    model: &'static Model,
    course: &'static CourseModel,
    mut see: impl FnMut(&Turn, usize, (Option<(Standing, Pointing)>, Gone, Hearing, Talk)),
) {
    let engine = TriggerEngine::with_models(&TriggerSettings::default(), model, course);
    let (mut state, traits) = (TriggerState::default(), Traits::default());
    for (at, turn) in dialogue.turns.iter().enumerate() {
        let seq = Seq(at as u64 + 1);
        let observed = match turn.speaker {
            Speaker::Bot { sure } => {
                let confidence = sure.map(crate::detect::thousandths);
                Observed::Answered { seq, text: (&turn.text).into(), confidence, offered: false }
            }
            Speaker::Customer => {
                see(turn, at, engine.seen_of_course(&state, &turn.text));
                Observed::Said { seq, at: Millis(0), text: &turn.text, behaviour: &[] }
            }
        };
        engine.observe(&mut state, &observed, &traits);
    }
}

/// What tells the replies to answers that missed, from `replies` alone.
fn of_missed(replies: &[&Reply], blank: &CourseModel) -> CourseModel {
    let examples: Vec<_> = replies.iter().map(|reply| reply.example()).collect();
    let listening::Heard { attention, listeners: [attended, _] } =
        listening::learn(&examples, blank.words, ROUNDS);
    let [pointed, _] = pointed(&examples);
    let missed = Judges { trees: missed_trees(replies), pointed, attended };
    CourseModel { attention, missed, ..blank.clone() }
}

/// Trees that tell the replies to answers that missed.
fn missed_trees(replies: &[&Reply]) -> Cow<'static, [DeepTree]> {
    let sample = |reply: &&Reply| grow::Sample {
        seen: reply.standing.to_vec(),
        truth: reply.missed,
        weight: 1.0,
    };
    let samples: Vec<_> = replies.iter().map(sample).collect();
    Cow::Owned(grow::grow(&samples, 0.0, &MISSED))
}

/// How each file of what was learned begins.
pub const HEADER: &str = "//! Written by `cargo xtask train`; not to be edited by hand.\n\n\
     #![allow(\n    clippy::approx_constant,\n    clippy::unreadable_literal,\n    \
     reason = \"what is learned may come near one, and isn't read\"\n)]\n\n";

/// What was learned, as Rust: the name of each part and its file's text.
pub fn written(course: &CourseModel) -> [(&'static str, String); 8] {
    let file = |doc: &str, trees: &[DeepTree]| {
        format!(
            "{HEADER}use super::strain::DeepTree;\nuse crate::trees::Tree;\n\n\
             /// {doc}\n#[rustfmt::skip]\npub static TREES: [DeepTree; {}] = [\n{}];\n",
            trees.len(),
            grow::written(trees)
        )
    };
    let CourseModel { attention, missed, due, several, .. } = course;
    let missed_by =
        |what: &str| format!("Whether an answer missed, from where the reply to it points{what}.");
    let due_by = |what: &str| {
        format!("Whether it is time for a person, from where the newest reply points{what}.")
    };
    let words = " and what was attended to";
    [
        ("attention", steps::attention(attention)),
        ("missed", file("Whether an answer missed.", &missed.trees)),
        ("missed_pointed", steps::listener(&missed.pointed, &missed_by(""))),
        ("missed_attended", steps::listener(&missed.attended, &missed_by(words))),
        ("due", file("Whether it is time for a person.", &due.trees)),
        ("due_pointed", steps::listener(&due.pointed, &due_by(""))),
        ("due_attended", steps::listener(&due.attended, &due_by(words))),
        ("several", several::written(several)),
    ]
}
