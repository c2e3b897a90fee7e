//! A site's settings: what its owner writes in `site.toml`, and the part of it the widget sees.

use crate::context::FieldSettings;
use crate::desk::{AgentSettings, DeskSettings};
use crate::events::{EventKind, EventsSettings};
use crate::id::{Confidence, SiteId};
use crate::trigger::{SiteRule, Thresholds, Topic, TriggerSettings, ValueSettings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything an owner sets. Read from `site.toml`; every field but `id` and `name` has a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteSettings {
    /// The site's id, as in the embed snippet.
    pub id: SiteId,
    /// The name customers know.
    pub name: String,
    /// Origins whose pages may embed the widget, as `https://shop.example` or, for any port of a
    /// development machine, `http://localhost:*`.
    #[serde(default)]
    pub origins: Vec<String>,
    /// How the widget looks and greets.
    #[serde(default, with = "OwnersWidget")]
    pub widget: WidgetSettings,
    /// How the bot answers.
    #[serde(default)]
    pub bot: BotSettings,
    /// What an agent does about an issue: steps by its type.
    #[serde(default)]
    pub playbook: BTreeMap<String, Vec<String>>,
    /// When the thread passes to a human.
    #[serde(default, with = "OwnersTrigger")]
    pub trigger: TriggerSettings,
    /// Which facts are captured from what a customer writes, beside the built-in ones.
    #[serde(default)]
    pub facts: Vec<FieldSettings>,
    /// Who can take a waiting thread, in which order and how.
    #[serde(default)]
    pub desk: DeskSettings,
    /// What each agent can take.
    #[serde(default)]
    pub agents: Vec<AgentSettings>,
    /// What the owner's own systems hear of; none, and nothing is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<EventsSettings>,
}

/// `[widget]` of `site.toml`, and part of the [`SiteCard`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WidgetSettings {
    /// Accent colour, `#rrggbb`. Default: a calm green-blue.
    pub accent: String,
    /// The first line a customer sees in an empty thread.
    pub greeting: String,
    /// Up to four questions offered as one-tap choices in an empty thread.
    pub suggestions: Vec<String>,
}

impl Default for WidgetSettings {
    fn default() -> Self {
        Self {
            accent: "#0f6b5c".to_owned(),
            greeting: "Hello! How can we help?".to_owned(),
            suggestions: Vec::new(),
        }
    }
}

/// `[bot]` of `site.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BotSettings {
    /// The name beside the bot's answers. Default "Assistant".
    pub name: String,
    /// Below this confidence, in thousandths, the bot says that it doesn't know and offers a
    /// person. Default 360.
    pub threshold: Confidence,
    /// How long the bot pauses before it answers, in milliseconds, so that the reader keeps up.
    /// Default 400, at most 10,000.
    pub pause_ms: u32,
    /// The language model that words the answers; none, and the built-in bot quotes the knowledge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_model: Option<LanguageModelSettings>,
    /// The site's own bot, in the built-in one's place; never beside a language model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookSettings>,
}

impl Default for BotSettings {
    fn default() -> Self {
        Self {
            name: "Assistant".to_owned(),
            threshold: Confidence::from_thousandths(360),
            pause_ms: 400,
            language_model: None,
            webhook: None,
        }
    }
}

/// `[bot.language_model]` of `site.toml`. The key is a secret of whoever runs the edge and never
/// stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageModelSettings {
    /// Where an OpenAI-compatible API begins, as `https://api.example/v1`.
    pub base_url: String,
    /// The model's name, as that API knows it.
    pub model: String,
    /// How long a whole reply may take, in milliseconds, before the built-in bot answers instead.
    /// Default 20,000; 1,000 to 60,000.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u32,
    /// Most tokens of a reply. Default 500; 1 to 4,000.
    #[serde(default = "default_max_tokens")]
    pub max_tokens: u32,
}

/// `[bot.webhook]` of `site.toml`. What is sent there is signed with a secret that never stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// Where questions are posted to.
    pub url: String,
    /// How long a reply may take, in milliseconds, however it comes. Default 20,000; 1,000 to 120,000.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u32,
    /// What follows when no reply comes.
    #[serde(default)]
    pub otherwise: Otherwise,
}

/// What follows when a site's own bot fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// The built-in bot answers.
    BuiltIn,
    /// The thread is handed off, as after any error of a bot.
    #[default]
    HandOff,
}

const fn default_timeout_ms() -> u32 {
    20_000
}

const fn default_max_tokens() -> u32 {
    500
}

/// [`WidgetSettings`] as an owner writes them, where an unknown key is a mistake to point out. In a
/// [`SiteCard`] it comes from a newer edge, and an older widget must still open.
#[derive(Serialize, Deserialize)]
#[serde(remote = "WidgetSettings", default = "WidgetSettings::default", deny_unknown_fields)]
struct OwnersWidget {
    accent: String,
    greeting: String,
    suggestions: Vec<String>,
}

