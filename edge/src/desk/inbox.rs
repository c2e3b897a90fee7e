//! One thread as its desk knows it: a projection of the thread's facts (invariant 7), each applied
//! once, by number (invariant 8).

use baton_shared::briefing::Earlier;
use baton_shared::entry::{Outcome, Target};
use baton_shared::id::{AgentId, Millis, ThreadId};
use baton_shared::protocol::desk::{Explanation, InboxItem, Note, Standing};
use baton_shared::thread::fact::{Fact, Matter, News};
use baton_shared::trigger::Priority;
use serde::{Deserialize, Serialize};

/// How many resolved threads an inbox shows.
pub const RESOLVED_SHOWN: u32 = 20;

/// A thread's row: what consoles see, what routing needs, and how far its facts have been applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What consoles see.
    pub item: InboxItem,
    /// Number of the last fact applied.
    pub applied: u64,
    /// What it is about, as of its last handoff.
    #[serde(default)]
    pub matter: Matter,
    /// Since when its customer has waited, however often it was passed on since.
    #[serde(default)]
    pub asked: Millis,
    /// Whom it was passed on to.
    #[serde(default)]
    pub target: Option<Target>,
    /// Whether it goes to the head of its line.
    #[serde(default)]
    pub head: bool,
    /// Whether the agent who has it has written.
    #[serde(default)]
    pub replied: bool,
    /// Who had it last.
    #[serde(default)]
    pub last: Option<AgentId>,
    /// Who was asked since it waits, and did not take it.
    #[serde(default)]
    pub declined: Vec<AgentId>,
    /// Why it went where it is.
    #[serde(default)]
    pub why: Option<Explanation>,
    /// How the customer found the last conversation, from 1, bad, to 5, good.
    #[serde(default)]
    pub survey: Option<u8>,
}

impl Row {
    /// A thread that the desk has never heard of, with the bot.
    fn new(thread: &ThreadId, fact: &Fact) -> Self {
        let item = InboxItem {
            thread: thread.clone(),
            standing: Standing::Bot,
            epoch: fact.epoch,
            since: fact.at,
            preview: String::new(),
            name: None,
            reasons: Vec::new(),
            priority: Priority::default(),
            needs: Vec::new(),
            offered: None,
            note: None,
            email: None,
        };
        Self {
            item,
            applied: 0,
            matter: Matter::default(),
            asked: fact.at,
            target: None,
            head: false,
            replied: false,
            last: None,
            declined: Vec::new(),
            why: None,
            survey: None,
        }
    }

    /// It stands elsewhere from this fact on.
    fn stand(&mut self, standing: Standing, fact: &Fact) {
        self.item.standing = standing;
        self.item.since = fact.at;
        self.item.offered = None;
    }

    /// It waits from this fact on.
    fn wait(&mut self, target: Option<Target>, head: bool, fact: &Fact) {
        self.stand(Standing::Waiting, fact);
        (self.target, self.head, self.replied) = (target, head, false);
        self.declined.clear();
        self.why = None;
    }

    fn take_in(&mut self, fact: &Fact) {
        (self.applied, self.item.epoch) = (fact.n, fact.epoch);
        match &fact.news {
            News::Identified { name, .. } => self.item.name = Some(name.clone()),
            News::Opened { preview } => {
                self.stand(Standing::Bot, fact);
                self.item.preview.clone_from(preview);
                self.item.reasons.clear();
                self.item.priority = Priority::default();
                (self.item.note, self.item.email) = (None, None);
            }
            News::HandoffRequested { quote, matter } => {
                self.wait(None, false, fact);
                self.asked = fact.at;
                self.item.preview.clone_from(quote);
                self.item.reasons.clone_from(&matter.reasons);
                self.item.priority = matter.priority;
                self.matter = matter.clone();
            }
            News::Taken { agent } => {
                self.stand(Standing::With { agent: agent.clone() }, fact);
                (self.replied, self.last) = (false, Some(agent.id.clone()));
            }
            News::HandedBack { agent, outcome } => {
                let standing = match outcome {
                    Outcome::Resolved => Standing::Resolved { by: agent.clone() },
                    Outcome::Returned => Standing::Bot,
                };
                self.stand(standing, fact);
                (self.item.note, self.item.email) = (None, None);
            }
            News::Replied { .. } => self.replied = true,
            // Whoever had it is not the first to be asked again.
            News::Released { agent, .. } => {
                self.wait(self.target.clone(), true, fact);
                self.declined.push(agent.id.clone());
            }
            News::Transferred { agent, to, note } => {
                self.wait(Some(to.clone()), true, fact);
                self.declined.push(agent.id.clone());
                let note = Note { from: agent.clone(), text: note.clone() };
                self.item.note = Some(note).filter(|note| !note.text.trim().is_empty());
            }
            News::WaitCancelled => self.stand(Standing::Bot, fact),
            News::AddressLeft { email } => self.item.email = Some(email.clone()),
            News::Surveyed { score } => self.survey = Some(*score),
            News::HelpWanted | News::Said { .. } => {}
        }
    }
}

