//! References and addresses in the customer's words: what an agent must not ask for again.

use baton_shared::entry::Entry;
use baton_shared::id::Seq;

/// Digits that make a word a reference.
const REFERENCE_DIGITS: usize = 4;
/// Most mentions shown.
const MOST: usize = 8;

/// Something a customer mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where it was first said.
    pub seq: Seq,
    /// As it was said.
    pub text: String,
}

/// What `said` mentions, each thing once.
pub(super) fn mentions<'a>(said: impl Iterator<Item = (&'a Entry, &'a str)>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for (entry, text) in said {
        for word in text.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let new = !found.iter().any(|mention| mention.text.eq_ignore_ascii_case(word));
            if new && (is_address(word) || is_reference(word)) && found.len() < MOST {
                found.push(Mention { seq: entry.seq, text: word.to_owned() });
            }
        }
    }
    found
}

fn is_address(word: &str) -> bool {
    let domain = word.split_once('@').map(|(_, domain)| domain);
    domain.is_some_and(|domain| domain.contains('.') && !domain.contains('@'))
}

fn is_reference(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    digits >= REFERENCE_DIGITS && !word.contains("://")
}
