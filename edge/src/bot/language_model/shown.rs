//! The part of a growing reply that can be shown: plain words, without marks of citations or of
//! Markdown, and nothing that might still turn out to be one. Only ever grows.

use super::citation::{Bracket, bracket};

/// An HTML tag or an address that isn't closed within so many bytes is none.
const MAX_TAG_BYTES: usize = 400;

/// What of a reply was shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    words: String,
    /// Spaces that are shown once something follows them.
    spaces: String,
    /// Bytes of the reply that are dealt with.
    read: usize,
}

impl Shown {
    /// The words so far.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Reads on in `reply`, which has grown since, but not its last `held_back` bytes.
    pub fn read(&mut self, reply: &str, held_back: usize) {
        let reply = &reply[..reply.len() - held_back];
        while let Some(character) = reply.get(self.read..).and_then(|rest| rest.chars().next()) {
            let rest = &reply[self.read..];
            let Some(step) = self.step(character, rest) else { break };
            self.read += step;
        }
    }

    /// Shows the beginning of `rest`; how many bytes it is, unless that can't be told yet.
    fn step(&mut self, character: char, rest: &str) -> Option<usize> {
        let length = character.len_utf8();
        match character {
            '*' | '`' => {}
            '[' | '【' => return self.bracket(length, rest),
            '<' => return self.tag(rest),
            _ if character.is_whitespace() => self.spaces.push(character),
            _ => {
                self.show(character.encode_utf8(&mut [0; 4]));
            }
        }
        Some(length)
    }

    fn bracket(&mut self, open: usize, rest: &str) -> Option<usize> {
        match bracket(rest) {
            Bracket::Unfinished => None,
            Bracket::Bare => {
                self.show(&rest[..open]);
                Some(open)
            }
            Bracket::Mark { length, .. } => {
                let address = address(&rest[length..])?;
                self.spaces.clear();
                Some(length + address)
            }
            Bracket::Words { inner, length } => {
                let address = address(&rest[length..])?;
                // Of a link the words are shown; other brackets are only brackets.
                let words = if address > 0 { &rest[open..open + inner] } else { &rest[..length] };
                self.show(words);
                Some(length + address)
            }
        }
    }

    fn tag(&mut self, rest: &str) -> Option<usize> {
        let next = rest.chars().nth(1)?;
        let ends = rest.find('>').map(|end| end + 1);
        match ends {
            _ if !next.is_alphabetic() && !matches!(next, '/' | '!') => {}
            Some(length) if length <= MAX_TAG_BYTES => return Some(length),
            None if rest.len() <= MAX_TAG_BYTES => return None,
            _ => {}
        }
        self.show("<");
        Some(1)
    }

    fn show(&mut self, words: &str) {
        if !self.words.is_empty() {
            self.words.push_str(&self.spaces);
        }
        self.spaces.clear();
        self.words.push_str(words);
    }
}

/// The bytes of a link's address at the beginning of `rest`; `None` while it isn't complete.
fn address(rest: &str) -> Option<usize> {
    match rest.chars().next()? {
        '(' => match rest.find(')') {
            Some(end) if end < MAX_TAG_BYTES => Some(end + 1),
            None if rest.len() <= MAX_TAG_BYTES => None,
            _ => Some(0),
        },
        _ => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(reply: &str) -> String {
        let mut shown = Shown::default();
        shown.read(reply, 0);
        shown.words
    }

    #[test]
    fn what_may_become_a_mark_waits() {
        for (reply, words) in [
            ("It takes 45 days [1", "It takes 45 days"),
            ("It takes 45 days [1]", "It takes 45 days"),
            ("It takes 45 days [1].", "It takes 45 days."),
            ("It takes 45 days [1] or", "It takes 45 days or"),
            ("**Free**, `now`", "Free, now"),
            ("See [our help](/he", "See"),
            ("See [our help](/help) now", "See our help now"),
            ("See [sic] now", "See [sic] now"),
            ("a <b>bold</b> word", "a bold word"),
            ("a <scr", "a"),
            ("a < b ", "a < b"),
        ] {
            assert_eq!(shown(reply), words, "{reply}");
        }
    }

    #[test]
    fn what_is_held_back_is_not_shown() {
        let mut shown = Shown::default();
        shown.read("The word is k7", 2);
        assert_eq!(shown.words(), "The word is");
        shown.read("The word is kept", 0);
        assert_eq!(shown.words(), "The word is kept");
    }

    proptest! {
        #[test]
        fn it_only_grows(reply in "([a-zü ]|\\[1\\]|\\[|\\]|\\(|\\)|\\*|<b>|<|>|\n){0,60}") {
            let mut growing = Shown::default();
            for (at, _) in reply.char_indices() {
                let before = growing.words().to_owned();
                growing.read(&reply[..at], 0);
                prop_assert!(growing.words().starts_with(&before));
            }
            growing.read(&reply, 0);
            prop_assert_eq!(growing.words(), shown(&reply));
        }
    }
}
