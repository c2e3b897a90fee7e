//! Entries: on the wire and in every thread's database.

use super::{check, golden, maya, message_id};
use baton_shared::customer::{Person, Trait, Visit};
use baton_shared::entry::{
    Answer, Asked, Author, Behaviour, Block, Body, Entry, Handoff, Outcome, Parted, Source, Span,
    Style, Target,
};
use baton_shared::id::{Confidence, Epoch, Millis, Seq};
use baton_shared::trigger::{Decision, Evidence, Topic, Trigger, TriggerKind};

golden!(Entry, "entry" { Entry { .. } => "entry" });
golden!(Handoff, "handoff" { Handoff { .. } => "handoff" });
golden!(Answer, "answer" { Answer { .. } => "answer" });
golden!(Span, "span" { Span { .. } => "span" });

golden!(Author, "author" {
    Author::Customer => "customer",
    Author::Bot => "bot",
    Author::Agent(_) => "agent",
    Author::System => "system",
});

golden!(Body, "body" {
    Body::Text { .. } => "text",
    Body::PersonRequested => "person_requested",
    Body::Answer(_) => "answer",
    Body::Rated { .. } => "rated",
    Body::Identified(_) => "identified",
    Body::Asked(_) => "asked",
    Body::Skipped { .. } => "skipped",
    Body::HandoffRequested(_) => "handoff_requested",
    Body::AgentJoined => "agent_joined",
    Body::HandedBack { .. } => "handed_back",
    Body::Transferred { .. } => "transferred",
    Body::Released { .. } => "released",
    Body::WaitCancelled => "wait_cancelled",
    Body::HelpWanted => "help_wanted",
    Body::AddressLeft { .. } => "address_left",
    Body::Surveyed { .. } => "surveyed",
});

golden!(Target, "target" {
    Target::Agent { .. } => "agent",
    Target::Skill { .. } => "skill",
    Target::Lead => "lead",
});

golden!(Parted, "parted" {
    Parted::Gone => "gone",
    Parted::Silent => "silent",
});

golden!(Block, "block" {
    Block::Paragraph { .. } => "paragraph",
    Block::List { .. } => "list",
    Block::Heading { .. } => "heading",
    Block::Code { .. } => "code",
});

golden!(Style, "style" {
    Style::Plain => "plain",
    Style::Strong => "strong",
    Style::Emphasis => "emphasis",
    Style::Code => "code",
});

golden!(Outcome, "outcome" {
    Outcome::Resolved => "resolved",
    Outcome::Returned => "returned",
});

golden!(Decision, "decision" {
    Decision::Continue => "continue",
    Decision::Offer => "offer",
    Decision::HandOff => "hand_off",
});

golden!(TriggerKind, "trigger_kind" {
    TriggerKind::ExplicitRequest => "explicit_request",
    TriggerKind::Frustration => "frustration",
    TriggerKind::RepeatedFailure => "repeated_failure",
    TriggerKind::LowConfidence => "low_confidence",
    TriggerKind::Urgency => "urgency",
    TriggerKind::Complexity => "complexity",
    TriggerKind::HighValue => "high_value",
    TriggerKind::BotError => "bot_error",
    TriggerKind::Behaviour => "behaviour",
    TriggerKind::SiteRule => "site_rule",
    TriggerKind::Sensitive(Topic::BillingDispute) => "sensitive_topic_billing_dispute",
    TriggerKind::Sensitive(Topic::Cancellation) => "sensitive_topic_cancellation",
    TriggerKind::Sensitive(Topic::Complaint) => "sensitive_topic_complaint",
    TriggerKind::Sensitive(Topic::LegalCompliance) => "sensitive_topic_legal_compliance",
    TriggerKind::Sensitive(Topic::Privacy) => "sensitive_topic_privacy",
    TriggerKind::Sensitive(Topic::AccountAccess) => "sensitive_topic_account_access",
    TriggerKind::Sensitive(Topic::AccountSecurity) => "sensitive_topic_account_security",
    TriggerKind::Sensitive(Topic::Refund) => "sensitive_topic_refund",
    TriggerKind::Sensitive(Topic::PolicyException) => "sensitive_topic_policy_exception",
    TriggerKind::Sensitive(Topic::Safety) => "sensitive_topic_safety",
});

golden!(Behaviour, "behaviour" {
    Behaviour::RapidResends => "rapid_resends",
    Behaviour::DiscardedDraft => "discarded_draft",
    Behaviour::DeadClicks => "dead_clicks",
});

/// A customer the site vouches for.
pub fn anna() -> Person {
    Person {
        id: "4711".to_owned(),
        name: Some("Anna Berg".to_owned()),
        email: Some("anna@shop.example".to_owned()),
        traits: vec![Trait { name: "tier".to_owned(), value: "gold".to_owned() }],
    }
}

/// Where she writes from.
pub fn visit() -> Visit {
    Visit {
        page: "https://shop.example/bags/tote".to_owned(),
        title: "Canvas tote".to_owned(),
        referrer: "https://search.example".to_owned(),
        language: "de-AT".to_owned(),
        time_zone: "Europe/Vienna".to_owned(),
        device: "phone".to_owned(),
        claims: vec![Trait { name: "cart".to_owned(), value: "59".to_owned() }],
    }
}

