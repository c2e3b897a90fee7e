//! `[bot.language_model]`: an address that a key may safely be sent to, and limits that make sense.

use super::Check;
use baton_shared::site::LanguageModelSettings;
use std::ops::RangeInclusive;
use url::Url;

/// How long a reply may take, in milliseconds.
const TIMEOUT_MS: RangeInclusive<u32> = 1_000..=60_000;
/// How many tokens a reply may have.
const MAX_TOKENS: RangeInclusive<u32> = 1..=4_000;
/// The machine itself, where nothing travels that needs to be encrypted.
const HERE: [&str; 2] = ["127.0.0.1", "localhost"];

impl Check<'_> {
    pub(super) fn language_model(&mut self, model: &LanguageModelSettings) {
        let path = |key| ["bot", "language_model", key];
        if let Err(reason) = check_base_url(&model.base_url) {
            self.fail(&path("base_url"), reason);
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

/// The address itself isn't repeated in a reason: it may hold the very secret that is refused.
fn check_base_url(text: &str) -> Result<(), &'static str> {
    let url = Url::parse(text).map_err(|_| "not an address such as https://api.example.com/v1")?;
    let here = url.host_str().is_some_and(|host| HERE.contains(&host));
    match url.scheme() {
        "https" => {}
        "http" if here => {}
        _ => return Err("begins with https://; http:// only for 127.0.0.1 and localhost"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("no name or password in an address; the key is a secret of its own");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("an address without ? and #");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_base_url;
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
    fn a_key_travels_encrypted_or_not_at_all() {
        for good in [
            "https://api.example.com/v1",
            "https://api.example.com/v1/",
            "https://a.example:8443",
            "http://127.0.0.1:11434/v1",
            "http://localhost:8080/v1",
        ] {
            assert_eq!(check_base_url(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "api.example.com/v1",
            "http://api.example.com/v1",
            "http://localhost.example/v1",
            "http://127.0.0.1.example/v1",
            "http://127.0.0.1@evil.example/v1",
            "ftp://localhost/v1",
            "https://u@a.example/v1",
            "https://u:p@a.example/v1",
            "https://a.example/v1?key=x",
            "https://a.example/v1#x",
            "https:///v1?",
        ] {
            assert!(check_base_url(bad).is_err(), "{bad}");
        }
    }
}
