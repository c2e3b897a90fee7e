//! `[[facts]]` of `site.toml`: which facts are captured from what a customer writes, how they look,
//! and when the customer is asked for them.

use crate::trigger::IssueType;
use regex_lite::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Most characters of a question, a label or a pattern.
const MAX_CHARS: usize = 200;
/// Most bytes a compiled pattern may take: it is tried at every byte of a message.
const MAX_COMPILED_BYTES: usize = 64 * 1024;

/// What stands in `required_for` for every type of issue, known or not.
pub const ANY_ISSUE: &str = "any";

/// The fields that need no settings, in the order in which they are asked for. `product` and `plan`
/// work only with an owner's `values`.
pub const BUILT_IN_FIELDS: [&str; 7] =
    ["order_number", "email", "phone", "amount", "date", "product", "plan"];

/// One of `[[facts]]`: a field of the owner's own, or what the owner changes of a built-in one.
///
/// What is left out of a built-in field keeps its default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSettings {
    /// Its name: lower case letters, digits and `_`, a letter first.
    pub name: String,
    /// What people call it, as in "Order number".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// A regular expression for the whole value, whatever its case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The values there are, each with other words for it: `Canvas tote|tote`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// The question that is put to a customer who waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// The types of issue for which it is asked, or [`ANY_ISSUE`]. Default: `order_number` for
    /// shipping, refund and cancellation; others for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_for: Option<Vec<String>>,
    /// A value as it looks, `LK-48213`. Letters before its first digit are added to a number that
    /// is written without them, if the pattern wants them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// What can be wrong with one of `[[facts]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldMistake {
    /// The name is not lower case letters, digits and `_`.
    Name,
    /// A field of the owner's own without a label.
    NoLabel,
    /// The label is empty, of several lines, or too long.
    Label,
    /// The pattern is no regular expression, and why.
    Pattern(String),
    /// The pattern is too long, or takes too much memory.
    PatternTooLarge,
    /// The pattern fits nothing at all, so it would be found everywhere.
    PatternFitsNothing,
    /// The pattern doesn't fit the example.
    Example(String),
    /// There are no values in the list, or the one at this place is empty.
    Values(Option<usize>),
    /// `product` and `plan` can't be known without values.
    NoValues,
    /// The question is empty, of several lines, or too long.
    Ask,
    /// No type of issue has the name at this place.
    IssueType(usize, String),
}

impl FieldMistake {
    /// The key in `site.toml` where the mistake is.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::NoLabel | Self::Label => "label",
            Self::Pattern(_) | Self::PatternTooLarge | Self::PatternFitsNothing => "pattern",
            Self::Example(_) => "example",
            Self::Values(_) | Self::NoValues => "values",
            Self::Ask => "ask",
            Self::IssueType(..) => "required_for",
        }
    }

    /// Its place in the list of that key, if the key holds one.
    pub const fn place(&self) -> Option<usize> {
        match self {
            Self::Values(place) => *place,
            Self::IssueType(place, _) => Some(*place),
            _ => None,
        }
    }
}

impl fmt::Display for FieldMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("lower case letters, digits and _, and a letter first"),
            Self::NoLabel => f.write_str("a field of your own needs a label"),
            Self::Label | Self::Ask => {
                write!(f, "one line of at most {MAX_CHARS} characters, and not empty")
            }
            Self::Pattern(why) => write!(f, "not a regular expression: {why}"),
            Self::PatternTooLarge => {
                write!(f, "at most {MAX_CHARS} characters, without large repetitions")
            }
            Self::PatternFitsNothing => f.write_str("it fits the empty text, so it is everywhere"),
            Self::Example(example) => write!(f, "the pattern doesn't fit `{example}`"),
            Self::Values(_) => f.write_str("at least one value, and none of them empty"),
            Self::NoValues => f.write_str("list the values, so that they can be recognised"),
            Self::IssueType(_, name) => write!(f, "there is no type of issue `{name}`"),
        }
    }
}

impl std::error::Error for FieldMistake {}

impl FieldSettings {
    /// Everything that is wrong with it. `own_issue_types` are the owner's, beside the built-in.
    pub fn check(&self, own_issue_types: &[&str]) -> Vec<FieldMistake> {
        let mut wrong = Vec::new();
        if !is_name(&self.name) {
            wrong.push(FieldMistake::Name);
        }
        match &self.label {
            Some(label) if !is_line(label) => wrong.push(FieldMistake::Label),
            None if !BUILT_IN_FIELDS.contains(&self.name.as_str()) => {
                wrong.push(FieldMistake::NoLabel);
            }
            _ => {}
        }
        if self.ask.as_ref().is_some_and(|ask| !is_line(ask)) {
            wrong.push(FieldMistake::Ask);
        }
        match &self.values {
            Some(values) if values.is_empty() => wrong.push(FieldMistake::Values(None)),
            Some(values) => {
                let empty = |value: &String| value.split('|').any(|word| word.trim().is_empty());
                let places = (0..).zip(values).filter(|(_, value)| empty(value));
                wrong.extend(places.map(|(place, _)| FieldMistake::Values(Some(place))));
            }
            None if matches!(self.name.as_str(), "product" | "plan") && self.pattern.is_none() => {
                wrong.push(FieldMistake::NoValues);
            }
            None => {}
        }
        for (place, issue) in self.required_for.iter().flatten().enumerate() {
            let known = issue == ANY_ISSUE
                || IssueType::from_name(issue).is_some()
                || own_issue_types.contains(&issue.as_str());
            if !known {
                wrong.push(FieldMistake::IssueType(place, issue.clone()));
            }
        }
        wrong.extend(self.pattern.as_ref().and_then(|pattern| self.wrong_pattern(pattern)));
        wrong
    }

