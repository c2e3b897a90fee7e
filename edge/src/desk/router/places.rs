//! What waiting customers are told: their place, an honest range, or that nobody can come and when
//! somebody can.

use super::super::hours::Open;
use super::super::line::NeedId;
use super::super::roster::Agent;
use super::super::wait::Outlook;
use super::item::{Item, Stand};
use super::{Due, Effect, REFRESH_MS, Router, TOLD_AT_ONCE};
use baton_shared::id::{Millis, ThreadId};
use baton_shared::protocol::desk::{Presence, Step};
use baton_shared::protocol::{Closed, QueuePlace, WhyClosed};

/// Who can come to a line.
struct Turnout {
    /// At their desk.
    online: u32,
    /// What those may have in hand, in weights, and how much of it is free.
    places: u32,
    free: u32,
    closed: Option<Closed>,
}

impl Router {
    /// What the customer of a waiting thread is to see; none when it doesn't wait.
    pub fn place(&self, thread: &ThreadId, now: Millis) -> Option<QueuePlace> {
        let Some(Item { stand: Stand::Waits(wait), .. }) = self.items.get(thread) else {
            return None;
        };
        let at = self.lines.line(wait.need).position(|known| known == thread)?;
        let turnout = self.turnout(wait.need, now);
        Some(self.seen(&turnout, at))
    }

    /// Tells those at the head of every line that has moved what has changed for them.
    pub(super) fn tell_places(&mut self, now: Millis) {
        let moved = std::mem::take(&mut self.moved);
        for need in moved {
            let turnout = self.turnout(need, now);
            let first: Vec<ThreadId> = self.lines.line(need).take(TOLD_AT_ONCE).cloned().collect();
            for (at, thread) in first.into_iter().enumerate() {
                self.tell(&thread, &turnout, at);
            }
        }
    }

    /// Somebody has come, gone, or has more or less in hand: what customers are told of it waits a
    /// moment, so that a hundred agents who log in at nine cost one look at each line.
    pub(super) fn crew_changed(&mut self, now: Millis) {
        if !self.stale && self.lines.needs().next().is_some() {
            self.stale = true;
            self.due.insert((now.plus(REFRESH_MS), Due::Places));
        }
    }

    /// Every line is looked at again.
    pub(super) fn refresh(&mut self) {
        self.stale = false;
        self.moved.extend(self.lines.needs());
    }

    fn tell(&mut self, thread: &ThreadId, turnout: &Turnout, at: usize) {
        let place = self.seen(turnout, at);
        let expected_s = self.waits.expected_s(outlook(turnout, at));
        let Some(Item { stand: Stand::Waits(wait), .. }) = self.items.get_mut(thread) else {
            return;
        };
        if wait.told == Some(place) {
            return;
        }
        if wait.first.is_none() && place.wait.is_some() {
            (wait.first, wait.expected_s) = (place.wait, Some(expected_s));
        }
        wait.told = Some(place);
        self.effects.push_back(Effect::Tell { thread: thread.clone(), place });
    }

    fn seen(&self, turnout: &Turnout, at: usize) -> QueuePlace {
        let outlook = outlook(turnout, at);
        let full = self.settings.most_waiting > 0 && outlook.position > self.settings.most_waiting;
        let full = full.then_some(Closed { why: WhyClosed::Full, back_at: None });
        let closed = turnout.closed.or(full);
        let range = || self.waits.range(self.waits.expected_s(outlook));
        QueuePlace {
            position: outlook.position,
            agents_online: turnout.online,
            wait: if turnout.closed.is_none() { Some(range()) } else { None },
            closed,
        }
    }

    fn turnout(&self, need: NeedId, now: Millis) -> Turnout {
        let mut turnout = Turnout { online: 0, places: 0, free: 0, closed: None };
        let (mut anybody, mut working, mut there) = (false, false, false);
        let (mut back_at, mut holiday) = (None::<Millis>, true);
        let able = self.crews.get(need).at(Step::AnyLanguage);
        for agent in able.filter_map(|id| self.roster.0.get(id)) {
            anybody = true;
            if agent.open != Open::Working {
                holiday &= agent.open == Open::Holiday;
                let opens = agent.open_changes;
                back_at = back_at.into_iter().chain(opens).min();
                continue;
            }
            working = true;
            there |= matches!(agent.presence, Presence::Away | Presence::Lost);
            if agent.presence == Presence::Online {
                there = true;
                turnout.online += 1;
                turnout.places += agent.profile.capacity;
                turnout.free += free(agent);
            }
        }
        let why = match (anybody, working, there) {
            (false, ..) if self.roster.0.is_empty() => Some(WhyClosed::NobodyThere),
            (false, ..) => Some(WhyClosed::NobodySkilled),
            (true, false, _) if holiday => Some(WhyClosed::Holiday),
            (true, false, _) => Some(WhyClosed::AfterHours),
            (true, true, false) => Some(WhyClosed::NobodyThere),
            (true, true, true) => None,
        };
        let back_at = back_at.filter(|at| !working && *at > now);
        turnout.closed = why.map(|why| Closed { why, back_at });
        turnout
    }
}

fn free(agent: &Agent) -> u32 {
    agent.profile.capacity.saturating_sub(agent.load)
}

fn outlook(turnout: &Turnout, at: usize) -> Outlook {
    let position = u32::try_from(at + 1).unwrap_or(u32::MAX);
    Outlook { position, places: turnout.places, free: turnout.free }
}
