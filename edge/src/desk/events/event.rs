//! Events as the owner's systems read them: a fact of a thread, with what the desk knows of the thread.
//!
//! Every body is a JSON object with these fields and, beside them, those of its event, which `What`
//! lists:
//!
//! ```json
//! {
//!   "event": "handoff_accepted", "id": "evt_5d0c…", "site": "shop", "thread": "9f3c…",
//!   "at": 1790000000000, "seq": 4,
//!   "agent": { "id": "a1", "name": "Maya" }
//! }
//! ```
//!
//! `at` is when it happened, in milliseconds since 1970. `seq` grows with every event of a thread, with
//! gaps: events that come out of order, since one of them was replayed, are put in order by it.

use super::Delivery;
use crate::desk::Row;
use baton_shared::entry::{AgentCard, Outcome};
use baton_shared::events::EventKind;
use baton_shared::id::{MessageId, Millis, Seq, SiteId, ThreadId};
use baton_shared::protocol::desk::Standing;
use baton_shared::thread::fact::{Fact, Matter, News};
use baton_shared::trigger::{Priority, TriggerKind};
use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Bytes of a delivery's id that are kept of its hash.
const ID_BYTES: usize = 16;

/// A fact that has just been applied, with all that an event says of it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The site.
    pub site: &'a SiteId,
    /// What its bot is called.
    pub bot: &'a str,
    /// The thread's row after the fact.
    pub row: &'a Row,
    /// The fact.
    pub fact: &'a Fact,
}

/// What is sent.
#[derive(Serialize)]
struct Posted<'a> {
    event: EventKind,
    id: &'a MessageId,
    site: &'a SiteId,
    thread: &'a ThreadId,
    at: Millis,
    seq: u64,
    #[serde(flatten)]
    what: What<'a>,
}

/// The fields of each event. What is not known is left out.
#[derive(Serialize)]
#[serde(untagged)]
enum What<'a> {
    /// `conversation_created`: the customer's first words, cut to 160 characters, and their name where
    /// the site vouches for it.
    Created {
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        customer: Option<&'a str>,
    },
    /// `message_created`: the message's place in the thread, who wrote (`role` is `customer`, `bot` or
    /// `agent`), the words as plain text. Where an agent writes to a customer who left an address, the
    /// address: this is what the site sends by e-mail.
    Message {
        entry: Seq,
        author: Writer<'a>,
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        email: Option<&'a str>,
    },
    /// `handoff_requested`: why, weightiest first, and the customer's words for it.
    Requested {
        reasons: &'a [TriggerKind],
        text: &'a str,
        priority: Priority,
        #[serde(skip_serializing_if = "Option::is_none")]
        issue: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<&'a str>,
    },
    /// `handoff_accepted`: who has it. Comes again when the thread was passed on, and without a request
    /// when an agent steps in.
    Accepted { agent: &'a AgentCard },
    /// `handoff_ended`: `resolved` or `returned` by the agent, or `cancelled` by the customer.
    Ended {
        outcome: Ending,
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<&'a AgentCard>,
    },
    /// `message_left`: the address, and what the customer wanted a human for.
    Left {
        email: &'a str,
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        customer: Option<&'a str>,
    },
    /// `survey_submitted`: from 1, bad, to 5, good.
    Surveyed { score: u8 },
}

#[derive(Serialize)]
struct Writer<'a> {
    role: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Ending {
    Resolved,
    Returned,
    Cancelled,
}

impl<'a> Told<'a> {
    /// The delivery of the event that the fact makes, if it makes one that is `wanted`.
    pub fn delivery(&self, wanted: impl Fn(EventKind) -> bool) -> Option<Delivery> {
        let (event, what) = self.event().filter(|(event, _)| wanted(*event))?;
        let (thread, Fact { n, at, .. }) = (&self.row.item.thread, self.fact);
        let id = id(self.site, thread, *n, event)?;
        let posted = Posted { event, id: &id, site: self.site, thread, at: *at, seq: *n, what };
        let body = serde_json::json!(posted).to_string();
        Some(Delivery::new(id, event, thread.clone(), *n, *at, body))
    }

