//! `[bot.webhook]`: an address that customers' words may be sent to, patience within reason, and no
//! second bot beside it.

use super::{Check, address};
use baton_shared::site::WebhookSettings;
use std::ops::RangeInclusive;

/// How long a reply may take, in milliseconds.
const TIMEOUT_MS: RangeInclusive<u32> = 1_000..=120_000;

impl Check<'_> {
    pub(super) fn webhook(&mut self, webhook: &WebhookSettings, has_model: bool) {
        let path = |key| ["bot", "webhook", key];
        if has_model {
            let reason = "a site has a webhook or a language model, not both";
            self.fail(&["bot", "webhook"], reason);
        }
        if let Err(reason) = address::check(&webhook.url) {
            self.fail(&path("url"), reason);
        }
        if !TIMEOUT_MS.contains(&webhook.timeout_ms) {
            let (least, most) = (TIMEOUT_MS.start(), TIMEOUT_MS.end());
            let reason = format!("{}; from {least} to {most}", webhook.timeout_ms);
            self.fail(&path("timeout_ms"), &reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::site_bundle::settings::tests::{errors, lines};

    fn with(rest: &str) -> String {
        format!("[bot.webhook]\nurl = \"https://shop.example/bot\"\n{rest}")
    }

    #[test]
    fn an_address_is_enough() {
        assert_eq!(errors(&with("")), []);
        assert_eq!(errors(&with("timeout_ms = 120000\notherwise = \"built_in\"\n")), []);
        assert_eq!(lines("[bot.webhook]\n"), [3]);
    }

    #[test]
    fn a_mistake_is_found_with_its_line() {
        assert_eq!(lines(&with("timeout_ms = 999\n")), [5]);
        assert_eq!(lines(&with("\ntimeout_ms = 120001\n")), [6]);
        assert_eq!(lines(&with("otherwise = \"silence\"\n")), [5]);
        assert_eq!(lines(&with("secret = \"x\"\n")), [5]);
        assert_eq!(lines("[bot.webhook]\nurl = \"http://shop.example/bot\"\n"), [4]);
    }

    #[test]
    fn a_site_has_one_bot() {
        let model = "[bot.language_model]\nbase_url = \"https://a.example/v1\"\nmodel = \"m\"\n";
        let both = errors(&format!("{model}{}", with("")));
        assert_eq!(both.len(), 1, "{both:?}");
        assert_eq!(both[0].0, 6);
        assert!(both[0].1.ends_with("not both"), "{both:?}");
    }
}
