//! Entries and everything in them, from JSON.

use super::json::Json;
use baton_shared::customer::Person;
use baton_shared::entry::{
    AgentCard, Answer, Asked, Author, Behaviour, Block, Body, Entry, Handoff, Outcome, Parted,
    Source, Span, Style, Target,
};
use baton_shared::id::{AgentId, Confidence, Epoch, MessageId, Millis, Seq};
use baton_shared::trigger::{Evidence, Trigger, TriggerKind};

pub(super) fn entries(json: &Json) -> Option<Vec<Entry>> {
    list(json.field("entries"), entry)
}

pub(super) fn author(json: &Json) -> Option<Author> {
    Some(match json.field("role")?.text()? {
        "customer" => Author::Customer,
        "bot" => Author::Bot,
        "agent" => Author::Agent(agent(json)?),
        "system" => Author::System,
        _ => return None,
    })
}

pub(super) fn agent(json: &Json) -> Option<AgentCard> {
    Some(AgentCard { id: AgentId::parse(text(json, "id")?).ok()?, name: text(json, "name")? })
}

pub(super) fn outcome(json: &Json) -> Option<Outcome> {
    Some(match json.text()? {
        "resolved" => Outcome::Resolved,
        "returned" => Outcome::Returned,
        _ => return None,
    })
}

/// Whom a thread is passed on to.
pub(super) fn target(json: &Json) -> Option<Target> {
    Some(match json.field("to")?.text()? {
        "agent" => Target::Agent { id: AgentId::parse(text(json, "id")?).ok()? },
        "skill" => Target::Skill { name: text(json, "name")? },
        "lead" => Target::Lead,
        _ => return None,
    })
}

/// How it was, by the customer.
pub(super) fn score(json: &Json) -> Option<u8> {
    u8::try_from(number(json, "score")?).ok()
}

/// Whether a flag is there and set.
pub(super) fn is_on(json: &Json, name: &str) -> bool {
    json.field(name).is_some_and(|on| on.bool() == Some(true))
}

pub(super) fn confidence(json: &Json) -> Option<Confidence> {
    Some(Confidence::from_thousandths(u16::try_from(json.number()?).ok()?))
}

/// The text of a field that must be there.
pub(super) fn text(json: &Json, name: &str) -> Option<String> {
    json.field(name)?.text().map(str::to_owned)
}

/// The number of a field that must be there.
pub(super) fn number(json: &Json, name: &str) -> Option<u64> {
    json.field(name)?.number()
}

pub(super) fn small(json: &Json, name: &str) -> Option<u32> {
    u32::try_from(number(json, name)?).ok()
}

/// The id of a field that must be there.
pub(super) fn message_id(json: &Json) -> Option<MessageId> {
    MessageId::parse(text(json, "id")?).ok()
}

/// Every item of a list that must be there; none when one can't be read.
pub(super) fn list<T>(json: Option<&Json>, read: fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    json?.items()?.iter().map(read).collect()
}

/// The same for a list that is left out when it is empty.
pub(super) fn list_or_none<T>(json: Option<&Json>, read: fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    if json.is_none() { Some(Vec::new()) } else { list(json, read) }
}

/// What a browser saw, as far as this build has names for it.
pub(super) fn behaviour(json: &Json) -> Vec<Behaviour> {
    let seen = json.field("behaviour").and_then(Json::items).unwrap_or_default();
    seen.iter().filter_map(|seen| Behaviour::from_name(seen.text()?)).collect()
}

fn entry(json: &Json) -> Option<Entry> {
    Some(Entry {
        seq: Seq(number(json, "seq")?),
        at: Millis(number(json, "at")?),
        epoch: Epoch(number(json, "epoch")?),
        author: author(json.field("author")?)?,
        id: if json.field("id").is_some() { Some(message_id(json)?) } else { None },
        body: body(json.field("body")?)?,
    })
}

