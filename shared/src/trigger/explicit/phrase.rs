//! A message as the rules of an explicit request read it: its words with their parts, the phrase that
//! names a human after a verb, and what comes before a verb to turn it around.

use super::lexicon::{Parts, meant, parts};
use crate::trigger::text::{Word, clause_ends};

/// Most words between a verb and the human it asks for.
const MAX_LINK: usize = 8;

/// How far back a negation or a report reaches.
const MAX_CHAIN: usize = 8;

/// A message, word by word.
pub(super) struct Message<'a> {
    text: &'a str,
    pub words: Vec<Word>,
    parts: Vec<Parts>,
}

/// Someone named in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// The last word of the name.
    pub last: usize,
    /// What is named.
    pub who: Who,
}

/// How sure a name means a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// A bot, a machine.
    Machine,
    /// Someone, a team.
    Anyone,
    /// An agent, a manager, customer service.
    Role,
    /// A human, a representative, a real anyone.
    Human,
}

impl<'a> Message<'a> {
    /// Reads `text`, split into `words`, as it was meant where it is misspelled.
    pub fn new(text: &'a str, mut words: Vec<Word>) -> Self {
        let read = |word: &mut Word| match (parts(&word.text), meant(&word.text)) {
            (Parts::NONE, Some(right)) => {
                right.clone_into(&mut word.text);
                parts(right)
            }
            (parts, _) => parts,
        };
        let parts = words.iter_mut().map(read).collect();
        Self { text, words, parts }
    }

    /// Whether anything in it can name a human, a bot, or being passed on: without it no rule applies.
    pub fn may_ask(&self) -> bool {
        let wanted = Parts::HUMAN
            .or(Parts::ROLE)
            .or(Parts::ANYONE)
            .or(Parts::SERVICE)
            .or(Parts::MACHINE)
            .or(Parts::PASS);
        self.parts.iter().any(|parts| parts.any(wanted))
            || self.words.iter().any(|word| word.text == "who")
    }

    /// How many words it has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The word at `at`; empty past either end.
    pub fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    /// The word `back` words before `at`; empty when there is none.
    pub fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// Whether the word at `at` can play any of `wanted`.
    pub fn is(&self, at: usize, wanted: Parts) -> bool {
        self.parts.get(at).is_some_and(|parts| parts.any(wanted))
    }

    /// Whether a clause ends before the word at `at`, or the message does.
    pub fn breaks(&self, at: usize) -> bool {
        match (at.checked_sub(1).map(|before| &self.words[before]), self.words.get(at)) {
            (Some(before), Some(word)) => clause_ends(self.text, before, word),
            _ => true,
        }
    }

    /// One past the last word of the clause that the word at `at` is in.
    pub fn clause_end(&self, at: usize) -> usize {
        (at + 1..self.len()).find(|at| self.breaks(*at)).unwrap_or(self.len())
    }

    /// Whether a question mark follows the word at `at`.
    pub fn asks(&self, at: usize) -> bool {
        let rest = self.words.get(at).and_then(|word| self.text.get(word.end as usize..));
        rest.is_some_and(|rest| rest.trim_start().starts_with('?'))
    }

    /// Who is named from `from` on, with nothing before the name but words that link it to a verb.
    /// With `any_name`, an article may also be followed by up to two unknown words: "a goddamn agent".
    pub fn named(&self, from: usize, any_name: bool) -> Option<Named> {
        let (mut article, mut real, mut unknown) = (false, false, 0);
        for at in from..self.len().min(from + MAX_LINK) {
            if at > from && self.breaks(at) {
                return None;
            }
            if let Some(who) = self.who(at) {
                return self.whole_name(at, who, real);
            }
            if self.is(at, Parts::REAL) {
                real = true;
            } else if unknown == 0 && self.is(at, Parts::LINK.or(Parts::SERVICE)) {
                article |= matches!(
                    self.word(at),
                    "a" | "an" | "the" | "your" | "any" | "some" | "with" | "to"
                );
            } else if any_name && article && unknown < 2 && self.parts[at] == Parts::NONE {
                unknown += 1;
            } else {
                return None;
            }
        }
        None
    }

    /// Whether what is said at the verb `at` is not a wish of now: it is negated, reported, past, or
    /// asked about.
    pub fn unmeant(&self, at: usize) -> bool {
        self.negated(at) || self.reported(at) || self.past(at)
    }

