//! Learning how words are laid beside words: how far off each number of an [`Attention`] was, from how far off
//! what it saw was.

use baton_shared::trigger::model::NUMBERS;
use baton_shared::trigger::{
    ATTENDED, Attended, Attention, KEYS, LOOKS, NEARNESS, ROLES, SUMMED, TURNS, UNITS, dot,
};

/// How far off what each word is looked up by was.
type Keys = [Vec<[f32; KEYS]>; TURNS];

/// Adds to `slopes` how far off `attention` was, that saw what is `attended` and was so far off in what it made of that.
pub fn trace(
    attention: &Attention,
    attended: &Attended,
    off: &[f32; ATTENDED],
    slopes: &mut Attention,
) {
    let mut keys: Keys = attended.keys.each_ref().map(|keys| vec![[0.0; KEYS]; keys.len()]);
    for (pair, off) in off.as_chunks::<{ 2 * UNITS }>().0.iter().enumerate() {
        let (strongest, sums) = off.split_at(UNITS);
        let words = &attended.units[pair];
        let turn = LOOKS[2 * pair].0;
        let best = strongest_at(words);
        for (at, units) in words.iter().enumerate() {
            let off: [f32; UNITS] = std::array::from_fn(|unit| {
                let best = if best[unit] == at { strongest[unit] } else { 0.0 };
                if units[unit] > 0.0 { best + SUMMED * sums[unit] } else { 0.0 }
            });
            let laid = attended.laid(pair, at);
            add(&mut slopes.units[turn].shift, &off, 1.0);
            for (into, laid) in slopes.units[turn].into.iter_mut().zip(laid) {
                add(into, &off, laid);
            }
            for (place, look) in [2 * pair, 2 * pair + 1].into_iter().enumerate() {
                let into = &attention.units[turn].into[NUMBERS * (place + 1)..];
                let beside = std::array::from_fn(|number| dot(&into[number], &off));
                trace_look(attention, attended, (look, at), &beside, slopes, &mut keys);
            }
        }
    }
    for (turn, keys) in keys.iter().enumerate() {
        let slopes = &mut slopes.keys[ROLES[turn]];
        for (key, met) in keys.iter().zip(&attended.met[turn]) {
            add(&mut slopes.shift, key, 1.0);
            slopes
                .into
                .iter_mut()
                .zip(met.numbers)
                .for_each(|(into, number)| add(into, key, number));
        }
    }
}

/// The word at which each unit is most awake.
fn strongest_at(words: &[[f32; UNITS]]) -> [usize; UNITS] {
    let (mut most, mut best) = ([0.0f32; UNITS], [usize::MAX; UNITS]);
    for (at, units) in words.iter().enumerate() {
        for unit in 0..UNITS {
            if units[unit] > most[unit] {
                (most[unit], best[unit]) = (units[unit], at);
            }
        }
    }
    best
}

/// As [`trace`], for what a look laid `beside` a word.
fn trace_look(
    attention: &Attention,
    attended: &Attended,
    (look, at): (usize, usize),
    beside: &[f32; NUMBERS],
    slopes: &mut Attention,
    keys: &mut Keys,
) {
    let (from, to) = LOOKS[look];
    let weights = &attended.looks[look].weights[at];
    let others = attended.met[to].iter().map(|other| &other.numbers).chain([&attention.none]);
    let offs: Vec<f32> = others.map(|numbers| dot(beside, numbers)).collect();
    let mean: f32 = weights.iter().zip(&offs).map(|(weight, off)| weight * off).sum();
    if let Some(none) = weights.last() {
        add(&mut slopes.none, beside, *none);
    }
    for (other, met) in attended.met[to].iter().enumerate() {
        let off = weights[other] * (offs[other] - mean);
        if met.word == attended.met[from][at].word {
            slopes.same[look] += off;
        }
        add(&mut keys[from][at], &attended.keys[to][other], NEARNESS * off);
        add(&mut keys[to][other], &attended.keys[from][at], NEARNESS * off);
    }
}

/// Adds `factor` times `numbers` to `sums`.
pub fn add<const N: usize>(sums: &mut [f32; N], numbers: &[f32; N], factor: f32) {
    sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += factor * number);
}

#[cfg(test)]
mod tests {
    use super::super::listening::{Heard, QUESTIONS, around, numbers};
    use super::*;
    use crate::random::SplitMix;
    use baton_shared::id::{Millis, Seq};
    use baton_shared::trigger::model::Model;
    use baton_shared::trigger::{
        Listener, Talk, Traits, TriggerEngine, TriggerSettings, TriggerState, Turn,
    };

    const STEP: f32 = 2e-3;

    /// Two exchanges and a reply.
    fn talk() -> Talk {
        let engine = TriggerEngine::new(&TriggerSettings::default());
        let mut state = TriggerState::default();
        for (seq, text) in (1..).zip([
            "where is my parcel",
            "Parcels take two days.",
            "but mine, where is it",
            "Two days.",
        ]) {
            let turn = match seq % 2 {
                1 => Turn::Said { seq: Seq(seq), at: Millis(0), text, behaviour: &[] },
                _ => Turn::Answered {
                    seq: Seq(seq),
                    text: text.into(),
                    confidence: None,
                    offered: false,
                },
            };
            engine.observe(&mut state, &turn, &Traits::default());
        }
        engine.seen_of_course(&state, "where though").3
    }

    #[test]
    fn slopes_are_how_much_a_small_step_changes() {
        let (talk, mut random) = (talk(), SplitMix(3));
        let mut listener = around([0; QUESTIONS], &mut random);
        let mut wanted = [0.6f32; ATTENDED];
        wanted.iter_mut().step_by(3).for_each(|wanted| *wanted = -0.4);
        let value = |listener: &Heard| {
            dot(&listener.attention.attend(talk.meet(Model::built_in())).pooled(), &wanted)
        };
        let mut slopes =
            Heard { attention: Attention::silent(), listeners: [0; QUESTIONS].map(Listener::deaf) };
        let attended = listener.attention.attend(talk.meet(Model::built_in()));
        trace(&listener.attention, &attended, &wanted, &mut slopes.attention);
        let slopes: Vec<f32> = numbers(&mut slopes).map(|slope| *slope).collect();
        let (mut seen, mut bent) = (0, 0);
        for (at, slope) in slopes.iter().enumerate().step_by(29) {
            let mut moved = |by: f32| {
                if let Some(number) = numbers(&mut listener).nth(at) {
                    *number += by;
                }
                value(&listener)
            };
            let (above, below) = (moved(STEP), moved(-2.0 * STEP));
            moved(STEP);
            let measured = (above - below) / (2.0 * STEP);
            seen += usize::from(slope.abs() > 0.01);
            bent += usize::from((measured - slope).abs() > 0.02 + 0.05 * slope.abs());
        }
        assert!(seen > 60, "only {seen} of them matter");
        // Where a unit is about to wake, a small step isn't small.
        assert!(bent * 20 < seen, "{bent} of {seen} are off");
    }
}
