//! A way of finding agents for those who wait: the desk's own, and what it is compared with.

use baton_edge::desk::roster::Profile;
use baton_edge::desk::{Effect, InHand, Router, Waited, Waiting};
use baton_shared::id::{AgentId, Millis, ThreadId};
use baton_shared::protocol::desk::Presence;

/// What a day tells a way of routing, and asks of it.
pub trait Policy {
    fn hire(&mut self, profile: Profile, now: Millis);
    fn presence(&mut self, agent: &AgentId, presence: Presence, now: Millis);
    fn waits(&mut self, waiting: Waiting, now: Millis);
    fn taken(&mut self, taken: InHand, now: Millis) -> Option<Waited>;
    fn replied(&mut self, thread: &ThreadId);
    fn done(&mut self, thread: &ThreadId, now: Millis);
    fn declined(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis);
    fn time(&mut self, now: Millis);
    fn due(&self) -> Option<Millis>;
    fn poll(&mut self) -> Option<Effect>;
}

impl Policy for Router {
    fn hire(&mut self, profile: Profile, now: Millis) {
        self.handle_profile(profile, now);
    }

    fn presence(&mut self, agent: &AgentId, presence: Presence, now: Millis) {
        self.handle_presence(agent, presence, now);
    }

    fn waits(&mut self, waiting: Waiting, now: Millis) {
        self.handle_waiting(waiting, now);
    }

    fn taken(&mut self, taken: InHand, now: Millis) -> Option<Waited> {
        self.handle_taken(taken, now)
    }

    fn replied(&mut self, thread: &ThreadId) {
        self.handle_replied(thread);
    }

    fn done(&mut self, thread: &ThreadId, now: Millis) {
        self.handle_done(thread, now);
    }

    fn declined(&mut self, thread: &ThreadId, agent: &AgentId, now: Millis) {
        self.handle_declined(thread, agent, now);
    }

    fn time(&mut self, now: Millis) {
        self.handle_time(now);
    }

    fn due(&self) -> Option<Millis> {
        self.next_due()
    }

    fn poll(&mut self) -> Option<Effect> {
        Self::poll(self)
    }
}
