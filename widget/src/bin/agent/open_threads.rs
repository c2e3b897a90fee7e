//! The threads this console is connected to: the one in view, and every one that is mine.
//!
//! A thread's session lives in a reactive owner of its own, so that it ends, socket and all, when
//! the thread is neither in view nor mine any more, and its briefing with it. What I have seen of a
//! thread is kept here too.

use crate::briefing;
use baton_shared::briefing::Briefing;
use baton_shared::entry::{Author, Body, Entry};
use baton_shared::id::{AgentId, Seq, ThreadId};
use baton_shared::protocol::subprotocols;
use baton_widget::browser;
use baton_widget::element::watch;
use baton_widget::session::{Beyond, Notice, Session, SessionConfig};
use baton_widget::transport::Endpoint;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A thread's last word, for the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWord {
    /// Whether I said it.
    pub mine: bool,
    /// What was said.
    pub text: String,
}

#[derive(Debug, Clone, Copy)]
struct OpenThread {
    session: Session,
    draft: RwSignal<String>,
    brief: RwSignal<Option<Briefing>>,
}

/// The sessions. Copies are the same.
#[derive(Debug, Clone, Copy)]
pub struct OpenThreads {
    open: RwSignal<BTreeMap<ThreadId, OpenThread>, LocalStorage>,
    owners: StoredValue<BTreeMap<ThreadId, Owner>, LocalStorage>,
    seen: RwSignal<BTreeMap<ThreadId, Seq>>,
    withheld: RwSignal<BTreeMap<ThreadId, Seq>>,
    notice: RwSignal<Option<(ThreadId, Notice)>>,
    me: StoredValue<AgentId>,
}

impl OpenThreads {
    /// No thread yet. Sessions end at the latest with the current reactive owner.
    pub fn new(me: AgentId) -> Self {
        Self {
            open: RwSignal::new_local(BTreeMap::new()),
            owners: StoredValue::new_local(BTreeMap::new()),
            seen: RwSignal::new(BTreeMap::new()),
            withheld: RwSignal::new(BTreeMap::new()),
            notice: RwSignal::new(None),
            me: StoredValue::new(me),
        }
    }

    /// Opens what is in `wanted` and not open, closes what is open and not in it.
    pub fn keep(self, wanted: &[ThreadId]) {
        let held: Vec<ThreadId> = self.open.with_untracked(|open| open.keys().cloned().collect());
        let gone: Vec<&ThreadId> = held.iter().filter(|thread| !wanted.contains(thread)).collect();
        let new: Vec<&ThreadId> = wanted.iter().filter(|thread| !held.contains(thread)).collect();
        if gone.is_empty() && new.is_empty() {
            return;
        }
        let mut ended = Vec::new();
        for thread in &gone {
            ended.extend(self.owners.try_update_value(|owners| owners.remove(thread)).flatten());
        }
        let begun: Vec<_> =
            new.into_iter().map(|thread| (thread.clone(), self.begin(thread))).collect();
        self.open.update(|open| {
            open.retain(|thread, _| !gone.contains(&thread));
            open.extend(begun);
        });
        // Whoever showed an ended session has stopped reading it by the next frame.
        browser::before_next_frame(move || drop(ended));
    }

    /// The session of `thread`, while it is open; tracked.
    pub fn session(self, thread: &ThreadId) -> Option<Session> {
        self.open.with(|open| open.get(thread).map(|open| open.session))
    }

    /// What the agent is writing in `thread`, while it is open; tracked.
    pub fn draft(self, thread: &ThreadId) -> Option<RwSignal<String>> {
        self.open.with(|open| open.get(thread).map(|open| open.draft))
    }

    /// What the edge last said of `thread`, while it is open: none until it has, kept while the
    /// connection is lost; tracked.
    pub fn brief(self, thread: &ThreadId) -> Option<RwSignal<Option<Briefing>>> {
        self.open.with(|open| open.get(thread).map(|open| open.brief))
    }

    /// What an open thread last had to tell, once.
    pub fn notice(self) -> ReadSignal<Option<(ThreadId, Notice)>> {
        self.notice.read_only()
    }

    /// The newest entry of `thread` when an answer of the bot was last held back; tracked.
    pub fn withheld_after(self, thread: &ThreadId) -> Option<Seq> {
        self.withheld.with(|withheld| withheld.get(thread).copied())
    }

    /// How many of the customer's messages I have neither seen nor answered; tracked.
    pub fn unread(self, thread: &ThreadId) -> usize {
        let Some(session) = self.session(thread) else { return 0 };
        let seen = self.seen.with(|seen| seen.get(thread).copied().unwrap_or_default());
        self.me.with_value(|me| session.with_entries(|entries| unread(entries, seen, me)))
    }