    fn wrong_pattern(&self, pattern: &str) -> Option<FieldMistake> {
        let regex = match whole(pattern) {
            Ok(regex) => regex,
            Err(mistake) => return Some(mistake),
        };
        let example = self.example.as_ref()?;
        (!regex.is_match(example.trim())).then(|| FieldMistake::Example(example.clone()))
    }
}

/// The pattern for a value that is nothing else.
pub(super) fn whole(pattern: &str) -> Result<Regex, FieldMistake> {
    if pattern.chars().count() > MAX_CHARS {
        return Err(FieldMistake::PatternTooLarge);
    }
    // What is read as a whole must be a pattern by itself: `a)(b` is none.
    compile(pattern)?;
    let whole = compile(&format!("^(?:{})$", inner(pattern)))?;
    if whole.is_match("") { Err(FieldMistake::PatternFitsNothing) } else { Ok(whole) }
}

/// The pattern wherever no letter or digit stands before or behind it.
pub(super) fn within(pattern: &str) -> Result<Regex, FieldMistake> {
    whole(pattern)?;
    compile(&format!(r"\b{{start-half}}(?:{})\b{{end-half}}", inner(pattern)))
}

fn compile(pattern: &str) -> Result<Regex, FieldMistake> {
    let built =
        RegexBuilder::new(pattern).case_insensitive(true).size_limit(MAX_COMPILED_BYTES).build();
    built.map_err(|error| {
        let reason = error.to_string();
        if reason.contains("size limit") {
            FieldMistake::PatternTooLarge
        } else {
            FieldMistake::Pattern(reason)
        }
    })
}

/// The pattern without the anchors that an owner may have written around it.
fn inner(pattern: &str) -> &str {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    match pattern.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => rest,
        _ => pattern,
    }
}

fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    name.len() <= crate::id::MAX_ID_LEN
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(plain)
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_CHARS && !text.contains(['\n', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(change: impl FnOnce(&mut FieldSettings)) -> Vec<FieldMistake> {
        let mut field = FieldSettings {
            name: "serial_number".to_owned(),
            label: Some("Serial number".to_owned()),
            ..FieldSettings::default()
        };
        change(&mut field);
        field.check(&["repair"])
    }

    #[test]
    fn a_field_needs_a_name_and_a_label() {
        assert_eq!(field(|_| {}), []);
        for name in ["", "Serial", "serial number", "_serial", "1st", "sérial"] {
            assert_eq!(field(|field| field.name = name.to_owned()), [FieldMistake::Name], "{name}");
        }
        assert_eq!(field(|field| field.label = None), [FieldMistake::NoLabel]);
        assert_eq!(field(|field| field.label = Some(" ".to_owned())), [FieldMistake::Label]);
        let built_in = FieldSettings { name: "email".to_owned(), ..FieldSettings::default() };
        assert_eq!(built_in.check(&[]), []);
        let plan = FieldSettings { name: "plan".to_owned(), ..FieldSettings::default() };
        assert_eq!(plan.check(&[]), [FieldMistake::NoValues]);
    }

    #[test]
    fn a_pattern_must_be_one_that_fits_something() {
        let pattern = |pattern: &str| field(|field| field.pattern = Some(pattern.to_owned()));
        assert_eq!(pattern(r"LK-\d{5}"), []);
        assert_eq!(pattern(r"^LK-\d{5}$"), []);
        assert!(matches!(pattern("LK-(")[..], [FieldMistake::Pattern(_)]));
        assert!(matches!(pattern("a)(b")[..], [FieldMistake::Pattern(_)]));
        assert_eq!(pattern(r"\d*"), [FieldMistake::PatternFitsNothing]);
        assert_eq!(pattern(&"a".repeat(201)), [FieldMistake::PatternTooLarge]);
        assert_eq!(pattern(r"\d{900}{900}"), [FieldMistake::PatternTooLarge]);
        let both = field(|field| {
            field.pattern = Some(r"LK-\d{5}".to_owned());
            field.example = Some("LK-123".to_owned());
        });
        assert_eq!(both, [FieldMistake::Example("LK-123".to_owned())]);
    }

    #[test]
    fn lists_and_questions_are_checked_by_their_place() {
        let values = |list: &[&str]| {
            let list = list.iter().map(|&value| value.to_owned()).collect();
            field(|field| field.values = Some(list))
        };
        assert_eq!(values(&[]), [FieldMistake::Values(None)]);
        assert_eq!(values(&["Tote|bag", "Tote||bag"]), [FieldMistake::Values(Some(1))]);
        let issues = ["any", "shipping", "repair", "repairs"].map(str::to_owned).to_vec();
        let wrong = field(|field| field.required_for = Some(issues));
        assert_eq!(wrong, [FieldMistake::IssueType(3, "repairs".to_owned())]);
        assert_eq!((wrong[0].key(), wrong[0].place()), ("required_for", Some(3)));
        assert_eq!(field(|field| field.ask = Some("a".repeat(201))), [FieldMistake::Ask]);
    }
}
