//! What the edge says: welcomes, entries, answers to what was sent, refusals.

use super::copy::{LogCopy, Place};
use super::{Aspect, Output, Replica, TYPING_LASTS_MS, Writing};
use crate::entry::{Author, Body, Entry};
use crate::id::{MessageId, Millis, Seq};
use crate::protocol::{Down, Refusal, Rejection, Welcome};
use crate::thread::link::{Link, OPEN_TIMEOUT_MS};
use crate::thread::outbox::Delivery;
use crate::thread::ownership::{Owner, Ownership};

impl Replica {
    /// A frame from the edge.
    pub fn handle(&mut self, down: Down, now: Millis) {
        self.link.heard(now);
        match down {
            Down::Welcome(welcome) => self.welcomed(*welcome, now),
            Down::Entries { entries } => self.append(entries, now),
            Down::Ack { id, seq } => self.acked(&id, seq),
            Down::Reject { id, rejection } => self.rejected(&id, rejection),
            Down::Typing { author, on } => {
                let mark = on.then(|| (author, now.plus(TYPING_LASTS_MS)));
                self.set_typing(mark);
            }
            Down::Queue(place) => {
                if self.ownership.owner.waits() && self.place != Some(place) {
                    self.place = Some(place);
                    self.changed(Aspect::Queue);
                }
            }
            Down::Page { entries } => {
                self.paging = false;
                self.copy.prepend(entries);
                self.changed(Aspect::Older);
            }
            // What the console makes of it is not a replica's.
            Down::Briefing(_) => {}
            Down::Writing { reply_to, from, text } => self.written(reply_to, from, &text),
            Down::Withheld { .. } => self.outputs.push_back(Output::Withheld),
            Down::Refused(refusal) => self.refused(refusal, now),
        }
    }

    fn welcomed(&mut self, welcome: Welcome, now: Millis) {
        let other = self.thread.as_ref().is_some_and(|thread| *thread != welcome.thread);
        let continues = welcome.first <= self.applied().next() && self.applied() <= welcome.head;
        if other || !continues {
            self.copy = LogCopy::starting_at(welcome.first);
        }
        self.thread = Some(welcome.thread);
        self.version = welcome.version;
        self.you = Some(welcome.you);
        self.set_ownership(welcome.ownership);
        self.backoff.succeeded();
        self.paging = false;
        self.set_link(Link::CatchingUp { head: welcome.head, until: now.plus(OPEN_TIMEOUT_MS) });
        self.changed(Aspect::Entries);
        self.changed(Aspect::Ownership);
        self.flush_if_caught_up(now);
    }

    fn append(&mut self, entries: Vec<Entry>, now: Millis) {
        for entry in entries {
            match self.copy.place(entry.seq) {
                Place::Seen => {}
                Place::Next => {
                    self.take_in(entry);
                    self.changed(Aspect::Entries);
                }
                // Everything from the last entry held is asked for again.
                Place::Beyond => return self.greet_again(now),
            }
        }
        self.flush_if_caught_up(now);
    }

    fn take_in(&mut self, entry: Entry) {
        if entry.epoch > self.ownership.epoch
            && let Some(owner) = owner_after(&entry)
        {
            self.set_ownership(Ownership { owner, epoch: entry.epoch });
        }
        let mine = self.you.as_ref().is_some_and(|you| you.same_hand(&entry.author));
        if mine && let Some(id) = &entry.id {
            self.remove(id);
        }
        if self.typing.as_ref().is_some_and(|(author, _)| author.same_hand(&entry.author)) {
            self.set_typing(None);
        }
        if matches!(entry.body, Body::Answer(_)) {
            self.set_writing(None);
        }
        self.copy.push(entry);
    }

    /// More of the answer that the bot is writing; what doesn't go on where the text so far ends
    /// shows nothing until the answer is there.
    fn written(&mut self, reply_to: Seq, from: u32, more: &str) {
        if !self.ownership.owner.lets_bot_write() {
            return;
        }
        let before = self.writing.take().filter(|writing| from > 0 && writing.reply_to == reply_to);
        let mut text = before.map(|writing| writing.text).unwrap_or_default();
        if text.len() == from as usize {
            text.push_str(more);
            self.set_writing(Some(Writing { reply_to, text }));
        } else {
            self.changed(Aspect::Writing);
        }
    }

    fn flush_if_caught_up(&mut self, now: Millis) {
        let Link::CatchingUp { head, .. } = self.link else { return };
        if self.applied() < head {
            return;
        }
        self.set_link(Link::Live { heard: now, asked: None });
        let (applied, first) = (self.copy.last(), self.copy.first());
        // Confirmed, and its entry lies before the part of the log that this copy starts from.
        self.outbox.retain(|pending| {
            let gone = matches!(pending.delivery, Delivery::Acked(seq) if seq <= applied);
            if gone {
                self.outputs.push_back(Output::Forget(pending.id.clone()));
            }
            !gone
        });
        for pending in self.outbox.iter_mut().filter(|pending| pending.is_unsent()) {
            // Everything from `pending.after` to here is in the copy and does not hold its id.
            if pending.after.next() >= first {
                pending.after = applied;
            }
            pending.delivery = Delivery::Sent;
            self.outputs.push_back(Output::Transmit(pending.frame()));
        }
        self.changed(Aspect::Outbox);
    }

    fn acked(&mut self, id: &MessageId, seq: Seq) {
        if seq <= self.applied() {
            self.remove(id);
        } else if let Some(pending) = self.outbox.iter_mut().find(|pending| pending.id == *id) {
            pending.delivery = Delivery::Acked(seq);
            self.changed(Aspect::Outbox);
        }
    }

    fn rejected(&mut self, id: &MessageId, rejection: Rejection) {
        let Some(pending) = self.outbox.iter_mut().find(|pending| pending.id == *id) else {
            return;
        };
        // Words are not thrown away for their sender; a tap or a decision that came too late is past.
        if pending.action.has_words() {
            pending.delivery = Delivery::Rejected(rejection);
            self.changed(Aspect::Outbox);
        } else {
            self.remove(id);
            self.outputs.push_back(Output::Refused(rejection));
        }
    }

    fn refused(&mut self, refusal: Refusal, now: Millis) {
        if refusal.is_final() {
            self.set_link(Link::Refused(refusal));
            self.outputs.push_back(Output::Disconnect);
        } else if refusal == Refusal::HelloFirst {
            // The edge has forgotten this connection; what it refused is sent again after hello.
            self.greet_again(now);
        }
    }
}

/// The owner that `entry` makes, if it changes the owner.
fn owner_after(entry: &Entry) -> Option<Owner> {
    match (&entry.body, &entry.author) {
        (Body::HandoffRequested(_) | Body::Transferred { .. } | Body::Released { .. }, _) => {
            Some(Owner::QUEUE)
        }
        (Body::HelpWanted, _) => Some(Owner::Queue { helped: true }),
        (Body::AgentJoined, Author::Agent(agent)) => Some(Owner::Agent(agent.clone())),
        (Body::HandedBack { .. } | Body::WaitCancelled, _) => Some(Owner::Bot),
        _ => None,
    }
}
