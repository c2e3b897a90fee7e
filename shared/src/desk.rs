//! What an owner sets about the desk, `[desk]` and `[[agents]]` of `site.toml`: who can take what, in
//! which order, and for how long anybody is waited for.

use crate::trigger::{Priority, TriggerKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `[desk]` of `site.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeskSettings {
    /// How a waiting thread finds its agent.
    pub mode: Mode,
    /// How long an agent may think about an offer, in seconds.
    pub accept_s: u32,
    /// How long an agent who has joined may take to write, in seconds; 0 for any time.
    pub first_reply_s: u32,
    /// How long a lost connection costs an agent nothing, in seconds.
    pub grace_s: u32,
    /// Minutes without a touch after which an agent is away; 0 for never.
    pub away_after_min: u16,
    /// How many may wait before the next one is told that the line is full; 0 for any number.
    pub most_waiting: u32,
    /// How much an agent may have in hand, unless their own entry says otherwise. An ordinary thread
    /// weighs 1.
    pub capacity: u32,
    /// How long a returning customer waits for the agent who knows them, in seconds.
    pub prefer_last_s: u32,
    /// The time zone of `hours`, by its IANA name.
    pub time_zone: String,
    /// When agents work, as `"mon-fri 09:00-17:30"`; empty for always.
    pub hours: Vec<String>,
    /// Days on which nobody works, as `"2026-12-25"`.
    pub holidays: Vec<String>,
    /// The language that every agent writes unless their entry says otherwise, and that a customer
    /// gets when nobody writes theirs.
    pub language: String,
    /// When what is needed is eased.
    pub steps: Steps,
    /// The order of the line.
    pub order: Order,
    /// What a handoff needs.
    pub rules: Vec<RoutingRule>,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self {
            mode: Mode::Offer,
            accept_s: 30,
            first_reply_s: 180,
            grace_s: 30,
            away_after_min: 15,
            most_waiting: 0,
            capacity: 4,
            prefer_last_s: 60,
            time_zone: "UTC".to_owned(),
            hours: Vec::new(),
            holidays: Vec::new(),
            language: "en".to_owned(),
            steps: Steps::default(),
            order: Order::default(),
            rules: Vec::new(),
        }
    }
}

/// How a waiting thread finds its agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// One agent at a time is asked; who doesn't accept in time passes it on.
    #[default]
    Offer,
    /// It is given to an agent.
    Assign,
    /// Agents pick for themselves.
    Pick,
}

/// `[desk.steps]`: after how many seconds of waiting less is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Steps {
    /// Until then only somebody with every preferred skill is asked.
    pub preferred_s: u32,
    /// From then on a generalist will do for a required skill.
    pub generalist_s: u32,
    /// From then on somebody who writes another language will do.
    pub any_language_s: u32,
}

impl Default for Steps {
    fn default() -> Self {
        Self { preferred_s: 0, generalist_s: 120, any_language_s: 600 }
    }
}

/// `[desk.order]`: how many seconds earlier than they came some customers are taken to have come.
///
/// Whoever has waited longer than the greatest head start is ahead of everybody who comes later, so
/// nobody starves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Order {
    /// Where somebody's safety, or their account's, is in danger.
    pub safety_s: u32,
    /// Where it can't wait.
    pub urgent_s: u32,
    /// Where it is pressing.
    pub high_s: u32,
    /// Where the customer is angry or sad.
    pub unhappy_s: u32,
    /// By the customer's tier, in lower case.
    pub tiers: BTreeMap<String, u32>,
}

impl Default for Order {
    fn default() -> Self {
        let tiers = BTreeMap::new();
        Self { safety_s: 3600, urgent_s: 1800, high_s: 600, unhappy_s: 120, tiers }
    }
}

/// One of `[[desk.rules]]`: what a handoff needs for which everything named here holds. Of several
/// that hold, all count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoutingRule {
    /// The type of issue.
    pub issue: Option<String>,
    /// One of the reasons.
    pub trigger: Option<TriggerKind>,
    /// What the site vouches for: values by the trait's name, in lower case.
    pub traits: BTreeMap<String, String>,
    /// Skills without which nobody is asked, each as `"billing"` or, with the least level,
    /// `"billing:3"`.
    pub require: Vec<String>,
    /// Skills that count in an agent's favour.
    pub prefer: Vec<String>,
    /// Whether it is for a lead.
    pub lead: bool,
    /// How pressing it is at least.
    pub priority: Option<Priority>,
    /// What it weighs in an agent's hand; the greatest of all rules that hold counts, else 1.
    pub weight: Option<u32>,
}

/// One of `[[agents]]`: what somebody who is invited under this name can take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgentSettings {
    /// The name they are invited under.
    pub name: String,
    /// Their skills, each with a level from 1 to 5.
    pub skills: BTreeMap<String, u8>,
    /// The languages they write; the desk's own where none is named.
    pub languages: Vec<String>,
    /// The tiers they serve; all where none is named.
    pub tiers: Vec<String>,
    /// How much they may have in hand; as the desk says where it isn't named.
    pub capacity: Option<u32>,
    /// Whether they stand in for skills they lack. Default: when they have no skills at all.
    pub generalist: Option<bool>,
    /// When they work; as the desk says where it isn't named.
    pub hours: Option<Vec<String>>,
    /// The time zone of their hours; the desk's where it isn't named.
    pub time_zone: Option<String>,
    /// Days on which they don't work, beside the desk's.
    pub holidays: Vec<String>,
}

impl AgentSettings {
    /// Whether they stand in for skills they lack.
    pub fn is_generalist(&self) -> bool {
        self.generalist.unwrap_or(self.skills.is_empty())
    }
}
