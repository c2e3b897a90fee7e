//! Agents come, go, and have more or less in hand.

use super::super::hours::Open;
use super::super::roster::{Agent, Profile};
use super::item::{Release, Stand};
use super::{Due, Effect, Router};
use baton_shared::desk::{DeskSettings, Mode};
use baton_shared::entry::Parted;
use baton_shared::id::{AgentId, Millis, ThreadId};
use baton_shared::protocol::desk::Presence;

impl Router {
    /// The settings have changed. What waits keeps what it was asked with.
    pub fn configure(&mut self, settings: DeskSettings, now: Millis) {
        self.settings = settings;
        self.serve_everybody(now);
        self.refresh();
        self.tell_places(now);
    }

    /// An agent is on the roster, or can take something else now.
    pub fn handle_profile(&mut self, profile: Profile, now: Millis) {
        let id = profile.card.id.clone();
        match self.roster.0.get_mut(&id) {
            Some(agent) => {
                let (presence, lapses) = (agent.presence, agent.lapses);
                let (idle_since, lost_until) = (agent.idle_since, agent.lost_until);
                let fresh = Agent::new(profile, now);
                *agent = Agent { presence, idle_since, lapses, lost_until, ..fresh };
            }
            None => {
                self.roster.0.insert(id.clone(), Agent::new(profile, now));
            }
        }
        if let Some(agent) = self.roster.0.get(&id) {
            self.crews.update(&id, agent, self.lines.numbered());
        }
        self.weigh(&id);
        self.unburden(&id, now);
        self.schedule_agent(&id);
        self.serve(&id, now);
        self.agent_changed(&id, now);
        self.tell_places(now);
    }

    /// An agent is there, away, or their connection is lost. A lost one keeps what they have for as
    /// long as the settings say.
    pub fn handle_presence(&mut self, id: &AgentId, presence: Presence, now: Millis) {
        let grace_ms = u64::from(self.settings.grace_s) * 1000;
        let Some(agent) = self.roster.0.get_mut(id) else { return };
        // What is gone doesn't get lost once more.
        let again = presence == Presence::Lost && agent.presence == Presence::Offline;
        if agent.presence == presence || again {
            return;
        }
        agent.presence = presence;
        agent.lost_until = (presence == Presence::Lost).then(|| now.plus(grace_ms));
        if presence == Presence::Online {
            (agent.lapses, agent.idle_since) = (0, now);
        } else {
            self.ask_somebody_else(id, now);
        }
        match presence {
            Presence::Offline => self.release_all(id, now),
            Presence::Online | Presence::Away => self.keep_all(id),
            Presence::Lost => {}
        }
        self.schedule_agent(id);
        self.serve(id, now);
        self.agent_changed(id, now);
        self.tell_places(now);
    }

    pub(super) fn agent_due(&mut self, id: &AgentId, now: Millis) {
        let Some(agent) = self.roster.0.get_mut(id) else { return };
        if agent.open_changes.is_some_and(|at| at <= now) {
            agent.open = agent.profile.hours.at(now);
            agent.open_changes = agent.profile.hours.changes(now);
            let ended = agent.open != Open::Working;
            if ended {
                self.ask_somebody_else(id, now);
            }
            self.serve(id, now);
            self.agent_changed(id, now);
        }
        let gone = |agent: &Agent| agent.lost_until.is_some_and(|until| until <= now);
        if self.roster.0.get(id).is_some_and(gone) {
            return self.handle_presence(id, Presence::Offline, now);
        }
        self.schedule_agent(id);
    }

    /// Gives an agent with room whatever they can be asked for.
    pub(super) fn serve(&mut self, id: &AgentId, now: Millis) {
        if self.settings.mode == Mode::Pick {
            return;
        }
        while let Some(thread) = self.next_for(id, now) {
            self.ask(&thread, &id.clone(), now);
        }
    }

    pub(super) fn serve_everybody(&mut self, now: Millis) {
        let ids: Vec<AgentId> = self.roster.0.keys().cloned().collect();
        for id in &ids {
            self.serve(id, now);
        }
    }

