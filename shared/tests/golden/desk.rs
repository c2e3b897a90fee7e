//! What a console and the desk say to each other.

use super::{check, golden, maya, site, thread};
use baton_shared::id::{Epoch, Millis};
use baton_shared::protocol::desk::{AgentRole, DeskDown, DeskUp, InboxItem, Standing};
use baton_shared::protocol::{Refusal, VERSION};
use baton_shared::trigger::TriggerKind;

golden!(DeskUp, "desk_up" { DeskUp::Hello => "hello" });

golden!(DeskDown, "desk_down" {
    DeskDown::Welcome { .. } => "welcome",
    DeskDown::Item { .. } => "item",
    DeskDown::Online { .. } => "online",
    DeskDown::Refused(_) => "refused",
});

golden!(Standing, "standing" {
    Standing::Waiting => "waiting",
    Standing::With { .. } => "with",
    Standing::Bot => "bot",
    Standing::Resolved { .. } => "resolved",
});

golden!(AgentRole, "agent_role" {
    AgentRole::Agent => "agent",
    AgentRole::Lead => "lead",
});

golden!(InboxItem, "inbox_item" { InboxItem { .. } => "inbox_item" });

fn item(standing: Standing) -> InboxItem {
    InboxItem {
        thread: thread(),
        standing,
        epoch: Epoch(1),
        since: Millis(1_790_000_000_000),
        preview: "a real person, please".to_owned(),
        name: None,
        reasons: vec![TriggerKind::ExplicitRequest],
    }
}

#[test]
fn golden_desk_up() {
    check(&[DeskUp::Hello]);
}

#[test]
fn golden_desk_down() {
    let welcome = DeskDown::Welcome {
        version: VERSION,
        you: maya(),
        role: AgentRole::Lead,
        site: site(),
        inbox: vec![item(Standing::Waiting)],
        online: vec![maya()],
        now: Millis(1_790_000_000_000),
    };
    check(&[
        welcome,
        DeskDown::Item { item: item(Standing::Bot) },
        DeskDown::Online { online: vec![maya()] },
        DeskDown::Refused(Refusal::Unavailable),
    ]);
}

#[test]
fn golden_standing() {
    check(&[
        Standing::Waiting,
        Standing::With { agent: maya() },
        Standing::Bot,
        Standing::Resolved { by: maya() },
    ]);
}

#[test]
fn golden_agent_role() {
    check(&[AgentRole::Agent, AgentRole::Lead]);
}

#[test]
fn golden_inbox_item() {
    check(&[
        item(Standing::Waiting),
        InboxItem { name: Some("Anna Berg".to_owned()), ..item(Standing::Waiting) },
        InboxItem { reasons: Vec::new(), ..item(Standing::With { agent: maya() }) },
    ]);
}
