//! What the tests of the language model share: a small shop, a thread with an agent in it, and a model
//! that says what it is told to.

use super::{Ask, Field, ModelError, Outcome};
use crate::bot::{Article, Knowledge, Question, Retrieval, sections};
use baton_shared::entry::{AgentCard, Answer, Author, Block, Body, Entry, Outcome as Left, Span};
use baton_shared::id::{AgentId, Confidence, Epoch, Millis, Seq};
use baton_shared::site::SiteSettings;
use std::sync::LazyLock;

pub(super) const CANARY: &str = "q7xk2m9vz4tb";
pub(super) const FIELDS: [Field<'static>; 2] = [
    Field { name: "order_number", label: "Order number" },
    Field { name: "email", label: "E-mail" },
];

const ARTICLES: [(&str, &str); 3] = [
    (
        "Returns",
        "## How do I return something?\n\nYou have **45 days** from delivery to change your mind. Open \
         [your orders](/account/orders) and choose Return. Returns are free within the European Union. \
         The bag must be unused.\n\n## Refunds\n\nThe money is back on your card within five working days.",
    ),
    ("Shipping", "## Delivery times\n\nParcels take two to four working days."),
    ("Care", "## Cleaning\n\nWipe leather with a damp cloth. Don't use soap."),
];

pub(super) fn site() -> SiteSettings {
    let text = "id = \"demo\"\nname = \"Larkspur & Co.\"\n[bot.language_model]\n\
                base_url = \"https://api.example/v1/\"\nmodel = \"small\"\n";
    toml::from_str(text).unwrap()
}

static SHOP: LazyLock<Retrieval> = LazyLock::new(|| {
    let article = |(title, markdown): (&str, &str)| Article {
        path: format!("{title}.md"),
        title: title.to_owned(),
        link: Some(format!("/help/{}", title.to_lowercase())),
        tags: Vec::new(),
        language: Some("en".to_owned()),
        issue_type: None,
        sections: sections(markdown),
    };
    let knowledge = Knowledge { articles: ARTICLES.map(article).to_vec(), synonyms: String::new() };
    Retrieval::new(knowledge, Confidence::from_thousandths(650))
});

fn entry(author: Author, body: Body) -> Entry {
    Entry { seq: Seq(1), at: Millis(0), epoch: Epoch(0), author, id: None, body }
}

pub(super) fn customer(text: &str) -> Entry {
    entry(Author::Customer, Body::text(text))
}

pub(super) fn bot(text: &str) -> Entry {
    let blocks = vec![Block::Paragraph { spans: vec![Span::plain(text)] }];
    let answer = Answer::of(Seq(1), blocks);
    entry(Author::Bot, Body::Answer(answer))
}

fn maya() -> Author {
    let id = AgentId::parse("maya").unwrap();
    Author::Agent(AgentCard { id, name: "Maya Lind".to_owned() })
}

pub(super) fn agent(text: &str) -> Entry {
    entry(maya(), Body::text(text))
}

pub(super) fn handed_back() -> Entry {
    entry(maya(), Body::HandedBack { outcome: Left::Returned })
}

/// What is asked when a customer writes `text` in a thread with `recent` entries.
pub(super) fn with_ask<T>(text: &str, recent: &[Entry], then: impl FnOnce(&Ask<'_>) -> T) -> T {
    let site = site();
    let question = Question { text, recent };
    then(&Ask::new(&site, &SHOP, question, &FIELDS, CANARY).unwrap())
}

/// The event for a choice's `delta` and why it ends.
pub(super) fn event(delta: &serde_json::Value, finish: Option<&str>) -> String {
    let choice = serde_json::json!({ "index": 0, "delta": delta, "finish_reason": finish });
    let object = "chat.completion.chunk";
    format!("data: {}\n\n", serde_json::json!({ "object": object, "choices": [choice] }))
}

/// The bytes of a stream that says `words` and stops.
pub(super) fn saying(words: &[&str], finish: &str) -> String {
    let said = words.iter().map(|words| event(&serde_json::json!({ "content": words }), None));
    said.collect::<String>() + &event(&serde_json::json!({}), Some(finish)) + "data: [DONE]\n\n"
}

/// The bytes of a stream that calls `tool` and stops.
pub(super) fn calling(tool: &str, arguments: &str) -> String {
    let function = serde_json::json!({ "name": tool, "arguments": arguments });
    let call =
        serde_json::json!({ "index": 0, "id": "call_1", "type": "function", "function": function });
    event(&serde_json::json!({ "tool_calls": [call] }), None)
        + &event(&serde_json::json!({}), Some("tool_calls"))
        + "data: [DONE]\n\n"
}

/// What comes of the reply `bytes` to `text`, and every word that was shown on the way.
pub(super) fn outcome(
    text: &str,
    recent: &[Entry],
    bytes: &[u8],
) -> (Result<Outcome, ModelError>, String) {
    with_ask(text, recent, |ask| {
        let mut reply = ask.reply(200, Some("text/event-stream")).unwrap();
        let mut shown = String::new();
        for piece in bytes.chunks(7) {
            if let Err(error) = reply.feed(piece) {
                assert_eq!(reply.words(), "", "nothing may stand after {error}");
                return (Err(error), shown);
            }
            assert!(reply.words().starts_with(&shown), "what is shown only grows");
            reply.words().clone_into(&mut shown);
        }
        (reply.finish(), shown)
    })
}

/// What comes of a model that says `words` to `text`.
pub(super) fn said(text: &str, words: &str) -> Result<Outcome, ModelError> {
    outcome(text, &[], saying(&[words], "stop").as_bytes()).0
}
