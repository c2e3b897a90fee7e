//! Words laid beside words: each word of a reply beside those it is most like in the question and the answer before
//! it, and each word of the question beside those of the answer. So it is seen which of its words an answer took
//! up, and what the reply asks again in quite other ones; where the messages only point as a whole shows neither.
//!
//! This is decomposable attention (Parikh and others, "A Decomposable Attention Model for Natural Language
//! Inference", 2016), over two exchanges instead of two sentences. The arithmetic is plain IEEE 754 in a fixed
//! order, so the browser and the edge come to the same.

use super::Context;
use super::dense::Dense;
use crate::trigger::model::{Model, NUMBERS, exp};
use crate::trigger::spoken::{Answer, Message, STRANGE, Spoken};
use crate::trigger::state::Last;

/// What was said up to a reply, word by word: the newest two exchanges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Talk {
    /// The reply.
    pub reply: Message,
    /// What was asked before it.
    pub question: Message,
    /// What was answered to that.
    pub answer: Answer,
    /// What was asked before that.
    pub earlier_question: Message,
    /// The answer before the last.
    pub earlier_answer: Answer,
}

impl Talk {
    /// What was said up to a message; nothing as long as no bot has answered.
    pub(in crate::trigger) fn new(context: &Context<'_>) -> Self {
        let Context { reading, before, .. } = context;
        if before.heard.last == Last::None {
            return Self::default();
        }
        let [question, earlier_question] = before.spoken;
        Self {
            reply: Spoken::new(&reading.words, reading.model().lexis()),
            question,
            answer: before.heard.spoken,
            earlier_question,
            earlier_answer: before.heard.spoken_before,
        }
    }

    /// The words of each of its turns, as `model` knows them.
    pub fn meet(&self, model: &Model) -> Words {
        let turns = [
            self.reply.words(),
            self.question.words(),
            self.answer.words(),
            self.earlier_question.words(),
            self.earlier_answer.words(),
        ];
        let meet = |word: &u16| Met { word: *word, numbers: model.numbers(*word) };
        turns.map(|words| words.iter().map(meet).collect())
    }
}

/// The words of each turn, met.
pub type Words = [Vec<Met>; TURNS];

/// How many turns are looked at.
pub const TURNS: usize = 5;

/// Who speaks in each of them: a reply, a question or an answer.
pub const ROLES: [usize; TURNS] = [0, 1, 2, 1, 2];

/// Which turn's words are laid beside those of which, by two: the words of the reply beside each exchange, those of
/// the question beside what came after it and before it.
pub const LOOKS: [(usize, usize); 8] =
    [(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (1, 0), (1, 4), (1, 3)];

/// How many units look at each word and what lies beside it.
pub const UNITS: usize = 32;

/// How many numbers a word is looked up by.
pub const KEYS: usize = 16;

/// What is seen of a word and what lies beside it: the numbers of the three, whether either is the same word, and
/// whether it is known.
pub const LAID: usize = 3 * NUMBERS + 3;

/// What is seen of a talk: of each two looks and each unit, the strongest and the sum.
pub const ATTENDED: usize = LOOKS.len() * UNITS;

/// How much a unit counts in the sum.
pub const SUMMED: f32 = 1.0 / 3.0;

/// How words are laid beside words, and what is made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {
    /// By role: from a word's numbers to what it is looked up by.
    pub keys: [Dense<KEYS>; 3],
    /// By look: how much more a word is like the same one.
    pub same: [f32; LOOKS.len()],
    /// What lies beside a word that is like none.
    pub none: [f32; NUMBERS],
    /// What is made of a word of a reply, and of a question, with what lies beside it.
    pub units: [Dense<UNITS>; 2],
}

/// A word with its numbers.
#[derive(Debug, Clone, Copy)]
pub struct Met {
    /// What stands for it.
    pub word: u16,
    /// What it means.
    pub numbers: [f32; NUMBERS],
}

