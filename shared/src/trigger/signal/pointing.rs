//! Where a reply points, beside the answer and the question before it, and what follows from that together with where
//! it stands: who asks again in quite other words points where they did before, and an answer beside the question
//! pointed elsewhere.
//!
//! A layer of units hears the three, each by itself and two by two. Trees, which ask about one thing at a time, can't
//! see that; what both say is put together.

use super::Context;
use super::standing::{STANDING, SURE, Standing};
use crate::trigger::model::{Direction, NUMBERS};
use std::borrow::Cow;

/// How many things are seen of where a reply points and stands.
pub const POINTING: usize = 6 * NUMBERS + STANDING;

/// What is seen of where a reply points and stands, each from −8 to 8.
pub type Pointing = [f32; POINTING];

/// How many units hear it.
pub const LISTENERS: usize = 64;

/// The units, as learned by `cargo xtask train`.
#[derive(Debug, Clone, PartialEq)]
pub struct Listeners {
    /// By thing seen: how strongly each unit hears it, in steps.
    pub into: Cow<'static, [[i8; LISTENERS]]>,
    /// What a step is worth, by unit.
    pub step: [f32; LISTENERS],
    /// What each unit has before it hears anything.
    pub shift: [f32; LISTENERS],
    /// How strongly each unit says yes.
    pub out: [f32; LISTENERS],
    /// What is said when no unit is awake.
    pub bias: f32,
}

impl Listeners {
    /// Units that hear nothing.
    pub const DEAF: Self = Self {
        into: Cow::Borrowed(&[]),
        step: [0.0; LISTENERS],
        shift: [0.0; LISTENERS],
        out: [0.0; LISTENERS],
        bias: 0.0,
    };

    /// What they say to what is `seen`, as a logit.
    pub fn say(&self, seen: &[f32]) -> f32 {
        let mut heard = [0.0f32; LISTENERS];
        for (seen, into) in seen.iter().zip(self.into.iter()).filter(|(seen, _)| **seen != 0.0) {
            heard.iter_mut().zip(into).for_each(|(heard, into)| *heard += seen * f32::from(*into));
        }
        let units = heard.iter().zip(&self.step).zip(&self.shift).zip(&self.out);
        let says = units.map(|(((heard, step), shift), out)| (heard * step + shift).max(0.0) * out);
        says.sum::<f32>() + self.bias
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_says_what_it_hears_once_it_is_awake() {
        let mut listeners =
            Listeners { into: Cow::Owned(vec![[0; LISTENERS]; 3]), ..Listeners::DEAF };
        assert_eq!(
            listeners.say(&[1.0; 3]).to_bits(),
            0.0f32.to_bits(),
            "who hears nothing can't say"
        );
        listeners.into.to_mut()[2][3] = 50;
        (listeners.step[3], listeners.shift[3]) = (0.1, -2.0);
        (listeners.out[3], listeners.bias) = (1.0, -1.0);
        let says = |loud: f32| (listeners.say(&[0.0, 0.0, loud]) * 100.0).round();
        assert_eq!(says(0.4).to_bits(), f32::to_bits(-100.0), "asleep");
        assert_eq!(says(1.0).to_bits(), f32::to_bits(200.0), "awake");
    }
}