    /// Which event the fact makes, if any, and its fields.
    fn event(&self) -> Option<(EventKind, What<'a>)> {
        let item = &self.row.item;
        let customer = item.name.as_deref();
        Some(match &self.fact.news {
            News::Opened { preview } => {
                (EventKind::ConversationCreated, What::Created { text: preview, customer })
            }
            News::Said { seq, role, text } => {
                let email = item.email.as_deref().filter(|_| role == "agent");
                let author = self.writer(role);
                (EventKind::MessageCreated, What::Message { entry: *seq, author, text, email })
            }
            News::HandoffRequested { quote, matter } => {
                let Matter { reasons, priority, issue, language, .. } = matter;
                let (issue, language) = (issue.as_deref(), language.as_deref());
                let (text, priority) = (quote, *priority);
                let what = What::Requested { reasons, text, priority, issue, language };
                (EventKind::HandoffRequested, what)
            }
            News::Taken { agent } => (EventKind::HandoffAccepted, What::Accepted { agent }),
            News::HandedBack { agent, outcome } => {
                let outcome = match outcome {
                    Outcome::Resolved => Ending::Resolved,
                    Outcome::Returned => Ending::Returned,
                };
                (EventKind::HandoffEnded, What::Ended { outcome, agent: Some(agent) })
            }
            News::WaitCancelled => {
                let outcome = Ending::Cancelled;
                (EventKind::HandoffEnded, What::Ended { outcome, agent: None })
            }
            News::AddressLeft { email } => {
                (EventKind::MessageLeft, What::Left { email, text: &item.preview, customer })
            }
            News::Surveyed { score } => {
                (EventKind::SurveySubmitted, What::Surveyed { score: *score })
            }
            News::Identified { .. }
            | News::Replied { .. }
            | News::Released { .. }
            | News::Transferred { .. }
            | News::HelpWanted => return None,
        })
    }

