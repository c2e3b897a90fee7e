//! One thread as its desk knows it: a projection of the thread's facts (invariant 7), each applied
//! once, by number (invariant 8).

use baton_shared::briefing::Earlier;
use baton_shared::entry::Outcome;
use baton_shared::id::ThreadId;
use baton_shared::protocol::desk::{InboxItem, Standing};
use baton_shared::thread::fact::{Fact, News};
use serde::{Deserialize, Serialize};

/// How many resolved threads an inbox shows.
pub const RESOLVED_SHOWN: u32 = 20;

/// A thread's row: what consoles see, and how far its facts have been applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What consoles see.
    pub item: InboxItem,
    /// Number of the last fact applied.
    pub applied: u64,
}

/// The row after `fact`; none when the fact was applied before.
pub fn apply(row: Option<&Row>, thread: &ThreadId, fact: &Fact) -> Option<Row> {
    let applied = row.map_or(0, |row| row.applied);
    if fact.n <= applied {
        return None;
    }
    let (preview, reasons) =
        row.map(|row| (row.item.preview.clone(), row.item.reasons.clone())).unwrap_or_default();
    let name = row.and_then(|row| row.item.name.clone());
    let (standing, preview, reasons) = match &fact.news {
        News::Identified { name, .. } => {
            let name = Some(name.clone());
            let item = match row {
                Some(row) => InboxItem { name, ..row.item.clone() },
                None => InboxItem {
                    thread: thread.clone(),
                    standing: Standing::Bot,
                    epoch: fact.epoch,
                    since: fact.at,
                    preview,
                    name,
                    reasons,
                },
            };
            return Some(Row { item, applied: fact.n });
        }
        News::Opened { preview } => (Standing::Bot, preview.clone(), Vec::new()),
        News::HandoffRequested { reasons, quote } => {
            (Standing::Waiting, quote.clone(), reasons.clone())
        }
        News::Taken { agent } => (Standing::With { agent: agent.clone() }, preview, reasons),
        News::HandedBack { agent, outcome: Outcome::Resolved } => {
            (Standing::Resolved { by: agent.clone() }, preview, reasons)
        }
        News::HandedBack { outcome: Outcome::Returned, .. } => (Standing::Bot, preview, reasons),
    };
    let item = InboxItem {
        thread: thread.clone(),
        standing,
        epoch: fact.epoch,
        since: fact.at,
        preview,
        name,
        reasons,
    };
    Some(Row { item, applied: fact.n })
}

/// A thread as the briefing of another one of the same person lists it.
pub fn earlier(item: &InboxItem) -> Earlier {
    let outcome = match &item.standing {
        Standing::Waiting => "Waits for a person".to_owned(),
        Standing::With { agent } => format!("With {}", agent.name),
        Standing::Bot => "With the assistant".to_owned(),
        Standing::Resolved { by } => format!("Resolved by {}", by.name),
    };
    let (thread, preview) = (item.thread.clone(), item.preview.clone());
    Earlier { thread, at: item.since, preview, outcome }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::AgentCard;
    use baton_shared::id::{AgentId, Epoch, Millis};
    use baton_shared::trigger::TriggerKind;

    fn fact(n: u64, news: News) -> Fact {
        Fact { n, at: Millis(n * 1000), epoch: Epoch(n), news }
    }

    #[test]
    fn invariant_8_a_fact_delivered_twice_is_applied_once() {
        let thread = ThreadId::parse("t").unwrap();
        let opened = fact(1, News::Opened { preview: "hello".to_owned() });
        let row = apply(None, &thread, &opened).unwrap();
        assert_eq!(apply(Some(&row), &thread, &opened), None);
        let reasons = vec![TriggerKind::ExplicitRequest];
        let asked = fact(2, News::HandoffRequested { reasons, quote: "a person".to_owned() });
        let waiting = apply(Some(&row), &thread, &asked).unwrap();
        assert_eq!(waiting.item.standing, Standing::Waiting);
        assert_eq!(apply(Some(&waiting), &thread, &opened), None);
    }

    #[test]
    fn the_reason_stays_with_the_thread_until_a_new_conversation_begins() {
        let thread = ThreadId::parse("t").unwrap();
        let maya = AgentCard { id: AgentId::parse("maya").unwrap(), name: "Maya".to_owned() };
        let reasons = vec![TriggerKind::RepeatedFailure];
        let story = [
            News::HandoffRequested { reasons: reasons.clone(), quote: "no".to_owned() },
            News::Taken { agent: maya.clone() },
            News::HandedBack { agent: maya.clone(), outcome: Outcome::Resolved },
            News::Opened { preview: "again".to_owned() },
        ];
        let mut row: Option<Row> = None;
        let mut seen = Vec::new();
        for (n, news) in (1..).zip(story) {
            row = apply(row.as_ref(), &thread, &fact(n, news));
            seen.extend(
                row.iter().map(|row| (row.item.standing.clone(), row.item.reasons.clone())),
            );
        }
        assert_eq!(
            seen,
            [
                (Standing::Waiting, reasons.clone()),
                (Standing::With { agent: maya.clone() }, reasons.clone()),
                (Standing::Resolved { by: maya }, reasons),
                (Standing::Bot, Vec::new()),
            ]
        );
    }
}
