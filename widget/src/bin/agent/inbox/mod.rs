//! The desk's threads as an agent works through them: which section each belongs to, and in what
//! order. Pure; the markup is in [`list`].

pub mod list;
mod row;

use baton_shared::id::{AgentId, ThreadId};
use baton_shared::protocol::desk::{InboxItem, Standing};
use std::collections::BTreeMap;

/// A group of threads that ask for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// They wait for a human. The longest waiting comes first.
    Waiting,
    /// I have them.
    Mine,
    /// The bot has them.
    Assistant,
    /// A colleague has them.
    Others,
    /// An agent resolved them.
    Resolved,
}

impl Section {
    /// In the order of the inbox.
    pub const ALL: [Self; 5] =
        [Self::Waiting, Self::Mine, Self::Assistant, Self::Others, Self::Resolved];

    /// Where a thread belongs for `me`.
    pub fn of(standing: &Standing, me: &AgentId) -> Self {
        match standing {
            Standing::Waiting => Self::Waiting,
            Standing::With { agent } if agent.id == *me => Self::Mine,
            Standing::With { .. } => Self::Others,
            Standing::Bot => Self::Assistant,
            Standing::Resolved { .. } => Self::Resolved,
        }
    }
}

/// Every thread the desk shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inbox {
    items: BTreeMap<ThreadId, InboxItem>,
}

impl Inbox {
    /// From a welcome.
    pub fn new(items: Vec<InboxItem>) -> Self {
        Self { items: items.into_iter().map(|item| (item.thread.clone(), item)).collect() }
    }

    /// Takes in a thread that is new or has changed; whether it begins to wait with that.
    pub fn put(&mut self, item: InboxItem) -> bool {
        let waits = item.standing == Standing::Waiting;
        let before = self.items.insert(item.thread.clone(), item);
        waits && before.is_none_or(|before| before.standing != Standing::Waiting)
    }

    /// A thread.
    pub fn item(&self, thread: &ThreadId) -> Option<&InboxItem> {
        self.items.get(thread)
    }

    /// The threads of `section`, in its order.
    pub fn section(&self, section: Section, me: &AgentId) -> Vec<&InboxItem> {
        let belongs = |item: &&InboxItem| Section::of(&item.standing, me) == section;
        let mut items: Vec<&InboxItem> = self.items.values().filter(belongs).collect();
        items.sort_by(|a, b| (a.since, &a.thread).cmp(&(b.since, &b.thread)));
        if section != Section::Waiting {
            items.reverse();
        }
        items
    }

    /// The thread that has waited longest.
    pub fn next_waiting(&self) -> Option<&ThreadId> {
        let waiting = self.items.values().filter(|item| item.standing == Standing::Waiting);
        waiting.min_by_key(|item| (item.since, &item.thread)).map(|item| &item.thread)
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.items.values().filter(|item| item.standing == Standing::Waiting).count()
    }

    /// Whose threads `me` has.
    pub fn mine(&self, me: &AgentId) -> Vec<ThreadId> {
        let mine =
            self.items.values().filter(|item| Section::of(&item.standing, me) == Section::Mine);
        mine.map(|item| item.thread.clone()).collect()
    }

    /// The newest thread that waits here and did not wait in `before`.
    pub fn newly_waiting(&self, before: &Self) -> Option<ThreadId> {
        let waited = |thread: &ThreadId| {
            before.item(thread).is_some_and(|item| item.standing == Standing::Waiting)
        };
        let waiting = self
            .items
            .values()
            .filter(|item| item.standing == Standing::Waiting && !waited(&item.thread));
        waiting.max_by_key(|item| (item.since, &item.thread)).map(|item| item.thread.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::AgentCard;
    use baton_shared::id::{Epoch, Millis};
    use baton_shared::trigger::Priority;

    fn agent(id: &str) -> AgentCard {
        AgentCard { id: AgentId::parse(id).unwrap(), name: id.to_owned() }
    }

    fn item(thread: &str, since: u64, standing: Standing) -> InboxItem {
        InboxItem {
            thread: ThreadId::parse(thread).unwrap(),
            standing,
            epoch: Epoch(1),
            since: Millis(since),
            preview: String::new(),
            name: None,
            reasons: Vec::new(),
            priority: Priority::Normal,
            needs: Vec::new(),
            offered: None,
            note: None,
            email: None,
        }
    }

    fn names(items: &[&InboxItem]) -> Vec<String> {
        items.iter().map(|item| item.thread.to_string()).collect()
    }

    #[test]
    fn the_longest_waiting_comes_first_and_elsewhere_the_newest() {
        let me = AgentId::parse("maya").unwrap();
        let inbox = Inbox::new(vec![
            item("a", 30, Standing::Waiting),
            item("b", 10, Standing::Waiting),
            item("c", 10, Standing::Bot),
            item("d", 20, Standing::Bot),
            item("e", 10, Standing::With { agent: agent("maya") }),
            item("f", 10, Standing::With { agent: agent("noor") }),
            item("g", 10, Standing::Resolved { by: agent("maya") }),
        ]);
        let sections: Vec<_> =
            Section::ALL.iter().map(|section| names(&inbox.section(*section, &me))).collect();
        assert_eq!(sections, [vec!["b", "a"], vec!["e"], vec!["d", "c"], vec!["f"], vec!["g"]]);
        assert_eq!(inbox.next_waiting().map(ThreadId::as_str), Some("b"));
        assert_eq!((inbox.waiting(), inbox.mine(&me).len()), (2, 1));
    }

    #[test]
    fn a_thread_begins_to_wait_once() {
        let mut inbox = Inbox::default();
        assert!(!inbox.put(item("a", 1, Standing::Bot)));
        assert!(inbox.put(item("a", 2, Standing::Waiting)));
        assert!(!inbox.put(item("a", 2, Standing::Waiting)));
        let mut later = inbox.clone();
        assert_eq!(later.newly_waiting(&inbox), None);
        assert!(later.put(item("b", 3, Standing::Waiting)));
        assert_eq!(later.newly_waiting(&inbox), ThreadId::parse("b").ok());
    }
}
