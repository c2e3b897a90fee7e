//! What the customer has given already and a draft asks for again. Pure; shown by `guard`.

use baton_shared::briefing::Briefing;
use baton_shared::context::asked_for;
use baton_shared::id::Seq;

/// Most that is said of one draft.
const MOST: usize = 3;

/// Something the customer has given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    field: String,
    /// What people call it.
    pub label: String,
    /// The value.
    pub value: String,
    /// Where they gave it.
    pub seq: Seq,
}

impl Given {
    /// What an agent is told.
    pub(super) fn sentence(&self) -> String {
        ["They already gave their ", &lowered(&self.label), ": ", &self.value].concat()
    }
}

/// What `brief` knows and `draft` asks for. Not what the draft itself says: whoever names a value
/// asks whether it is right.
pub(super) fn asked_again(draft: &str, brief: &Briefing) -> Vec<Given> {
    let given = given(brief);
    let fields = given.iter().map(|given| (given.field.as_str(), given.label.as_str()));
    let asked = asked_for(draft, fields);
    let again = given.iter().filter(|given| {
        asked.contains(&given.field.as_str()) && !draft.contains(given.value.as_str())
    });
    again.take(MOST).cloned().collect()
}

/// `value` as it stands between `before` and `after`, with a space where words would run together.
pub(super) fn spaced(before: Option<char>, value: &str, after: Option<char>) -> String {
    let open = before.is_some_and(|before| !before.is_whitespace() && !"([\"'#".contains(before));
    let close = after.is_some_and(char::is_alphanumeric);
    [if open { " " } else { "" }, value, if close { " " } else { "" }].concat()
}

/// What they said, and what the site vouches for.
fn given(brief: &Briefing) -> Vec<Given> {
    let told = brief.facts.iter().map(|fact| Given {
        field: fact.field.clone(),
        label: fact.label.clone(),
        value: fact.value.clone(),
        seq: fact.seq,
    });
    let mut given: Vec<Given> = told.collect();
    let Some((seq, person)) = &brief.who.person else { return given };
    let vouched = [("email", "E-mail", &person.email), ("name", "Name", &person.name)];
    for (field, label, value) in vouched {
        if let Some(value) = value.clone().filter(|_| given.iter().all(|told| told.field != field))
        {
            given.push(Given {
                field: field.to_owned(),
                label: label.to_owned(),
                value,
                seq: *seq,
            });
        }
    }
    given
}

/// `label` inside a sentence: as it is where it is an abbreviation.
fn lowered(label: &str) -> String {
    let abbreviated = label.chars().nth(1).is_some_and(char::is_uppercase);
    if abbreviated { label.to_owned() } else { label.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::briefing::{Known, Who};
    use baton_shared::customer::Person;

    fn known(field: &str, label: &str, value: &str) -> Known {
        let (field, label, value) = (field.to_owned(), label.to_owned(), value.to_owned());
        Known { field, label, value, seq: Seq(3), verified: false }
    }

    fn brief() -> Briefing {
        let person = Person {
            id: "7".to_owned(),
            name: Some("Anna Berg".to_owned()),
            email: Some("anna@example.com".to_owned()),
            traits: Vec::new(),
        };
        Briefing {
            facts: vec![known("order_number", "Order number", "LK-48213")],
            who: Who { person: Some((Seq(1), person)), visit: None },
            ..Briefing::default()
        }
    }

    fn told(draft: &str) -> Vec<String> {
        asked_again(draft, &brief()).iter().map(Given::sentence).collect()
    }

    #[test]
    fn what_is_known_is_named_before_it_is_asked_again() {
        assert_eq!(
            told("Could you give me your order number?"),
            ["They already gave their order number: LK-48213"]
        );
        assert_eq!(
            told("What's your e-mail?"),
            ["They already gave their e-mail: anna@example.com"]
        );
        assert_eq!(told("One moment, please."), [""; 0]);
    }

    #[test]
    fn a_draft_that_names_the_value_asks_whether_it_is_right() {
        assert_eq!(told("Is your order number LK-48213?"), [""; 0]);
    }

    #[test]
    fn what_they_wrote_themselves_comes_before_what_the_site_says() {
        let mut brief = brief();
        brief.facts.push(known("email", "E-mail", "other@example.com"));
        let again = asked_again("What's your e-mail?", &brief);
        let values: Vec<_> = again.iter().map(|given| given.value.as_str()).collect();
        assert_eq!(values, ["other@example.com"]);
    }

    #[test]
    fn a_value_stands_apart_from_the_words_around_it() {
        assert_eq!(spaced(None, "LK-1", None), "LK-1");
        assert_eq!(spaced(Some('r'), "LK-1", Some('a')), " LK-1 ");
        assert_eq!(spaced(Some(' '), "LK-1", Some('?')), "LK-1");
        assert_eq!(spaced(Some('#'), "LK-1", Some(' ')), "LK-1");
    }

    #[test]
    fn abbreviations_stay_as_they_are() {
        assert_eq!(lowered("IMEI"), "IMEI");
        assert_eq!(lowered("Order number"), "order number");
    }
}
