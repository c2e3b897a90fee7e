//! Units that hear where a reply stands and points, and what is seen of its words beside those before it.
//!
//! Trees ask about one thing at a time; units put together what several say.

use super::attention::{ATTENDED, Attention, KEYS, LOOKS, UNITS};
use super::dense::{Dense, Steps};
use crate::trigger::model::NUMBERS;

/// How many units there are.
pub const LISTENERS: usize = 64;

/// Units that answer one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Listener {
    /// How strongly each unit hears what is seen, and after it what was attended to.
    pub units: Dense<LISTENERS>,
    /// How strongly each unit says yes.
    pub out: [f32; LISTENERS],
    /// What is said when no unit is awake.
    pub bias: f32,
}

/// The same as it is written down.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is as in `Listener`")]
pub struct ListenerSteps {
    pub units: Steps<LISTENERS>,
    pub out: [f32; LISTENERS],
    pub bias: f32,
}

/// An [`Attention`] as it is written down.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is as in `Attention`")]
pub struct AttentionSteps {
    pub keys: [Steps<KEYS>; 3],
    pub same: [f32; LOOKS.len()],
    pub none: [f32; NUMBERS],
    pub units: [Steps<UNITS>; 2],
}

impl Listener {
    /// One that has learned nothing, of so many things and what is attended to.
    pub fn deaf(things: usize) -> Self {
        let units = Dense::silent(things + ATTENDED);
        Self { units, out: [0.0; LISTENERS], bias: 0.0 }
    }

    /// What the units say to what is `seen` and `attended` to, as a logit; those that only hear what is seen are told
    /// nothing else.
    pub fn say(&self, seen: &[f32], attended: &[f32]) -> f32 {
        let units = self.units.hear(seen.iter().chain(attended).copied());
        let says = units.iter().zip(&self.out).map(|(unit, out)| unit.max(0.0) * out);
        says.sum::<f32>() + self.bias
    }
}

impl From<&ListenerSteps> for Listener {
    fn from(ListenerSteps { units, out, bias }: &ListenerSteps) -> Self {
        Self { units: Dense::from(units), out: *out, bias: *bias }
    }
}

impl From<&AttentionSteps> for Attention {
    fn from(AttentionSteps { keys, same, none, units }: &AttentionSteps) -> Self {
        Self {
            keys: keys.each_ref().map(Dense::from),
            same: *same,
            none: *none,
            units: units.each_ref().map(Dense::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_says_what_it_hears_once_it_is_awake() {
        let mut listener = Listener::deaf(3);
        let says = |listener: &Listener, loud: f32| {
            let said = listener.say(&[0.0, 0.0, loud], &[0.0; ATTENDED]);
            (said * 100.0).round().to_bits()
        };
        assert_eq!(says(&listener, 1.0), 0.0f32.to_bits(), "who hears nothing can't say");
        (listener.units.into[2][3], listener.units.shift[3]) = (5.0, -2.0);
        (listener.out[3], listener.bias) = (1.0, -1.0);
        assert_eq!(says(&listener, 0.4), f32::to_bits(-100.0), "asleep");
        assert_eq!(says(&listener, 1.0), f32::to_bits(200.0), "awake");
    }
}
