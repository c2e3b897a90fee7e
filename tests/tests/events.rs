//! What the owner's systems hear, over real HTTP: every event, signed; again under the same id until it
//! is taken, whatever is killed; and what was given up, once somebody asks for it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::entry::{Body, Outcome};
use baton_shared::events::EventKind;
use baton_shared::id::Epoch;
use baton_shared::protocol::Message;
use baton_shared::protocol::desk::{DeskDown, InboxItem, Standing};
use baton_tests::{
    Answer, Asked, DeadLetter, Edge, Error, Owner, PATIENCE, SiteBundle, ThreadSocket, Visitor,
    WebhookServer,
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::Instant;
use support::{customer, edge_with, log, shop, story, with_database};

const SECRET: &str = "a secret for the shop's events";
/// Agents take what they like; closed at any time but one minute of the week.
const AFTER_HOURS: &str = "[desk]\nmode = \"pick\"\nhours = [\"mon 00:00-00:01\"]";

/// An edge whose shop hears of events.
struct Scene {
    edge: Edge,
    systems: WebhookServer,
}

impl Scene {
    /// Where all but messages are sent.
    fn open() -> Self {
        Self::with("")
    }

    fn with(settings: &str) -> Self {
        let systems = WebhookServer::events(SECRET, 0).unwrap();
        let edge = edge_with(&site(&systems, settings));
        edge.owner().set_secret("demo", "events", SECRET).unwrap();
        Self { edge, systems }
    }

    fn event(&self, count: usize) -> Asked {
        event(&self.systems, count)
    }

    fn dead(&self, count: usize) -> Vec<DeadLetter> {
        let start = Instant::now();
        loop {
            let dead = self.edge.owner().dead_letters("demo").unwrap();
            if dead.len() == count {
                return dead;
            }
            assert!(start.elapsed() < PATIENCE, "{dead:?}");
        }
    }
}

fn site(systems: &WebhookServer, settings: &str) -> SiteBundle {
    shop().settings(&format!("[events]\nurl = \"{}\"\n{settings}", systems.url()))
}

/// Every event, messages too.
fn all() -> String {
    let names = EventKind::ALL.map(|kind| format!("\"{kind}\""));
    format!("send = [{}]\n", names.join(", "))
}

fn event(systems: &WebhookServer, count: usize) -> Asked {
    let asked = systems.await_question(count).unwrap();
    assert_eq!(asked.mistake, None);
    asked
}

fn kind(asked: &Asked) -> &str {
    asked.event["event"].as_str().unwrap()
}

fn ask_for_a_person(socket: &mut ThreadSocket) -> Epoch {
    socket.say("ask", "can I talk to a real person").unwrap();
    socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap().epoch
}

fn leave_address(socket: &mut ThreadSocket) {
    let email = "anna@shop.example".to_owned();
    socket.choose("leave", Message::LeaveAddress { email }).unwrap();
    socket.expect_ack("leave").unwrap();
}

/// Maya takes the thread and writes.
fn reply(edge: &Edge, visitor: &Visitor, epoch: Epoch, text: &str) -> (ThreadSocket, Epoch) {
    let mut agent = edge.agent("demo", "Maya").unwrap().thread(&visitor.thread).unwrap();
    agent.hello(None).unwrap();
    agent.take("take", epoch).unwrap();
    agent.expect_ack("take").unwrap();
    agent.reply("reply", epoch.next(), text).unwrap();
    agent.expect_ack("reply").unwrap();
    (agent, epoch.next())
}

/// How many rows a desk has in the tables of events.
fn kept(desk: &Connection) -> rusqlite::Result<u64> {
    let query = "SELECT (SELECT COUNT(*) FROM outgoing) + (SELECT COUNT(*) FROM dead_letter)";
    desk.query_row(query, [], |row| row.get(0))
}

#[test]
fn all_seven_events_arrive_in_order_signed_and_with_what_they_tell() {
    let scene = Scene::with(&format!("{}{AFTER_HOURS}", all()));
    let (visitor, mut socket) = customer(&scene.edge);
    socket.say("q1", "where is my parcel?").unwrap();
    socket.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
    let epoch = ask_for_a_person(&mut socket);
    leave_address(&mut socket);
    let (mut agent, epoch) = reply(&scene.edge, &visitor, epoch, "It comes on Monday.");
    agent.hand_back("back", epoch, Outcome::Resolved).unwrap();
    let ended = socket.expect_entry(|body| matches!(body, Body::HandedBack { .. })).unwrap().seq;
    socket.choose("survey", Message::Survey { ended, score: 5 }).unwrap();
    socket.expect_ack("survey").unwrap();

    let heard: Vec<Asked> = (1..=10).map(|count| scene.event(count)).collect();
    let kinds: Vec<&str> = heard.iter().map(kind).collect();
    assert_eq!(
        kinds,
        [
            "conversation_created",
            "message_created",
            "message_created",
            "message_created",
            "handoff_requested",
            "message_left",
            "handoff_accepted",
            "message_created",
            "handoff_ended",
            "survey_submitted",
        ]
    );
    for pair in heard.windows(2) {
        assert!(pair[0].event["seq"].as_u64() < pair[1].event["seq"].as_u64());
        assert_ne!(pair[0].id, pair[1].id);
    }
    for asked in &heard {
        assert_eq!(asked.event["id"], json!(asked.id));
        assert_eq!(asked.event["site"], "demo");
        assert_eq!(asked.event["thread"], json!(visitor.thread));
    }
    let field = |at: usize, name: &str| -> Value { heard[at].event[name].clone() };
    assert_eq!(field(1, "author"), json!({ "role": "customer" }));
    assert_eq!(field(2, "author"), json!({ "role": "bot", "name": "Assistant" }));
    assert_eq!(field(4, "reasons"), json!(["explicit_request"]));
    assert_eq!(field(5, "email"), "anna@shop.example");
    assert_eq!(field(6, "agent")["name"], "Maya");
    assert_eq!(field(7, "author"), json!({ "role": "agent", "name": "Maya" }));
    assert_eq!(field(7, "text"), "It comes on Monday.");
    assert_eq!(field(8, "outcome"), "resolved");
    assert_eq!(field(9, "score"), 5);
    let with_address: Vec<usize> =
        (0..10).filter(|at| heard[*at].event.get("email").is_some()).collect();
    assert_eq!(with_address, [5, 7]);
}

#[test]
fn after_hours_the_answer_is_in_the_thread_and_goes_out_with_the_address() {
    let scene = Scene::with(&format!("send = [\"message_created\"]\n{AFTER_HOURS}"));
    let (visitor, mut socket) = customer(&scene.edge);
    let epoch = ask_for_a_person(&mut socket);
    leave_address(&mut socket);
    drop(socket);
    reply(&scene.edge, &visitor, epoch, "We have found it.");
    let answer = (1..=9).map(|count| scene.event(count)).find(|it| it.event["email"].is_string());
    let answer = answer.unwrap().event;
    assert_eq!(answer["email"], "anna@shop.example");
    assert_eq!(answer["text"], "We have found it.");
    let back = story(&log(&visitor));
    assert_eq!(back.last().unwrap(), "Maya: We have found it.");
}

#[test]
fn an_owner_hears_only_of_what_they_ask_for() {
    let mut scene = Scene::open();
    let (_, mut socket) = customer(&scene.edge);
    ask_for_a_person(&mut socket);
    let heard = [1, 2].map(|count| scene.event(count));
    assert_eq!(heard.each_ref().map(kind), ["conversation_created", "handoff_requested"]);
    // The second may be on its way still, but the first had to be taken before it.
    assert!(with_database(&mut scene.edge, "baton-desk", kept) <= 1, "what was taken is forgotten");
}

#[test]
fn a_failing_server_gets_the_same_event_again_and_the_next_one_after_it() {
    let scene = Scene::open();
    scene.systems.answer(Answer::Status(503));
    let (_, mut socket) = customer(&scene.edge);
    ask_for_a_person(&mut socket);
    let [first, second, third] = [1, 2, 3].map(|count| scene.event(count));
    assert_eq!((&second.id, &second.body), (&first.id, &first.body));
    assert_eq!([&first, &third].map(kind), ["conversation_created", "handoff_requested"]);
}

#[test]
fn what_happened_while_the_server_was_down_arrives_once_it_is_up() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let settings = format!("[events]\nurl = \"http://127.0.0.1:{port}/events?tenant=1\"");
    let edge = edge_with(&shop().settings(&settings));
    edge.owner().set_secret("demo", "events", SECRET).unwrap();
    let (_, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    // One attempt gets nowhere; then nobody listens; then the server is back.
    drop(listener.accept().unwrap());
    drop(listener);
    let systems = WebhookServer::events(SECRET, port).unwrap();
    assert_eq!(systems.port(), port);
    let heard = [1, 2].map(|count| event(&systems, count));
    assert_eq!(heard.each_ref().map(kind), ["conversation_created", "handoff_requested"]);
}

#[test]
fn a_dead_letter_is_listed_and_replayed_under_its_id() {
    let scene = Scene::open();
    scene.systems.answer(Answer::Status(410));
    scene.systems.answer(Answer::Status(410));
    let (visitor, mut socket) = customer(&scene.edge);
    ask_for_a_person(&mut socket);
    let [first, second] = [1, 2].map(|count| scene.event(count));
    let dead = scene.dead(2);
    let ids: Vec<&str> = dead.iter().map(|letter| letter.id.as_str()).collect();
    assert_eq!(ids, [&second.id, &first.id], "newest first");
    let letter = &dead[1];
    assert_eq!((letter.event.as_str(), &letter.thread), ("conversation_created", &visitor.thread));
    assert_eq!((letter.attempts, letter.error.as_str()), (1, "refused"));
    assert_eq!(letter.status, Some(410));

    let owner = scene.edge.owner();
    assert_eq!(owner.replay("demo", &["evt_nowhere".to_owned()]).unwrap(), 0);
    assert_eq!(owner.replay("demo", std::slice::from_ref(&second.id)).unwrap(), 1);
    let again = scene.event(3);
    assert_eq!((&again.id, &again.body), (&second.id, &second.body));
    assert_eq!(scene.dead(1)[0].id, first.id);
    assert_eq!(owner.replay("demo", &[]).unwrap(), 1);
    let again = scene.event(4);
    assert_eq!((&again.id, &again.body), (&first.id, &first.body));
    assert_eq!(scene.dead(0), []);
    assert_eq!(owner.replay("demo", &[]).unwrap(), 0);
    assert_eq!(scene.systems.asked().len(), 4);
}

#[test]
fn an_event_without_a_secret_waits_for_one() {
    let systems = WebhookServer::events(SECRET, 0).unwrap();
    let edge = edge_with(&site(&systems, ""));
    let (_, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    edge.owner().set_secret("demo", "events", SECRET).unwrap();
    assert_eq!(kind(&event(&systems, 1)), "conversation_created");
}

#[test]
fn an_event_arrives_although_the_runtime_dies_as_it_happens() {
    let mut scene = Scene::open();
    for round in 1..=3 {
        let (visitor, mut socket) = customer(&scene.edge);
        socket.say("q1", "where is my parcel?").unwrap();
        socket.expect_ack("q1").unwrap();
        // Acknowledged, so durable; how far the event has come is a race.
        scene.edge.restart().unwrap();
        let start = Instant::now();
        let arrived = || {
            let asked = scene.systems.asked();
            asked.iter().any(|asked| asked.event["thread"] == json!(visitor.thread))
        };
        while !arrived() {
            assert!(start.elapsed() < PATIENCE * 3, "round {round}");
            std::thread::yield_now();
        }
    }
    let asked = scene.systems.asked();
    assert!(asked.iter().all(|asked| asked.mistake.is_none()));
    for one in &asked {
        let same = asked.iter().filter(|other| other.event["thread"] == one.event["thread"]);
        assert!(same.into_iter().all(|other| (&other.id, &other.body) == (&one.id, &one.body)));
    }
}

#[test]
fn an_event_that_was_being_posted_when_the_runtime_was_killed_is_posted_again() {
    let mut scene = Scene::open();
    scene.systems.answer(Answer::Hang);
    let (_, mut socket) = customer(&scene.edge);
    socket.say("q1", "where is my parcel?").unwrap();
    let first = scene.event(1);
    scene.edge.restart().unwrap();
    // Nobody comes to the desk: only its alarm can do this.
    let again = scene.systems.await_question(2).or_else(|_| scene.systems.await_question(2));
    let again = again.unwrap();
    assert_eq!((&again.id, &again.body, again.mistake), (&first.id, &first.body, None));
}

#[test]
fn invariant_8_a_fact_that_comes_twice_is_one_event() {
    let mut scene = Scene::open();
    let (visitor, mut socket) = customer(&scene.edge);
    ask_for_a_person(&mut socket);
    scene.event(2);
    drop(socket);
    // As after a crash between the desk's taking a fact and the thread's hearing of it.
    with_database(&mut scene.edge, "baton-thread", |thread| {
        let opened = r#"{"n":1,"at":1,"epoch":0,"news":{"news":"opened","preview":"again"}}"#;
        thread.execute("INSERT INTO outbox (n, json) VALUES (1, ?)", [opened])
    });
    let mut socket = visitor.hello(None).unwrap();
    leave_address(&mut socket);
    // The event before the crash may come again, since nobody saw it taken.
    let last = (3..=4).map(|count| scene.event(count)).find(|it| kind(it) == "message_left");
    assert!(last.is_some());
    let asked = scene.systems.asked();
    let opened = asked.iter().filter(|asked| kind(asked) == "conversation_created");
    assert_eq!(opened.count(), 1);
}

#[test]
fn a_site_that_asks_for_no_events_keeps_none() {
    let mut edge = edge_with(&shop());
    let (visitor, mut socket) = customer(&edge);
    let epoch = ask_for_a_person(&mut socket);
    leave_address(&mut socket);
    let (mut agent, epoch) = reply(&edge, &visitor, epoch, "Here I am.");
    agent.hand_back("back", epoch, Outcome::Resolved).unwrap();
    agent.expect_ack("back").unwrap();
    let mut desk = edge.agent("demo", "Maya").unwrap().desk().unwrap();
    let resolved = |item: &InboxItem| matches!(item.standing, Standing::Resolved { .. });
    let known = |down: &DeskDown| match down {
        DeskDown::Item { item } => resolved(item),
        DeskDown::Welcome { inbox, .. } => inbox.iter().any(resolved),
        _ => false,
    };
    desk.expect(|down| known(down).then_some(())).unwrap();
    assert_eq!(with_database(&mut edge, "baton-desk", kept), 0);
}

#[test]
fn dead_letters_are_the_owners_alone() {
    let scene = Scene::open();
    let stranger = Owner::new(&scene.edge.origin(), "a guessed token of some length");
    for refused in [stranger.dead_letters("demo").map(drop), stranger.replay("demo", &[]).map(drop)]
    {
        assert!(matches!(refused, Err(Error::Refused { status: 401, .. })), "{refused:?}");
    }
    let nowhere = scene.edge.owner().dead_letters("nowhere");
    assert!(matches!(nowhere, Err(Error::Refused { status: 404, .. })), "{nowhere:?}");
}
