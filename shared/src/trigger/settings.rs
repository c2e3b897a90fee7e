//! `[trigger]` of `site.toml`: when a thread passes to a human.
//!
//! Every threshold is a confidence in thousandths; a trigger at least that sure leads to the
//! decision, and `"never"` switches it off. An owner can begin with high thresholds and lower them
//! as the replays show what would have changed.

use super::{Decision, Topic, TriggerKind};
use crate::id::Confidence;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::collections::BTreeMap;

/// When the thread passes to a human. Every field has a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TriggerSettings {
    /// An explicit request for a human. Default: offer from 450, hand off from 500.
    pub explicit_request: Thresholds,
    /// Frustration over the newest turns: how likely it is time for a person, were it time as often as not;
    /// what goes wrong once stays at 850 or below. Default: offer from 760, hand off from 900.
    pub frustration: Thresholds,
    /// Answers that did not help: each counts `1000 / failures`. Default: hand off at 1000.
    pub repeated_failure: Thresholds,
    /// Failed answers in a row that are as many as a customer should have to bear. Default 2, at
    /// least 1.
    pub failures: u8,
    /// The bot's confidence is under its threshold. Default: offer from 0, hand off never.
    pub low_confidence: Thresholds,
    /// It can't wait. Alone it only raises the priority; with another trigger it hands off, and with something
    /// that is not as it should be a person is offered.
    /// Default: counts from 600 (`offer`), hand off by itself never.
    pub urgency: Thresholds,
    /// Several problems at once. Default: offer from 500, hand off never.
    pub complexity: Thresholds,
    /// A deal with a customer of high value. Default: offer from 500, hand off from 900.
    pub high_value: Thresholds,
    /// The bot failed technically. When it says so once and the customer just asks again, that counts 400, else 1000.
    /// Default: hand off from 500.
    pub bot_error: Thresholds,
    /// After so many answers with no human in between, a human looks at it; 0 for never. Default 24.
    pub most_answers: u16,
    /// An answer of the bot's less sure than this is none: `[bot] threshold`, in thousandths.
    pub unsure_below: Confidence,
    /// Sensitive topics by name; those left out keep their defaults: for `safety` and `account_security` offer
    /// from 740 and hand off from 850, for the others offer from 820, and hand off `legal_compliance` from 900.
    #[serde(deserialize_with = "known_topics")]
    pub topics: BTreeMap<Topic, Thresholds>,
    /// What counts as a customer of high value.
    pub value: ValueSettings,
    /// The owner's own rules.
    pub rules: Vec<SiteRule>,
    /// Types of issue beside the built-in ones: a name, and sentences that customers of this type
    /// say.
    pub issue_types: BTreeMap<String, Vec<String>>,
    /// Below this confidence, in thousandths, an issue's type is "don't know". Default 450.
    pub issue_known: Confidence,
}

impl Default for TriggerSettings {
    fn default() -> Self {
        Self {
            explicit_request: Thresholds::new(450, 500),
            frustration: Thresholds::new(760, 900),
            repeated_failure: Thresholds::new(Level::NEVER, 1000),
            failures: 2,
            low_confidence: Thresholds::new(0, Level::NEVER),
            urgency: Thresholds::new(600, Level::NEVER),
            complexity: Thresholds::new(500, Level::NEVER),
            high_value: Thresholds::new(500, 900),
            bot_error: Thresholds::new(Level::NEVER, 500),
            most_answers: 24,
            unsure_below: Confidence::from_thousandths(650),
            topics: BTreeMap::new(),
            value: ValueSettings::default(),
            rules: Vec::new(),
            issue_types: BTreeMap::new(),
            issue_known: Confidence::from_thousandths(450),
        }
    }
}

