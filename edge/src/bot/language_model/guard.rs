//! What a reply must never contain, whatever the model was talked into: its instructions, the claim
//! to be human, calls of tools written out as words.
//!
//! Reads words as they come, so that a stream is stopped before it shows more.

use super::error::ModelError;
use super::posing::Posing;
use super::request::HAND_OFF;
use std::collections::{HashSet, VecDeque};

/// So many words in a row are no coincidence.
const LEAK_WORDS: usize = 8;
/// A shorter mark would be found by accident, and is not looked for.
const MIN_CANARY_CHARS: usize = 8;
/// So many characters may stand for one of the mark, as in `k . 7`.
const DRESSED: usize = 4;
/// What a tool call looks like when it is written out: names that no customer is told, and the marks
/// that models are trained to call tools with.
const TOOL_MARKS: [&str; 4] = [HAND_OFF, "tool_call", "<|", "\"arguments\""];

/// Watches over one reply.
#[derive(Debug)]
pub(super) struct Guard {
    /// The letters and digits of the mark, in lower case.
    canary: String,
    /// Letters and digits of the reply, in lower case; the newest.
    letters: VecDeque<char>,
    /// Every run of `LEAK_WORDS` words of the instructions.
    runs: HashSet<String>,
    /// The newest words of the reply.
    words: VecDeque<String>,
    /// The word being read, as written.
    word: String,
    /// The newest characters, for what isn't made of words.
    newest: String,
    posing: Posing,
}

impl Guard {
    /// For a reply to someone who was told `instructions` and the mark `canary`.
    pub fn new(instructions: &str, canary: &str, posing: Posing) -> Self {
        let canary: String = letters(canary).collect();
        let known: Vec<String> = instructions
            .split(|character| !is_part(character))
            .map(plain)
            .filter(|word| !word.is_empty())
            .collect();
        let runs = known.windows(LEAK_WORDS).map(|run| run.join(" ")).collect();
        Self {
            canary,
            letters: VecDeque::new(),
            runs,
            words: VecDeque::new(),
            word: String::new(),
            newest: String::new(),
            posing,
        }
    }

    /// More of the reply; an error as soon as it contains what it must not.
    pub fn take(&mut self, text: &str) -> Result<(), ModelError> {
        for character in text.chars() {
            self.mark(character)?;
            if is_part(character) {
                self.word.push(character);
                continue;
            }
            self.finish_word()?;
            self.posing.separator(character);
        }
        Ok(())
    }

    /// The end of the reply: its last word is complete.
    pub fn end(&mut self) -> Result<(), ModelError> {
        self.finish_word()
    }

    /// How many bytes at the end of `text`, all of which was taken, may be the beginning of the
    /// mark, and so must not be shown yet.
    pub fn held_back(&self, text: &str) -> usize {
        let may_begin = |at: &usize| {
            let rest: String = letters(&text[*at..]).collect();
            !rest.is_empty() && self.canary.starts_with(&rest)
        };
        let newest = text.char_indices().rev().take(DRESSED * self.canary.len());
        let starts = newest.filter(|(_, letter)| letter.is_alphanumeric()).map(|(at, _)| at);
        starts.filter(may_begin).last().map_or(0, |at| text.len() - at)
    }

    fn mark(&mut self, character: char) -> Result<(), ModelError> {
        self.newest.push(character);
        if TOOL_MARKS.iter().any(|mark| self.newest.ends_with(mark)) {
            return Err(ModelError::MalformedToolCall);
        }
        if self.newest.len() > 64 {
            self.newest = self.newest.chars().skip(32).collect();
        }
        for letter in character.to_lowercase().filter(|letter| letter.is_alphanumeric()) {
            self.letters.push_back(letter);
            if self.letters.len() > self.canary.chars().count() {
                self.letters.pop_front();
            }
        }
        let leaked = self.canary.len() >= MIN_CANARY_CHARS
            && self.letters.iter().copied().eq(self.canary.chars());
        if leaked { Err(ModelError::Leak) } else { Ok(()) }
    }

    fn finish_word(&mut self) -> Result<(), ModelError> {
        let written = std::mem::take(&mut self.word);
        let word = plain(&written);
        if word.is_empty() {
            return Ok(());
        }
        if self.posing.word(&written, &word) {
            return Err(ModelError::Impersonation);
        }
        self.words.push_back(word);
        if self.words.len() > LEAK_WORDS {
            self.words.pop_front();
        }
        let run = self.words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        if self.runs.contains(&run) { Err(ModelError::Leak) } else { Ok(()) }
    }
}

/// Whether `character` belongs to a word.
fn is_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '\'' | '’')
}

/// A word in lower case, without apostrophes.
fn plain(word: &str) -> String {
    letters(word).collect()
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANARY: &str = "k7Qz-93xw2Lm";
    const INSTRUCTIONS: &str = "Take every fact from the numbered passages and from nowhere else.";

    fn guard() -> Guard {
        Guard::new(INSTRUCTIONS, CANARY, Posing::new(&[], "Assistant"))
    }

    fn check(text: &str) -> Result<(), ModelError> {
        let mut guard = guard();
        guard.take(text)?;
        guard.end()
    }

    #[test]
    fn the_mark_is_found_however_it_is_dressed() {
        for text in [
            "The word is k7Qz-93xw2Lm.",
            "k7qz93xw2lm",
            "k 7 q z 9 3 x w 2 l m",
            "**K7QZ**_93XW2LM_",
            "k.7.q.z.9.3.x.w.2.l.m",
        ] {
            assert_eq!(check(text), Err(ModelError::Leak), "{text}");
        }
        assert_eq!(check("k7qz93xw2"), Ok(()));
    }

    #[test]
    fn a_mark_too_short_to_mean_anything_is_not_looked_for() {
        for canary in ["", "-", "abc"] {
            let mut guard = Guard::new(INSTRUCTIONS, canary, Posing::new(&[], "Assistant"));
            assert_eq!(guard.take("abc abc").and_then(|()| guard.end()), Ok(()));
        }
    }

    #[test]
    fn a_long_run_of_the_instructions_is_a_leak_and_a_short_one_is_not() {
        let leak = "Sure: \"take EVERY fact,\n- from the *numbered* passages, and...";
        assert_eq!(check(leak), Err(ModelError::Leak));
        assert_eq!(check("I take every fact from the numbered passages"), Ok(()));
        assert_eq!(
            check("from the numbered passages and from nowhere else"),
            Err(ModelError::Leak)
        );
    }

    #[test]
    fn a_tool_written_out_as_words_is_none() {
        for text in [
            "I'll hand_off(reason=\"x\")",
            "<tool_call>{\"name\":1}</tool_call>",
            "{\"name\": \"capture\", \"arguments\": {}}",
            "<|python_tag|>",
        ] {
            assert_eq!(check(text), Err(ModelError::MalformedToolCall), "{text}");
        }
    }

    #[test]
    fn the_beginning_of_the_mark_is_held_back() {
        let guard = guard();
        assert_eq!(guard.held_back("The word is k7Q"), 3);
        assert_eq!(guard.held_back("The word is k7Qz-9"), 6);
        assert_eq!(guard.held_back("The word is"), 0);
        assert_eq!(guard.held_back(""), 0);
    }
}