    /// Whoever has the thread is the agent who writes: nobody else may (invariant 6).
    fn writer(&self, role: &'a str) -> Writer<'a> {
        let item = &self.row.item;
        let name = match (role, &item.standing) {
            ("agent", Standing::With { agent }) => Some(agent.name.as_str()),
            ("bot", _) => Some(self.bot),
            ("customer", _) => item.name.as_deref(),
            _ => None,
        };
        Writer { role, name }
    }
}

/// A delivery's id: the same for the same fact, whenever and however often it is made.
fn id(site: &SiteId, thread: &ThreadId, n: u64, kind: EventKind) -> Option<MessageId> {
    let hash = Sha256::digest(format!("{site}/{thread}/{n}/{kind}").as_bytes());
    MessageId::parse(format!("evt_{}", HEXLOWER.encode(&hash[..ID_BYTES]))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::apply;
    use baton_shared::entry::{Parted, Target};
    use baton_shared::id::{AgentId, Epoch};
    use serde_json::{Value, json};

    fn maya() -> AgentCard {
        AgentCard { id: AgentId::parse("maya").unwrap(), name: "Maya".to_owned() }
    }

    fn said(role: &str) -> News {
        News::Said { seq: Seq(9), role: role.to_owned(), text: "Hello".to_owned() }
    }

    /// The events of a thread whose desk hears this, each without what all have in common.
    fn events(story: Vec<News>) -> Vec<Value> {
        let (site, thread) = (SiteId::parse("shop").unwrap(), ThreadId::parse("t1").unwrap());
        let (mut row, mut events) = (None, Vec::new());
        for (n, news) in (1..).zip(story) {
            let fact = Fact { n, at: Millis(n * 1000), epoch: Epoch(0), news };
            let next = apply(row.as_ref(), &thread, &fact).unwrap();
            let told = Told { site: &site, bot: "Robin", row: &next, fact: &fact };
            if let Some(delivery) = told.delivery(|_| true) {
                let mut body: Value = serde_json::from_str(&delivery.body).unwrap();
                assert_eq!(body["id"], json!(delivery.id));
                assert_eq!((&body["at"], &body["seq"]), (&json!(n * 1000), &json!(n)));
                assert_eq!((&body["site"], &body["thread"]), (&json!("shop"), &json!("t1")));
                let fields = body.as_object_mut().unwrap();
                for common in ["id", "at", "seq", "site", "thread"] {
                    fields.remove(common);
                }
                events.push(body);
            }
            row = Some(next);
        }
        events
    }

    #[test]
    fn every_event_says_what_its_receiver_needs() {
        let matter = Matter {
            reasons: vec![TriggerKind::ExplicitRequest],
            issue: Some("billing".to_owned()),
            ..Matter::default()
        };
        let quote = "a person, please".to_owned();
        let heard = events(vec![
            News::Identified { person: "u1".to_owned(), name: "Anna".to_owned() },
            News::Opened { preview: "where is it?".to_owned() },
            said("customer"),
            said("bot"),
            News::HandoffRequested { quote, matter },
            News::AddressLeft { email: "anna@shop.example".to_owned() },
            said("bot"),
            News::Taken { agent: maya() },
            said("agent"),
            News::Replied { agent: maya() },
            News::HandedBack { agent: maya(), outcome: Outcome::Resolved },
            News::Surveyed { score: 4 },
        ]);
        let maya = json!({ "id": "maya", "name": "Maya" });
        let message = |role: &str, name: &str| {
            json!({
                "event": "message_created", "entry": 9, "text": "Hello",
                "author": { "role": role, "name": name },
            })
        };
        let mut by_mail = message("agent", "Maya");
        by_mail["email"] = json!("anna@shop.example");
        let expected = vec![
            json!({ "event": "conversation_created", "text": "where is it?", "customer": "Anna" }),
            message("customer", "Anna"),
            message("bot", "Robin"),
            json!({
                "event": "handoff_requested", "reasons": ["explicit_request"],
                "text": "a person, please", "priority": "normal", "issue": "billing",
            }),
            json!({
                "event": "message_left", "email": "anna@shop.example",
                "text": "a person, please", "customer": "Anna",
            }),
            message("bot", "Robin"),
            json!({ "event": "handoff_accepted", "agent": maya }),
            by_mail,
            json!({ "event": "handoff_ended", "outcome": "resolved", "agent": maya }),
            json!({ "event": "survey_submitted", "score": 4 }),
        ];
        assert_eq!(heard, expected);
    }

    #[test]
    fn an_address_is_not_sent_after_the_conversation_it_was_left_in() {
        let heard = events(vec![
            News::AddressLeft { email: "anna@shop.example".to_owned() },
            News::Taken { agent: maya() },
            News::HandedBack { agent: maya(), outcome: Outcome::Returned },
            News::Taken { agent: maya() },
            said("agent"),
        ]);
        assert_eq!(heard.last().unwrap().get("email"), None);
    }

    #[test]
    fn a_wait_that_its_customer_ends_is_over_and_one_that_goes_on_is_not() {
        let heard = events(vec![
            News::HandoffRequested { quote: String::new(), matter: Matter::default() },
            News::HelpWanted,
            News::WaitCancelled,
            News::Taken { agent: maya() },
            News::Transferred { agent: maya(), to: Target::Lead, note: "Secret.".to_owned() },
            News::Taken { agent: maya() },
            News::Released { agent: maya(), parted: Parted::Gone },
        ]);
        let kinds: Vec<_> = heard.iter().map(|event| event["event"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            ["handoff_requested", "handoff_ended", "handoff_accepted", "handoff_accepted"]
        );
        assert_eq!(heard[1], json!({ "event": "handoff_ended", "outcome": "cancelled" }));
    }

    #[test]
    fn an_id_follows_from_what_happened() {
        let id = |site: &str, thread: &str, n, kind| {
            let (site, thread) = (SiteId::parse(site).unwrap(), ThreadId::parse(thread).unwrap());
            id(&site, &thread, n, kind).unwrap()
        };
        let one = id("shop", "t1", 7, EventKind::HandoffEnded);
        assert_eq!(one, id("shop", "t1", 7, EventKind::HandoffEnded));
        for other in [
            id("shop2", "t1", 7, EventKind::HandoffEnded),
            id("shop", "t2", 7, EventKind::HandoffEnded),
            id("shop", "t1", 8, EventKind::HandoffEnded),
            id("shop", "t1", 7, EventKind::MessageLeft),
        ] {
            assert_ne!(one, other);
        }
    }
}
