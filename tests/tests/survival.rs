//! Nothing acknowledged is lost, nothing doubled, nothing out of order: whatever is killed.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::entry::{Author, Body, Entry};
use baton_shared::id::{MessageId, Seq};
use baton_shared::protocol::desk::{DeskDown, Standing};
use baton_tests::{Client, Visitor};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::{customer, edge, log, story};

/// How many chat at once.
const CUSTOMERS: u32 = 200;
/// For how long.
const SPAN: Duration = Duration::from_mins(1);
/// When the runtime is killed, in that span.
const KILLS: [Duration; 2] = [Duration::from_secs(20), Duration::from_secs(40)];
/// How often each customer writes.
const PACE: Duration = Duration::from_millis(1_500);

fn message(customer: u32, n: u32) -> MessageId {
    MessageId::parse(format!("c{customer}-{n}")).unwrap()
}

/// The customer's own messages in the log, in order.
fn own(entries: &[Entry]) -> Vec<(MessageId, Seq)> {
    let own = entries.iter().filter(|entry| entry.author == Author::Customer);
    own.map(|entry| (entry.id.clone().expect("a customer's entry has an id"), entry.seq)).collect()
}

fn assert_dense(entries: &[Entry]) {
    for (expected, entry) in (1..).zip(entries) {
        assert_eq!(entry.seq, Seq(expected));
    }
}

/// One customer's minute: a message every [`PACE`], whatever happens to the runtime.
fn chat(visitor: &Visitor, number: u32, over: &AtomicBool) -> (u32, BTreeMap<MessageId, Seq>) {
    let own = visitor.clone();
    let mut client = Client::new(number, move || own.connect());
    let mut said = 0;
    while !over.load(Ordering::Relaxed) {
        said += 1;
        client.say(message(number, said), "where is my parcel?");
        client.run_for(PACE).unwrap();
    }
    client.run_until(|replica| replica.outbox().is_empty()).unwrap();
    assert!(client.stored().is_empty());
    (said, client.acked().clone())
}

#[test]
fn two_hundred_customers_chat_for_a_minute_while_the_runtime_is_killed_twice() {
    let mut edge = edge();
    let visitors: Vec<Visitor> =
        (0..CUSTOMERS).map(|_| edge.visitor("demo").expect("a session")).collect();
    let over = AtomicBool::new(false);
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let chats: Vec<_> = (0..)
            .zip(&visitors)
            .map(|(number, visitor)| {
                let over = &over;
                scope.spawn(move || chat(visitor, number, over))
            })
            .collect();
        let start = Instant::now();
        for kill in KILLS {
            std::thread::sleep(kill.saturating_sub(start.elapsed()));
            edge.restart().expect("the edge starts again");
        }
        std::thread::sleep(SPAN.saturating_sub(start.elapsed()));
        over.store(true, Ordering::Relaxed);
        chats.into_iter().map(|chat| chat.join().expect("a chat ends well")).collect()
    });
    let mut total = 0;
    for ((number, visitor), (said, acked)) in (0..).zip(&visitors).zip(outcomes) {
        let entries = log(visitor);
        assert_dense(&entries);
        let own = own(&entries);
        let expected: Vec<MessageId> = (1..=said).map(|n| message(number, n)).collect();
        let stored: Vec<MessageId> = own.iter().map(|(id, _)| id.clone()).collect();
        assert_eq!(stored, expected, "customer {number}: once each, in the order said");
        let places: BTreeMap<MessageId, Seq> = own.into_iter().collect();
        for (id, seq) in acked {
            assert_eq!(places.get(&id), Some(&seq), "customer {number}: what an ack said holds");
        }
        total += said;
    }
    println!("{total} messages of {CUSTOMERS} customers, each there once and in order");
}