/// The row after `fact`; none when the fact was applied before.
pub fn apply(row: Option<&Row>, thread: &ThreadId, fact: &Fact) -> Option<Row> {
    if fact.n <= row.map_or(0, |row| row.applied) {
        return None;
    }
    let mut row = row.cloned().unwrap_or_else(|| Row::new(thread, fact));
    row.take_in(fact);
    Some(row)
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
    use baton_shared::entry::{AgentCard, Parted};
    use baton_shared::id::Epoch;
    use baton_shared::trigger::TriggerKind;

    fn fact(n: u64, news: News) -> Fact {
        Fact { n, at: Millis(n * 1000), epoch: Epoch(n), news }
    }

    fn asks(reasons: Vec<TriggerKind>, quote: &str) -> News {
        let matter = Matter { reasons, ..Matter::default() };
        News::HandoffRequested { quote: quote.to_owned(), matter }
    }

    fn maya() -> AgentCard {
        AgentCard { id: AgentId::parse("maya").unwrap(), name: "Maya".to_owned() }
    }

    /// The row after each piece of news.
    fn told(news: Vec<News>) -> Vec<Row> {
        let thread = ThreadId::parse("t").unwrap();
        let mut row = None;
        let step = |(n, news)| {
            row = apply(row.as_ref(), &thread, &fact(n, news));
            row.clone().unwrap()
        };
        (1..).zip(news).map(step).collect()
    }

    #[test]
    fn a_thread_that_is_passed_on_keeps_its_wait_and_tells_the_next_agent() {
        let note = "Has the receipt.".to_owned();
        let rows = told(vec![
            asks(vec![TriggerKind::ExplicitRequest], "a person"),
            News::Taken { agent: maya() },
            News::Replied { agent: maya() },
            News::Transferred { agent: maya(), to: Target::Lead, note: note.clone() },
        ]);
        let last = rows.last().unwrap();
        assert_eq!(last.item.standing, Standing::Waiting);
        assert_eq!((last.asked, last.item.since), (Millis(1000), Millis(4000)));
        assert_eq!((last.head, last.replied), (true, false));
        assert_eq!(last.target, Some(Target::Lead));
        assert_eq!(last.item.note, Some(Note { from: maya(), text: note }));
    }

    #[test]
    fn a_thread_that_is_taken_from_an_agent_is_still_meant_for_whom_it_was() {
        let to = Target::Skill { name: "billing".to_owned() };
        let rows = told(vec![
            News::Taken { agent: maya() },
            News::Transferred { agent: maya(), to: to.clone(), note: String::new() },
            News::Taken { agent: maya() },
            News::Released { agent: maya(), parted: Parted::Gone },
        ]);
        let last = rows.last().unwrap();
        assert_eq!((last.head, last.target.as_ref()), (true, Some(&to)));
        assert_eq!(last.item.note, None);
    }

    #[test]
    fn an_address_stays_until_the_conversation_is_over() {
        let email = "anna@shop.example".to_owned();
        let rows = told(vec![
            asks(Vec::new(), "hello"),
            News::AddressLeft { email: email.clone() },
            News::Taken { agent: maya() },
            News::HandedBack { agent: maya(), outcome: Outcome::Resolved },
            News::Surveyed { score: 4 },
        ]);
        let emails: Vec<_> = rows.iter().map(|row| row.item.email.as_deref()).collect();
        assert_eq!(
            emails,
            [None, Some("anna@shop.example"), Some("anna@shop.example"), None, None]
        );
        assert_eq!(rows.last().unwrap().survey, Some(4));
    }

    #[test]
    fn invariant_8_a_fact_delivered_twice_is_applied_once() {
        let thread = ThreadId::parse("t").unwrap();
        let opened = fact(1, News::Opened { preview: "hello".to_owned() });
        let row = apply(None, &thread, &opened).unwrap();
        assert_eq!(apply(Some(&row), &thread, &opened), None);
        let asked = fact(2, asks(vec![TriggerKind::ExplicitRequest], "a person"));
        let waiting = apply(Some(&row), &thread, &asked).unwrap();
        assert_eq!(waiting.item.standing, Standing::Waiting);
        assert_eq!(apply(Some(&waiting), &thread, &opened), None);
    }

    #[test]
    fn the_reason_stays_with_the_thread_until_a_new_conversation_begins() {
        let thread = ThreadId::parse("t").unwrap();
        let maya = maya();
        let reasons = vec![TriggerKind::RepeatedFailure];
        let story = [
            asks(reasons.clone(), "no"),
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
