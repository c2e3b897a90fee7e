//! What the desk is compared with: one line, first in, first out, to whoever has been idle longest or
//! to everybody in turn, whatever it is about. The same offers, the same grace for a lost connection.

use super::policy::Policy;
use baton_edge::desk::hours::Open;
use baton_edge::desk::roster::Profile;
use baton_edge::desk::{Effect, InHand, Waited, Waiting};
use baton_shared::desk::DeskSettings;
use baton_shared::entry::{Parted, Target};
use baton_shared::id::{AgentId, Epoch, Millis, ThreadId};
use baton_shared::protocol::desk::Presence;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Who is next among those with room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Whoever has been given nothing for longest.
    LongestIdle,
    /// Everybody in turn.
    RoundRobin,
}

/// One line for everybody.
pub struct FirstCome {
    next: Next,
    desk: DeskSettings,
    agents: BTreeMap<AgentId, Agent>,
    /// Who waits and is not being offered: those who come back first, then by arrival.
    line: BTreeSet<(bool, Millis, ThreadId)>,
    waiting: BTreeMap<ThreadId, (Waiting, Option<(AgentId, Millis)>)>,
    held: BTreeMap<ThreadId, (AgentId, Epoch)>,
    effects: VecDeque<Effect>,
    /// Who was given something last, for taking turns.
    last: Option<AgentId>,
}

struct Agent {
    profile: Profile,
    presence: Presence,
    load: u32,
    idle_since: Millis,
    lost_until: Option<Millis>,
}

impl FirstCome {
    /// A desk with nobody at it.
    pub const fn new(desk: DeskSettings, next: Next) -> Self {
        Self {
            next,
            desk,
            agents: BTreeMap::new(),
            line: BTreeSet::new(),
            waiting: BTreeMap::new(),
            held: BTreeMap::new(),
            effects: VecDeque::new(),
            last: None,
        }
    }

    /// Offers whoever is first to whoever is next, while there are both.
    fn serve(&mut self, now: Millis) {
        let mut passed_over = Vec::new();
        while let Some(place) = self.line.pop_first() {
            let Some((waiting, _)) = self.waiting.get(&place.2) else { continue };
            let Some(agent) = self.whose_turn(waiting, now) else {
                let hopeless = waiting.declined.is_empty() && waiting.target.is_none();
                passed_over.push(place);
                // Nobody at all has room.
                if hopeless {
                    break;
                }
                continue;
            };
            let until = now.plus(u64::from(self.desk.accept_s) * 1000);
            let (thread, epoch) = (place.2, waiting.epoch);
            if let Some((_, asked)) = self.waiting.get_mut(&thread) {
                *asked = Some((agent.clone(), until));
            }
            if let Some(known) = self.agents.get_mut(&agent) {
                known.load += 1;
                known.idle_since = now;
                let card = known.profile.card.clone();
                self.effects.push_back(Effect::Offer { thread, epoch, agent: card, until });
            }
            self.last = Some(agent);
        }
        self.line.extend(passed_over);
    }

    /// Who is next. A thread that was passed on goes to somebody who can help with it: agents do that
    /// by hand, whatever the line does.
    fn whose_turn(&self, waiting: &Waiting, now: Millis) -> Option<AgentId> {
        let there = |agent: &Agent| {
            agent.presence == Presence::Online && agent.profile.hours.at(now) == Open::Working
        };
        let skilled = |agent: &Agent| match &waiting.target {
            Some(Target::Skill { name }) => agent.profile.skills.contains_key(name),
            _ => true,
        };
        let language = waiting.target.as_ref().and(waiting.matter.language.as_ref());
        let writes = |agent: &Agent| language.is_none_or(|it| agent.profile.languages.contains(it));
        let both = self.agents.values().any(|it| there(it) && skilled(it) && writes(it));
        let free = self.agents.iter().filter(|(id, agent)| {
            there(agent)
                && skilled(agent)
                && (!both || writes(agent))
                && agent.load < agent.profile.capacity
                && !waiting.declined.contains(id)
        });
        match self.next {
            Next::LongestIdle => free.min_by_key(|(id, agent)| (agent.idle_since, *id)),
            Next::RoundRobin => {
                free.min_by_key(|(id, _)| (self.last.as_ref().is_some_and(|last| *id <= last), *id))
            }
        }
        .map(|(id, _)| id.clone())
    }