#[test]
fn invariant_9_a_crash_loses_no_entry_no_owner_and_no_place_in_the_line() {
    let mut edge = edge();
    let maya = edge.agent("demo", "Maya").unwrap();
    let (visitor, mut socket) = customer(&edge);
    socket.say("q1", "can I talk to a real person").unwrap();
    let handoff = socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap();
    let before = log(&visitor);
    edge.restart().unwrap();
    assert_eq!(log(&visitor), before);

    let mut desk = maya.desk().unwrap();
    let waiting = desk.expect(|down| match down {
        DeskDown::Welcome { inbox, .. } => Some(inbox.clone()),
        _ => None,
    });
    assert_eq!(waiting.unwrap()[0].standing, Standing::Waiting);
    let mut agent = maya.thread(&visitor.thread).unwrap();
    agent.hello(None).unwrap();
    agent.take("t1", handoff.epoch).unwrap();
    agent.expect_ack("t1").unwrap();
}

#[test]
fn invariant_8_a_fact_reaches_the_desk_although_the_runtime_dies_as_it_becomes_true() {
    let mut edge = edge();
    let maya = edge.agent("demo", "Maya").unwrap();
    for round in 0..5_u32 {
        let (visitor, mut socket) = customer(&edge);
        socket.say("q1", "can I talk to a real person").unwrap();
        socket.expect_ack("q1").unwrap();
        // Acknowledged, so durable; whether the desk has heard of it is a race.
        edge.restart().unwrap();
        let mut desk = maya.desk().unwrap();
        let arrived = desk.expect_within(Duration::from_secs(30), |down| {
            let mut items = match down {
                DeskDown::Welcome { inbox, .. } => inbox.clone(),
                DeskDown::Item { item } => vec![item.clone()],
                _ => Vec::new(),
            };
            items.retain(|item| item.thread.as_str() == visitor.thread);
            items.pop()
        });
        assert_eq!(arrived.unwrap().standing, Standing::Waiting, "round {round}");
    }
}

#[test]
fn invariant_2_a_resend_is_acked_with_the_first_seq() {
    let edge = edge();
    let (visitor, mut socket) = customer(&edge);
    socket.say("q1", "hello there").unwrap();
    let first = socket.expect_ack("q1").unwrap();
    for after in [None, Some(Seq(0))] {
        let mut again = visitor.connect().unwrap();
        again.hello(after).unwrap();
        // As a client that lost the ack would send it: it has read nothing since.
        again
            .send_text(r#"{"t":"send","id":"q1","after":0,"message":{"type":"text","text":"hello there"}}"#)
            .unwrap();
        assert_eq!(again.expect_ack("q1").unwrap(), first);
    }
    assert_eq!(own(&log(&visitor)).len(), 1);
}

#[test]
fn an_answer_that_a_crash_interrupted_is_given_when_the_customer_is_back() {
    let site = support::shop();
    let site = baton_tests::SiteBundle {
        settings: site.settings.replace("pause_ms = 0", "pause_ms = 2000"),
        ..site
    };
    let mut edge = support::edge_with(&site);
    let (visitor, mut socket) = customer(&edge);
    socket.say("q1", "where is my parcel?").unwrap();
    socket.expect_ack("q1").unwrap();
    edge.restart().unwrap();
    assert_eq!(story(&log(&visitor)), ["customer: where is my parcel?"]);
    let mut back = visitor.connect().unwrap();
    back.hello(Some(Seq(1))).unwrap();
    back.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
    assert_eq!(story(&log(&visitor)), ["customer: where is my parcel?", "bot answers"]);
}

#[test]
fn what_was_written_while_the_runtime_is_down_is_sent_once_also_after_a_reload() {
    let mut edge = edge();
    let visitor = edge.visitor("demo").unwrap();
    let again = visitor.clone();
    let mut client = Client::new(7, move || again.connect());
    client.say(message(1, 1), "where is my parcel?");
    client.run_until(|replica| replica.outbox().is_empty()).unwrap();
    edge.kill();
    for n in 2..=4 {
        client.say(message(1, n), "are you there");
    }
    client.run_for(Duration::from_millis(300)).unwrap();
    assert_eq!(client.stored().len(), 3);
    client.reload();
    edge.restart().unwrap();
    client.run_until(|replica| replica.outbox().is_empty()).unwrap();
    let ids: Vec<_> = own(&log(&visitor)).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, (1..=4).map(|n| message(1, n)).collect::<Vec<_>>());
}
