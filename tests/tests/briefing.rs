//! The briefing over a real runtime: there when an agent opens the thread, live while the customer goes
//! on, and never a customer's to see.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::briefing::{About, Briefing};
use baton_shared::entry::Body;
use baton_shared::id::Seq;
use baton_shared::protocol::Down;
use baton_tests::{ThreadSocket, Visitor, mint};
use serde_json::json;
use std::time::Duration;
use support::{customer, edge, edge_with, shop};

const SECRET: &str = "identity-secret-of-the-shop-0123456789";

/// The first briefing that `enough` is true of.
fn briefing(agent: &mut ThreadSocket, enough: impl Fn(&Briefing) -> bool) -> Briefing {
    let found = agent.expect(|down| match down {
        Down::Briefing(briefing) if enough(briefing) => Some(Briefing::clone(briefing)),
        _ => None,
    });
    found.unwrap()
}

fn line(briefing: &Briefing, about: About) -> &str {
    &briefing.summary.iter().find(|line| line.about == about).unwrap().text
}

#[test]
fn an_agent_is_briefed_on_arrival_and_with_every_word_that_follows() {
    let edge = edge();
    let maya = edge.agent("demo", "Maya").unwrap();
    let (visitor, mut socket) = customer(&edge);
    socket.say("q1", "where is my parcel?").unwrap();
    socket.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
    socket.say("q2", "can I talk to a real person").unwrap();
    socket.expect_entry(|body| matches!(body, Body::Asked(_))).unwrap();

    let mut agent = maya.thread(&visitor.thread).unwrap();
    let known = agent.hello(None).unwrap();
    let head = known.last().unwrap().seq;
    let first = briefing(&mut agent, |briefing| briefing.head == head);
    assert_eq!(first.summary.len(), 6);
    assert!(line(&first, About::Why).contains("can I talk to a real person"));
    assert!(line(&first, About::What).contains("where is my parcel?"));
    assert_eq!(first.attempts.len(), 1);
    assert!(first.missing[0].asked.is_some() && !first.missing[0].skipped);

    socket.say("q3", "it's 48213, and my mail is jo@mail.example").unwrap();
    let next = briefing(&mut agent, |briefing| briefing.facts.len() == 2);
    assert!(next.missing.is_empty());
    let said = next.facts.iter().find(|fact| fact.field == "order_number").unwrap();
    assert_eq!((said.value.as_str(), said.seq), ("48213", Seq(head.0 + 1)));
}

#[test]
fn a_customer_is_never_briefed() {
    let edge = edge();
    let maya = edge.agent("demo", "Maya").unwrap();
    let (visitor, mut socket) = customer(&edge);
    socket.say("q1", "can I talk to a real person").unwrap();
    socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap();
    let mut agent = maya.thread(&visitor.thread).unwrap();
    agent.hello(None).unwrap();
    briefing(&mut agent, |_| true);
    socket.say("q2", "are you there?").unwrap();
    while let Some(down) = socket.next_within(Duration::from_millis(700)).unwrap() {
        assert!(!matches!(down, Down::Briefing(_)), "{down:?}");
    }
}

#[test]
fn a_known_persons_other_threads_are_listed_with_how_they_ended() {
    let edge = edge_with(&shop());
    edge.owner().set_secret("demo", "identity", SECRET).unwrap();
    let maya = edge.agent("demo", "Maya").unwrap();
    let token = mint(SECRET, &json!({ "sub": "7", "name": "Anna Berg", "exp": soon() }));
    let come = |id: &str| -> (Visitor, ThreadSocket) {
        // Words of their own first, so that the thread becomes the person's beside the earlier one.
        let (visitor, mut socket) = customer(&edge);
        socket.say(id, "where is my parcel?").unwrap();
        socket.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
        let visitor = visitor.identify(Some(&token)).unwrap();
        let socket = visitor.hello(None).unwrap();
        (visitor, socket)
    };
    let (first, _first_socket) = come("q1");
    let (second, mut socket) = come("q2");
    assert_ne!(first.thread, second.thread);
    socket.say("q3", "can I talk to a real person").unwrap();
    socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap();
    let mut agent = maya.thread(&second.thread).unwrap();
    agent.hello(None).unwrap();
    let briefing = briefing(&mut agent, |briefing| !briefing.earlier.is_empty());
    assert!(line(&briefing, About::Who).starts_with("Anna Berg (verified)"));
    let earlier = &briefing.earlier[0];
    assert_eq!(earlier.thread.as_str(), first.thread);
    assert_eq!(earlier.outcome, "With the assistant");
}

/// Ten minutes from now, in seconds.
fn soon() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    now.as_secs() + 600
}
