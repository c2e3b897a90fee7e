//! Invariant 11: what a message costs, exactly, and that a long thread costs no more.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::entry::Body;
use baton_shared::id::{Epoch, Seq};
use baton_shared::protocol::{MAX_BACKLOG, TAIL};
use baton_tests::Edge;
use support::{customer, edge, shop};

#[test]
fn invariant_11_a_message_is_one_row_written() {
    let edge = edge();
    let (visitor, mut socket) = customer(&edge);
    let mut agent = edge.agent("demo", "Maya").unwrap().thread(&visitor.thread).unwrap();
    agent.hello(None).unwrap();
    agent.take("t1", Epoch(0)).unwrap();
    agent.expect_ack("t1").unwrap();
    socket.expect_entry(|body| *body == Body::AgentJoined).unwrap();
    for n in 0..50 {
        socket.say(&format!("q{n}"), "a customer's message").unwrap();
        socket.expect_ack(&format!("q{n}")).unwrap();
        agent.reply(&format!("a{n}"), Epoch(1), "an agent's message").unwrap();
        agent.expect_ack(&format!("a{n}")).unwrap();
    }
    let cost = edge.owner().cost("demo", &visitor.thread).unwrap();
    assert_eq!((cost.messages, cost.rows_written), (101, 101));
}

#[test]
fn a_long_thread_opens_with_its_newest_entries_and_pages_back_to_its_first() {
    let edge = Edge::start_with(&[("BATON_BENCH", "1")]).unwrap();
    edge.owner().push(&shop()).unwrap();
    let visitor = edge.visitor("demo").unwrap();
    visitor.hello(None).unwrap();
    edge.owner().fill("demo", &visitor.thread, 2_000).unwrap();
    let mut socket = visitor.connect().unwrap();
    let tail = socket.hello(None).unwrap();
    assert_eq!(tail.len() as u64, TAIL);
    assert_eq!(tail.last().unwrap().seq, Seq(2_000));
    let mut behind = visitor.connect().unwrap();
    let afresh = behind.hello(Some(Seq(2_000 - MAX_BACKLOG - 1))).unwrap();
    assert_eq!(afresh.len() as u64, TAIL);
    let mut exact = visitor.connect().unwrap();
    let rest = exact.hello(Some(Seq(2_000 - MAX_BACKLOG))).unwrap();
    assert_eq!(rest.len() as u64, MAX_BACKLOG);

    let mut before = tail[0].seq;
    while before > Seq(1) {
        socket.send(&baton_shared::protocol::Up::Page { before, limit: 500 }).unwrap();
        let page = socket
            .expect(|down| match down {
                baton_shared::protocol::Down::Page { entries } => Some(entries.clone()),
                _ => None,
            })
            .unwrap();
        assert_eq!(page.last().unwrap().seq.next(), before);
        before = page[0].seq;
    }
}

#[test]
fn filling_a_thread_is_for_measurements_only() {
    let edge = edge();
    let (visitor, _socket) = customer(&edge);
    assert!(edge.owner().fill("demo", &visitor.thread, 10).is_err());
}
