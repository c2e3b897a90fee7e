//! What a question asks for: a place, a time, an amount, a way, a reason, a yes or no.

use serde::{Deserialize, Serialize};

/// The form of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Form {
    /// "How long", "how soon", "how many days".
    Duration,
    /// "How much", "how many".
    Amount,
    /// "How do I".
    Way,
    /// "Where".
    Place,
    /// "When", "what time".
    Time,
    /// "Who", "whose".
    Person,
    /// "Why", "how come".
    Reason,
    /// "What", "which".
    Thing,
    /// "Can I", "do you", "is it".
    Truth,
}

/// The form of the questions that a title answers: its own if it is a question, or what it names.
pub(super) fn answered(title: &str) -> Option<Form> {
    form(title).or_else(|| {
        let lower = title.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric());
        words.find_map(|word| match word {
            "time" | "times" | "duration" => Some(Form::Duration),
            "cost" | "costs" | "price" | "prices" | "pricing" | "fee" | "fees" | "charges"
            | "limits" => Some(Form::Amount),
            "tracking" | "location" | "locations" => Some(Form::Place),
            "hours" | "dates" | "schedule" | "deadline" | "deadlines" => Some(Form::Time),
            _ => None,
        })
    })
}

/// The form of `text`, if it is a question.
pub(super) fn form(text: &str) -> Option<Form> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let asks = words.iter().enumerate().find_map(|(at, word)| {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let after = words.get(at + 2).copied().unwrap_or_default();
        Some(match (*word, next) {
            ("how", "long" | "soon" | "fast" | "quickly" | "often") => Form::Duration,
            ("how", "many") if matches!(after, "days" | "weeks" | "hours") => Form::Duration,
            ("how", "much" | "many" | "far" | "big" | "heavy" | "old") => Form::Amount,
            ("how", "come") | ("why", _) => Form::Reason,
            ("how", _) => Form::Way,
            ("where", _) => Form::Place,
            ("when", _) | ("what", "time") => Form::Time,
            ("who" | "whose" | "whom", _) => Form::Person,
            ("what" | "which" | "whats", _) => Form::Thing,
            _ => return None,
        })
    });
    let truth = matches!(
        words.first().copied().unwrap_or_default(),
        "can"
            | "could"
            | "do"
            | "does"
            | "did"
            | "is"
            | "are"
            | "was"
            | "will"
            | "would"
            | "should"
            | "may"
            | "am"
            | "have"
            | "has"
    );
    if truth { Some(Form::Truth) } else { asks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_has_the_form_of_what_it_names() {
        assert_eq!(answered("Delivery times"), Some(Form::Duration));
        assert_eq!(answered("Transfer limits and fees"), Some(Form::Amount));
        assert_eq!(answered("How do I return it?"), Some(Form::Way));
        assert_eq!(answered("Your account"), None);
    }

    #[test]
    fn questions_are_told_apart_by_what_they_ask_for() {
        for (text, expected) in [
            ("how long does it take?", Some(Form::Duration)),
            ("How many days do I have", Some(Form::Duration)),
            ("ok and how much is it", Some(Form::Amount)),
            ("How do I return it?", Some(Form::Way)),
            ("Can I see where it is?", Some(Form::Truth)),
            ("my order please", None),
        ] {
            assert_eq!(form(text), expected, "{text}");
        }
    }
}
