//! What a console and the desk say to each other.

use super::{check, golden, maya, site, thread};
use baton_shared::id::{Epoch, Millis};
use baton_shared::protocol::desk::{
    AgentRole, Candidate, Colleague, DeskDown, DeskUp, Explanation, InboxItem, Note, Obstacle,
    Offer, Presence, Score, Standing, Step, Verdict,
};
use baton_shared::protocol::{Refusal, VERSION};
use baton_shared::trigger::{Priority, TriggerKind};

golden!(DeskUp, "desk_up" {
    DeskUp::Hello => "hello",
    DeskUp::Decline { .. } => "decline",
    DeskUp::Away { .. } => "away",
    DeskUp::Explain { .. } => "explain",
});

golden!(DeskDown, "desk_down" {
    DeskDown::Welcome { .. } => "welcome",
    DeskDown::Item { .. } => "item",
    DeskDown::Online { .. } => "online",
    DeskDown::Roster { .. } => "roster",
    DeskDown::Offered { .. } => "offered",
    DeskDown::Withdrawn { .. } => "withdrawn",
    DeskDown::Explained { .. } => "explained",
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
        priority: Priority::Normal,
        needs: Vec::new(),
        offered: None,
        note: None,
        email: None,
    }
}

/// A thread that was passed on and is offered to somebody.
fn passed_on() -> InboxItem {
    InboxItem {
        priority: Priority::Urgent,
        needs: vec!["billing".to_owned()],
        offered: Some(maya()),
        note: Some(Note { from: maya(), text: "VIP".to_owned() }),
        email: Some("anna@shop.example".to_owned()),
        ..item(Standing::Waiting)
    }
}

fn colleague() -> Colleague {
    Colleague {
        agent: maya(),
        role: AgentRole::Agent,
        presence: Presence::Online,
        load: 2,
        capacity: 4,
        skills: vec!["billing".to_owned()],
        languages: vec!["de".to_owned()],
        working: true,
    }
}

fn offer() -> Offer {
    Offer { thread: thread(), epoch: Epoch(1), until: Millis(1_790_000_030_000) }
}

fn refused(why: Obstacle) -> Candidate {
    Candidate { agent: maya(), verdict: Verdict::Refused { why } }
}

fn explanation() -> Explanation {
    let score = Score {
        tied: false,
        skilled: true,
        language: true,
        preferred: 1,
        level: 3,
        load: 500,
        since: Millis(1_789_999_990_000),
    };
    Explanation {
        at: Millis(1_790_000_000_000),
        needs: vec!["billing".to_owned(), "de".to_owned()],
        step: Step::Required,
        candidates: vec![
            Candidate { agent: maya(), verdict: Verdict::Fits(score) },
            refused(Obstacle::NotOnline { presence: Presence::Away }),
            refused(Obstacle::OutOfHours),
            refused(Obstacle::Full { load: 4, capacity: 4 }),
            refused(Obstacle::Lacks { skill: "billing".to_owned(), level: 2 }),
            refused(Obstacle::Language { language: "de".to_owned() }),
            refused(Obstacle::Tier { tier: "gold".to_owned() }),
            refused(Obstacle::NotALead),
            refused(Obstacle::Declined),
            refused(Obstacle::ForSomebodyElse),
        ],
        others: 3,
    }
}

#[test]
fn golden_desk_up() {
    check(&[
        DeskUp::Hello,
        DeskUp::Decline { thread: thread() },
        DeskUp::Away { away: true },
        DeskUp::Explain { thread: thread() },
    ]);
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
        roster: vec![colleague()],
        offers: vec![offer()],
        away_after: 15,
        now: Millis(1_790_000_000_000),
    };
    check(&[
        welcome,
        DeskDown::Item { item: item(Standing::Bot) },
        DeskDown::Item { item: passed_on() },
        DeskDown::Online { online: vec![maya()] },
        DeskDown::Roster { roster: vec![colleague()] },
        DeskDown::Offered { offer: offer() },
        DeskDown::Withdrawn { thread: thread() },
        DeskDown::Explained { thread: thread(), explanation: Some(explanation()) },
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
