//! What the person does: each becomes something pending, kept until its entry is in the copy, or a
//! frame that may be lost.

use super::{Aspect, Output, Replica};
use crate::entry::{Outcome, Target};
use crate::id::{MessageId, Millis};
use crate::protocol::{Message, Sensed, Up};
use crate::thread::outbox::{Action, Delivery, Pending};

/// Own typing is renewed at most this often, in milliseconds.
const TYPING_EVERY_MS: u64 = 2_500;
/// Older entries fetched at once.
const PAGE: u32 = 50;

impl Replica {
    /// Says something. `sensed` is what the browser's trigger engine made of it.
    pub fn say(&mut self, id: MessageId, message: Message, sensed: Option<Sensed>, now: Millis) {
        let epoch = self.is_agent().then_some(self.ownership.epoch);
        self.typed_at = None;
        self.submit(id, Action::Say { message, epoch, sensed }, now);
    }

    /// Takes the thread, as an agent.
    pub fn take(&mut self, id: MessageId, now: Millis) {
        self.submit(id, Action::Take { epoch: self.ownership.epoch }, now);
    }

    /// Gives the thread back to the bot, as its owning agent.
    pub fn hand_back(&mut self, id: MessageId, outcome: Outcome, now: Millis) {
        self.submit(id, Action::HandBack { epoch: self.ownership.epoch, outcome }, now);
    }

    /// Passes the thread on, as its owning agent.
    pub fn transfer(&mut self, id: MessageId, target: Target, note: String, now: Millis) {
        let epoch = self.ownership.epoch;
        self.submit(id, Action::Transfer { epoch, target, note }, now);
    }

    /// Says a rejected message once more, as a new one.
    pub fn retry(&mut self, id: &MessageId, fresh: MessageId, now: Millis) {
        if let Some(Action::Say { message, sensed, .. }) = self.remove_rejected(id) {
            self.say(fresh, message, sensed, now);
        }
    }

    /// Drops a rejected message.
    pub fn discard(&mut self, id: &MessageId) {
        self.remove_rejected(id);
    }

    /// The person types, or has stopped.
    pub fn set_own_typing(&mut self, on: bool, now: Millis) {
        let due = match self.typed_at {
            None => on,
            Some(at) => !on || now.since(at) >= TYPING_EVERY_MS,
        };
        if due && self.is_live() {
            self.typed_at = on.then_some(now);
            self.outputs.push_back(Output::Transmit(Up::Typing { on }));
        }
    }

    /// Fetches older entries, if there are any and none are on their way.
    pub fn load_older(&mut self) {
        if self.has_older() && !self.paging && self.is_live() {
            self.paging = true;
            let page = Up::Page { before: self.copy.first(), limit: PAGE };
            self.outputs.push_back(Output::Transmit(page));
        }
    }

    fn submit(&mut self, id: MessageId, action: Action, now: Millis) {
        let after = self.applied();
        // Later than what was said before, whatever the clock does: a reload sorts by it.
        let at = self.outbox.last().map_or(now, |last| now.max(last.at.plus(1)));
        let mut pending = Pending { id, at, after, action, delivery: Delivery::Queued };
        self.outputs.push_back(Output::Store(pending.clone()));
        if self.is_live() {
            pending.delivery = Delivery::Sent;
            self.outputs.push_back(Output::Transmit(pending.frame()));
        }
        self.outbox.push(pending);
        self.changed(Aspect::Outbox);
    }

    /// Only what was rejected: anything else may be in the log already.
    fn remove_rejected(&mut self, id: &MessageId) -> Option<Action> {
        let pending = self.outbox.iter().find(|pending| pending.id == *id)?;
        let rejected = matches!(pending.delivery, Delivery::Rejected(_));
        if rejected { self.remove(id).map(|pending| pending.action) } else { None }
    }
}
