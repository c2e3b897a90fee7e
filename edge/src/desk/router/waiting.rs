//! Threads wait, are taken, lost and done with.

use super::super::crew::Crew;
use super::super::hours::Open;
use super::super::line::{Class, Turn};
use super::super::matching::{able, explain};
use super::super::need::Ask;
use super::super::roster::Agent;
use super::asking::wanted;
use super::item::{AskedFor, Item, Release, Stand, Wait};
use super::{Due, FORGET_DECLINES_MS, InHand, Router, Waited, Waiting};
use baton_shared::entry::{Parted, Target};
use baton_shared::id::{AgentId, Millis, ThreadId};
use baton_shared::protocol::desk::{Explanation, Presence, Step};

impl Router {
    /// A thread waits. What was known of it before is forgotten.
    pub fn handle_waiting(&mut self, waiting: Waiting, now: Millis) {
        let thread = waiting.thread.clone();
        // It is in line before whoever had it is asked for something else.
        let freed = self.forget(&thread, now);
        self.begin(waiting, now);
        self.advance(&thread, now);
        self.find_somebody(&thread, now);
        self.serve_freed(freed, now);
        self.tell_places(now);
    }

    /// The customer of a waiting thread has left an address.
    pub fn handle_reachable(&mut self, thread: &ThreadId, now: Millis) {
        let Some(Item { stand: Stand::Waits(wait), .. }) = self.items.get(thread) else { return };
        if !wait.of.reachable {
            self.handle_waiting(Waiting { reachable: true, ..wait.of.clone() }, now);
        }
    }

    /// The epoch of a waiting thread has changed, and nothing else.
    pub fn handle_epoch(&mut self, thread: &ThreadId, epoch: baton_shared::id::Epoch, now: Millis) {
        let Some(Item { stand: Stand::Waits(wait), .. }) = self.items.get(thread) else { return };
        self.handle_waiting(Waiting { epoch, ..wait.of.clone() }, now);
    }

    /// An agent has a thread: how long its customer has waited, if they did.
    pub fn handle_taken(&mut self, taken: InHand, now: Millis) -> Option<Waited> {
        let InHand { thread, epoch, agent, since, matter, replied } = taken;
        let waited = self.waited(&thread, &agent, since);
        let weight = Ask::of(&matter, None, &self.settings, &self.roster).weight;
        // Before what was kept for them is given up, so that nothing else takes its room.
        self.loaded(&agent, weight, true, now);
        let freed = self.forget(&thread, now);
        self.serve_freed(freed, now);
        if let Some(Waited { expected_s: Some(expected_s), real_s, .. }) = &waited {
            self.waits.waited(*expected_s, *real_s);
        }
        if let Some(agent) = self.roster.0.get_mut(&agent) {
            agent.lapses = 0;
        }
        self.expect_back(&agent, now);
        let by = agent.clone();
        self.put_in_hand(&by, &thread);
        let stand = Stand::With { agent, since, replied, release: Release::No };
        self.items.insert(thread.clone(), Item { epoch, weight, stand, due: None });
        self.schedule(&thread);
        self.unburden(&by, now);
        self.tell_places(now);
        waited
    }

    /// The agent who has a thread has written.
    pub fn handle_replied(&mut self, thread: &ThreadId) {
        if let Some(item) = self.items.get_mut(thread)
            && let Stand::With { replied, release, .. } = &mut item.stand
        {
            *replied = true;
            if *release == Release::Asked(Parted::Silent) {
                *release = Release::No;
            }
        }
        self.schedule(thread);
    }

    /// A thread neither waits nor is with an agent.
    pub fn handle_done(&mut self, thread: &ThreadId, now: Millis) {
        if let Some(Item { stand: Stand::With { since, .. }, .. }) = self.items.get(thread) {
            self.waits.handled(now.since(*since) / 1000);
        }
        let freed = self.forget(thread, now);
        self.serve_freed(freed, now);
        self.tell_places(now);
    }

    /// An agent doesn't take the thread they are asked for.
    pub fn handle_declined(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
        self.decline(thread, agent, now);
        self.tell_places(now);
    }

