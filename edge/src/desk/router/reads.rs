//! What the desk shows of itself: who is there, who is asked for what, and why.

use super::super::crew::Crew;
use super::super::matching::{Wanted, explain};
use super::super::need::Ask;
use super::super::roster::Agent;
use super::Router;
use super::asking::wanted;
use super::item::{AskedFor, Item, Stand};
use baton_shared::entry::{AgentCard, Target};
use baton_shared::id::{AgentId, Millis, ThreadId};
use baton_shared::protocol::desk::{Colleague, Explanation, Offer, Step};
use baton_shared::thread::fact::Matter;

impl Router {
    /// Everybody on the roster, by name.
    pub fn colleagues(&self) -> Vec<Colleague> {
        let mut all: Vec<Colleague> = self.roster.0.values().map(Agent::seen).collect();
        all.sort_by(|a, b| (&a.agent.name, &a.agent.id).cmp(&(&b.agent.name, &b.agent.id)));
        all
    }

    /// One of them.
    pub fn colleague(&self, id: &AgentId) -> Option<Colleague> {
        self.roster.0.get(id).map(Agent::seen)
    }

    /// What an agent is asked to take.
    pub fn offers(&self, to: &AgentId) -> Vec<Offer> {
        let offer = |(thread, item): (&ThreadId, &Item)| match &item.stand {
            Stand::Waits(wait) => match &wait.asked_for {
                AskedFor::Offered { agent, until } if agent == to => {
                    Some(Offer { thread: thread.clone(), epoch: item.epoch, until: *until })
                }
                _ => None,
            },
            Stand::With { .. } => None,
        };
        let mut offers: Vec<Offer> = self.items.iter().filter_map(offer).collect();
        offers.sort_by(|a, b| (a.until, &a.thread).cmp(&(b.until, &b.thread)));
        offers
    }

    /// Who is asked to take a thread.
    pub fn offered(&self, thread: &ThreadId) -> Option<AgentCard> {
        let Stand::Waits(wait) = &self.items.get(thread)?.stand else { return None };
        let AskedFor::Offered { agent, .. } = &wait.asked_for else { return None };
        self.roster.0.get(agent).map(|agent| agent.profile.card.clone())
    }

    /// What a waiting thread needs, in words.
    pub fn needs(&self, thread: &ThreadId) -> Vec<String> {
        match self.items.get(thread).map(|item| &item.stand) {
            Some(Stand::Waits(wait)) => self.lines.need(wait.need).words(),
            _ => Vec::new(),
        }
    }

    /// Why a waiting thread is offered to whom it is, or to whom it would go now.
    pub fn explain(&self, thread: &ThreadId, now: Millis) -> Option<Explanation> {
        let item = self.items.get(thread)?;
        let Stand::Waits(wait) = &item.stand else { return None };
        if wait.asked_for != AskedFor::Nobody {
            return Some(wait.why.clone());
        }
        let wanted = wanted(item, wait, self.lines.need(wait.need));
        Some(explain(&self.roster, self.crews.get(wait.need), &wanted, now))
    }

    /// Where a handoff would go, without there being one.
    pub fn try_out(
        &self,
        matter: &Matter,
        target: Option<&Target>,
        step: Step,
        now: Millis,
    ) -> Explanation {
        let ask = Ask::of(matter, target, &self.settings, &self.roster);
        let Ask { need, tied, weight, .. } = &ask;
        let wanted = Wanted { need, step, tied: tied.as_ref(), weight: *weight, declined: &[] };
        explain(&self.roster, &Crew::of(&self.roster, need), &wanted, now)
    }
}