/// [`TriggerSettings`] as an owner writes them, like [`OwnersWidget`].
#[derive(Serialize, Deserialize)]
#[serde(remote = "TriggerSettings", default = "TriggerSettings::default", deny_unknown_fields)]
struct OwnersTrigger {
    explicit_request: Thresholds,
    frustration: Thresholds,
    repeated_failure: Thresholds,
    failures: u8,
    low_confidence: Thresholds,
    urgency: Thresholds,
    complexity: Thresholds,
    high_value: Thresholds,
    bot_error: Thresholds,
    most_answers: u16,
    /// Written as `[bot] threshold`.
    #[serde(skip)]
    unsure_below: Confidence,
    topics: BTreeMap<Topic, Thresholds>,
    value: ValueSettings,
    rules: Vec<SiteRule>,
    issue_types: BTreeMap<String, Vec<String>>,
    issue_known: Confidence,
}

/// What the widget needs to know of a site. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteCard {
    /// The site's id.
    pub id: SiteId,
    /// The name customers know.
    pub name: String,
    /// The name beside the bot's answers.
    pub bot: String,
    /// How the widget looks and greets.
    pub widget: WidgetSettings,
    /// The trigger settings, so that the browser decides as the edge does.
    pub trigger: TriggerSettings,
    /// Origins whose pages may embed the panel; the panel speaks to no other page.
    pub origins: Vec<String>,
    /// Which facts are captured, so that the thread's log does it as the owner wants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FieldSettings>,
    /// Whether the desk is told of every message, since the site wants to hear of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tells_messages: bool,
}

impl SiteSettings {
    /// The part that the widget sees.
    pub fn card(&self) -> SiteCard {
        SiteCard {
            id: self.id.clone(),
            name: self.name.clone(),
            bot: self.bot.name.clone(),
            widget: self.widget.clone(),
            trigger: TriggerSettings { unsure_below: self.bot.threshold, ..self.trigger.clone() },
            origins: self.origins.clone(),
            facts: self.facts.clone(),
            tells_messages: self
                .events
                .as_ref()
                .is_some_and(|events| events.asks_for(EventKind::MessageCreated)),
        }
    }

    /// Whether a page of `origin` may embed the widget.
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|allowed| origin_matches(allowed, origin))
    }
}

/// Whether `origin` is `allowed`: the same text, or the same up to a `:*` port.
pub fn origin_matches(allowed: &str, origin: &str) -> bool {
    match allowed.strip_suffix(":*") {
        None => allowed == origin,
        Some(host) => origin.strip_prefix(host).is_some_and(|rest| {
            rest.is_empty()
                || rest.strip_prefix(':').is_some_and(|port| {
                    !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
                })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owners_unknown_key_is_an_error_and_a_newer_edges_is_not() {
        let read = |text: &str| serde_json::from_str::<SiteSettings>(text);
        let settings = read(r#"{"id":"demo","name":"Demo","widget":{"greeting":"Hi"}}"#).unwrap();
        assert_eq!(settings.widget.accent, WidgetSettings::default().accent);
        for part in ["widget", "bot", "trigger"] {
            let text = format!(r#"{{"id":"demo","name":"Demo","{part}":{{"colour":"red"}}}}"#);
            assert!(read(&text).unwrap_err().to_string().contains("colour"), "{part}");
        }
        let card = serde_json::to_string(&settings.card()).unwrap();
        let newer = card.replace(r#""greeting""#, r#""font":"serif","greeting""#);
        assert_eq!(serde_json::from_str::<SiteCard>(&newer).unwrap(), settings.card());
    }

    #[test]
    fn threads_tell_of_every_message_only_where_the_site_asks_for_them() {
        let tells = |events: &str| {
            let text = format!(r#"{{"id":"demo","name":"Demo"{events}}}"#);
            serde_json::from_str::<SiteSettings>(&text).unwrap().card().tells_messages
        };
        let asking = r#","events":{"url":"https://a.example","send":["message_created"]}"#;
        assert!(tells(asking));
        assert!(!tells(r#","events":{"url":"https://a.example"}"#) && !tells(""));
    }

    #[test]
    fn an_origin_is_matched_whole() {
        assert!(origin_matches("https://shop.example", "https://shop.example"));
        assert!(!origin_matches("https://shop.example", "https://shop.example.evil.test"));
        assert!(origin_matches("http://localhost:*", "http://localhost:8788"));
        assert!(origin_matches("http://localhost:*", "http://localhost"));
        assert!(!origin_matches("http://localhost:*", "http://localhost.evil.test"));
        assert!(!origin_matches("http://localhost:*", "http://localhost:80@evil.test"));
    }
}
