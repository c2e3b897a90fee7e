//! Small talk: greetings, thanks and goodbyes get a short, friendly reply of their own instead of
//! a search, and say nothing about whether the bot helped.

use baton_shared::trigger::one_typo_apart;

/// A reply to a message that is small talk from its first word to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reply {
    /// The words.
    pub text: &'static str,
    /// Whether a person is offered beneath them.
    pub offer: bool,
}

const GREETING: Reply = Reply { text: "Hello! What can I help you with?", offer: false };
const THANKS: Reply =
    Reply { text: "You're welcome! Anything else I can help with?", offer: false };
const GOODBYE: Reply = Reply { text: "Goodbye, and take care!", offer: false };
const ASSENT: Reply = Reply { text: "Good. Ask me anything else, any time.", offer: false };
const IDENTITY: Reply = Reply {
    text: "I'm the automated assistant here, not a person. I answer from the help pages, and I can bring in someone from the team whenever you like.",
    offer: true,
};

/// The reply to `text`, if it is nothing but small talk.
pub(super) fn reply(text: &str) -> Option<Reply> {
    let lower = text.to_lowercase().replace(['\'', '’'], "");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > MAX_WORDS {
        return None;
    }
    if IDENTITY_QUESTIONS.contains(&words.join(" ").as_str()) {
        return Some(IDENTITY);
    }
    let mut kinds = Vec::new();
    for word in &words {
        let (_, reply) = WORDS.iter().find(|(known, _)| same_word(known, word))?;
        kinds.extend(*reply);
    }
    [THANKS, GOODBYE, GREETING, ASSENT].into_iter().find(|reply| kinds.contains(reply))
}

/// Longer messages have something else to say.
const MAX_WORDS: usize = 8;

/// Words of small talk, and what each stands for; `None` for those that only accompany.
const WORDS: [(&str, Option<Reply>); 58] = [
    ("hello", Some(GREETING)),
    ("hi", Some(GREETING)),
    ("hey", Some(GREETING)),
    ("hiya", Some(GREETING)),
    ("greetings", Some(GREETING)),
    ("morning", Some(GREETING)),
    ("afternoon", Some(GREETING)),
    ("evening", Some(GREETING)),
    ("thanks", Some(THANKS)),
    ("thank", Some(THANKS)),
    ("thankyou", Some(THANKS)),
    ("thx", Some(THANKS)),
    ("cheers", Some(THANKS)),
    ("ty", Some(THANKS)),
    ("appreciated", Some(THANKS)),
    ("appreciate", Some(THANKS)),
    ("bye", Some(GOODBYE)),
    ("goodbye", Some(GOODBYE)),
    ("farewell", Some(GOODBYE)),
    ("ok", Some(ASSENT)),
    ("okay", Some(ASSENT)),
    ("great", Some(ASSENT)),
    ("perfect", Some(ASSENT)),
    ("cool", Some(ASSENT)),
    ("awesome", Some(ASSENT)),
    ("super", Some(ASSENT)),
    ("excellent", Some(ASSENT)),
    ("nice", Some(ASSENT)),
    ("wonderful", Some(ASSENT)),
    ("understood", Some(ASSENT)),
    ("alright", Some(ASSENT)),
    ("fine", Some(ASSENT)),
    ("good", None),
    ("have", None),
    ("helped", None),
    ("a", None),
    ("day", None),
    ("night", None),
    ("weekend", None),
    ("one", None),
    ("you", None),
    ("so", None),
    ("very", None),
    ("much", None),
    ("many", None),
    ("lot", None),
    ("for", None),
    ("your", None),
    ("the", None),
    ("help", None),
    ("that", None),
    ("thats", None),
    ("there", None),
    ("all", None),
    ("it", None),
    ("i", None),
    ("is", None),
    ("really", None),
];

const IDENTITY_QUESTIONS: [&str; 18] = [
    "are you a bot",
    "are you a robot",
    "are you a human",
    "are you human",
    "are you a person",
    "are you a real person",
    "are you a real human",
    "are you real",
    "are you an ai",
    "are you a machine",
    "is this a bot",
    "is this a real person",
    "is this an ai",
    "am i talking to a bot",
    "am i talking to a robot",
    "am i talking to a human",
    "am i talking to a person",
    "am i talking to a real person",
];

fn same_word(known: &str, word: &str) -> bool {
    known == word || (known.len() >= MIN_TYPO_LEN && one_typo_apart(known, word))
}

/// Shorter words are one letter from too many others.
const MIN_TYPO_LEN: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_talk_is_answered_in_kind() {
        for (text, expected) in [
            ("Hi!", GREETING),
            ("hello there", GREETING),
            ("Good morning", GREETING),
            ("thank you so much for your help", THANKS),
            ("thansk!", THANKS),
            ("ok great, thanks", THANKS),
            ("bye, have a good day", GOODBYE),
            ("okay", ASSENT),
            ("Are you a real person?", IDENTITY),
        ] {
            assert_eq!(reply(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_question_is_never_small_talk() {
        for text in [
            "",
            "hi, where is my order",
            "help",
            "a day",
            "good bag for a weekend",
            "thanks but it is still broken",
            "!!!",
        ] {
            assert_eq!(reply(text), None, "{text}");
        }
    }
}
