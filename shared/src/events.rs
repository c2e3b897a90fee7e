//! What the owner's own systems hear of, `[events]` of `site.toml`: which events, and where they are
//! posted to.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `[events]` of `site.toml`. What is sent there is signed with a secret that never stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventsSettings {
    /// Where events are posted to.
    pub url: String,
    /// Which ones. Default: all but [`EventKind::MessageCreated`], which comes with every message and
    /// costs the thread and its desk a few rows each.
    #[serde(default = "all_but_messages")]
    pub send: Vec<EventKind>,
}

impl EventsSettings {
    /// Whether the site wants to hear of `kind`.
    pub fn asks_for(&self, kind: EventKind) -> bool {
        self.send.contains(&kind)
    }
}

/// Something that happens to a thread and that the owner's systems may want to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A customer began to write, or began again after an agent had resolved the thread.
    ConversationCreated,
    /// Somebody wrote.
    MessageCreated,
    /// The thread waits for a human.
    HandoffRequested,
    /// A human has it.
    HandoffAccepted,
    /// It is the bot's again.
    HandoffEnded,
    /// The customer left an address, so that the answer finds them.
    MessageLeft,
    /// The customer said how it was.
    SurveySubmitted,
}

impl EventKind {
    /// All of them, in the order in which they usually come.
    pub const ALL: [Self; 7] = [
        Self::ConversationCreated,
        Self::MessageCreated,
        Self::HandoffRequested,
        Self::HandoffAccepted,
        Self::HandoffEnded,
        Self::MessageLeft,
        Self::SurveySubmitted,
    ];

    /// As settings and bodies have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConversationCreated => "conversation_created",
            Self::MessageCreated => "message_created",
            Self::HandoffRequested => "handoff_requested",
            Self::HandoffAccepted => "handoff_accepted",
            Self::HandoffEnded => "handoff_ended",
            Self::MessageLeft => "message_left",
            Self::SurveySubmitted => "survey_submitted",
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn all_but_messages() -> Vec<EventKind> {
    EventKind::ALL.into_iter().filter(|kind| *kind != EventKind::MessageCreated).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_one_name() {
        for kind in EventKind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
        }
    }

    #[test]
    fn every_event_but_messages_is_sent_unless_the_owner_says_otherwise() {
        let read = |text: &str| serde_json::from_str::<EventsSettings>(text).unwrap();
        let settings = read(r#"{"url":"https://shop.example/events"}"#);
        assert!(!settings.asks_for(EventKind::MessageCreated));
        assert!(settings.asks_for(EventKind::MessageLeft) && settings.send.len() == 6);
        let settings = read(r#"{"url":"https://a.example","send":["message_created"]}"#);
        assert!(settings.asks_for(EventKind::MessageCreated));
        assert!(!settings.asks_for(EventKind::MessageLeft));
    }
}
