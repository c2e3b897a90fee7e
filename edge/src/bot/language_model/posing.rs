//! Whether a reply claims to come from a human: "I'm a real person", "I am not a bot", "this is
//! Maya". Simple phrases in six languages; what is said about humans in general isn't one.

use std::collections::VecDeque;

/// Words looked back at.
const LOOK_BACK: usize = 8;

/// Watches the words of one reply.
#[derive(Debug)]
pub(super) struct Posing {
    /// First names of the humans of this thread, in lower case.
    agents: Vec<String>,
    /// The words of the bot's own name, in lower case.
    bot: Vec<String>,
    /// The newest words of the sentence being read.
    newest: VecDeque<Word>,
}

#[derive(Debug)]
struct Word {
    plain: String,
    /// Whether it is written like a name.
    name: bool,
}

/// Whether `text`, by a bot called `bot` in a thread with `agents`, claims to come from a human.
pub fn claims_to_be_human(text: &str, agents: &[&str], bot: &str) -> bool {
    let mut guard = super::guard::Guard::new("", "", Posing::new(agents, bot));
    guard.take(text).and_then(|()| guard.end()) == Err(super::ModelError::Impersonation)
}

impl Posing {
    /// For a bot called `bot` in a thread with `agents`.
    pub fn new(agents: &[&str], bot: &str) -> Self {
        let lower = |name: &str| -> Vec<String> {
            name.to_lowercase().split_whitespace().map(str::to_owned).collect()
        };
        let bot = lower(bot);
        let agents = agents.iter().filter_map(|name| lower(name).into_iter().next());
        let agents = agents.filter(|name| !bot.contains(name)).collect();
        Self { agents, bot, newest: VecDeque::new() }
    }

    /// What stands between two words. A sentence ends at some of it.
    pub fn separator(&mut self, character: char) {
        if matches!(character, '.' | '!' | '?' | '\n' | ':' | ';' | '。') {
            self.newest.clear();
        }
    }

    /// The next word, as written and in lower case: whether a claim ends with it.
    pub fn word(&mut self, written: &str, plain: &str) -> bool {
        let name = written.chars().next().is_some_and(char::is_uppercase);
        self.newest.push_back(Word { plain: plain.to_owned(), name });
        if self.newest.len() > LOOK_BACK {
            self.newest.pop_front();
        }
        self.is_human(plain) || self.is_no_machine(plain) || self.is_named(plain)
    }

    /// "I'm a real person", "I am Maya, a human agent", "you are talking to a human".
    fn is_human(&self, last: &str) -> bool {
        if !HUMANS.contains(&last) {
            return false;
        }
        let mut rest = self.before(1);
        let mut names = 0;
        while let Some(word) = rest.next_back() {
            let plain = word.plain.as_str();
            if is_self(plain) {
                let denied =
                    rest.next_back().is_some_and(|word| NEGATIONS.contains(&word.plain.as_str()));
                return !denied;
            }
            if matches!(plain, "to" | "with") {
                let talk = rest.next_back().map(|word| word.plain.as_str());
                let are = rest.next_back().map(|word| word.plain.as_str());
                return matches!(talk, Some("talking" | "speaking" | "chatting"))
                    && matches!(are, Some("youre" | "are"));
            }
            if FILLING.contains(&plain) {
                continue;
            }
            names += 1;
            if !word.name || names > 2 || MACHINES.contains(&plain) {
                return false;
            }
        }
        false
    }

    /// "I'm not a bot", "no soy un robot", "je ne suis pas un robot".
    fn is_no_machine(&self, last: &str) -> bool {
        if !MACHINES.contains(&last) {
            return false;
        }
        let mut denied = false;
        let mut rest = self.before(1);
        while let Some(word) = rest.next_back() {
            let plain = word.plain.as_str();
            if is_self(plain) {
                let before =
                    rest.next_back().is_some_and(|word| NEGATIONS.contains(&word.plain.as_str()));
                return denied || before;
            }
            let negation = NEGATIONS.contains(&plain);
            denied |= negation;
            if !negation && !FILLING.contains(&plain) {
                return false;
            }
        }
        false
    }

