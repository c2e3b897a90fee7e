//! Who works at the desk: what each agent can take, whether they are there, and what they have in hand.

use super::hours::{Hours, HoursError, Open};
use super::need::Abilities;
use baton_shared::desk::{AgentSettings, DeskSettings};
use baton_shared::entry::AgentCard;
use baton_shared::id::{AgentId, Millis};
use baton_shared::protocol::desk::{AgentRole, Colleague, Presence};
use std::collections::BTreeMap;

/// What an agent can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Who.
    pub card: AgentCard,
    /// What they may do.
    pub role: AgentRole,
    /// Their skills, with a level from 1 to 5.
    pub skills: BTreeMap<String, u8>,
    /// The languages they write.
    pub languages: Vec<String>,
    /// The tiers they serve; all when empty.
    pub tiers: Vec<String>,
    /// How much they may have in hand.
    pub capacity: u32,
    /// Whether they stand in for skills they lack.
    pub generalist: bool,
    /// When they work.
    pub hours: Hours,
}

impl Profile {
    /// What `own` and the desk's settings say of an agent; without an entry of their own they work the
    /// desk's hours and are generalists.
    pub fn new(
        card: AgentCard,
        role: AgentRole,
        own: Option<&AgentSettings>,
        desk: &DeskSettings,
    ) -> Result<Self, HoursError> {
        let unnamed = AgentSettings::default();
        let own = own.unwrap_or(&unnamed);
        let zone = own.time_zone.as_ref().unwrap_or(&desk.time_zone);
        let spans = own.hours.as_ref().unwrap_or(&desk.hours);
        let hours = Hours::parse(zone, spans, desk.holidays.iter().chain(&own.holidays))?;
        let languages = if own.languages.is_empty() {
            vec![desk.language.clone()]
        } else {
            own.languages.clone()
        };
        Ok(Self {
            card,
            role,
            skills: own.skills.clone(),
            languages,
            tiers: own.tiers.clone(),
            capacity: own.capacity.unwrap_or(desk.capacity),
            generalist: own.is_generalist(),
            hours,
        })
    }
}

/// An agent at the moment.
#[derive(Debug, Clone)]
pub struct Agent {
    /// What they can take.
    pub profile: Profile,
    /// Whether they are there.
    pub presence: Presence,
    /// What they have in hand or are asked to take, in the weights of the threads.
    pub load: u32,
    /// Since when they were given nothing.
    pub idle_since: Millis,
    /// Whether these are their hours.
    pub open: Open,
    /// When that changes.
    pub open_changes: Option<Millis>,
    /// Offers in a row that they let pass by.
    pub lapses: u8,
    /// When a lost connection counts as gone.
    pub lost_until: Option<Millis>,
}

impl Agent {
    /// An agent who is not there.
    pub fn new(profile: Profile, now: Millis) -> Self {
        let (open, open_changes) = (profile.hours.at(now), profile.hours.changes(now));
        Self {
            profile,
            presence: Presence::Offline,
            load: 0,
            idle_since: Millis(0),
            open,
            open_changes,
            lapses: 0,
            lost_until: None,
        }
    }

    /// Whether they can be given something that weighs `weight` now, whatever it needs.
    pub fn has_room(&self, weight: u32) -> bool {
        self.presence == Presence::Online
            && self.open == Open::Working
            && self.load.saturating_add(self.share(weight)) <= self.profile.capacity
    }

    /// What a thread that weighs `weight` takes of their capacity. Whoever has nothing in hand can hold
    /// any: else the heaviest would wait for ever where everybody's hands are small.
    pub fn share(&self, weight: u32) -> u32 {
        weight.min(self.profile.capacity)
    }

    /// What they have in hand, in thousandths of what they may have.
    pub fn busy(&self) -> u16 {
        let thousandths = u64::from(self.load) * 1000 / u64::from(self.profile.capacity.max(1));
        u16::try_from(thousandths).unwrap_or(u16::MAX)
    }

    /// As the others see them.
    pub fn seen(&self) -> Colleague {
        let mut skills: Vec<(&String, &u8)> = self.profile.skills.iter().collect();
        skills.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        Colleague {
            agent: self.profile.card.clone(),
            role: self.profile.role,
            presence: self.presence,
            load: self.load,
            capacity: self.profile.capacity,
            skills: skills.into_iter().map(|(name, _)| name.clone()).collect(),
            languages: self.profile.languages.clone(),
            working: self.open == Open::Working,
        }
    }
}

/// Everybody, in the order of their ids.
#[derive(Debug, Clone, Default)]
pub struct Roster(pub BTreeMap<AgentId, Agent>);

impl Abilities for Roster {
    fn writes(&self, language: &str) -> bool {
        self.0.values().any(|agent| agent.profile.languages.iter().any(|known| known == language))
    }

    fn has_skill(&self, skill: &str) -> bool {
        self.0.values().any(|agent| agent.profile.skills.contains_key(skill))
    }
}
