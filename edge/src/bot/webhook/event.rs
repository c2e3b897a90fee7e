//! What the site's own bot is sent with a question: the words, the thread so far, who asks and what is
//! known.

use baton_shared::context::{Captured, latest};
use baton_shared::customer::Person;
use baton_shared::entry::{Author, Body, Entry};
use baton_shared::id::{Epoch, Seq, SiteId, ThreadId};
use baton_shared::thread::log::BotTurn;
use baton_shared::trigger::plain_text;
use serde::Serialize;

/// Most entries of the thread so far.
const MOST_LINES: usize = 20;

/// A question, and everything that is sent with it.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The site.
    pub site: &'a SiteId,
    /// The thread.
    pub thread: &'a ThreadId,
    /// The question.
    pub turn: &'a BotTurn,
    /// The entries before it, oldest first.
    pub before: &'a [Entry],
    /// Whom the site vouches for.
    pub person: Option<&'a Person>,
    /// The facts that the customer has told, oldest first.
    pub facts: &'a [Captured],
    /// Where this edge is reached, as `https://chat.example`; none when no customer has come yet.
    pub origin: Option<&'a str>,
}

#[derive(Serialize)]
struct Event<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    site: &'a SiteId,
    thread: &'a ThreadId,
    epoch: Epoch,
    reply_to: Seq,
    text: &'a str,
    thread_so_far: Vec<Line<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<&'a Person>,
    facts: Vec<Fact<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_url: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    seq: Seq,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    text: String,
}

#[derive(Serialize)]
struct Fact<'a> {
    field: &'a str,
    value: &'a str,
}

impl Asking<'_> {
    /// The event, as JSON.
    pub fn body(&self) -> String {
        let BotTurn { epoch, reply_to, question } = self.turn;
        let lines: Vec<Line<'_>> = self.before.iter().filter_map(Line::of).collect();
        let newest = lines.len().saturating_sub(MOST_LINES);
        let (site, thread) = (self.site, self.thread);
        let event = Event {
            kind: "question",
            site,
            thread,
            epoch: *epoch,
            reply_to: *reply_to,
            text: question,
            thread_so_far: lines.into_iter().skip(newest).collect(),
            person: self.person,
            facts: latest(self.facts)
                .into_iter()
                .map(|fact| Fact { field: &fact.field, value: &fact.value })
                .collect(),
            reply_url: self
                .origin
                .map(|origin| format!("{origin}/v1/sites/{site}/threads/{thread}/replies")),
        };
        serde_json::json!(event).to_string()
    }
}

impl<'a> Line<'a> {
    /// What `entry` says, if it says something.
    fn of(entry: &'a Entry) -> Option<Self> {
        let text = match &entry.body {
            Body::Text { text, .. } => text.clone(),
            Body::Answer(answer) => plain_text(answer),
            Body::PersonRequested => "Talk to a person".to_owned(),
            Body::HandoffRequested(handoff) => handoff.line.clone(),
            Body::Asked(asked) => asked.question.clone(),
            Body::AgentJoined => "joined".to_owned(),
            Body::HandedBack { .. } | Body::Transferred { .. } => "left".to_owned(),
            Body::Released { agent, .. } => format!("{} left", agent.name),
            Body::WaitCancelled => "The customer waits no longer.".to_owned(),
            Body::HelpWanted => "The customer wants help while they wait.".to_owned(),
            Body::Rated { .. }
            | Body::Identified(_)
            | Body::Skipped { .. }
            | Body::AddressLeft { .. }
            | Body::Surveyed { .. } => return None,
        };
        let (role, name) = match &entry.author {
            Author::Customer => ("customer", None),
            Author::Bot => ("bot", None),
            Author::Agent(agent) => ("agent", Some(agent.name.as_str())),
            Author::System => ("system", None),
        };
        Some(Self { seq: entry.seq, role, name, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::{AgentCard, Answer, Block, Span};
    use baton_shared::id::{AgentId, Millis};
    use baton_shared::trigger::Evidence;
    use serde_json::{Value, json};

    fn entry(seq: u64, author: Author, body: Body) -> Entry {
        Entry { seq: Seq(seq), at: Millis(0), epoch: Epoch(0), author, id: None, body }
    }

    fn event(before: &[Entry], facts: &[Captured], person: Option<&Person>) -> Value {
        let turn = BotTurn { epoch: Epoch(4), reply_to: Seq(99), question: "And now?".to_owned() };
        let (site, thread) = (SiteId::parse("shop").unwrap(), ThreadId::parse("t1").unwrap());
        let origin = Some("https://chat.example");
        let asking =
            Asking { site: &site, thread: &thread, turn: &turn, before, person, facts, origin };
        serde_json::from_str(&asking.body()).unwrap()
    }

    #[test]
    fn a_question_brings_what_a_bot_needs() {
        let maya = AgentCard { id: AgentId::parse("maya").unwrap(), name: "Maya".to_owned() };
        let answer = Answer::of(
            Seq(1),
            vec![
                Block::Paragraph { spans: vec![Span::plain("Thirty "), Span::plain("days.")] },
                Block::List { ordered: false, items: vec![vec![Span::plain("unused")]] },
            ],
        );
        let before = [
            entry(1, Author::Customer, Body::text("How long?")),
            entry(2, Author::Bot, Body::Answer(answer)),
            entry(3, Author::Customer, Body::Rated { answer: Seq(2), helped: true }),
            entry(4, Author::Agent(maya), Body::text("I'll look.")),
        ];
        let fact = |value: &str| Captured {
            field: "order_number".to_owned(),
            value: value.to_owned(),
            evidence: Evidence { seq: Seq(1), start: 0, end: 1 },
        };
        let person = Person { id: "u1".to_owned(), ..Person::default() };
        assert_eq!(
            event(&before, &[fact("LK-1"), fact("LK-2")], Some(&person)),
            json!({
                "type": "question",
                "site": "shop",
                "thread": "t1",
                "epoch": 4,
                "reply_to": 99,
                "text": "And now?",
                "thread_so_far": [
                    { "seq": 1, "role": "customer", "text": "How long?" },
                    { "seq": 2, "role": "bot", "text": "Thirty days.\nunused" },
                    { "seq": 4, "role": "agent", "name": "Maya", "text": "I'll look." },
                ],
                "person": { "id": "u1" },
                "facts": [{ "field": "order_number", "value": "LK-2" }],
                "reply_url": "https://chat.example/v1/sites/shop/threads/t1/replies",
            })
        );
    }

    #[test]
    fn of_a_long_thread_the_newest_is_sent() {
        let before: Vec<Entry> =
            (1..=50).map(|n| entry(n, Author::Customer, Body::text(format!("{n}")))).collect();
        let event = event(&before, &[], None);
        let lines = event["thread_so_far"].as_array().unwrap();
        assert_eq!(
            (lines.len(), &lines[0]["seq"], &lines[19]["seq"]),
            (20, &json!(31), &json!(50))
        );
        assert!(event.get("person").is_none());
    }
}
