//! Learning to listen: the units that hear where a reply stands and points and how its words lie beside those before
//! them, and what they listen through, from end to end (Adam with weight decay: Loshchilov and Hutter, "Decoupled
//! Weight Decay Regularization", 2019).

use super::attending::{add, trace};
use crate::random::SplitMix;
use baton_shared::trigger::model::{Model, sigmoid};
use baton_shared::trigger::{ATTENDED, Attention, Dense, LISTENERS, Listener, Talk, dot};

/// What is asked of a reply: whether the answer before it missed, and whether it is time for a person.
pub const QUESTIONS: usize = 2;

/// A reply's words, and the questions about it whose answers are known.
pub struct Example<'a> {
    /// The words.
    pub talk: &'a Talk,
    /// By question.
    pub known: [Option<Known<'a>>; QUESTIONS],
}

/// What is seen of a reply, what is so, and how much it counts.
pub struct Known<'a> {
    /// What is seen.
    pub seen: &'a [f32],
    /// Whether it is so.
    pub truth: bool,
    /// How much it counts.
    pub weight: f32,
}

/// How words are laid beside words, and by question the units that listen through it.
#[derive(Clone)]
pub struct Heard {
    /// How words are laid beside words.
    pub attention: Attention,
    /// The units.
    pub listeners: [Listener; QUESTIONS],
}

/// How many examples make a step.
const BATCH: usize = 64;

/// How much of what is seen, and of the units that hear it, sleeps through a reply while learning, so that nothing is
/// relied on alone; what doesn't is louder, so that all together are as loud as ever.
const SLEEP: f64 = 0.3;
const LOUDER: f32 = 1.0 / 0.7;

/// The same for what words mean.
const FADED: f64 = 0.1;
const UNFADED: f32 = 1.0 / 0.9;

/// How long the first step is, and how long the last.
const RATE: (f32, f32) = (1.5e-3, 5e-5);

/// How fast what isn't needed is forgotten.
const DECAY: f32 = 0.05;

/// How much of the slopes before still counts, of themselves and of their squares.
const KEPT: (f32, f32) = (0.9, 0.999);

/// Learns from examples, each heard so often; `words` knows what words mean.
pub fn learn(examples: &[Example<'_>], words: &'static Model, rounds: u16) -> Heard {
    let mut random = SplitMix(0x0ea2);
    let things = std::array::from_fn(|question| {
        let known = examples.iter().find_map(|example| example.known[question].as_ref());
        known.map_or(0, |known| known.seen.len())
    });
    let silent = Heard { attention: Attention::silent(), listeners: things.map(Listener::deaf) };
    let mut learner = Learner {
        words,
        now: around(things, &mut random),
        slopes: silent.clone(),
        first: silent.clone(),
        second: silent,
        kept: (1.0, 1.0),
    };
    let mut order: Vec<u32> = (0..u32::try_from(examples.len()).unwrap_or(u32::MAX)).collect();
    for round in 0..rounds {
        let rate = RATE.0 * (1.0 - f32::from(round) / f32::from(rounds)) + RATE.1;
        random.shuffle(&mut order);
        for batch in order.chunks(BATCH) {
            for at in batch {
                learner.hear(&examples[*at as usize], &mut random);
            }
            learner.step(rate);
        }
    }
    learner.now
}

/// What hears so many things for each question, each as likely this way as that, and asks for words to be the same.
pub fn around(things: [usize; QUESTIONS], random: &mut SplitMix) -> Heard {
    let mut attention = Attention::silent();
    attention.keys.iter_mut().for_each(|keys| spread(keys, random));
    attention.units.iter_mut().for_each(|units| spread(units, random));
    attention.same.fill(2.0);
    let listeners = things.map(|things| {
        let mut listener = Listener { bias: -1.0, ..Listener::deaf(things) };
        spread(&mut listener.units, random);
        listener.out.iter_mut().for_each(|out| *out = even(0.125, random));
        listener
    });
    Heard { attention, listeners }
}

/// Spreads what the units of a layer hear, the less the more there is to hear.
fn spread<const OUT: usize>(dense: &mut Dense<OUT>, random: &mut SplitMix) {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let most = 1.0 / (dense.into.len() as f32).sqrt();
    dense.into.as_flattened_mut().iter_mut().for_each(|into| *into = even(most, random));
}

/// A number from `-most` to `most`.
fn even(most: f32, random: &mut SplitMix) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "from 0 to 1")]
    let unit = random.unit() as f32;
    (2.0 * unit - 1.0) * most
}

