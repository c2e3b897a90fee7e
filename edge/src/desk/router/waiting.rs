//! Threads wait, are asked for, taken, lost and done with.

use super::super::crew::Crew;
use super::super::hours::Open;
use super::super::line::{Class, Place, Turn};
use super::super::matching::{Wanted, able, best, explain, judge};
use super::super::need::Ask;
use super::super::roster::Agent;
use super::item::{AskedFor, Item, Release, Stand, Wait};
use super::{
    AGAIN_MS, Due, Effect, FORGET_DECLINES_MS, InHand, MOST_LAPSES, Router, Waited, Waiting,
};
use baton_shared::desk::Mode;
use baton_shared::entry::{Parted, Target};
use baton_shared::id::{AgentId, Millis, ThreadId};
use baton_shared::protocol::desk::{Explanation, Obstacle, Presence, Step};

/// How many threads of a lane an agent is held against when its first don't fit their hand.
const LOOK_DOWN: usize = 32;
/// After so long, whoever could take a heavy thread keeps their room for it, in milliseconds.
const KEEP_ROOM_MS: u64 = 300_000;
/// How often the pause before a request is made again is doubled: up to 320 seconds.
const MOST_DOUBLINGS: u32 = 6;

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

    /// The first thread that `id` can be asked for now; none while one that has waited long needs more
    /// room than they have, or light threads would overtake a heavy one for ever.
    pub(super) fn next_for(&self, id: &AgentId, now: Millis) -> Option<ThreadId> {
        let agent = self.roster.0.get(id).filter(|agent| agent.has_room(1))?;
        let kept_for = self.oldest_too_heavy(id, agent, now);
        let firsts = self.lines.lanes().filter_map(|(lane, places)| {
            let need = self.lines.need(lane.need);
            match &lane.tied {
                Some(tied) if tied != id => return None,
                None if able(agent, need, lane.step).is_err() => return None,
                _ => {}
            }
            let fit = places.iter().take(LOOK_DOWN).find(|(_, thread)| {
                let Some(item) = self.items.get(thread) else { return false };
                let Stand::Waits(wait) = &item.stand else { return false };
                judge(id, agent, &wanted(item, wait, need)).is_ok()
            });
            fit.map(|place| (place, lane))
        });
        let (first, _) = firsts.min_by(|a, b| a.0.cmp(b.0))?;
        let kept = kept_for.is_some_and(|kept| kept < first);
        (!kept).then(|| first.1.clone())
    }

    /// Of the threads at the head of a lane that `id` could take with more room, the first, if it has
    /// waited long.
    fn oldest_too_heavy(&self, id: &AgentId, agent: &Agent, now: Millis) -> Option<&Place> {
        let heads = self.lines.lanes().filter_map(|(lane, places)| {
            let place = places.first()?;
            let item = self.items.get(&place.1).filter(|item| item.weight > 1)?;
            let Stand::Waits(wait) = &item.stand else { return None };
            let wanted = wanted(item, wait, self.lines.need(lane.need));
            let full = matches!(judge(id, agent, &wanted), Err(Obstacle::Full { .. }));
            (full && now.since(wait.of.asked) >= KEEP_ROOM_MS).then_some(place)
        });
        heads.min()
    }

    /// Asks the best agent who can be asked for a waiting thread, if there is one.
    pub(super) fn find_somebody(&mut self, thread: &ThreadId, now: Millis) {
        if self.settings.mode == Mode::Pick {
            return;
        }
        let Some(item) = self.items.get(thread) else { return };
        let Stand::Waits(wait) = &item.stand else { return };
        if wait.asked_for != AskedFor::Nobody {
            return;
        }
        let wanted = wanted(item, wait, self.lines.need(wait.need));
        let crew = self.crews.get(wait.need);
        if let Some(agent) = best(&self.roster, crew, &wanted).cloned() {
            self.ask(thread, &agent, now);
        }
    }

    /// Asks `agent` for a thread that nobody is being asked for.
    pub(super) fn ask(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
        let Some(item) = self.items.get(thread) else { return };
        let Stand::Waits(wait) = &item.stand else { return };
        let Some(card) = self.roster.0.get(agent).map(|agent| agent.profile.card.clone()) else {
            return;
        };
        let wanted = wanted(item, wait, self.lines.need(wait.need));
        let why = explain(&self.roster, self.crews.get(wait.need), &wanted, now);
        let (lane, place) = (wait.lane(), wait.place(thread));
        let (weight, epoch) = (item.weight, item.epoch);
        let pause = AGAIN_MS << wait.tries.min(MOST_DOUBLINGS);
        self.lines.exit(&lane, &place);
        let thread = thread.clone();
        let agent = agent.clone();
        let asked_for = if self.settings.mode == Mode::Assign {
            self.effects.push_back(Effect::Assign { thread: thread.clone(), epoch, agent: card });
            AskedFor::Assigning { agent: agent.clone(), again: now.plus(pause) }
        } else {
            let until = now.plus(u64::from(self.settings.accept_s) * 1000);
            let offer = Effect::Offer { thread: thread.clone(), epoch, agent: card, until };
            self.effects.push_back(offer);
            AskedFor::Offered { agent: agent.clone(), until }
        };
        if let Some(Item { stand: Stand::Waits(wait), .. }) = self.items.get_mut(&thread) {
            (wait.asked_for, wait.why) = (asked_for, why);
            wait.tries += 1;
        }
        self.put_in_hand(&agent, &thread);
        self.loaded(&agent, weight, true, now);
        self.schedule(&thread);
    }

    /// Nobody is being asked for a waiting thread any more.
    pub(super) fn take_back(&mut self, thread: &ThreadId, now: Millis) {
        let Some(item) = self.items.get_mut(thread) else { return };
        let weight = item.weight;
        let Stand::Waits(wait) = &mut item.stand else { return };
        let asked_for = std::mem::replace(&mut wait.asked_for, AskedFor::Nobody);
        let Some(agent) = asked_for.agent().cloned() else { return };
        let (lane, place) = (wait.lane(), wait.place(thread));
        self.lines.enter(lane, place);
        self.effects.push_back(Effect::Withdraw { thread: thread.clone(), agent: agent.clone() });
        self.take_from_hand(&agent, thread);
        self.loaded(&agent, weight, false, now);
    }

    /// Asks a thread to leave its agent.
    pub(super) fn release(&mut self, thread: &ThreadId, parted: Parted, now: Millis) {
        let Some(item) = self.items.get_mut(thread) else { return };
        let epoch = item.epoch;
        let Stand::With { agent, release, .. } = &mut item.stand else { return };
        *release = Release::Asked(parted);
        let known = self.roster.0.get(agent).map(|agent| agent.profile.card.clone());
        if let Some(agent) = known {
            let thread = thread.clone();
            self.effects.push_back(Effect::Release { thread, epoch, agent, parted });
        }
        self.due_at(thread, Some(now.plus(AGAIN_MS)));
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
    fn advance(&mut self, thread: &ThreadId, now: Millis) {
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

    fn lapse(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
        self.decline(thread, agent, now);
        let Some(known) = self.roster.0.get_mut(agent) else { return };
        known.lapses += 1;
        if known.lapses >= MOST_LAPSES {
            self.effects.push_back(Effect::SetAway { agent: agent.clone() });
            self.handle_presence(agent, Presence::Away, now);
        }
    }

    fn decline(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
        let Some(Item { stand: Stand::Waits(wait), .. }) = self.items.get_mut(thread) else {
            return;
        };
        if wait.asked_for.agent() != Some(agent) {
            return;
        }
        wait.of.declined.push(agent.clone());
        wait.forget = Some(now.plus(FORGET_DECLINES_MS));
        let by = wait.of.declined.clone();
        self.effects.push_back(Effect::Declined { thread: thread.clone(), by });
        self.take_back(thread, now);
        self.advance(thread, now);
        self.find_somebody(thread, now);
        // Whoever declined may be asked for something else.
        self.serve(agent, now);
    }

    /// Gives a thread to the same agent once more if they can still be asked, else to another.
    fn ask_again(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
        self.advance(thread, now);
        let Some(item) = self.items.get(thread) else { return };
        let Stand::Waits(wait) = &item.stand else { return };
        let wanted = wanted(item, wait, self.lines.need(wait.need));
        let can = self.roster.0.get(agent).is_some_and(|it| judge(agent, it, &wanted).is_ok());
        if can {
            self.ask(thread, agent, now);
        } else {
            self.find_somebody(thread, now);
        }
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

    fn schedule(&mut self, thread: &ThreadId) {
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

    fn due_at(&mut self, thread: &ThreadId, due: Option<Millis>) {
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

/// What is wanted for a waiting thread.
pub(super) fn wanted<'a>(
    item: &Item,
    wait: &'a Wait,
    need: &'a super::super::need::Need,
) -> Wanted<'a> {
    Wanted {
        need,
        step: wait.step,
        tied: wait.tied.as_ref(),
        weight: item.weight,
        declined: &wait.of.declined,
    }
}
