//! Typing errors and shorthand in the words that matter most. Only words that the model has never met
//! are looked at, so that whatever is a word in its own right stays as it is.

use super::model::{Lexis, word_key};
use super::text::{Word, one_typo_apart};

/// Puts the word that was meant in the place of every one that is unknown and looks like it.
pub(super) fn respell(words: &mut [Word], lexis: &Lexis) {
    for word in words {
        if let Some(meant) = meant(&word.text, lexis) {
            meant.clone_into(&mut word.text);
        }
    }
}

fn meant(word: &str, lexis: &Lexis) -> Option<&'static str> {
    if let Some((_, meant)) = SHORTHAND.iter().find(|(short, _)| *short == word) {
        return Some(meant);
    }
    let shortest = MEANT.iter().map(|meant| meant.len()).min().unwrap_or_default();
    if word.len() < shortest || NOT_TYPOS.contains(&word) || lexis.group(word_key(word)).is_some() {
        return None;
    }
    MEANT.into_iter().find(|meant| is_typo(word, meant))
}

/// Whether `word` is `meant` with a slip of the fingers: one letter too many, too few, wrong or swapped,
/// or the same letters in another order. Of short words only the order: they have too many neighbours.
fn is_typo(word: &str, meant: &str) -> bool {
    let (bytes, letters) = (word.as_bytes(), meant.as_bytes());
    let starts = bytes[0] == letters[0] || bytes[..2] == [letters[1], letters[0]];
    let plural = |one: &str, other: &str| one.strip_suffix('s') == Some(other);
    starts
        && word != meant
        && !plural(word, meant)
        && (jumbled(bytes, letters) || (letters.len() > SHORT && one_typo_apart(word, meant)))
}

/// Whether both have the same letters.
fn jumbled(one: &[u8], other: &[u8]) -> bool {
    let sorted = |bytes: &[u8]| {
        let mut sorted = bytes.to_vec();
        sorted.sort_unstable();
        sorted
    };
    one.len() == other.len() && sorted(one) == sorted(other)
}

/// Words of so many letters have too many neighbours.
const SHORT: usize = 4;

/// The words that matter.
const MEANT: [&str; 47] = [
    "account",
    "advisor",
    "agent",
    "already",
    "anybody",
    "anyone",
    "assistant",
    "billing",
    "call",
    "callback",
    "cancel",
    "charged",
    "chat",
    "colleague",
    "complaint",
    "connect",
    "contact",
    "customer",
    "delivery",
    "emergency",
    "employee",
    "escalate",
    "human",
    "immediately",
    "lawyer",
    "manager",
    "money",
    "operator",
    "order",
    "package",
    "password",
    "people",
    "person",
    "please",
    "refund",
    "representative",
    "service",
    "somebody",
    "someone",
    "speak",
    "subscription",
    "supervisor",
    "support",
    "talk",
    "tomorrow",
    "transfer",
    "urgent",
];

/// How those words are written in haste.
const SHORTHAND: [(&str, &str); 12] = [
    ("agnt", "agent"),
    ("any1", "anyone"),
    ("cust", "customer"),
    ("mgr", "manager"),
    ("persn", "person"),
    ("sb", "somebody"),
    ("sbdy", "somebody"),
    ("smbdy", "somebody"),
    ("some1", "someone"),
    ("spk", "speak"),
    ("sum1", "someone"),
    ("tlk", "talk"),
];

/// Words that look like typing errors and are none.
const NOT_TYPOS: [&str; 16] = [
    "adviser",
    "agente",
    "agents",
    "humana",
    "humano",
    "humans",
    "lawyers",
    "ordner",
    "persona",
    "persons",
    "personas",
    "personne",
    "supporto",
    "supporter",
    "umano",
    "urgente",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trigger::text::words;

    fn respelled(text: &str) -> String {
        let mut words = words(text);
        respell(&mut words, &Lexis::default());
        words.into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn slips_and_shorthand_are_read_as_meant() {
        for (written, meant) in [
            ("i wnat to tlak to a hunam", "i wnat to talk to a human"),
            ("spk 2 agnt", "speak 2 agent"),
            ("cutsomer servce preson", "customer service person"),
            ("tranfer me", "transfer me"),
        ] {
            assert_eq!(respelled(written), meant);
        }
    }

    #[test]
    fn words_in_their_own_right_stay() {
        for text in ["una persona real", "claim the calls", "persons and humans", "una urgente"] {
            assert_eq!(respelled(text), text);
        }
    }

    #[test]
    fn a_word_that_the_model_knows_stays() {
        let mut known = words("a parson");
        let lexis = Lexis::new(&[(word_key("parson"), 1)], []);
        respell(&mut known, &lexis);
        assert_eq!(known[1].text, "parson");
    }
}
