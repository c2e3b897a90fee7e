//! The words a request for a human is made of, and the parts each can play in one.
//!
//! Lists instead of patterns: they cost the browser a few kilobytes, and each word of a message is
//! looked up once. Typos are forgiven only in words that a request hangs on.

use crate::trigger::text::one_typo_apart;
use std::sync::LazyLock;

/// The parts a word can play: a set of the constants below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts(u32);

impl Parts {
    /// Getting in touch.
    pub const CONTACT: Self = Self(1);
    /// Being passed on.
    pub const PASS: Self = Self(1 << 1);
    /// Being given.
    pub const GIVE: Self = Self(1 << 2);
    /// Wanting.
    pub const WANT: Self = Self(1 << 3);
    /// A human, and hardly anything else.
    pub const HUMAN: Self = Self(1 << 4);
    /// A human in most requests, something else in many other sentences.
    pub const ROLE: Self = Self(1 << 5);
    /// A human only after a verb of contact.
    pub const ANYONE: Self = Self(1 << 6);
    /// A human when "customer" or "live" comes before it.
    pub const SERVICE: Self = Self(1 << 7);
    /// What makes any of these a human.
    pub const REAL: Self = Self(1 << 8);
    /// May stand between a verb and its human.
    pub const LINK: Self = Self(1 << 9);
    /// What is passed on.
    pub const PASSED: Self = Self(1 << 10);
    /// Fills a message that is otherwise only the name of a human.
    pub const FILLER: Self = Self(1 << 11);
    /// May stand between a negation and what it negates.
    pub const CHAIN: Self = Self(1 << 12);
    /// Turns the verb behind it around.
    pub const NEGATION: Self = Self(1 << 13);
    /// What is not a human.
    pub const MACHINE: Self = Self(1 << 14);
    /// Ends the phrase that names a human.
    pub const END: Self = Self(1 << 15);
    /// Asks for something.
    pub const PLEA: Self = Self(1 << 16);
    /// Puts what follows in the past or in another's mouth.
    pub const REPORT: Self = Self(1 << 17);
    /// Says when, in the past.
    pub const PAST: Self = Self(1 << 18);
    /// Makes a compound with a human's name that is no human: agent *fee*, human *resources*.
    pub const COMPOUND: Self = Self(1 << 19);
    /// What a human is wanted for.
    pub const SERVE: Self = Self(1 << 20);
    /// Asks how or when the team can be reached, not for the team.
    pub const CHANNEL: Self = Self(1 << 21);

    /// A word that plays no part.
    pub const NONE: Self = Self(0);

    /// Both sets.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it can play any of `parts`.
    pub const fn any(self, parts: Self) -> bool {
        self.0 & parts.0 != 0
    }
}

/// The parts that `word`, lower case and without apostrophes, can play.
pub(super) fn parts(word: &str) -> Parts {
    let found = LEXICON.binary_search_by(|(known, _)| (*known).cmp(word));
    found.map_or(Parts::NONE, |at| LEXICON[at].1)
}

/// The word that `word`, which plays no part, is a typo of.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    if word.len() < MIN_TYPO_LEN || NOT_TYPOS.contains(&word) {
        return None;
    }
    if is_representative(word) {
        return Some("representative");
    }
    FORGIVEN.into_iter().find(|meant| {
        meant.as_bytes()[0] == word.as_bytes()[0]
            && word.strip_suffix('s') != Some(meant)
            && one_typo_apart(meant, word)
    })
}

/// "Representative" is misspelled in more ways than one letter: anything that begins and ends like it.
fn is_representative(word: &str) -> bool {
    (9..=17).contains(&word.len())
        && word.starts_with("rep")
        && (word.contains('s') || word.starts_with("repr"))
        && (word.contains("tiv") || word.ends_with("tave") || word.ends_with("vie"))
        && !["repet", "reprod", "repress"].iter().any(|start| word.starts_with(start))
}

/// Shorter words are one letter from too many others.
const MIN_TYPO_LEN: usize = 4;

/// Words in which a typo is forgiven.
const FORGIVEN: [&str; 15] = [
    "advisor",
    "agent",
    "connect",
    "contact",
    "employee",
    "escalate",
    "human",
    "manager",
    "operator",
    "person",
    "somebody",
    "someone",
    "speak",
    "supervisor",
    "transfer",
];

/// Words one letter away from one of those, and right as they are.
const NOT_TYPOS: [&str; 13] = [
    "arent",
    "contacted",
    "contract",
    "escalated",
    "escalates",
    "humane",
    "manage",
    "managed",
    "manages",
    "persona",
    "sneak",
    "spear",
    "steak",
];

