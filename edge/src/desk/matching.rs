//! Who fits a thread, and how well: the required, then the preferred, then a generalist as the wait
//! grows; language before convenience; among equals the least loaded, then the longest idle.

use super::crew::Crew;
use super::hours::Open;
use super::need::Need;
use super::roster::{Agent, Roster};
use baton_shared::id::{AgentId, Millis};
use baton_shared::protocol::desk::{
    AgentRole, Candidate, Explanation, MOST_CANDIDATES, Obstacle, Presence, Score, Step, Verdict,
};
use std::cmp::Reverse;

/// What an agent is looked at for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What they must have.
    pub need: &'a Need,
    /// How far that is eased.
    pub step: Step,
    /// Who should have it, if they can.
    pub tied: Option<&'a AgentId>,
    /// What it weighs.
    pub weight: u32,
    /// Who did not take it.
    pub declined: &'a [AgentId],
}

/// Whether `agent`, wherever they are, has what is wanted; why not, if not.
pub fn able(agent: &Agent, need: &Need, step: Step) -> Result<(), Obstacle> {
    let profile = &agent.profile;
    if need.lead && profile.role != AgentRole::Lead {
        return Err(Obstacle::NotALead);
    }
    if !profile.tiers.is_empty() && !profile.tiers.contains(&need.tier) {
        return Err(Obstacle::Tier { tier: need.tier.clone() });
    }
    if let Some(language) = &need.language
        && step < Step::AnyLanguage
        && !profile.languages.contains(language)
    {
        return Err(Obstacle::Language { language: language.clone() });
    }
    let stands_in = profile.generalist && step >= Step::Generalist;
    let lacks = |name: &str, level: u8| profile.skills.get(name).is_none_or(|has| *has < level);
    if let Some((skill, level)) = need.required.iter().find(|(name, level)| lacks(name, *level))
        && !stands_in
    {
        return Err(Obstacle::Lacks { skill: skill.clone(), level: *level });
    }
    let preferred = step == Step::Preferred;
    match need.preferred.iter().find(|name| preferred && lacks(name, 1)) {
        Some(skill) => Err(Obstacle::Lacks { skill: skill.clone(), level: 1 }),
        None => Ok(()),
    }
}

/// Whether `agent` can be asked now, and how well they fit.
pub fn judge(id: &AgentId, agent: &Agent, wanted: &Wanted<'_>) -> Result<Score, Obstacle> {
    let tied = wanted.tied == Some(id);
    if agent.presence != Presence::Online {
        return Err(Obstacle::NotOnline { presence: agent.presence });
    }
    if wanted.step == Step::Tied && !tied {
        return Err(Obstacle::ForSomebodyElse);
    }
    if agent.open != Open::Working {
        return Err(Obstacle::OutOfHours);
    }
    // Whoever it is passed on to by name is trusted to be able, for as long as it is kept for them.
    if wanted.step != Step::Tied {
        able(agent, wanted.need, wanted.step)?;
    }
    if wanted.declined.contains(id) {
        return Err(Obstacle::Declined);
    }
    let capacity = agent.profile.capacity;
    if agent.load.saturating_add(agent.share(wanted.weight)) > capacity {
        return Err(Obstacle::Full { load: agent.load, capacity });
    }
    Ok(score(tied, agent, wanted.need))
}

/// The best agent for what is wanted, if anybody can be asked now; `crew` can help with it.
pub fn best<'a>(roster: &'a Roster, crew: &'a Crew, wanted: &'a Wanted<'a>) -> Option<&'a AgentId> {
    let fit = fitting(roster, crew, wanted);
    fit.min_by_key(|(id, _, score)| order(score, id)).map(|(id, ..)| id)
}

/// Why it goes where it goes: everybody who fits, the best first, then the others. `crew` can help
/// with it.
pub fn explain(roster: &Roster, crew: &Crew, wanted: &Wanted<'_>, now: Millis) -> Explanation {
    let mut fit: Vec<_> = fitting(roster, crew, wanted).collect();
    fit.sort_by_key(|(id, _, score)| order(score, id));
    let refused = roster
        .0
        .iter()
        .filter_map(|(id, agent)| judge(id, agent, wanted).err().map(|why| (agent, why)));
    let fits = fit.iter().map(|(_, agent, score)| (*agent, Verdict::Fits(*score)));
    let refused = refused.map(|(agent, why)| (agent, Verdict::Refused { why }));
    let candidates: Vec<Candidate> = fits
        .chain(refused)
        .take(MOST_CANDIDATES)
        .map(|(agent, verdict)| Candidate { agent: agent.profile.card.clone(), verdict })
        .collect();
    let others = u32::try_from(roster.0.len() - candidates.len()).unwrap_or(u32::MAX);
    Explanation { at: now, needs: wanted.need.words(), step: wanted.step, candidates, others }
}

/// Those who can be asked now. Nobody outside of `crew` can, but for whoever it is kept for.
fn fitting<'a>(
    roster: &'a Roster,
    crew: &'a Crew,
    wanted: &'a Wanted<'a>,
) -> impl Iterator<Item = (&'a AgentId, &'a Agent, Score)> {
    let others = crew.at(wanted.step).filter(move |id| wanted.tied != Some(*id));
    let everybody = wanted.tied.into_iter().chain(others);
    everybody.filter_map(|id| {
        let (id, agent) = roster.0.get_key_value(id)?;
        Some((id, agent, judge(id, agent, wanted).ok()?))
    })
}

fn score(tied: bool, agent: &Agent, need: &Need) -> Score {
    let skills = &agent.profile.skills;
    let level = |(name, least): &(String, u8)| skills.get(name).copied().filter(|has| has >= least);
    let levels: Vec<Option<u8>> = need.required.iter().map(level).collect();
    let count = |many: usize| u8::try_from(many).unwrap_or(u8::MAX);
    Score {
        tied,
        skilled: levels.iter().all(Option::is_some),
        language: need.language.as_ref().is_none_or(|it| agent.profile.languages.contains(it)),
        preferred: count(need.preferred.iter().filter(|name| skills.contains_key(*name)).count()),
        level: levels.into_iter().flatten().fold(0, u8::saturating_add),
        load: agent.busy(),
        since: agent.idle_since,
    }
}

/// How well somebody fits, whatever they have in hand: knows the customer, writes their language, has
/// what is required, what is preferred, and at which level.
type Fit = (bool, bool, bool, u8, u8);

/// Smaller is better.
fn order<'a>(score: &Score, id: &'a AgentId) -> (Reverse<Fit>, u16, Millis, &'a AgentId) {
    let Score { tied, skilled, language, preferred, level, load, since } = *score;
    (Reverse((tied, language, skilled, preferred, level)), load, since, id)
}