/// The `seq`th entry of a thread: the customer's text.
pub fn entry(seq: u64) -> Entry {
    Entry {
        seq: Seq(seq),
        at: Millis(1_790_000_000_000 + seq),
        epoch: Epoch(0),
        author: Author::Customer,
        id: Some(message_id()),
        body: Body::text(format!("Question {seq}: is it “ready”?")),
    }
}

fn answer() -> Answer {
    Answer {
        reply_to: Seq(1),
        blocks: vec![Block::Paragraph { spans: vec![Span::plain("Two to four days.")] }],
        sources: vec![Source {
            title: "Shipping".to_owned(),
            href: "/help.html#shipping".to_owned(),
        }],
        confidence: Confidence::from_thousandths(912),
        offer: false,
        choices: Vec::new(),
        unfinished: false,
        captured: Vec::new(),
    }
}

fn handoff() -> Handoff {
    let evidence = vec![Evidence { seq: Seq(3), start: 4, end: 17 }];
    Handoff {
        number: 1,
        triggers: vec![
            Trigger {
                kind: TriggerKind::ExplicitRequest,
                confidence: Confidence::from_thousandths(950),
                evidence,
            },
            Trigger {
                kind: TriggerKind::LowConfidence,
                confidence: Confidence::NONE,
                evidence: Vec::new(),
            },
        ],
        sensed: true,
        line: "Of course. I'm bringing in someone.".to_owned(),
        note: None,
    }
}

#[test]
fn golden_entry() {
    let id = None;
    let system = Author::System;
    check(&[
        entry(1),
        Entry { author: Author::Agent(maya()), epoch: Epoch(2), ..entry(2) },
        Entry { author: system, id, body: Body::HandoffRequested(handoff()), ..entry(3) },
    ]);
}

#[test]
fn golden_author() {
    check(&[Author::Customer, Author::Bot, Author::Agent(maya()), Author::System]);
}

#[test]
fn golden_body() {
    check(&[
        Body::text("Thank you!"),
        Body::Text { text: "Hello??".to_owned(), behaviour: Behaviour::ALL.to_vec(), visit: None },
        Body::Text { text: "Hi".to_owned(), behaviour: Vec::new(), visit: Some(Box::new(visit())) },
        Body::PersonRequested,
        Body::Answer(answer()),
        Body::Rated { answer: Seq(2), helped: true },
        Body::Rated { answer: Seq(2), helped: false },
        Body::Identified(anna()),
        Body::Asked(Asked {
            field: "order_number".to_owned(),
            question: "What's your order number?".to_owned(),
        }),
        Body::Skipped { asked: Seq(4) },
        Body::HandoffRequested(handoff()),
        Body::AgentJoined,
        Body::HandedBack { outcome: Outcome::Resolved },
        Body::HandedBack { outcome: Outcome::Returned },
        Body::Transferred { to: Target::Lead },
        Body::Released { agent: maya(), parted: Parted::Gone },
        Body::WaitCancelled,
        Body::HelpWanted,
        Body::AddressLeft { email: "anna@shop.example".to_owned() },
        Body::Surveyed { ended: Seq(9), score: 5 },
    ]);
}

#[test]
fn golden_target() {
    let agent = Target::Agent { id: maya().id };
    check(&[agent, Target::Skill { name: "billing".to_owned() }, Target::Lead]);
}

#[test]
fn golden_parted() {
    check(&[Parted::Gone, Parted::Silent]);
}

#[test]
fn golden_answer() {
    let choices = vec!["Delivery times".to_owned(), "Delivery costs".to_owned()];
    check(&[
        answer(),
        Answer { sources: Vec::new(), offer: true, ..answer() },
        Answer { sources: Vec::new(), choices, ..answer() },
        Answer { unfinished: true, ..answer() },
    ]);
}

#[test]
fn golden_handoff() {
    let note = Some("Not in the articles.".to_owned());
    check(&[handoff(), Handoff { note, ..handoff() }]);
}

#[test]
fn golden_block() {
    let spans = vec![Span::plain("Returns")];
    check(&[
        Block::Paragraph { spans: spans.clone() },
        Block::List { ordered: true, items: vec![spans.clone(), Vec::new()] },
        Block::Heading { spans },
        Block::Code { text: "a < b\n".to_owned() },
    ]);
}

#[test]
fn golden_span() {
    check(&[
        Span::plain("plain"),
        Span {
            text: "write to us".to_owned(),
            style: Style::Strong,
            href: Some("mailto:help@shop.example".to_owned()),
        },
    ]);
}

#[test]
fn golden_small_enums() {
    check(&[Style::Plain, Style::Strong, Style::Emphasis, Style::Code]);
    check(&[Outcome::Resolved, Outcome::Returned]);
    check(&[Decision::Continue, Decision::Offer, Decision::HandOff]);
    check(&Behaviour::ALL);
    check(&TriggerKind::all().collect::<Vec<_>>());
}