    /// How many of these came while the thread was open here; tracked.
    pub fn news(self, thread: &ThreadId) -> usize {
        let Some(session) = self.session(thread) else { return 0 };
        let seen = self.seen.with(|seen| seen.get(thread).copied().unwrap_or_default());
        self.me.with_value(|me| {
            session.with_entries(|entries| {
                let old = entries.partition_point(|entry| !session.is_fresh(entry.seq));
                unread(&entries[old..], seen, me)
            })
        })
    }

    /// I have seen all there is of `thread`.
    pub fn mark_seen(self, thread: &ThreadId) {
        let Some(session) = self.session(thread) else { return };
        let head = session.head();
        let before = self.seen.with_untracked(|seen| seen.get(thread).copied());
        if before != Some(head) {
            self.seen.update(|seen| {
                seen.insert(thread.clone(), head);
            });
        }
    }

    /// The last thing a person or the bot said in `thread`, while it is open; tracked.
    pub fn last_word(self, thread: &ThreadId) -> Option<LastWord> {
        let session = self.session(thread)?;
        self.me.with_value(|me| session.with_entries(|entries| last_word(entries, me)))
    }

    fn begin(self, thread: &ThreadId) -> OpenThread {
        // Nobody's child: it must outlive the effect that opens the thread.
        let owner = Owner::default();
        let open = owner.with(|| {
            let brief = RwSignal::new(None);
            let session = Session::open(self.config(thread, brief));
            let thread = thread.clone();
            watch(move || {
                let Some(notice) = session.notice() else { return };
                if notice == Notice::Withheld {
                    let head = untrack(|| session.head());
                    self.withheld.update(|withheld| {
                        withheld.insert(thread.clone(), head);
                    });
                }
                self.notice.set(Some((thread.clone(), notice)));
            });
            OpenThread { session, draft: RwSignal::new(String::new()), brief }
        });
        self.owners.update_value(|owners| drop(owners.insert(thread.clone(), owner)));
        open
    }

    fn config(self, thread: &ThreadId, brief: RwSignal<Option<Briefing>>) -> SessionConfig {
        let path = ["/v1/threads/", thread.as_str(), "/socket"].concat();
        let me = self.me.get_value();
        SessionConfig {
            endpoint: Endpoint::here(&path, subprotocols()),
            early: None,
            outbox_prefix: ["baton.out.agent.", me.as_str(), ".", thread.as_str(), "."].concat(),
            visit: None,
            senses: false,
            beyond: Some(Beyond(Box::new(move |frame| {
                if let Some(read) = briefing::read(frame) {
                    brief.try_set(Some(read));
                }
            }))),
        }
    }
}

fn unread(entries: &[Entry], seen: Seq, me: &AgentId) -> usize {
    let newest_first = entries.iter().rev();
    newest_first
        .take_while(|entry| entry.seq > seen && !is_mine(&entry.author, me))
        .filter(|entry| entry.author == Author::Customer)
        .count()
}

fn last_word(entries: &[Entry], me: &AgentId) -> Option<LastWord> {
    entries.iter().rev().find_map(|entry| match &entry.body {
        Body::Text { text, .. } => {
            Some(LastWord { mine: is_mine(&entry.author, me), text: text.clone() })
        }
        _ => None,
    })
}

fn is_mine(author: &Author, me: &AgentId) -> bool {
    matches!(author, Author::Agent(agent) if agent.id == *me)
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::AgentCard;
    use baton_shared::id::{Epoch, Millis};

    fn maya() -> AgentId {
        AgentId::parse("maya").unwrap()
    }

    fn log(authors: &[Author]) -> Vec<Entry> {
        let entry = |(seq, author): (u64, &Author)| Entry {
            seq: Seq(seq),
            at: Millis(seq),
            epoch: Epoch(2),
            author: author.clone(),
            id: None,
            body: Body::text(seq.to_string()),
        };
        (1..).zip(authors).map(entry).collect()
    }

    #[test]
    fn what_i_answered_or_saw_is_read() {
        let me = Author::Agent(AgentCard { id: maya(), name: "Maya".to_owned() });
        let entries = log(&[Author::Customer, me, Author::Customer, Author::Bot, Author::Customer]);
        assert_eq!(unread(&entries, Seq(0), &maya()), 2);
        assert_eq!(unread(&entries, Seq(3), &maya()), 1);
        assert_eq!(unread(&entries, Seq(5), &maya()), 0);
        assert_eq!(unread(&entries[..2], Seq(0), &maya()), 0);
    }

    #[test]
    fn the_last_word_says_whose_it_is() {
        let me = Author::Agent(AgentCard { id: maya(), name: "Maya".to_owned() });
        let entries = log(&[Author::Customer, me]);
        assert_eq!(
            last_word(&entries, &maya()),
            Some(LastWord { mine: true, text: "2".to_owned() })
        );
        assert_eq!(last_word(&[], &maya()), None);
    }
}