    /// Whether the clause up to `to` asks how or when somebody can be reached.
    pub fn asks_for_channel(&self, to: usize) -> bool {
        let from = (0..=to).rev().find(|at| self.breaks(*at)).unwrap_or(0);
        (from..to).any(|at| self.is(at, Parts::CHANNEL))
    }

    /// Whether the verb at `at` is negated.
    pub fn negated(&self, at: usize) -> bool {
        let at = self.chain_start(at);
        match self.before(at, 1) {
            "" => false,
            "no" => self.word(at) == "need",
            "of" => matches!(self.before(at, 2), "instead" | "tired" | "sick"),
            _ if self.breaks(at) => false,
            "not" => !matches!(self.before(at, 2), "why" | "can" | "could"),
            _ => self.is(at - 1, Parts::NEGATION) && self.before(at, 2) != "why",
        }
    }

    /// Whether the words up to the verb at `at` tell of it instead of asking for it: "they told me to
    /// call", "do I need to talk", "am I talking".
    fn reported(&self, at: usize) -> bool {
        let start = self.chain_start(at);
        let mine = (start..at).any(|at| self.word(at) == "me");
        let (first, second) = (self.before(start, 1), self.before(start, 2));
        let asked_of_me = mine && matches!(first, "asked" | "asks" | "wants");
        let wondering = matches!(self.word(start), "i" | "you" | "we")
            && matches!(first, "do" | "did" | "does" | "am" | "are" | "must" | "should")
            && !self.breaks(start)
            && !matches!(second, "how" | "what" | "who" | "where" | "whom");
        let is_topic = first == "is" && self.word(at).ends_with("ing");
        let planned = first == "will" && matches!(second, "i" | "we");
        let told = start > 0 && !self.breaks(start) && self.is(start - 1, Parts::REPORT);
        asked_of_me || told || wondering || is_topic || planned
    }

    /// Whether the clause around `at` is dated in the past and asks for nothing.
    fn past(&self, at: usize) -> bool {
        let from = (0..=at).rev().find(|at| self.breaks(*at)).unwrap_or(0);
        let to = self.clause_end(at);
        (from..to).any(|at| self.is(at, Parts::PAST))
            && !(from..to).any(|at| self.is(at, Parts::PLEA))
    }

    /// The first word of the run of wishes that leads up to `at`: "don't | want to" talk.
    fn chain_start(&self, at: usize) -> usize {
        let mut start = at;
        while start > 0
            && at - start < MAX_CHAIN
            && !self.breaks(start)
            && self.is(start - 1, Parts::CHAIN)
        {
            start -= 1;
        }
        start
    }

    /// Whether the word at `at` goes on with the name before it: "human *being*", "human *support*".
    fn extends_name(&self, at: usize) -> bool {
        match self.word(at) {
            "being" | "beings" | "else" => true,
            "help" => self.breaks(at + 1),
            _ => self.is(at, Parts::SERVICE),
        }
    }

    /// What the word at `at` names, if it names someone by itself.
    fn who(&self, at: usize) -> Option<Who> {
        let served = || {
            let before = self.before(at, 1);
            matches!(before, "customer" | "client") || (at > 0 && self.is(at - 1, Parts::REAL))
        };
        if self.is(at, Parts::MACHINE) {
            Some(Who::Machine)
        } else if self.is(at, Parts::HUMAN) {
            Some(Who::Human)
        } else if self.is(at, Parts::ROLE) || (self.is(at, Parts::SERVICE) && served()) {
            Some(Who::Role)
        } else if self.is(at, Parts::ANYONE) {
            Some(Who::Anyone)
        } else {
            None
        }
    }

    /// The name that begins with `first` at `at`: "customer service agent", "someone real".
    fn whole_name(&self, at: usize, first: Who, real: bool) -> Option<Named> {
        let (mut last, mut who, mut real) = (at, first, real);
        while last + 1 < self.len() && !self.breaks(last + 1) {
            if let Some(next) = self.who(last + 1) {
                who = if who == Who::Machine { Who::Machine } else { who.max(next) };
            } else if self.is(last + 1, Parts::REAL) {
                real = true;
            } else if !self.extends_name(last + 1) {
                break;
            }
            last += 1;
        }
        if self.is(last + 1, Parts::COMPOUND) && !self.breaks(last + 1) {
            return None;
        }
        let who = if real && who != Who::Machine { Who::Human } else { who };
        Some(Named { last, who })
    }
}
