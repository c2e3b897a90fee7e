//! Phrases that mean something to the engine, in files that a native speaker can edit.
//!
//! A file has sections (`[urgent]`), one phrase a line, written as it is said, in lower case and
//! without accents or apostrophes:
//!
//! | written | matches |
//! |---|---|
//! | `talk\|speak to` | either word, then "to" |
//! | `[really] urgent` | with or without the word in brackets |
//! | `cancel~` | any word that begins so |
//! | `_` | any one word |
//! | `^` at the beginning, `$` at the end | only there does a clause begin, or end |
//! | `<person>` | a choice defined above by `person = human\|agent` |
//!
//! A phrase never runs over the end of a clause. The owner's own rules are written the same way.

mod phrase;
mod section;

pub use phrase::{Phrase, PhraseError};
pub use section::Section;

use super::text::Word;
use crate::trigger::hash::Spread;
use phrase::{Found, Spoken};
use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasherDefault;

/// The built-in files, by the language's tag.
const FILES: [(&str, &str); 6] = [
    ("en", include_str!("en.txt")),
    ("es", include_str!("es.txt")),
    ("fr", include_str!("fr.txt")),
    ("de", include_str!("de.txt")),
    ("pt", include_str!("pt.txt")),
    ("it", include_str!("it.txt")),
];

/// Why a lexicon file can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What can be wrong with a line of a lexicon file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// No section has this name.
    UnknownSection(String),
    /// A phrase before the first section.
    NoSection,
    /// No choice of this name is defined above.
    UnknownChoice(String),
    /// The phrase itself.
    Phrase(PhraseError),
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.reason {
            Reason::UnknownSection(name) => write!(f, "there is no section [{name}]"),
            Reason::NoSection => f.write_str("a phrase needs a section above it, like [urgent]"),
            Reason::UnknownChoice(name) => {
                write!(f, "<{name}> is not defined above; write: {name} = word|word")
            }
            Reason::Phrase(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LexiconError {}

/// Phrases of several languages, found by their first word.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    phrases: Vec<(Section, Phrase, bool)>,
    /// Which phrases may begin with a word, by the word's hash.
    by_first: HashMap<u32, Vec<u16>, BuildHasherDefault<Spread>>,
    /// Those that may begin with any word.
    anywhere: Vec<u16>,
}

/// A phrase found in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What it means.
    pub section: Section,
    /// Its first word.
    pub first: usize,
    /// One past its last word.
    pub end: usize,
    /// Whether it is of a language that the model wasn't trained on.
    pub foreign: bool,
}

impl Lexicon {
    /// The built-in phrases of every language.
    pub fn built_in() -> Self {
        let mut lexicon = Self::default();
        for (language, file) in FILES {
            // Whether they can be read is known before they are shipped: a test reads them.
            let _ = lexicon.add(file, language != "en");
        }
        lexicon
    }

    /// The built-in phrases of one language, by its tag, "en" or "es": what they find without the
    /// others', and in messages of another language.
    pub fn of(language: &str) -> Option<Self> {
        let (tag, file) = FILES.into_iter().find(|(tag, _)| *tag == language)?;
        let mut lexicon = Self::default();
        lexicon.add(file, tag != "en").ok()?;
        Some(lexicon)
    }

    /// Adds the phrases of a file, up to the first line that can't be read. `foreign` marks what is
    /// found by them.
    pub fn add(&mut self, file: &str, foreign: bool) -> Result<(), LexiconError> {
        let mut section = None;
        let mut choices: Vec<(&str, &str)> = Vec::new();
        for (at, line) in file.lines().enumerate() {
            let fail = |reason| LexiconError { line: at + 1, reason };
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let bracketed = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            if let Some(name) = bracketed.filter(|name| !name.contains(['|', ']'])) {
                let known = Section::from_name(name);
                section = Some(known.ok_or_else(|| fail(Reason::UnknownSection(name.to_owned())))?);
            } else if let Some((name, words)) = line.split_once(" = ") {
                choices.push((name.trim(), words.trim()));
            } else {
                let section = section.ok_or_else(|| fail(Reason::NoSection))?;
                let spelled = spell_out(line, &choices).map_err(fail)?;
                let phrase = Phrase::read(&spelled).map_err(|error| fail(Reason::Phrase(error)))?;
                self.push(section, phrase, foreign);
            }
        }
        Ok(())
    }