/// The words of one turn beside those of another.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// By word, how much each word of the other turn counts, and last that it is like none: together one.
    pub weights: Vec<Vec<f32>>,
    /// By word, what lies beside it.
    pub beside: Vec<[f32; NUMBERS]>,
    /// By word, whether the other turn has it.
    pub same: Vec<bool>,
}

/// What was seen of a talk, and on the way to it.
#[derive(Debug, Clone, Default)]
pub struct Attended {
    /// The words of each turn.
    pub met: Words,
    /// What each is looked up by.
    pub keys: [Vec<[f32; KEYS]>; TURNS],
    /// The looks.
    pub looks: [Look; LOOKS.len()],
    /// By two looks, what each unit has at each word.
    pub units: [Vec<[f32; UNITS]>; LOOKS.len() / 2],
}

impl Attention {
    /// One that makes nothing of anything.
    pub fn silent() -> Self {
        Self {
            keys: std::array::from_fn(|_| Dense::silent(NUMBERS)),
            same: [0.0; LOOKS.len()],
            none: [0.0; NUMBERS],
            units: std::array::from_fn(|_| Dense::silent(LAID)),
        }
    }

    /// What it sees of the words that were met.
    pub fn attend(&self, met: Words) -> Attended {
        let keys = std::array::from_fn(|turn| {
            let key = |met: &Met| self.keys[ROLES[turn]].hear(met.numbers);
            met[turn].iter().map(key).collect()
        });
        let mut attended = Attended { met, keys, ..Attended::default() };
        attended.looks = std::array::from_fn(|look| self.look(look, &attended));
        attended.units = std::array::from_fn(|pair| {
            let words = 0..attended.met[LOOKS[2 * pair].0].len();
            let units = &self.units[LOOKS[2 * pair].0];
            words.map(|at| units.hear(attended.laid(pair, at))).collect()
        });
        attended
    }

    /// The words of one turn beside those of another.
    fn look(&self, look: usize, attended: &Attended) -> Look {
        let (from, to) = LOOKS[look];
        let mut found = Look::default();
        for (key, met) in attended.keys[from].iter().zip(&attended.met[from]) {
            let like = |(other_key, other): (&[f32; KEYS], &Met)| {
                let same = if met.word == other.word { self.same[look] } else { 0.0 };
                NEARNESS * dot(key, other_key) + same
            };
            let others = attended.keys[to].iter().zip(&attended.met[to]);
            let weights = shares(others.map(like).chain([0.0]).collect());
            let mut beside = [0.0; NUMBERS];
            let others = attended.met[to].iter().map(|other| &other.numbers).chain([&self.none]);
            for (weight, numbers) in weights.iter().zip(others) {
                beside.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += weight * number);
            }
            found.weights.push(weights);
            found.beside.push(beside);
            found.same.push(attended.met[to].iter().any(|other| other.word == met.word));
        }
        found
    }
}

impl Attended {
    /// The word `at` and what lies beside it, as the units of these two looks see it.
    pub fn laid(&self, pair: usize, at: usize) -> [f32; LAID] {
        let [one, other] = [2 * pair, 2 * pair + 1].map(|look| &self.looks[look]);
        let met = &self.met[LOOKS[2 * pair].0][at];
        let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
        let flags = [flag(one.same[at]), flag(other.same[at]), flag(met.word < STRANGE)];
        let mut laid = [0.0; LAID];
        let parts = met.numbers.iter().chain(&one.beside[at]).chain(&other.beside[at]);
        laid.iter_mut().zip(parts.chain(&flags)).for_each(|(laid, part)| *laid = *part);
        laid
    }

    /// Of each two looks and each unit, the strongest and the sum.
    pub fn pooled(&self) -> [f32; ATTENDED] {
        let mut pooled = [0.0; ATTENDED];
        for (pooled, words) in pooled.as_chunks_mut::<{ 2 * UNITS }>().0.iter_mut().zip(&self.units)
        {
            let (strongest, sums) = pooled.split_at_mut(UNITS);
            for units in words {
                for (unit, heard) in units.iter().enumerate() {
                    let awake = heard.max(0.0);
                    strongest[unit] = f32::max(strongest[unit], awake);
                    sums[unit] += SUMMED * awake;
                }
            }
        }
        pooled
    }
}

