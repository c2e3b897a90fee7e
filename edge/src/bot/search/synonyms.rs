//! Words that mean the same to a customer. The built-in ones are those of customer service in
//! English; a site's owner adds their own in the same form.
//!
//! Beside them stand groups of words that are only related, which count less.
//!
//! One group a line, its members separated by commas; a member may be several words. `#` begins a
//! comment. Each group is a concept, indexed like a word beside the words themselves.

use super::packed::{Lists, Words};
use super::terms::Reader;
use baton_shared::trigger::RELATED_WORDS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a synonym is worth, compared to the word itself.
const SYNONYM: f32 = 0.75;
/// What a word is worth that is only related.
const RELATION: f32 = 0.4;

/// The built-in groups.
const BUILT_IN: &str = include_str!("synonyms.txt");

/// First number of a group of related words; the groups of synonyms come before.
const FIRST_RELATED: u32 = 100_000;

/// Longest member, in words.
const LONGEST: usize = 4;

/// Groups of synonyms, ready to be found in text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Synonyms {
    /// The members, each as its stems joined by spaces.
    members: Words,
    /// The groups of each.
    groups: Lists<u32>,
}

/// A member found in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Index of its first word.
    pub first: usize,
    /// Index after its last word.
    pub end: usize,
    group: u32,
}

impl Found {
    /// How much it is worth, compared to the word itself.
    pub fn share(&self) -> f32 {
        if self.group < FIRST_RELATED { SYNONYM } else { RELATION }
    }

    /// The group as a word of the vocabulary; no text has such a word.
    pub fn concept(&self) -> String {
        concept(self.group)
    }
}

impl Synonyms {
    /// The built-in groups, for knowledge in English, and the `owner`'s.
    pub fn new(owner: &str, reader: &Reader) -> Self {
        let mut groups: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        // "Gift" is a present in English only.
        let (built_in, related) =
            if reader.english { (BUILT_IN, RELATED_WORDS) } else { Default::default() };
        let lines = built_in.lines().chain(owner.lines());
        let lines = lines.map(|line| line.split('#').next().unwrap_or_default());
        for (group, line) in (0..).zip(lines) {
            for member in line.split(',') {
                let terms = reader.terms(member).into_iter();
                let stems: Vec<String> =
                    terms.map(|term| term.stem).filter(|stem| !is_filler(stem)).collect();
                if !stems.is_empty() && stems.len() <= LONGEST {
                    let known = groups.entry(stems.join(" ")).or_default();
                    if !known.contains(&group) {
                        known.push(group);
                    }
                }
            }
        }
        let related = related.lines().filter(|line| !line.starts_with('#'));
        for (group, line) in (FIRST_RELATED..).zip(related) {
            for word in line.split(' ') {
                let known = groups.entry(reader.stem(word)).or_default();
                // One more would make two different words of the same group count twice.
                if !known.iter().any(|known| *known >= FIRST_RELATED) {
                    known.push(group);
                }
            }
        }
        Self::packed(groups)
    }

    /// Without the groups of which the knowledge has no member: `known` says whether it has a concept.
    /// No question can lead there.
    #[must_use]
    pub fn known(&self, known: impl Fn(&str) -> bool) -> Self {
        let groups = self.members.all().map(|(member, number)| {
            let groups = self.groups.list(number).iter().copied();
            (member.to_owned(), groups.filter(|group| known(&concept(*group))).collect())
        });
        Self::packed(groups.filter(|(_, groups): &(_, Vec<u32>)| !groups.is_empty()))
    }

    fn packed(groups: impl IntoIterator<Item = (String, Vec<u32>)>) -> Self {
        let (members, groups): (Vec<String>, Vec<Vec<u32>>) = groups.into_iter().unzip();
        let members = Words::new(members.into_iter().zip(0..));
        Self { members, groups: groups.into_iter().collect() }
    }

    /// The members in a text, given as its stems.
    pub fn find(&self, stems: &[&str]) -> Vec<Found> {
        let mut found = Vec::new();
        let told: Vec<usize> = (0..stems.len()).filter(|at| !is_filler(stems[*at])).collect();
        for first in 0..told.len() {
            let mut member = String::new();
            for last in first..told.len().min(first + LONGEST) {
                member.push_str(stems[told[last]]);
                let number = self.members.find(&member);
                let groups = number.map_or(&[][..], |number| self.groups.list(number)).iter();
                let (first, end) = (told[first], told[last] + 1);
                found.extend(groups.map(|&group| Found { first, end, group }));
                member.push(' ');
            }
        }
        found
    }
}

fn concept(group: u32) -> String {
    format!("~{group}")
}

/// Whether a word may stand between the others of a member: "send it back".
fn is_filler(stem: &str) -> bool {
    matches!(stem, "a" | "an" | "it" | "me" | "my" | "that" | "the" | "them" | "this" | "your")
}

/// What is wrong with an owner's synonyms, with its line from 1.
pub fn mistakes(text: &str) -> Vec<(usize, String)> {
    let mut mistakes = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let group = line.split('#').next().unwrap_or_default();
        if group.trim().is_empty() {
            continue;
        }
        let members: Vec<&str> = group.split(',').map(str::trim).collect();
        if members.len() < 2 {
            mistakes
                .push((at + 1, "a group needs two members or more, with commas between".into()));
        }
        for member in members {
            if member.is_empty() {
                mistakes.push((at + 1, "two commas follow each other".into()));
            } else if member.split_whitespace().count() > LONGEST {
                let reason = format!("`{member}` is longer than {LONGEST} words");
                mistakes.push((at + 1, reason));
            }
        }
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_several_words_are_found() {
        let reader = Reader::new("en");
        let synonyms = Synonyms::new("weekender, travel bag, duffels\n", &reader);
        let stems = ["my", "travel", "bag", "is", "a", "duffel"];
        let found = synonyms.find(&stems);
        let bag = found
            .iter()
            .find(|found| (found.first, found.end) == (1, 3) && found.share() > RELATION)
            .unwrap();
        let same = found.iter().filter(|found| found.concept() == bag.concept());
        assert_eq!(same.map(|found| found.first).collect::<Vec<_>>(), [1, 5]);
        assert!(bag.share() > RELATION);
    }

    #[test]
    fn english_groups_are_for_english_knowledge() {
        let found = |language: &str| Synonyms::new("", &Reader::new(language)).find(&["gift"]);
        assert!(!found("en").is_empty());
        assert!(found("de").is_empty());
    }

    #[test]
    fn an_owners_mistakes_are_named_by_line() {
        let found = mistakes("# bags\n\nbag, , case\nalone\na, one two three four five\n");
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 5]);
    }

    #[test]
    fn the_built_in_groups_are_well_formed() {
        assert_eq!(mistakes(BUILT_IN), []);
    }
}