    /// `weight` more or less is in an agent's hand, or kept for them.
    pub(super) fn loaded(&mut self, id: &AgentId, weight: u32, more: bool, now: Millis) {
        let Some(agent) = self.roster.0.get_mut(id) else { return };
        let share = agent.share(weight);
        agent.load =
            if more { agent.load.saturating_add(share) } else { agent.load.saturating_sub(share) };
        if more {
            agent.idle_since = now;
        }
        self.agent_changed(id, now);
    }

    /// Adds up anew what an agent has in hand or is asked for: of another capacity, a heavy thread may
    /// take another share.
    fn weigh(&mut self, id: &AgentId) {
        let theirs = self.hands.get(id).into_iter().flatten();
        let weights: Vec<u32> =
            theirs.filter_map(|thread| Some(self.items.get(thread)?.weight)).collect();
        let Some(agent) = self.roster.0.get_mut(id) else { return };
        agent.load = weights.into_iter().map(|weight| agent.share(weight)).sum();
    }

    /// Somebody who has a thread and is not connected is given the time to come back.
    pub(super) fn expect_back(&mut self, id: &AgentId, now: Millis) {
        let grace_ms = u64::from(self.settings.grace_s) * 1000;
        let Some(agent) = self.roster.0.get_mut(id) else { return };
        if agent.presence == Presence::Offline {
            agent.presence = Presence::Lost;
            agent.lost_until = Some(now.plus(grace_ms));
            self.schedule_agent(id);
        }
    }

    /// What an agent was asked for goes to others.
    fn ask_somebody_else(&mut self, id: &AgentId, now: Millis) {
        let asked = self.asked_of(id);
        for thread in &asked {
            self.take_back(thread, now);
        }
        for thread in &asked {
            self.find_somebody(thread, now);
        }
    }

    /// Whoever took more than they can hold isn't asked for anything else.
    pub(super) fn unburden(&mut self, id: &AgentId, now: Millis) {
        let too_much = |agent: &Agent| agent.load > agent.profile.capacity;
        if self.roster.0.get(id).is_some_and(too_much) {
            self.ask_somebody_else(id, now);
        }
    }

    /// What an agent is asked for, in the order of the threads' ids.
    fn asked_of(&self, id: &AgentId) -> Vec<ThreadId> {
        self.of_theirs(id, |stand| matches!(stand, Stand::Waits(_)))
    }

    /// What they have in hand, in the same order.
    fn in_hand_of(&self, id: &AgentId) -> Vec<ThreadId> {
        self.of_theirs(id, |stand| matches!(stand, Stand::With { .. }))
    }

    fn of_theirs(&self, id: &AgentId, which: fn(&Stand) -> bool) -> Vec<ThreadId> {
        let stands =
            |thread: &&ThreadId| self.items.get(*thread).is_some_and(|item| which(&item.stand));
        self.hands.get(id).into_iter().flatten().filter(stands).cloned().collect()
    }

    /// An agent has a thread, or is asked for it.
    pub(super) fn put_in_hand(&mut self, id: &AgentId, thread: &ThreadId) {
        self.hands.entry(id.clone()).or_default().insert(thread.clone());
    }

    /// They don't any more.
    pub(super) fn take_from_hand(&mut self, id: &AgentId, thread: &ThreadId) {
        if let Some(theirs) = self.hands.get_mut(id) {
            theirs.remove(thread);
        }
    }

    fn release_all(&mut self, id: &AgentId, now: Millis) {
        for thread in self.in_hand_of(id) {
            self.release(&thread, Parted::Gone, now);
        }
    }

    /// Whoever is back keeps what the thread has not given up yet.
    fn keep_all(&mut self, id: &AgentId) {
        for thread in self.in_hand_of(id) {
            if let Some(item) = self.items.get_mut(&thread)
                && let Stand::With { release, .. } = &mut item.stand
                && *release == Release::Asked(Parted::Gone)
            {
                *release = Release::No;
            }
        }
    }

    fn schedule_agent(&mut self, id: &AgentId) {
        let Some(agent) = self.roster.0.get(id) else { return };
        for at in agent.open_changes.into_iter().chain(agent.lost_until) {
            self.due.insert((at, Due::Agent(id.clone())));
        }
    }

    fn agent_changed(&mut self, id: &AgentId, now: Millis) {
        let seen = Effect::Seen { agent: id.clone() };
        if self.effects.back() != Some(&seen) {
            self.effects.push_back(seen);
        }
        self.crew_changed(now);
    }
}