/// Every number there is.
pub fn numbers(heard: &mut Heard) -> impl Iterator<Item = &mut f32> {
    let Heard { attention, listeners } = heard;
    let keys = attention.keys.iter_mut().flat_map(every);
    let units = attention.units.iter_mut().flat_map(every);
    let more = attention.same.iter_mut().chain(&mut attention.none);
    let listeners = listeners
        .iter_mut()
        .flat_map(|Listener { units, out, bias }| every(units).chain(out).chain([bias]));
    keys.chain(units).chain(more).chain(listeners)
}

/// Every number of a layer.
fn every<const OUT: usize>(dense: &mut Dense<OUT>) -> impl Iterator<Item = &mut f32> {
    dense.into.as_flattened_mut().iter_mut().chain(&mut dense.shift)
}

/// What hears while it learns.
struct Learner {
    /// What knows the meaning of words.
    words: &'static Model,
    now: Heard,
    /// How far off each number was in the batch.
    slopes: Heard,
    /// The mean of the slopes so far, and of their squares, the older the less.
    first: Heard,
    second: Heard,
    /// How much of nothing is still in them.
    kept: (f32, f32),
}

impl Learner {
    /// Hears one example.
    fn hear(&mut self, example: &Example<'_>, random: &mut SplitMix) {
        let Self { words, now, slopes, .. } = self;
        let mut met = example.talk.meet(words);
        for number in met.iter_mut().flatten().flat_map(|met| &mut met.numbers) {
            *number *= if random.chance(FADED) { 0.0 } else { UNFADED };
        }
        let attended = now.attention.attend(met);
        let pooled = attended.pooled();
        let mut off = [0.0; ATTENDED];
        let listeners = now.listeners.iter().zip(&mut slopes.listeners);
        for ((now, slopes), known) in listeners.zip(&example.known) {
            if let Some(known) = known {
                answer(now, slopes, known, &pooled, &mut off, random);
            }
        }
        trace(&now.attention, &attended, &off, &mut slopes.attention);
    }

    /// Goes one step against the batch's slopes.
    fn step(&mut self, rate: f32) {
        let (first_kept, second_kept) = KEPT;
        self.kept = (self.kept.0 * first_kept, self.kept.1 * second_kept);
        let (first_fill, second_fill) = (1.0 - self.kept.0, 1.0 - self.kept.1);
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let share = 1.0 / BATCH as f32;
        let all = numbers(&mut self.now)
            .zip(numbers(&mut self.slopes))
            .zip(numbers(&mut self.first).zip(numbers(&mut self.second)));
        for ((now, slope), (first, second)) in all {
            let off = *slope * share;
            *slope = 0.0;
            *first += (1.0 - first_kept) * (off - *first);
            *second += (1.0 - second_kept) * (off * off - *second);
            let step = (*first / first_fill) / ((*second / second_fill).sqrt() + 1e-8);
            *now -= rate * (step + DECAY * *now);
        }
    }
}

/// Lets a listener answer one question, and adds to `slopes` how far off it was and to `off` how far off what was
/// attended to.
fn answer(
    listener: &Listener,
    slopes: &mut Listener,
    known: &Known<'_>,
    pooled: &[f32; ATTENDED],
    off: &mut [f32; ATTENDED],
    random: &mut SplitMix,
) {
    let mut awake = || if random.chance(SLEEP) { 0.0 } else { LOUDER };
    let seen = known.seen.iter().chain(pooled);
    let seen: Vec<(f32, f32)> = seen.map(|seen| (*seen, awake())).collect();
    let heard = listener.units.hear(seen.iter().map(|(seen, awake)| seen * awake));
    let awake: [f32; LISTENERS] = heard.map(|unit| if unit > 0.0 { awake() } else { 0.0 });
    let units: [f32; LISTENERS] = std::array::from_fn(|unit| heard[unit] * awake[unit]);
    let guess = sigmoid(dot(&units, &listener.out) + listener.bias);
    let error = known.weight * (guess - if known.truth { 1.0 } else { 0.0 });
    slopes.bias += error;
    add(&mut slopes.out, &units, error);
    let to_units: [f32; LISTENERS] =
        std::array::from_fn(|unit| error * listener.out[unit] * awake[unit]);
    add(&mut slopes.units.shift, &to_units, 1.0);
    for (into, (seen, awake)) in slopes.units.into.iter_mut().zip(&seen) {
        let seen = seen * awake;
        if seen != 0.0 {
            add(into, &to_units, seen);
        }
    }
    let of_pooled = listener.units.into.iter().zip(&seen).skip(known.seen.len());
    for (off, (into, (_, awake))) in off.iter_mut().zip(of_pooled) {
        if *awake > 0.0 {
            *off += dot(into, &to_units) * awake;
        }
    }
}
