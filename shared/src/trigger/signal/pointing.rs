//! Where a reply points, beside the answer and the question before it, and what follows from that together with where
//! it stands: who asks again in quite other words points where they did before, and an answer beside the question
//! pointed elsewhere.
//!
//! The [units](super::listener) that hear it hear the three, each by itself and two by two.

use super::Context;
use super::standing::{STANDING, SURE, Standing};
use crate::trigger::model::{Direction, NUMBERS};

/// How many things are seen of where a reply points and stands.
pub const POINTING: usize = 6 * NUMBERS + STANDING;

/// What is seen of where a reply points and stands, each from −8 to 8.
pub type Pointing = [f32; POINTING];

/// Where a reply with this `standing` points. How sure the bot was is left out, as it is for the trees.
pub(in crate::trigger) fn pointing(context: &Context<'_>, standing: &Standing) -> Pointing {
    let Context { reading, before, .. } = context;
    let asked = before.said().last().map(|said| said.direction).unwrap_or_default();
    let [asked, answer, reply] = [asked, before.heard.direction, reading.direction()]
        .map(|direction: Direction| direction.parts());
    let mut seen = [0.0; POINTING];
    let (alone, rest) = seen.split_at_mut(3 * NUMBERS);
    let (pairs, stands) = rest.split_at_mut(3 * NUMBERS);
    for at in 0..NUMBERS {
        for (part, of) in [asked, answer, reply].iter().enumerate() {
            alone[part * NUMBERS + at] = ALONE * of[at];
        }
        for (pair, (one, other)) in
            [(asked, answer), (answer, reply), (asked, reply)].iter().enumerate()
        {
            pairs[pair * NUMBERS + at] = PAIR * one[at] * other[at];
        }
    }
    for (at, (seen, stands)) in stands.iter_mut().zip(standing).enumerate() {
        *seen = if at == SURE { 0.0 } else { STANDS * stands };
    }
    seen
}

/// How much louder than it is each thing is heard, so that all are about as loud.
const ALONE: f32 = 2.0;
const PAIR: f32 = 8.0;
const STANDS: f32 = 2.0;