    pub(super) fn thread_due(&mut self, thread: &ThreadId, at: Millis, now: Millis) {
        let Some(item) = self.items.get_mut(thread).filter(|item| item.due == Some(at)) else {
            return;
        };
        item.due = None;
        let limit_ms = u64::from(self.settings.first_reply_s) * 1000;
        let silent = |since: Millis| limit_ms > 0 && now.since(since) >= limit_ms;
        match &item.stand {
            Stand::With { release: Release::Asked(parted), .. } => {
                let parted = *parted;
                self.release(thread, parted, now);
            }
            Stand::With { since, replied: false, .. } if silent(*since) => {
                self.release(thread, Parted::Silent, now);
            }
            Stand::With { .. } => {}
            Stand::Waits(wait) => match wait.asked_for.clone() {
                AskedFor::Offered { agent, until } if until <= now => {
                    self.lapse(thread, &agent, now);
                }
                AskedFor::Assigning { agent, again } if again <= now => {
                    self.take_back(thread, now);
                    // Whatever the thread did with the request, a fact would have told by now.
                    self.ask_again(thread, &agent, now);
                }
                _ => {
                    self.advance(thread, now);
                    self.find_somebody(thread, now);
                }
            },
        }
        self.schedule(thread);
    }

    /// The desk has no more to do with a thread, as it stood; who has room by that.
    fn forget(&mut self, thread: &ThreadId, now: Millis) -> Option<AgentId> {
        let asked = match self.items.get(thread).map(|item| &item.stand) {
            Some(Stand::Waits(wait)) => wait.asked_for.agent().cloned(),
            _ => None,
        };
        self.take_back(thread, now);
        self.due_at(thread, None);
        let item = self.items.remove(thread)?;
        match item.stand {
            Stand::Waits(wait) => {
                let place = wait.place(thread);
                self.lines.leave(wait.need, &place);
                self.lines.exit(&wait.lane(), &place);
                self.moved.insert(wait.need);
                asked
            }
            Stand::With { agent, .. } => {
                self.take_from_hand(&agent, thread);
                self.loaded(&agent, item.weight, false, now);
                Some(agent)
            }
        }
    }

    fn serve_freed(&mut self, freed: Option<AgentId>, now: Millis) {
        if let Some(agent) = freed {
            self.serve(&agent, now);
        }
    }

    fn begin(&mut self, of: Waiting, now: Millis) {
        let ask = Ask::of(&of.matter, of.target.as_ref(), &self.settings, &self.roster);
        let need = self.lines.number(&ask.need);
        if !self.crews.knows(need) {
            self.crews.push(Crew::of(&self.roster, &ask.need));
        }
        let named = matches!(of.target, Some(Target::Agent { .. }));
        let can = |id: &AgentId| {
            let agent = self.roster.0.get(id);
            agent.is_some_and(|agent| able(agent, &ask.need, Step::Required).is_ok())
        };
        let tied = ask.tied.clone().or_else(|| of.last.clone().filter(|id| !of.head && can(id)));
        let patience_s =
            if named { self.settings.steps.generalist_s } else { self.settings.prefer_last_s };
        let class = match (of.head, of.reachable) {
            (true, _) => Class::Head,
            (false, true) if self.was_closed(need, of.asked) => Class::Left,
            _ => Class::InTurn,
        };
        let turn = Turn::new(class, of.asked, ask.head_start_ms);
        let (thread, epoch) = (of.thread.clone(), of.epoch);
        let wait = Wait {
            need,
            turn,
            tied,
            tied_ms: u64::from(patience_s) * 1000,
            step: Step::Tied,
            asked_for: AskedFor::Nobody,
            tries: 0,
            forget: (!of.declined.is_empty()).then(|| now.plus(FORGET_DECLINES_MS)),
            why: Explanation::default(),
            expected_s: None,
            first: None,
            told: None,
            of,
        };
        let place = wait.place(&thread);
        self.lines.join(need, place.clone());
        self.lines.enter(wait.lane(), place);
        self.moved.insert(need);
        let stand = Stand::Waits(Box::new(wait));
        self.items.insert(thread, Item { epoch, weight: ask.weight, stand, due: None });
    }

    /// Eases what a thread needs as far as its wait allows, and forgets declines when it is time.
    pub(super) fn advance(&mut self, thread: &ThreadId, now: Millis) {
        let Some(item) = self.items.get(thread) else { return };
        let Stand::Waits(wait) = &item.stand else { return };
        let step = self.step_at(wait, now);
        let (lane, place) = (wait.lane(), wait.place(thread));
        let Some(Item { stand: Stand::Waits(wait), .. }) = self.items.get_mut(thread) else {
            return;
        };
        if wait.forget.is_some_and(|at| at <= now) {
            wait.forget = None;
            wait.of.declined.clear();
        }
        if wait.step != step {
            wait.step = step;
            if wait.asked_for == AskedFor::Nobody {
                let eased = wait.lane();
                self.lines.exit(&lane, &place);
                self.lines.enter(eased, place);
            }
        }
        self.schedule(thread);
    }

