//! What a handoff needs of an agent, by the owner's rules.

use baton_shared::desk::{DeskSettings, RoutingRule};
use baton_shared::entry::Target;
use baton_shared::id::AgentId;
use baton_shared::thread::fact::Matter;
use baton_shared::trigger::{Priority, Topic, TriggerKind};

/// A mood below this is an unhappy customer's, in thousandths.
const UNHAPPY: i16 = -300;
/// The greatest head start that counts, in seconds: two hours. Whoever has waited longer is ahead of
/// everybody who comes later.
pub const MOST_HEAD_START_S: u64 = 2 * 60 * 60;

/// What an agent must have to be asked. Threads with the same needs stand in one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Need {
    /// Skills with the least level, by name.
    pub required: Vec<(String, u8)>,
    /// Skills that count in an agent's favour.
    pub preferred: Vec<String>,
    /// The customer's language; none when the desk's own will do.
    pub language: Option<String>,
    /// The customer's tier; empty for none.
    pub tier: String,
    /// Whether it is for a lead.
    pub lead: bool,
}

/// What a handoff asks of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Of an agent.
    pub need: Need,
    /// Who should have it, if they can.
    pub tied: Option<AgentId>,
    /// What it weighs in an agent's hand.
    pub weight: u32,
    /// How much earlier it is taken to have come, in milliseconds.
    pub head_start_ms: u64,
}

/// What a desk's roster has to say to a need.
pub trait Abilities {
    /// Whether somebody writes this language.
    fn writes(&self, language: &str) -> bool;
    /// Whether somebody has this skill.
    fn has_skill(&self, skill: &str) -> bool;
}

impl Ask {
    /// What `matter` asks, passed on to `target` if to anybody.
    pub fn of(
        matter: &Matter,
        target: Option<&Target>,
        settings: &DeskSettings,
        roster: &impl Abilities,
    ) -> Self {
        let mut need = Need { tier: matter.says("tier").unwrap_or_default(), ..Need::default() };
        let language = matter.language.as_deref().filter(|it| *it != settings.language);
        need.language = language.filter(|it| roster.writes(it)).map(str::to_owned);
        let (mut priority, mut weight, mut tied) = (matter.priority, None, None);
        for rule in settings.rules.iter().filter(|rule| holds(rule, matter)) {
            need.required.extend(rule.require.iter().map(|skill| with_level(skill)));
            need.preferred.extend(rule.prefer.iter().cloned());
            need.lead |= rule.lead;
            priority = rule.priority.map_or(priority, |least| least.max(priority));
            weight = weight.max(rule.weight);
        }
        // Where the owner has no rules, an issue goes to whoever has a skill of its name.
        if settings.rules.is_empty()
            && let Some(issue) = matter.issue.as_ref().filter(|issue| roster.has_skill(issue))
        {
            need.required.push((issue.clone(), 1));
        }
        match target {
            Some(Target::Agent { id }) => tied = Some(id.clone()),
            Some(Target::Skill { name }) => need.required.push((name.clone(), 1)),
            Some(Target::Lead) => need.lead = true,
            None => {}
        }
        tidy(&mut need);
        let head_start_ms = head_start_s(matter, priority, &need.tier, settings) * 1000;
        Self { need, tied, weight: weight.unwrap_or(1).max(1), head_start_ms }
    }
}

impl Need {
    /// In words, for agents: "billing", "de", "gold".
    pub fn words(&self) -> Vec<String> {
        let skills = self.required.iter().map(|(name, level)| match level {
            0 | 1 => name.clone(),
            level => format!("{name} {level}"),
        });
        let language = self.language.iter().cloned();
        let tier = Some(self.tier.clone()).filter(|tier| !tier.is_empty());
        let lead = self.lead.then(|| "lead".to_owned());
        skills.chain(language).chain(tier).chain(lead).collect()
    }
}

/// `"billing:3"` as a skill and its level.
pub fn with_level(text: &str) -> (String, u8) {
    match text.split_once(':') {
        Some((name, level)) => (name.trim().to_owned(), level.trim().parse().unwrap_or(1)),
        None => (text.trim().to_owned(), 1),
    }
}

fn holds(rule: &RoutingRule, matter: &Matter) -> bool {
    rule.issue.as_ref().is_none_or(|issue| matter.issue.as_ref() == Some(issue))
        && rule.trigger.is_none_or(|kind| matter.reasons.contains(&kind))
        && rule.traits.iter().all(|(name, value)| matter.says(name).as_ref() == Some(value))
}

/// Each skill once, with its highest level; in the order of their names, so that equal needs are equal.
fn tidy(need: &mut Need) {
    need.required.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    need.required.dedup_by(|later, first| later.0 == first.0);
    need.preferred.sort();
    need.preferred.dedup();
}