    /// Nobody is being asked for a thread any more.
    fn take_back(&mut self, thread: &ThreadId) {
        let Some((waiting, asked)) = self.waiting.get_mut(thread) else { return };
        if let Some((agent, _)) = asked.take() {
            self.line.insert((!waiting.head, waiting.asked, thread.clone()));
            if let Some(known) = self.agents.get_mut(&agent) {
                known.load = known.load.saturating_sub(1);
            }
            self.effects.push_back(Effect::Withdraw { thread: thread.clone(), agent });
        }
    }

    fn forget(&mut self, thread: &ThreadId) {
        self.take_back(thread);
        if let Some((waiting, _)) = self.waiting.remove(thread) {
            self.line.remove(&(!waiting.head, waiting.asked, thread.clone()));
        }
        if let Some((agent, _)) = self.held.remove(thread)
            && let Some(known) = self.agents.get_mut(&agent)
        {
            known.load = known.load.saturating_sub(1);
        }
    }

    /// What somebody who is gone had goes back to the head of the line.
    fn release_all(&mut self, id: &AgentId) {
        let Some(card) = self.agents.get(id).map(|agent| agent.profile.card.clone()) else {
            return;
        };
        for (thread, (_, epoch)) in self.held.iter().filter(|(_, (agent, _))| agent == id) {
            let (thread, epoch, agent) = (thread.clone(), *epoch, card.clone());
            let parted = Parted::Gone;
            self.effects.push_back(Effect::Release { thread, epoch, agent, parted });
        }
    }
}

impl Policy for FirstCome {
    fn hire(&mut self, profile: Profile, now: Millis) {
        let agent = Agent {
            presence: Presence::Offline,
            load: 0,
            idle_since: now,
            lost_until: None,
            profile,
        };
        self.agents.insert(agent.profile.card.id.clone(), agent);
    }

    fn presence(&mut self, id: &AgentId, presence: Presence, now: Millis) {
        let grace_ms = u64::from(self.desk.grace_s) * 1000;
        let Some(agent) = self.agents.get_mut(id) else { return };
        agent.presence = presence;
        agent.lost_until = (presence == Presence::Lost).then(|| now.plus(grace_ms));
        if presence != Presence::Online {
            let asked = |(_, asked): &(Waiting, Option<(AgentId, Millis)>)| {
                asked.as_ref().is_some_and(|(agent, _)| agent == id)
            };
            let theirs = self.waiting.iter().filter(|(_, wait)| asked(wait));
            for thread in theirs.map(|(thread, _)| thread.clone()).collect::<Vec<_>>() {
                self.take_back(&thread);
            }
        }
        if presence == Presence::Offline {
            self.release_all(id);
        }
        self.serve(now);
    }

    fn waits(&mut self, waiting: Waiting, now: Millis) {
        let thread = waiting.thread.clone();
        self.forget(&thread);
        self.line.insert((!waiting.head, waiting.asked, thread.clone()));
        self.waiting.insert(thread, (waiting, None));
        self.serve(now);
    }

    fn taken(&mut self, taken: InHand, now: Millis) -> Option<Waited> {
        self.forget(&taken.thread);
        if let Some(agent) = self.agents.get_mut(&taken.agent) {
            agent.load += 1;
            agent.idle_since = now;
        }
        self.held.insert(taken.thread, (taken.agent, taken.epoch));
        self.serve(now);
        None
    }

    fn replied(&mut self, _: &ThreadId) {}

    fn done(&mut self, thread: &ThreadId, now: Millis) {
        self.forget(thread);
        self.serve(now);
    }

    fn declined(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
        if let Some((waiting, Some((asked, _)))) = self.waiting.get_mut(thread)
            && asked == agent
        {
            waiting.declined.push(agent.clone());
            self.take_back(thread);
        }
        self.serve(now);
    }

    fn time(&mut self, now: Millis) {
        let lapsed = self.waiting.iter().filter_map(|(thread, (_, asked))| {
            let (agent, until) = asked.as_ref()?;
            (*until <= now).then(|| (thread.clone(), agent.clone()))
        });
        for (thread, agent) in lapsed.collect::<Vec<_>>() {
            self.declined(&thread, &agent, now);
        }
        let gone = self.agents.iter().filter(|(_, it)| it.lost_until.is_some_and(|at| at <= now));
        for id in gone.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            self.presence(&id, Presence::Offline, now);
        }
    }

    fn due(&self) -> Option<Millis> {
        let offers = self.waiting.values().filter_map(|(_, asked)| Some(asked.as_ref()?.1));
        offers.chain(self.agents.values().filter_map(|agent| agent.lost_until)).min()
    }

    fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }
}
