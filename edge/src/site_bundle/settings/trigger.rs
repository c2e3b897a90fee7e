//! `[trigger]`: misspelt keys, rules that can't be followed, types of issue that can't be told.

use super::{Check, find};
use baton_shared::trigger::lexicon::Phrase;
use baton_shared::trigger::{SiteRule, TriggerSettings};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Fewest example sentences that tell a type of issue.
const MIN_ISSUE_SENTENCES: usize = 3;

const LEVELS: &[&str] = &["offer", "hand_off"];
const VALUE: &[&str] = &["tiers", "amount", "ease"];
const RULE: &[&str] = &["name", "says", "page", "topic", "decision"];

impl Check<'_> {
    pub(super) fn triggers(&mut self, trigger: &TriggerSettings) {
        self.keys();
        if trigger.failures == 0 {
            self.fail(&["trigger", "failures"], "at least 1");
        }
        self.threshold(&["trigger", "issue_known"]);
        self.threshold(&["trigger", "value", "ease"]);
        for (at, rule) in trigger.rules.iter().enumerate() {
            self.rule(&at.to_string(), rule);
        }
        for (name, sentences) in &trigger.issue_types {
            if sentences.len() < MIN_ISSUE_SENTENCES {
                let reason = format!("at least {MIN_ISSUE_SENTENCES} sentences");
                self.fail(&["trigger", "issue_types", name], &reason);
            }
        }
    }

    fn rule(&mut self, at: &str, rule: &SiteRule) {
        let rules = ["trigger", "rules", at];
        self.line(&["trigger", "rules", at, "name"], &rule.name);
        for (phrase, said) in rule.says.iter().enumerate() {
            if let Err(error) = Phrase::read(said) {
                let path = ["trigger", "rules", at, "says", &phrase.to_string()];
                self.fail(&path, &format!("`{said}`: {error}"));
            }
        }
        if rule.page.as_ref().is_some_and(|page| !page.starts_with('/')) {
            self.fail(&["trigger", "rules", at, "page"], "a path begins with /");
        }
        if rule.is_empty() {
            let reason = format!("`{}` names no words, page or topic", rule.name);
            self.fail(&rules, &reason);
        }
    }

    /// Browsers skip keys in here that they don't know, since a newer edge may have more. Here an
    /// owner has misspelt them.
    fn keys(&mut self) {
        let trigger = find(self.table, &["trigger"]);
        let Some(trigger) = trigger.and_then(|value| value.get_ref().as_table()) else { return };
        let mut unknown = Vec::new();
        for (key, value) in trigger {
            match key.get_ref().as_ref() {
                "issue_types" => {}
                "topics" => {
                    let topics = value.get_ref().as_table().into_iter().flat_map(DeTable::values);
                    topics.for_each(|levels| unknown.extend(strangers(levels, LEVELS)));
                }
                "rules" => {
                    let rules = value.get_ref().as_array().into_iter().flatten();
                    rules.for_each(|rule| unknown.extend(strangers(rule, RULE)));
                }
                "value" => unknown.extend(strangers(value, VALUE)),
                _ => unknown.extend(strangers(value, LEVELS)),
            }
        }
        for (offset, reason) in unknown {
            self.fail_at(offset, &format!("trigger: {reason}"));
        }
    }
}

/// The keys of a table that are none of `known`, and where they stand.
pub(super) fn strangers(value: &Spanned<DeValue<'_>>, known: &[&str]) -> Vec<(usize, String)> {
    let keys = value.get_ref().as_table().into_iter().flat_map(DeTable::keys);
    keys.filter(|key| !known.contains(&key.get_ref().as_ref()))
        .map(|key| {
            let reason =
                format!("unknown key `{}`; expected one of {}", key.get_ref(), known.join(", "));
            (key.span().start, reason)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::site_bundle::settings::tests::{errors, lines};

    const RULE: &str = "[[trigger.rules]]\nname = \"Recall\"\ndecision = \"offer\"\n";

    #[test]
    fn a_misspelt_key_is_found_wherever_it_is() {
        assert_eq!(lines("[trigger]\nexplicit_requests = {}\n"), [4]);
        assert_eq!(lines("[trigger]\nfailures = 2\nfrustration = { ofer = 3 }\n"), [5]);
        assert_eq!(lines("[trigger.urgency]\noffer = 600\nhandoff = 900\n"), [5]);
        assert_eq!(lines("[trigger.topics]\nrefunds = { offer = 500 }\n"), [4]);
        assert_eq!(lines("[trigger.topics]\nrefund = { offer = 500, of = 1 }\n"), [4]);
        assert_eq!(lines("[trigger.value]\namount = 5\ntier = [\"gold\"]\n"), [5]);
        assert_eq!(lines(&format!("{RULE}says = [\"a\"]\npages = \"/\"\n")), [7]);
        assert!(lines("[trigger.topics]\nrefund = { hand_off = \"never\" }\n").is_empty());
    }

    #[test]
    fn a_threshold_is_a_confidence_or_never() {
        for wrong in ["1001", "-1", "0.5", "\"nevr\"", "true"] {
            let text = format!("[trigger]\n\nexplicit_request = {{ hand_off = {wrong} }}\n");
            assert_eq!(lines(&text), [5], "{wrong}");
        }
        assert_eq!(lines("[trigger]\nissue_known = 1001\n"), [4]);
        assert_eq!(lines("[trigger.value]\nease = 2000\n"), [4]);
        assert_eq!(lines("[trigger]\nexplicit_request = { hand_off = 900 }\nfailures = 0\n"), [5]);
    }

    #[test]
    fn a_rule_that_cant_be_followed_is_found_with_its_line() {
        assert!(lines(&format!("{RULE}says = [\"model x\"]\n")).is_empty());
        assert!(lines(&format!("{RULE}topic = \"safety\"\n")).is_empty());
        assert_eq!(lines(RULE), [3]);
        assert_eq!(lines(&format!("{RULE}says = [\"Model X\"]\n")), [6]);
        assert_eq!(lines(&format!("{RULE}says = [\n  \"model x\",\n  \"[x]\",\n]\n")), [8]);
        assert_eq!(lines(&format!("{RULE}topic = \"safe\"\n")), [6]);
        assert_eq!(lines(&format!("{RULE}page = \"bags\"\n")), [6]);
        // The second of two, apart from the first.
        let second = format!("{RULE}says = [\"x\"]\n\n{RULE}\npage = \"bags\"\n");
        assert_eq!(lines(&second), [12]);
        assert_eq!(lines(&format!("{RULE}says = [\"x\"]\n\n{RULE}")), [8]);
        assert_eq!(lines(&format!("{RULE}topic = \"safety\"\n\n{RULE}topic = \"safe\"\n")), [11]);
        let error = &errors(&format!("{RULE}says = [\"Model X\"]\n"))[0].1;
        assert_eq!(
            error,
            "trigger.rules.says: `Model X`: write `Model` in lower case, without accents or punctuation"
        );
    }

    #[test]
    fn a_type_of_issue_needs_sentences() {
        let few =
            "[trigger.issue_types]\nrepair = [\n  \"a\",\n  \"b\",\n]\n\"my bag\" = [\"a\"]\n";
        assert_eq!(lines(few), [8, 4]);
        assert!(lines("[trigger.issue_types]\nrepair = [\"a\", \"b\", \"c\"]\n").is_empty());
    }
}
