//! Frames from the desk, and the small objects of plain requests. The console's.

use super::json::Json;
use super::read::{refusal, site_card};
use super::read_entry::{agent, list, list_or_none, number, text};
use super::routing::{colleague, explanation, offer, texts, thread};
use super::write::Writer;
use baton_shared::id::{Epoch, Millis};
use baton_shared::protocol::desk::{AgentRole, DeskDown, DeskUp, InboxItem, Note, Standing};
use baton_shared::trigger::{Priority, TriggerKind};

/// A frame from the desk; none when this build can't read it.
pub fn read_desk_down(text: &str) -> Option<DeskDown> {
    desk_down(&Json::parse(text)?)
}

/// A frame for the desk.
pub fn write_desk_up(up: &DeskUp) -> String {
    match up {
        DeskUp::Hello => write_texts(&[("t", "hello")]),
        DeskUp::Decline { thread } => write_texts(&[("t", "decline"), ("thread", thread.as_str())]),
        DeskUp::Explain { thread } => write_texts(&[("t", "explain"), ("thread", thread.as_str())]),
        DeskUp::Away { away } => {
            let mut out = Writer::default();
            out.text("t", "away").flag("away", *away);
            out.end()
        }
    }
}

/// An agent's role, by its name on the wire.
pub fn read_role(name: &str) -> Option<AgentRole> {
    Some(match name {
        "agent" => AgentRole::Agent,
        "lead" => AgentRole::Lead,
        _ => return None,
    })
}

/// The name of `role` on the wire.
pub const fn role_name(role: AgentRole) -> &'static str {
    match role {
        AgentRole::Agent => "agent",
        AgentRole::Lead => "lead",
    }
}

/// The text that the object `json` holds at `path`, a field in a field.
pub fn text_at(json: &str, path: &[&str]) -> Option<String> {
    let json = Json::parse(json)?;
    let found = path.iter().try_fold(&json, |json, name| json.field(name))?;
    found.text().map(str::to_owned)
}

/// An object of texts.
pub fn write_texts(fields: &[(&str, &str)]) -> String {
    let mut out = Writer::default();
    for (name, value) in fields {
        out.text(name, value);
    }
    out.end()
}

fn desk_down(json: &Json) -> Option<DeskDown> {
    Some(match json.field("t")?.text()? {
        "welcome" => DeskDown::Welcome {
            version: u16::try_from(number(json, "version")?).ok()?,
            you: agent(json.field("you")?)?,
            role: read_role(json.field("role")?.text()?)?,
            site: site_card(json.field("site")?)?,
            inbox: list(json.field("inbox"), item)?,
            online: list(json.field("online"), agent)?,
            roster: list_or_none(json.field("roster"), colleague)?,
            offers: list_or_none(json.field("offers"), offer)?,
            away_after: u16::try_from(number(json, "away_after").unwrap_or_default()).ok()?,
            now: Millis(number(json, "now")?),
        },
        "item" => DeskDown::Item { item: item(json.field("item")?)? },
        "online" => DeskDown::Online { online: list(json.field("online"), agent)? },
        "roster" => DeskDown::Roster { roster: list(json.field("roster"), colleague)? },
        "offered" => DeskDown::Offered { offer: offer(json.field("offer")?)? },
        "withdrawn" => DeskDown::Withdrawn { thread: thread(json)? },
        "explained" => DeskDown::Explained {
            thread: thread(json)?,
            explanation: match json.field("explanation") {
                None | Some(Json::Other) => None,
                Some(explained) => Some(explanation(explained)?),
            },
        },
        "refused" => DeskDown::Refused(refusal(json)?),
        _ => return None,
    })
}

fn item(json: &Json) -> Option<InboxItem> {
    // A reason this build has no name for is left out: the others still say something.
    let reasons = json.field("reasons").and_then(Json::items).unwrap_or_default();
    let reasons = reasons.iter().filter_map(|reason| TriggerKind::from_name(reason.text()?));
    Some(InboxItem {
        thread: thread(json)?,
        standing: standing(json.field("standing")?)?,
        epoch: Epoch(number(json, "epoch")?),
        since: Millis(number(json, "since")?),
        preview: text(json, "preview")?,
        name: text(json, "name"),
        reasons: reasons.collect(),
        priority: match json.field("priority").and_then(Json::text) {
            Some("urgent") => Priority::Urgent,
            Some("high") => Priority::High,
            _ => Priority::Normal,
        },
        needs: texts(json, "needs")?,
        offered: json.field("offered").and_then(agent),
        note: json.field("note").and_then(|json| {
            Some(Note { from: agent(json.field("from")?)?, text: text(json, "text")? })
        }),
        email: text(json, "email"),
    })
}

fn standing(json: &Json) -> Option<Standing> {
    Some(match json.field("is")?.text()? {
        "waiting" => Standing::Waiting,
        "with" => Standing::With { agent: agent(json.field("agent")?)? },
        "bot" => Standing::Bot,
        "resolved" => Standing::Resolved { by: agent(json.field("by")?)? },
        _ => return None,
    })
}