/// Every part, and the words that can play it. A word may be in several lists.
const LISTS: [(Parts, &str); 22] = [
    (
        Parts::CONTACT,
        "talk talking speak speaking chat chatting converse reach reaching contact contacting \
         call calling conversation discuss discussing touch hold consult communicate deal dealing complain",
    ),
    (
        Parts::PASS,
        "transfer transferring connect connecting forward redirect direct put putting pass hand \
         route switch link send move take bring loop hook patch refer escalate escalating show",
    ),
    (Parts::GIVE, "give gimme get getting find finding fetch bring send summon"),
    (
        Parts::WANT,
        "want need wanna prefer wanted require request demand have like looking ask asking insist \
         wants needs",
    ),
    (
        Parts::HUMAN,
        "human humans representative representatives rep reps operator operators supervisor \
         supervisors",
    ),
    (
        Parts::ROLE,
        "agent agents person people manager managers advisor advisors adviser employee employees \
         specialist boss staff officer admin administrator consultant associate assistant expert \
         attendant colleague colleagues",
    ),
    (
        Parts::ANYONE,
        "someone somebody anyone anybody sum1 some1 whoever team sales department support guy guys",
    ),
    (Parts::SERVICE, "service services care support help assistance intervention"),
    (Parts::REAL, "real live actual proper living genuine human"),
    (
        Parts::LINK,
        "to a an the me with your some any for from please pls plz now in on here there just w wit \
         ur one of another different other us over through thru directly back straight actually \
         customer client billing technical tech up 2 member members off center centre",
    ),
    (
        Parts::PASSED,
        "me us this it conversation chat call case issue ticket thread complaint matter that my \
         our the over",
    ),
    (
        Parts::FILLER,
        "to a an the me with your some any for from please pls plz ples now in on here there just \
         hi hello hey yes yeah no ok okay only asap immediately i is are where needed available \
         customer service help intervention thanks right urgently around sorry well so get give gimme want need real \
         live actual proper living genuine",
    ),
    (
        Parts::CHAIN,
        "to 2 a an the me us i you id want wants need wanna prefer wanted have having like wish would \
         please just really even think be for going get keep gotta ever necessary trying",
    ),
    (
        Parts::NEGATION,
        "dont not never without didnt doesnt wont havent hate stop refuse tired sick done",
    ),
    (
        Parts::MACHINE,
        "bot bots robot robots machine machines computer computers ai automated automation chatbot \
         chatbots",
    ),
    (
        Parts::END,
        "about regarding and or but if that which because is are was has my our his her their its \
         when while",
    ),
    (Parts::PLEA, "can could may let will would please want need like wanna must"),
    (
        Parts::REPORT,
        "told advised instructed supposed he she they was were been had after before when whenever \
         once until since off said says while ill",
    ),
    (Parts::PAST, "yesterday ago earlier previously last"),
    (
        Parts::COMPOUND,
        "fee fees resources resource rights error errors commission commissions sample samples name \
         names number numbers code codes id portal login licence license approval policy rate rates \
         price prices cost costs discount training body nature meeting information info data gift \
         account accounts near nearby",
    ),
    (
        Parts::CHANNEL,
        "hours hour time times number phone email emails mail mails address cost \
     costs",
    ),
    (
        Parts::SERVE,
        "help call contact assist look take handle speak talk answer chat fix reach respond reply \
         check explain sort solve review",
    ),
];

/// The lists as one table, sorted by word.
static LEXICON: LazyLock<Vec<(&'static str, Parts)>> = LazyLock::new(|| {
    let mut table: Vec<(&'static str, Parts)> = Vec::new();
    for (parts, words) in LISTS {
        for word in words.split_ascii_whitespace() {
            match table.binary_search_by(|(known, _)| (*known).cmp(word)) {
                Ok(at) => table[at].1 = table[at].1.or(parts),
                Err(at) => table.insert(at, (word, parts)),
            }
        }
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_can_play_several_parts() {
        assert!(parts("human").any(Parts::HUMAN) && parts("human").any(Parts::REAL));
        assert!(!parts("human").any(Parts::MACHINE));
        assert_eq!(parts("umbrella"), Parts::NONE);
    }

    #[test]
    fn typos_are_forgiven_where_a_request_hangs_on_them() {
        for (word, right) in [
            ("humna", "human"),
            ("hman", "human"),
            ("agnet", "agent"),
            ("mananger", "manager"),
            ("tranfer", "transfer"),
            ("trnasfer", "transfer"),
            ("conect", "connect"),
            ("reprasentative", "representative"),
            ("representitive", "representative"),
            ("reprsentative", "representative"),
            ("representavie", "representative"),
            ("reprentative", "representative"),
        ] {
            assert_eq!(meant(word), Some(right), "{word}");
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        for word in [
            "humane",
            "manage",
            "contract",
            "taking",
            "responsive",
            "represent",
            "repetitive",
            "reproductive",
            "urgent",
            "operate",
            "personal",
            "agency",
        ] {
            assert_eq!((parts(word), meant(word)), (Parts::NONE, None), "{word}");
        }
    }
}