fn body(json: &Json) -> Option<Body> {
    Some(match json.field("type")?.text()? {
        // Where it was written is the briefing's to tell.
        "text" => Body::Text { text: text(json, "text")?, behaviour: behaviour(json), visit: None },
        "person_requested" => Body::PersonRequested,
        "answer" => Body::Answer(answer(json)?),
        "rated" => Body::Rated {
            answer: Seq(number(json, "answer")?),
            helped: json.field("helped")?.bool()?,
        },
        "identified" => Body::Identified(Person {
            id: text(json, "id")?,
            name: text(json, "name"),
            email: text(json, "email"),
            traits: Vec::new(),
        }),
        "asked" => {
            Body::Asked(Asked { field: text(json, "field")?, question: text(json, "question")? })
        }
        "skipped" => Body::Skipped { asked: Seq(number(json, "asked")?) },
        "handoff_requested" => Body::HandoffRequested(handoff(json)?),
        "agent_joined" => Body::AgentJoined,
        "handed_back" => Body::HandedBack { outcome: outcome(json.field("outcome")?)? },
        "transferred" => Body::Transferred { to: target(json.field("to")?)? },
        "released" => Body::Released {
            agent: agent(json.field("agent")?)?,
            parted: match json.field("parted")?.text()? {
                "silent" => Parted::Silent,
                _ => Parted::Gone,
            },
        },
        "wait_cancelled" => Body::WaitCancelled,
        "help_wanted" => Body::HelpWanted,
        "address_left" => Body::AddressLeft { email: text(json, "email")? },
        "surveyed" => Body::Surveyed { ended: Seq(number(json, "ended")?), score: score(json)? },
        _ => return None,
    })
}

fn answer(json: &Json) -> Option<Answer> {
    Some(Answer {
        reply_to: Seq(number(json, "reply_to")?),
        blocks: list(json.field("blocks"), block)?,
        sources: list_or_none(json.field("sources"), |json| {
            Some(Source { title: text(json, "title")?, href: text(json, "href")? })
        })?,
        confidence: confidence(json.field("confidence")?)?,
        offer: is_on(json, "offer"),
        choices: list_or_none(json.field("choices"), |json| json.text().map(str::to_owned))?,
        unfinished: is_on(json, "unfinished"),
        captured: Vec::new(),
    })
}

fn handoff(json: &Json) -> Option<Handoff> {
    let triggers = json.field("triggers")?.items()?;
    Some(Handoff {
        number: small(json, "number")?,
        triggers: triggers.iter().filter_map(trigger).collect(),
        sensed: json.field("sensed")?.bool()?,
        line: text(json, "line")?,
        note: text(json, "note"),
    })
}

fn trigger(json: &Json) -> Option<Trigger> {
    Some(Trigger {
        kind: TriggerKind::from_name(json.field("kind")?.text()?)?,
        confidence: confidence(json.field("confidence")?)?,
        evidence: list_or_none(json.field("evidence"), |json| {
            let seq = Seq(number(json, "seq")?);
            Some(Evidence { seq, start: small(json, "start")?, end: small(json, "end")? })
        })?,
    })
}

fn block(json: &Json) -> Option<Block> {
    Some(match json.field("block")?.text()? {
        "paragraph" => Block::Paragraph { spans: spans(json.field("spans")?)? },
        "list" => Block::List {
            ordered: json.field("ordered")?.bool()?,
            items: list(json.field("items"), spans)?,
        },
        "heading" => Block::Heading { spans: spans(json.field("spans")?)? },
        "code" => Block::Code { text: text(json, "text")? },
        _ => return None,
    })
}

fn spans(json: &Json) -> Option<Vec<Span>> {
    list(Some(json), |json| {
        let style = match json.field("style").and_then(Json::text) {
            None | Some("plain") => Style::Plain,
            Some("strong") => Style::Strong,
            Some("emphasis") => Style::Emphasis,
            Some("code") => Style::Code,
            Some(_) => return None,
        };
        let href = json.field("href").and_then(Json::text).map(str::to_owned);
        Some(Span { text: text(json, "text")?, style, href })
    })
}
