//! `[bot.language_model]`: an address that a key may safely be sent to, and limits that make sense.

use super::{Check, address};
use baton_shared::site::LanguageModelSettings;
use std::ops::RangeInclusive;

/// How long a reply may take, in milliseconds.
const TIMEOUT_MS: RangeInclusive<u32> = 1_000..=60_000;
/// How many tokens a reply may have.
const MAX_TOKENS: RangeInclusive<u32> = 1..=4_000;

impl Check<'_> {
    pub(super) fn language_model(&mut self, model: &LanguageModelSettings) {
        let path = |key| ["bot", "language_model", key];
        match address::check(&model.base_url) {
            Ok(url) if url.query().is_none() => {}
            Ok(_) => self.fail(&path("base_url"), "an address without ? and #"),
            Err(reason) => self.fail(&path("base_url"), reason),
        }
        self.line(&path("model"), &model.model);
        for (key, value, range) in [
            ("timeout_ms", model.timeout_ms, TIMEOUT_MS),
            ("max_tokens", model.max_tokens, MAX_TOKENS),
        ] {
            if !range.contains(&value) {
                let reason = format!("{value}; from {} to {}", range.start(), range.end());
                self.fail(&path(key), &reason);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::site_bundle::settings::tests::{errors, lines};

    fn with(rest: &str) -> String {
        format!("[bot.language_model]\nbase_url = \"https://a.example/v1\"\n{rest}")
    }

    #[test]
    fn an_address_and_a_model_are_enough() {
        assert_eq!(errors(&with("model = \"m\"\n")), []);
        assert_eq!(lines(&with("")), [3]);
        assert_eq!(lines("[bot.language_model]\nmodel = \"m\"\n"), [3]);
    }

    #[test]
    fn a_mistake_is_found_with_its_line() {
        assert_eq!(lines(&with("model = \" \"\n")), [5]);
        assert_eq!(lines(&with("model = \"m\"\ntimeout_ms = 999\n")), [6]);
        assert_eq!(lines(&with("model = \"m\"\n\ntimeout_ms = 60001\n")), [7]);
        assert_eq!(lines(&with("model = \"m\"\nmax_tokens = 0\n")), [6]);
        assert_eq!(lines(&with("model = \"m\"\nmax_tokens = 4001\n")), [6]);
        assert_eq!(lines("[bot.language_model]\nmodel = \"m\"\nbase_url = \"http://a\"\n"), [5]);
    }

    #[test]
    fn a_key_has_no_place_in_the_settings() {
        let (line, reason) = errors(&with("model = \"m\"\nkey = \"sk-secret\"\n")).remove(0);
        assert_eq!(line, 6);
        assert!(!reason.contains("sk-secret"), "{reason}");
        let url = "[bot.language_model]\nmodel = \"m\"\nbase_url = \"https://u:sk-secret@a/v1\"\n";
        let (line, reason) = errors(url).remove(0);
        assert_eq!(line, 5);
        assert!(!reason.contains("sk-secret"), "{reason}");
    }

    #[test]
    fn the_address_is_where_the_api_begins() {
        for bad in ["https://a.example/v1?key=x", "https://a.example/v1#x", "http://a.example/v1"] {
            let text = format!("[bot.language_model]\nmodel = \"m\"\nbase_url = \"{bad}\"\n");
            assert_eq!(lines(&text), [5], "{bad}");
        }
    }
}