fn head_start_s(matter: &Matter, priority: Priority, tier: &str, settings: &DeskSettings) -> u64 {
    let order = &settings.order;
    let danger = |kind: &TriggerKind| {
        matches!(kind, TriggerKind::Sensitive(Topic::Safety | Topic::AccountSecurity))
    };
    let pressing = match priority {
        _ if matter.reasons.iter().any(danger) => order.safety_s,
        Priority::Urgent => order.urgent_s,
        Priority::High => order.high_s,
        Priority::Normal => 0,
    };
    let tier = order.tiers.get(tier).copied().unwrap_or(0);
    let mood = if matter.mood <= UNHAPPY { order.unhappy_s } else { 0 };
    (u64::from(pressing) + u64::from(tier) + u64::from(mood)).min(MOST_HEAD_START_S)
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::customer::Trait;

    struct Everything;

    impl Abilities for Everything {
        fn writes(&self, language: &str) -> bool {
            language == "de"
        }

        fn has_skill(&self, skill: &str) -> bool {
            skill == "billing"
        }
    }

    fn ask(matter: &Matter, settings: &DeskSettings) -> Ask {
        Ask::of(matter, None, settings, &Everything)
    }

    fn gold() -> Vec<Trait> {
        vec![Trait { name: "tier".to_owned(), value: "Gold".to_owned() }]
    }

    #[test]
    fn an_issue_needs_the_skill_of_its_name_if_anybody_has_it() {
        let of = |issue: &str| {
            let matter = Matter { issue: Some(issue.to_owned()), ..Matter::default() };
            ask(&matter, &DeskSettings::default()).need.required
        };
        assert_eq!(of("billing"), [("billing".to_owned(), 1)]);
        assert_eq!(of("shipping"), []);
    }

    #[test]
    fn rules_that_hold_add_up() {
        let settings = DeskSettings {
            rules: vec![
                RoutingRule {
                    issue: Some("billing".to_owned()),
                    require: vec!["billing:2".to_owned()],
                    ..RoutingRule::default()
                },
                RoutingRule {
                    traits: [("tier".to_owned(), "gold".to_owned())].into(),
                    require: vec!["billing:3".to_owned(), "care".to_owned()],
                    weight: Some(2),
                    ..RoutingRule::default()
                },
                RoutingRule {
                    trigger: Some(TriggerKind::BotError),
                    lead: true,
                    ..Default::default()
                },
            ],
            ..DeskSettings::default()
        };
        let issue = Some("billing".to_owned());
        let matter = Matter { issue, traits: gold(), ..Matter::default() };
        let Ask { need, weight, .. } = ask(&matter, &settings);
        assert_eq!(need.required, [("billing".to_owned(), 3), ("care".to_owned(), 1)]);
        assert_eq!((need.lead, weight, need.tier.as_str()), (false, 2, "gold"));
        assert_eq!(need.words(), ["billing 3", "care", "gold"]);
    }

    #[test]
    fn a_language_that_nobody_writes_is_no_need() {
        let of = |language: &str| {
            let matter = Matter { language: Some(language.to_owned()), ..Matter::default() };
            ask(&matter, &DeskSettings::default()).need.language
        };
        assert_eq!(of("de").as_deref(), Some("de"));
        assert_eq!((of("fi"), of("en")), (None, None));
    }

    #[test]
    fn danger_outweighs_urgency_tier_and_mood_and_no_head_start_is_endless() {
        let mut settings = DeskSettings::default();
        settings.order.tiers.insert("gold".to_owned(), 900);
        let of = |matter: &Matter| ask(matter, &settings).head_start_ms / 1000;
        let danger = TriggerKind::Sensitive(Topic::Safety);
        let danger = of(&Matter { reasons: vec![danger], ..Matter::default() });
        let urgent = of(&Matter { priority: Priority::Urgent, ..Matter::default() });
        let tier = of(&Matter { traits: gold(), ..Matter::default() });
        let mood = of(&Matter { mood: -800, ..Matter::default() });
        assert!(danger > urgent && urgent > tier && tier > mood && mood > 0);
        settings.order.safety_s = u32::MAX;
        let reasons = vec![TriggerKind::Sensitive(Topic::Safety)];
        let most = ask(&Matter { reasons, ..Matter::default() }, &settings).head_start_ms;
        assert_eq!(most, MOST_HEAD_START_S * 1000);
    }

    #[test]
    fn a_transfer_says_whom_it_is_for() {
        let matter = Matter::default();
        let to =
            |target: Target| Ask::of(&matter, Some(&target), &DeskSettings::default(), &Everything);
        let id = AgentId::parse("maya").unwrap();
        assert_eq!(to(Target::Agent { id: id.clone() }).tied, Some(id));
        let skill = to(Target::Skill { name: "law".to_owned() }).need.required;
        assert_eq!(skill, [("law".to_owned(), 1)]);
        assert!(to(Target::Lead).need.lead);
    }
}