impl TriggerSettings {
    /// The thresholds of `kind`.
    pub fn of(&self, kind: TriggerKind) -> Thresholds {
        match kind {
            TriggerKind::ExplicitRequest => self.explicit_request,
            TriggerKind::Frustration | TriggerKind::Behaviour => self.frustration,
            TriggerKind::RepeatedFailure => self.repeated_failure,
            TriggerKind::LowConfidence => self.low_confidence,
            TriggerKind::Urgency => self.urgency,
            TriggerKind::Complexity => self.complexity,
            TriggerKind::HighValue => self.high_value,
            TriggerKind::BotError => self.bot_error,
            TriggerKind::Sensitive(topic) => self.topic(topic),
            // A rule says itself what to do.
            TriggerKind::SiteRule => Thresholds::new(Level::NEVER, Level::NEVER),
        }
    }

    fn topic(&self, topic: Topic) -> Thresholds {
        let (offer, hand_off) = match topic {
            // What harms somebody is better asked about once too often.
            Topic::Safety | Topic::AccountSecurity => (740, 850),
            Topic::LegalCompliance => (820, 900),
            _ => (820, Level::NEVER),
        };
        self.topics.get(&topic).copied().unwrap_or(Thresholds::new(offer, hand_off))
    }
}

/// The topics that this build knows; a newer edge may have more.
fn known_topics<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Topic, Thresholds>, D::Error> {
    let written = BTreeMap::<String, Thresholds>::deserialize(deserializer)?;
    let known = |(name, levels): (String, Thresholds)| Some((Topic::from_name(&name)?, levels));
    Ok(written.into_iter().filter_map(known).collect())
}

/// From which confidence on a trigger leads to which decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// A person is offered.
    #[serde(default)]
    pub offer: Level,
    /// The thread is handed off.
    #[serde(default)]
    pub hand_off: Level,
}

impl Thresholds {
    const fn new(offer: u16, hand_off: u16) -> Self {
        Self { offer: Level(offer), hand_off: Level(hand_off) }
    }

    /// The decision at `confidence`, with both thresholds lowered by `ease` thousandths.
    pub fn decide(self, confidence: Confidence, ease: u16) -> Decision {
        let reaches = |level: Level| {
            level.0 != Level::NEVER && confidence.thousandths() >= level.0.saturating_sub(ease)
        };
        if reaches(self.hand_off) {
            Decision::HandOff
        } else if reaches(self.offer) {
            Decision::Offer
        } else {
            Decision::Continue
        }
    }
}

/// A confidence in thousandths, or never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level(u16);

impl Level {
    const NEVER: u16 = 1001;
}

impl Default for Level {
    fn default() -> Self {
        Self(Self::NEVER)
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 == Self::NEVER {
            serializer.serialize_str("never")
        } else {
            serializer.serialize_u16(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u16),
            Word(String),
        }
        let wrong = || de::Error::custom("write a confidence from 0 to 1000, or \"never\"");
        match Written::deserialize(deserializer).map_err(|_| wrong())? {
            Written::Number(level @ 0..=1000) => Ok(Self(level)),
            Written::Word(word) if word == "never" => Ok(Self(Self::NEVER)),
            _ => Err(wrong()),
        }
    }
}

/// `[trigger.value]`: what counts as a customer of high value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ValueSettings {
    /// Tiers and plans that do. Default: gold, platinum, diamond, vip, premium, enterprise.
    pub tiers: Vec<String>,
    /// A cart, contract or customer value, in the site's currency, from which on one does. Default
    /// 1000.
    pub amount: u32,
    /// How many thousandths every threshold is lowered for them. Default 100.
    pub ease: u16,
}

impl Default for ValueSettings {
    fn default() -> Self {
        let tiers = ["gold", "platinum", "diamond", "vip", "premium", "enterprise"];
        Self { tiers: tiers.map(str::to_owned).to_vec(), amount: 1000, ease: 100 }
    }
}

/// `[[trigger.rules]]`: a rule of the owner's own. It applies to a message when everything that it
/// names holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRule {
    /// What agents read as the reason.
    pub name: String,
    /// Phrases of which one must be said, in lower case; the syntax is the lexicon's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub says: Vec<String>,
    /// The page's path must begin so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The message must be about this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    /// What to do.
    pub decision: Decision,
}

impl SiteRule {
    /// Whether it names nothing that must hold; such a rule never applies.
    pub const fn is_empty(&self) -> bool {
        self.says.is_empty() && self.page.is_none() && self.topic.is_none()
    }
}