    fn push(&mut self, section: Section, phrase: Phrase, foreign: bool) {
        let Ok(index) = u16::try_from(self.phrases.len()) else { return };
        match phrase.first_words() {
            Some(words) => {
                for word in words {
                    self.by_first.entry(word).or_default().push(index);
                }
            }
            None => self.anywhere.push(index),
        }
        self.phrases.push((section, phrase, foreign));
    }

    /// Every phrase in a message, the longest of each section at each place.
    pub fn hits(&self, text: &str, words: &[Word]) -> Vec<Hit> {
        let spoken = Spoken::new(text, words);
        let mut hits: Vec<Hit> = Vec::new();
        for first in 0..words.len() {
            let named = self.by_first.get(&spoken.hash(first)).map_or(&[][..], Vec::as_slice);
            for index in named.iter().chain(&self.anywhere) {
                let (section, phrase, foreign) = &self.phrases[usize::from(*index)];
                let Some(Found { end }) = phrase.find(&spoken, first) else { continue };
                let known = hits.iter_mut().find(|hit| hit.section == *section && hit.end > first);
                match known {
                    Some(hit) => hit.end = hit.end.max(end),
                    None => hits.push(Hit { section: *section, first, end, foreign: *foreign }),
                }
            }
        }
        hits
    }
}

/// `line` with every `<name>` replaced by its choice.
fn spell_out(line: &str, choices: &[(&str, &str)]) -> Result<String, Reason> {
    let mut spelled = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, after) = after.split_once('>').unwrap_or((after, ""));
        let choice = choices.iter().find(|(known, _)| *known == name);
        let (_, words) = choice.ok_or_else(|| Reason::UnknownChoice(name.to_owned()))?;
        spelled.push_str(before);
        spelled.push_str(words);
        rest = after;
    }
    spelled.push_str(rest);
    Ok(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trigger::text::words;

    #[test]
    fn every_built_in_file_can_be_read() {
        for (language, file) in FILES {
            assert_eq!(Lexicon::default().add(file, false), Ok(()), "{language}.txt");
        }
    }

    #[test]
    fn a_line_that_cant_be_read_is_named() {
        let mut lexicon = Lexicon::default();
        for (file, said) in [
            ("[nonsense]\n", "line 1: there is no section [nonsense]"),
            ("\nhello", "line 2: a phrase needs a section above it, like [urgent]"),
            (
                "[urgent]\ntalk to <who>",
                "line 2: <who> is not defined above; write: who = word|word",
            ),
            ("[urgent]\n[now]", "line 2: there is no section [now]"),
        ] {
            assert_eq!(lexicon.add(file, false).unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn phrases_are_found_where_they_are_said() {
        let mut lexicon = Lexicon::default();
        lexicon
            .add("when = now|today\n[urgent]\n[really] need~ it <when>\n^ asap $\n[told]\nas i _ said", false)
            .unwrap();
        let sections = |text: &str| -> Vec<(Section, usize, usize)> {
            let hits = lexicon.hits(text, &words(text));
            hits.into_iter().map(|hit| (hit.section, hit.first, hit.end)).collect()
        };
        assert_eq!(sections("We needed it today!"), [(Section::Urgent, 1, 4)]);
        assert_eq!(sections("i really need it now"), [(Section::Urgent, 1, 5)]);
        assert_eq!(sections("need it. now"), []);
        assert_eq!(sections("well, ASAP!"), [(Section::Urgent, 1, 2)]);
        assert_eq!(sections("the asap team"), []);
        assert_eq!(sections("As I already said"), [(Section::Told, 0, 4)]);
    }
}
