//! `[events]`: an address that customers' words may be sent to, and something to send. Names of events
//! are the type's to check.

use super::{Check, address};
use baton_shared::events::EventsSettings;

impl Check<'_> {
    pub(super) fn events(&mut self, events: &EventsSettings) {
        if let Err(reason) = address::check(&events.url) {
            self.fail(&["events", "url"], reason);
        }
        if events.send.is_empty() {
            self.fail(&["events", "send"], "names no event; leave `[events]` out to send none");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::site_bundle::settings::tests::{errors, lines};

    fn with(rest: &str) -> String {
        format!("[events]\nurl = \"https://shop.example/events\"\n{rest}")
    }

    #[test]
    fn an_address_is_enough() {
        assert_eq!(errors(&with("")), []);
        assert_eq!(errors(&with("send = [\"message_created\", \"message_left\"]\n")), []);
        assert_eq!(lines("[events]\n"), [3]);
    }

    #[test]
    fn a_mistake_is_found_with_its_line() {
        assert_eq!(lines("[events]\nurl = \"http://shop.example/events\"\n"), [4]);
        assert_eq!(lines("[events]\n\nurl = \"https://u:p@shop.example\"\n"), [5]);
        assert_eq!(lines(&with("secret = \"x\"\n")), [5]);
        assert_eq!(lines(&with("send = []\n")), [5]);
        let unknown = errors(&with("send = [\n  \"message_left\",\n  \"handoff_begun\",\n]\n"));
        assert_eq!(unknown.len(), 1, "{unknown:?}");
        assert_eq!(unknown[0].0, 7);
        assert!(unknown[0].1.contains("`handoff_begun`"), "{unknown:?}");
        assert!(unknown[0].1.contains("`handoff_requested`"), "{unknown:?}");
    }
}