/// Likenesses as shares of one, the greater by far for who is more alike.
fn shares(mut likenesses: Vec<f32>) -> Vec<f32> {
    let most = likenesses.iter().copied().fold(f32::MIN, f32::max);
    for likeness in &mut likenesses {
        *likeness = exp(*likeness - most);
    }
    let sum: f32 = likenesses.iter().sum();
    for likeness in &mut likenesses {
        *likeness /= sum;
    }
    likenesses
}

/// How much being near counts, so that it is about as much whatever the number of keys: one over its root.
pub const NEARNESS: f32 = 0.25;
const _: () = assert!(KEYS == 16, "nearness is one over the root of the keys");

/// The sum of what two lists of numbers have in common, in a fixed order that is reckoned several at a time.
pub fn dot<const N: usize>(one: &[f32; N], other: &[f32; N]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (one, other) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    for (one, other) in one.0.iter().zip(other.0) {
        for at in 0..8 {
            sums[at] += one[at] * other[at];
        }
    }
    let rest = one.1.iter().zip(other.1).map(|(one, other)| one * other);
    sums.iter().sum::<f32>() + rest.sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word of which the first two numbers are these.
    fn met(word: u16, first: f32, second: f32) -> Met {
        let mut numbers = [0.0; NUMBERS];
        (numbers[0], numbers[1]) = (first, second);
        Met { word, numbers }
    }

    /// Looks words up by their first number, asks for the same one, and wakes a unit by what lies beside.
    fn attention() -> Attention {
        let mut attention = Attention::silent();
        attention.keys.iter_mut().for_each(|keys| keys.into[0][0] = 4.0);
        attention.same.fill(9.0);
        attention.none[1] = -1.0;
        attention.units[0].into[NUMBERS + 1][5] = 1.0;
        attention
    }

    /// What lies beside the reply's words `of` in the question, by their second number, in hundredths.
    fn beside(reply: Vec<Met>, question: Vec<Met>) -> Vec<f32> {
        let met = [reply, question, Vec::new(), Vec::new(), Vec::new()];
        let attended = attention().attend(met);
        attended.looks[0].beside.iter().map(|beside| (beside[1] * 100.0).round()).collect()
    }

    #[test]
    fn beside_a_word_lies_what_it_is_most_like() {
        let question = vec![met(7, 2.0, 1.0), met(8, -2.0, 3.0)];
        let reply = vec![met(1, 2.0, 0.0), met(2, -2.0, 0.0), met(8, 0.0, 0.0), met(3, 0.0, 0.0)];
        let [near, other, same, neither] = beside(reply, question)[..] else {
            panic!("four words")
        };
        assert!((near - 100.0).abs() < 3.0 && (other - 300.0).abs() < 3.0, "{near} {other}");
        assert!((same - 300.0).abs() < 3.0, "the same word, whatever it means: {same}");
        assert!((neither - 100.0).abs() < 3.0, "a third of each, and of what lies beside none");
        assert_eq!(beside(vec![met(1, 2.0, 0.0)], Vec::new()), [-100.0], "like none");
    }

    #[test]
    fn the_strongest_and_the_sum_of_what_lies_beside_are_seen() {
        let reply = vec![met(1, 9.0, 0.0), met(8, 0.0, 0.0), met(2, 0.0, 0.0)];
        let question = vec![met(7, 9.0, 1.0), met(8, 0.0, 3.0)];
        let pooled =
            attention().attend([reply, question, Vec::new(), Vec::new(), Vec::new()]).pooled();
        let [strongest, sum] = [pooled[5], pooled[UNITS + 5]].map(|seen| (seen * 10.0).round());
        assert_eq!([strongest, sum].map(f32::to_bits), [30.0f32, 17.0].map(f32::to_bits));
        assert!(pooled[2 * UNITS + 5].abs() < 1e-6, "there was no exchange before");
    }
}