    /// How far a wait has eased what it needs.
    fn step_at(&self, wait: &Wait, now: Millis) -> Step {
        let waited = now.since(wait.of.asked);
        let steps = &self.settings.steps;
        let need = self.lines.need(wait.need);
        let due = |seconds: u32| waited >= u64::from(seconds) * 1000;
        let comes = |id: &AgentId| {
            self.roster.0.get(id).is_some_and(|agent| {
                matches!(agent.presence, Presence::Online | Presence::Lost)
                    && agent.open == Open::Working
                    && !wait.of.declined.contains(id)
            })
        };
        if wait.tied.as_ref().is_some_and(comes) && waited < wait.tied_ms {
            return Step::Tied;
        }
        if need.language.is_some() && due(steps.any_language_s) {
            return Step::AnyLanguage;
        }
        if !need.required.is_empty() && due(steps.generalist_s) {
            return Step::Generalist;
        }
        if need.preferred.is_empty() || due(steps.preferred_s) {
            return Step::Required;
        }
        Step::Preferred
    }

    /// When a waiting thread's needs are eased next.
    fn eased_at(&self, wait: &Wait) -> Option<Millis> {
        let steps = &self.settings.steps;
        let seconds = [steps.preferred_s, steps.generalist_s, steps.any_language_s];
        let moments = seconds.map(|seconds| u64::from(seconds) * 1000);
        let tied = wait.tied.is_some().then_some(wait.tied_ms);
        let waits = moments.into_iter().chain(tied).map(|ms| wait.of.asked.plus(ms));
        waits.filter(|at| self.step_at(wait, *at) > wait.step).min()
    }

    /// The wait of a thread that `agent` took at `at`.
    fn waited(&self, thread: &ThreadId, agent: &AgentId, at: Millis) -> Option<Waited> {
        let item = self.items.get(thread)?;
        let Stand::Waits(wait) = &item.stand else { return None };
        let why = if wait.asked_for.agent() == Some(agent) {
            wait.why.clone()
        } else {
            let wanted = wanted(item, wait, self.lines.need(wait.need));
            explain(&self.roster, self.crews.get(wait.need), &wanted, at)
        };
        Some(Waited {
            thread: thread.clone(),
            agent: agent.clone(),
            asked: wait.of.asked,
            // A thread that comes back has waited before: its second wait says nothing of the first.
            expected_s: wait.expected_s.filter(|_| !wait.of.head),
            told: wait.first,
            real_s: at.since(wait.of.asked) / 1000,
            why,
        })
    }

    /// Whether nobody who could help with `need` worked at `at`.
    pub(super) fn was_closed(&self, need: super::super::line::NeedId, at: Millis) -> bool {
        let able = self.crews.get(need).at(Step::AnyLanguage);
        let mut able = able.filter_map(|id| self.roster.0.get(id));
        let worked = |it: &Agent| it.profile.hours.at(at) == Open::Working;
        let mut found = false;
        let open = able.any(|agent| {
            found = true;
            worked(agent)
        });
        found && !open
    }

    pub(super) fn schedule(&mut self, thread: &ThreadId) {
        let Some(item) = self.items.get(thread) else { return };
        let due = match &item.stand {
            Stand::With { release: Release::Asked(_), .. } => return,
            Stand::With { replied: true, .. } => None,
            Stand::With { since, .. } => {
                let limit = u64::from(self.settings.first_reply_s) * 1000;
                (limit > 0).then(|| since.plus(limit))
            }
            Stand::Waits(wait) => {
                let asked = match wait.asked_for {
                    AskedFor::Nobody => None,
                    AskedFor::Offered { until, .. } => Some(until),
                    AskedFor::Assigning { again, .. } => Some(again),
                };
                asked.into_iter().chain(self.eased_at(wait)).chain(wait.forget).min()
            }
        };
        self.due_at(thread, due);
    }

    pub(super) fn due_at(&mut self, thread: &ThreadId, due: Option<Millis>) {
        let Some(item) = self.items.get_mut(thread) else { return };
        if item.due == due {
            return;
        }
        if let Some(before) = item.due {
            self.due.remove(&(before, Due::Thread(thread.clone())));
        }
        item.due = due;
        if let Some(at) = due {
            self.due.insert((at, Due::Thread(thread.clone())));
        }
    }
}