    /// "I'm Maya", "this is Maya", "Maya here", where Maya is an agent; "my name is" anyone but the
    /// bot.
    fn is_named(&self, last: &str) -> bool {
        let words: Vec<&Word> = self.newest.iter().collect();
        let plain: Vec<&str> = words.iter().map(|word| word.plain.as_str()).collect();
        let agent = |name: &str| self.agents.iter().any(|known| known == name);
        match plain.as_slice() {
            [.., name, "here"] if agent(name) => true,
            [.., "my", "name", "is", _] => {
                let name = words.last().is_some_and(|word| word.name);
                name && !self.bot.iter().any(|known| known == last)
            }
            [.., "i", "am", _]
            | [.., "this" | "it", "is", _]
            | [.., "im" | "its" | "bin" | "soy" | "suis" | "sou" | "sono", _] => agent(last),
            _ => false,
        }
    }

    /// The words of the sentence before the last `skipped`.
    fn before(&self, skipped: usize) -> impl DoubleEndedIterator<Item = &Word> {
        self.newest.iter().rev().skip(skipped).rev()
    }
}

fn is_self(word: &str) -> bool {
    ["im", "am", "bin", "soy", "suis", "sou", "sono"].contains(&word)
}

const HUMANS: [&str; 20] = [
    "human",
    "person",
    "agent",
    "representative",
    "employee",
    "operator",
    "mensch",
    "mitarbeiter",
    "mitarbeiterin",
    "humano",
    "humana",
    "persona",
    "empleado",
    "empleada",
    "humain",
    "humaine",
    "personne",
    "pessoa",
    "umano",
    "umana",
];

const MACHINES: [&str; 16] = [
    "bot",
    "robot",
    "chatbot",
    "machine",
    "ai",
    "computer",
    "program",
    "software",
    "maschine",
    "computerprogramm",
    "ki",
    "máquina",
    "ia",
    "robô",
    "macchina",
    "automated",
];

/// Words that may stand between "I am" and "human".
const FILLING: [&str; 34] = [
    "a",
    "an",
    "the",
    "real",
    "actual",
    "live",
    "living",
    "human",
    "support",
    "service",
    "customer",
    "and",
    "in",
    "fact",
    "indeed",
    "your",
    "ein",
    "eine",
    "echter",
    "echte",
    "un",
    "una",
    "une",
    "uma",
    "um",
    "vrai",
    "vraie",
    "reale",
    "vera",
    "vero",
    "verdadera",
    "of",
    "any",
    "kind",
];

const NEGATIONS: [&str; 10] =
    ["not", "no", "never", "kein", "keine", "nicht", "pas", "non", "não", "nt"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_to_be_human_is_found() {
        for text in [
            "I am a human.",
            "Yes, I'm a real person",
            "Don't worry, I’m not a bot!",
            "I am Maya, a human agent, and I'll refund you.",
            "I'm Maya from the team.",
            "This is Maya.",
            "Hi! Maya here, how are you?",
            "My name is Sarah.",
            "You're talking to a real human",
            "You are speaking with a live agent now.",
            "I am not an AI.",
            "I'm no robot",
            "I'm a support agent",
            "Ich bin ein echter Mensch.",
            "Ich bin kein Bot.",
            "Soy una persona real",
            "No soy un robot.",
            "Je suis une vraie personne",
            "Je ne suis pas un robot",
            "Eu sou uma pessoa",
            "Sono una persona",
            "Non sono un robot",
        ] {
            assert!(claims_to_be_human(text, &["Maya Lind"], "Assistant"), "{text}");
        }
    }

    #[test]
    fn talk_about_humans_is_no_claim() {
        for text in [
            "I'm the automated assistant, not a person.",
            "I am not a human agent.",
            "I'm not a person, but I can bring one in.",
            "I can connect you with a human agent.",
            "I'm bringing in a person from the team.",
            "I'm happy to get a human for you.",
            "Maya told you that the refund is on its way.",
            "Maya is a human agent.",
            "I am a bot.",
            "I'm an AI assistant. A person can help as well.",
            "Would you like talking to a person?",
            "That is who I am. A human can join.",
            "Ich bin kein Mensch.",
            "No soy una persona.",
            "Je ne suis pas une personne",
            "My name is Assistant.",
            "I'm afraid that this is not in the help pages.",
            "I'm your virtual agent.",
            "I'm an AI agent.",
        ] {
            assert!(!claims_to_be_human(text, &["Maya Lind"], "Assistant"), "{text}");
        }
    }

    #[test]
    fn a_bot_may_say_its_own_name() {
        for text in ["I'm Maya, the assistant.", "My name is Maya.", "This is Maya."] {
            assert!(!claims_to_be_human(text, &["Maya Lind"], "Maya"), "{text}");
        }
    }
}
