//! `[[facts]]`: misspelt keys, fields that are there twice, and what [`FieldSettings::check`] finds.

use super::trigger::strangers;
use super::{Check, find};
use baton_shared::context::FieldSettings;
use baton_shared::site::SiteSettings;

/// Most fields of a site: each is looked for in every message.
const MAX_FIELDS: usize = 32;

const KEYS: &[&str] = &["name", "label", "pattern", "values", "ask", "required_for", "example"];

impl Check<'_> {
    pub(super) fn facts(&mut self, settings: &SiteSettings) {
        let facts = find(self.table, &["facts"]).and_then(|value| value.get_ref().as_array());
        let unknown: Vec<_> =
            facts.into_iter().flatten().flat_map(|field| strangers(field, KEYS)).collect();
        for (offset, reason) in unknown {
            self.fail_at(offset, &format!("facts: {reason}"));
        }
        if settings.facts.len() > MAX_FIELDS {
            let reason = format!("at most {MAX_FIELDS} fields");
            self.fail(&["facts", &MAX_FIELDS.to_string()], &reason);
        }
        let issue_types: Vec<&str> =
            settings.trigger.issue_types.keys().map(String::as_str).collect();
        for (at, field) in settings.facts.iter().enumerate() {
            if settings.facts[..at].iter().any(|before| before.name == field.name) {
                let reason = format!("another field is named `{}`", field.name);
                self.fail(&["facts", &at.to_string(), "name"], &reason);
            }
            self.field(&at.to_string(), field, &issue_types);
        }
    }

    fn field(&mut self, at: &str, field: &FieldSettings, issue_types: &[&str]) {
        for mistake in field.check(issue_types) {
            let place = mistake.place().map(|place| place.to_string());
            let path: Vec<&str> =
                ["facts", at, mistake.key()].into_iter().chain(place.as_deref()).collect();
            self.fail(&path, &mistake.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::site_bundle::settings::tests::{errors, lines};

    const SERIAL: &str = "[[facts]]\nname = \"serial\"\nlabel = \"Serial number\"\n";

    fn serial(rest: &str) -> Vec<usize> {
        lines(&format!("{SERIAL}{rest}\n"))
    }

    #[test]
    fn a_field_may_say_little_or_everything() {
        assert!(serial("").is_empty());
        assert!(lines("[[facts]]\nname = \"order_number\"\nrequired_for = []\n").is_empty());
        let all = "pattern = 'CT-\\d+'\nexample = \"CT-1\"\nvalues = [\"A|b\"]\nask = \"Which?\"\n\
                   required_for = [\"any\", \"refund\"]";
        assert!(serial(all).is_empty());
        let own =
            "required_for = [\"repair\"]\n[trigger.issue_types]\nrepair = [\"a\", \"b\", \"c\"]";
        assert!(serial(own).is_empty());
    }

    #[test]
    fn a_mistake_in_a_field_is_found_with_its_line() {
        assert_eq!(serial("patern = \"A\""), [6]);
        assert_eq!(serial("pattern = \"A(\""), [6]);
        assert_eq!(serial("pattern = 'A\\d'\n\nexample = \"B1\""), [8]);
        assert_eq!(serial("values = []"), [6]);
        assert_eq!(serial("values = [\n  \"Tote\",\n  \"\",\n]"), [8]);
        assert_eq!(serial("ask = \"\""), [6]);
        assert_eq!(serial(&format!("ask = \"{}\"", "a".repeat(201))), [6]);
        assert_eq!(serial("required_for = [\n  \"refund\",\n  \"refunds\",\n]"), [8]);
        assert_eq!(lines("[[facts]]\nname = \"Serial\"\nlabel = \"\"\n"), [4, 5]);
        assert_eq!(lines("[[facts]]\nname = \"serial\"\n"), [3]);
        assert_eq!(lines("[[facts]]\nname = \"plan\"\n"), [3]);
        assert_eq!(lines(&format!("{SERIAL}\n{SERIAL}")), [8]);
        let error = &errors(&format!("{SERIAL}required_for = [\"refunds\"]\n"))[0].1;
        assert_eq!(error, "facts.required_for: there is no type of issue `refunds`");
    }

    #[test]
    fn a_site_has_a_bounded_number_of_fields() {
        let field = |n: usize| format!("[[facts]]\nname = \"f{n}\"\nlabel = \"F\"\n");
        let fields = |count: usize| (0..count).map(field).collect::<String>();
        assert!(lines(&fields(32)).is_empty());
        assert_eq!(lines(&fields(33)), [99]);
    }
}
