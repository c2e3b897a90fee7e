//! Somebody is asked for a thread, accepts or doesn't, and somebody else is.

use super::super::line::Place;
use super::super::matching::{Wanted, able, best, explain, judge};
use super::super::need::Need;
use super::item::{AskedFor, Item, Release, Stand, Wait};
use super::{AGAIN_MS, Effect, FORGET_DECLINES_MS, MOST_LAPSES, Router};
use baton_shared::desk::Mode;
use baton_shared::entry::Parted;
use baton_shared::id::{AgentId, Millis, ThreadId};
use baton_shared::protocol::desk::{Obstacle, Presence};

/// How many threads of a lane an agent is held against when its first don't fit their hand.
const LOOK_DOWN: usize = 32;
/// After so long, whoever could take a heavy thread keeps their room for it, in milliseconds.
const KEEP_ROOM_MS: u64 = 300_000;
/// How often the pause before a request is made again is doubled: up to 320 seconds.
const MOST_DOUBLINGS: u32 = 6;

impl Router {
    /// The first thread that `id` can be asked for now; none while one that has waited long needs more
    /// room than they have, or light threads would overtake a heavy one for ever.
    pub(super) fn next_for(&self, id: &AgentId, now: Millis) -> Option<ThreadId> {
        let agent = self.roster.0.get(id).filter(|agent| agent.has_room(1))?;
        let (mut first, mut kept) = (None::<&Place>, None::<&Place>);
        for (lane, places) in self.lines.lanes() {
            let need = self.lines.need(lane.need);
            match &lane.tied {
                Some(tied) if tied != id => continue,
                None if able(agent, need, lane.step).is_err() => continue,
                _ => {}
            }
            for (at, place) in places.iter().take(LOOK_DOWN).enumerate() {
                let Some(item) = self.items.get(&place.1) else { continue };
                let Stand::Waits(wait) = &item.stand else { continue };
                let long = now.since(wait.of.asked) >= KEEP_ROOM_MS;
                match judge(id, agent, &wanted(item, wait, need)) {
                    Ok(_) => {
                        first = first.into_iter().chain([place]).min();
                        break;
                    }
                    Err(Obstacle::Full { .. }) if at == 0 && long => {
                        kept = kept.into_iter().chain([place]).min();
                    }
                    Err(_) => {}
                }
            }
        }
        let first = first?;
        (kept.is_none_or(|kept| first < kept)).then(|| first.1.clone())
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

    pub(super) fn lapse(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
        self.decline(thread, agent, now);
        let Some(known) = self.roster.0.get_mut(agent) else { return };
        known.lapses += 1;
        if known.lapses >= MOST_LAPSES {
            self.effects.push_back(Effect::SetAway { agent: agent.clone() });
            self.handle_presence(agent, Presence::Away, now);
        }
    }

    pub(super) fn decline(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
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
    pub(super) fn ask_again(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
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
}

/// What is wanted for a waiting thread.
pub(super) fn wanted<'a>(item: &Item, wait: &'a Wait, need: &'a Need) -> Wanted<'a> {
    Wanted {
        need,
        step: wait.step,
        tied: wait.tied.as_ref(),
        weight: item.weight,
        declined: &wait.of.declined,
    }
}
