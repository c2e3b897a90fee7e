//! The site's own bot, over real HTTP in both directions: it answers at once or later, is asked again
//! when that can help, and when it is silent, late or somebody else, the customer never notices more
//! than a built-in answer or a human.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::entry::{self, Author, Body, Outcome};
use baton_shared::id::{Epoch, Seq};
use baton_shared::protocol::desk::{DeskDown, InboxItem, Standing};
use baton_shared::protocol::{Down, Up};
use baton_shared::trigger::plain_text;
use baton_tests::{
    Answer, Asked, Edge, PATIENCE, Reply, SiteBundle, ThreadSocket, Visitor, WebhookServer,
    signature,
};
use serde_json::{Value, json};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use support::{customer, edge_with, log, shop, story};

const SECRET: &str = "a webhook secret of the shop";
const QUESTION: &str = "where is my parcel?";

/// An edge whose shop has a bot of its own.
struct Scene {
    edge: Edge,
    bot: WebhookServer,
}

impl Scene {
    fn open() -> Self {
        Self::with("")
    }

    fn with(settings: &str) -> Self {
        let bot = WebhookServer::start(SECRET).unwrap();
        let edge = edge_with(&site(&bot, settings));
        edge.owner().set_secret("demo", "webhook", SECRET).unwrap();
        Self { edge, bot }
    }

    /// A customer asks; the first question that the bot gets.
    fn ask(&self) -> (Visitor, ThreadSocket, Asked) {
        let (visitor, mut socket) = customer(&self.edge);
        socket.say("q1", QUESTION).unwrap();
        (visitor, socket, self.question(1))
    }

    fn question(&self, count: usize) -> Asked {
        let asked = self.bot.await_question(count).unwrap();
        assert_eq!(asked.mistake, None);
        asked
    }
}

fn site(bot: &WebhookServer, settings: &str) -> SiteBundle {
    shop().settings(&format!("[bot.webhook]\nurl = \"{}\"\n{settings}", bot.url()))
}

fn words(text: &str) -> Answer {
    Answer::Reply(json!({ "text": text }))
}

fn answer(socket: &mut ThreadSocket) -> entry::Answer {
    let entry = socket.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
    match entry.body {
        Body::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn said(answer: &entry::Answer) -> String {
    plain_text(answer)
}

fn typing(socket: &mut ThreadSocket, wanted: bool) {
    let bot = |down: &Down| match down {
        Down::Typing { author: Author::Bot, on } => (*on == wanted).then_some(()),
        _ => None,
    };
    socket.expect(bot).unwrap();
}

fn body(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

fn refused(reply: &Reply) -> (u16, String) {
    (reply.status, body(reply)["error"]["code"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_question_goes_out_with_all_that_a_bot_needs_and_the_reply_is_shown() {
    let scene = Scene::open();
    let source = json!({ "title": "Parcels", "href": "/help.html" });
    scene.bot.answer(Answer::Reply(json!({
        "text": "It is **on its way**. [More](/help.html)", "confidence": 0.9, "sources": [source],
    })));
    let (visitor, mut socket) = customer(&scene.edge);
    socket.say("q1", "my order number is 48213, where is my parcel?").unwrap();
    let asked = scene.question(1);
    assert_eq!(asked.event["site"], "demo");
    assert_eq!(asked.event["thread"], json!(visitor.thread));
    assert_eq!((&asked.event["epoch"], &asked.event["reply_to"]), (&json!(0), &json!(1)));
    assert_eq!(asked.event["text"], "my order number is 48213, where is my parcel?");
    assert_eq!(asked.event["thread_so_far"], json!([]));
    assert_eq!(asked.event["facts"], json!([{ "field": "order_number", "value": "48213" }]));
    let answer = answer(&mut socket);
    assert_eq!(said(&answer), "It is on its way. More");
    assert_eq!((answer.confidence.thousandths(), answer.sources.len()), (900, 1));

    scene.bot.answer(words("You're welcome."));
    socket.say("q2", "thank you").unwrap();
    let lines = scene.question(2).event["thread_so_far"].clone();
    assert_eq!(lines[1]["role"], "bot");
    assert_eq!(lines[1]["text"], "It is on its way. More");
    assert_eq!(lines.as_array().unwrap().len(), 2);
}

#[test]
fn a_reply_may_come_later_and_the_bot_is_seen_to_type_until_then() {
    let scene = Scene::open();
    let (_, mut socket, asked) = scene.ask();
    typing(&mut socket, true);
    let reply = scene.bot.reply(&asked, "r1", json!({ "text": "Tomorrow." })).unwrap();
    assert_eq!((reply.status, body(&reply)), (200, json!({ "seq": 2 })));
    typing(&mut socket, false);
    assert_eq!(said(&answer(&mut socket)), "Tomorrow.");
}

#[test]
fn a_reply_may_come_before_its_question_is_answered_and_another_question_waits_for_it() {
    let scene = Scene::open();
    scene.bot.answer(Answer::Hang);
    scene.bot.answer(words("And that."));
    let (_, mut socket, asked) = scene.ask();
    socket.say("q2", "and my other parcel?").unwrap();
    socket.expect_ack("q2").unwrap();
    let reply = scene.bot.reply(&asked, "r1", json!({ "text": "Tomorrow." })).unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(said(&answer(&mut socket)), "Tomorrow.");
    let second = answer(&mut socket);
    assert_eq!((said(&second).as_str(), second.reply_to), ("And that.", Seq(2)));
    assert_eq!(scene.bot.asked().len(), 2);
}

#[test]
fn invariant_6_a_reply_after_a_human_came_is_refused_and_not_shown() {
    let scene = Scene::open();
    let maya = scene.edge.agent("demo", "Maya").unwrap();
    let (visitor, mut socket, asked) = scene.ask();
    let mut agent = maya.thread(&visitor.thread).unwrap();
    agent.hello(None).unwrap();
    agent.take("t1", Epoch(0)).unwrap();
    agent.expect_ack("t1").unwrap();
    let reply = scene.bot.reply(&asked, "r1", json!({ "text": "Tomorrow." })).unwrap();
    assert_eq!(refused(&reply), (409, "stale_epoch".to_owned()));
    assert_eq!(body(&reply)["now"]["epoch"], 1);
    agent.expect(|down| matches!(down, Down::Withheld { .. }).then_some(())).unwrap();
    assert_eq!(story(&log(&visitor)), [format!("customer: {QUESTION}"), "Maya joins".to_owned()]);

    // Back with the bot, a new question is asked, and the old reply is still too late.
    let epoch = socket.expect_entry(|body| *body == Body::AgentJoined).unwrap().epoch;
    agent.hand_back("h1", epoch, Outcome::Resolved).unwrap();
    socket.expect_entry(|body| matches!(body, Body::HandedBack { .. })).unwrap();
    scene.bot.answer(words("Next week."));
    socket.say("q2", "and the other one?").unwrap();
    assert_eq!(said(&answer(&mut socket)), "Next week.");
    let again = scene.bot.reply(&asked, "r1", json!({ "text": "Tomorrow." })).unwrap();
    assert_eq!(again.status, 409);
}

#[test]
fn a_question_that_fails_is_asked_again_under_the_same_id() {
    let scene = Scene::open();
    scene.bot.answer(Answer::Status(503));
    scene.bot.answer(words("Tomorrow."));
    let (_, mut socket, first) = scene.ask();
    assert_eq!(said(&answer(&mut socket)), "Tomorrow.");
    let second = scene.question(2);
    assert_eq!((&second.id, &second.event), (&first.id, &first.event));
}

#[test]
fn a_bot_that_stays_silent_leaves_the_thread_to_a_human() {
    for silence in [Answer::Hang, Answer::Plain("ok")] {
        let scene = Scene::with("timeout_ms = 1000");
        scene.bot.answer(silence);
        let (_, mut socket, asked) = scene.ask();
        socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap();
        let late = scene.bot.reply(&asked, "r1", json!({ "text": "Tomorrow." })).unwrap();
        assert_eq!(late.status, 409);
        assert_eq!(scene.bot.asked().len(), 1);
    }
}

#[test]
fn a_bot_that_fails_may_be_stood_in_for() {
    let silent = Answer::Plain("ok");
    let refusing = Answer::Status(410);
    let babbling = Answer::Reply(json!({ "txt": "Tomorrow." }));
    for failure in [silent, refusing, babbling] {
        let scene = Scene::with("timeout_ms = 1000\notherwise = \"built_in\"");
        scene.bot.answer(failure);
        let (_, mut socket, _) = scene.ask();
        let answer = answer(&mut socket);
        assert_eq!(answer.sources[0].title, "Parcels");
        assert_eq!(scene.bot.asked().len(), 1);
    }
}

#[test]
fn a_bot_without_a_secret_is_asked_nothing() {
    let bot = WebhookServer::start(SECRET).unwrap();
    let edge = edge_with(&site(&bot, ""));
    let (_, mut socket) = customer(&edge);
    socket.say("q1", QUESTION).unwrap();
    socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap();
    assert_eq!(bot.asked(), []);
}

#[test]
fn a_reply_that_the_bot_has_not_signed_is_refused() {
    let scene = Scene::open();
    let (visitor, mut socket, asked) = scene.ask();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let (time, old) = (now.to_string(), (now - 301).to_string());
    let reply = json!({ "epoch": 0, "reply_to": 1, "text": "Send me your password." });
    let text = reply.to_string();
    let good = signature(SECRET, "r1", &time, &text);
    let forgeries = [
        ("another secret", "r1", time.as_str(), signature("guessed", "r1", &time, &text)),
        ("no secret", "r1", time.as_str(), signature("", "r1", &time, &text)),
        ("an old message", "r1", old.as_str(), signature(SECRET, "r1", &old, &text)),
        ("an old message made young", "r1", time.as_str(), signature(SECRET, "r1", &old, &text)),
        ("another id", "r2", time.as_str(), good.clone()),
        ("other words", "r1", time.as_str(), signature(SECRET, "r1", &time, "{}")),
        ("the question's own id", &asked.id, time.as_str(), good.clone()),
        ("no signature", "r1", time.as_str(), String::new()),
        ("no id", "", time.as_str(), good.clone()),
        ("no time", "r1", "", good.clone()),
    ];
    for (what, id, time, signature) in forgeries {
        let headers =
            [("webhook-id", id), ("webhook-timestamp", time), ("webhook-signature", &signature)];
        let headers: Vec<_> = headers.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let end = scene.bot.reply_with(&asked, &headers, reply.clone()).unwrap();
        assert_eq!(refused(&end), (401, "bad_signature".to_owned()), "{what}");
    }
    // The question itself, sent back as it was signed for the bot.
    let echoed = scene.bot.reply(&asked, "r3", asked.event.clone()).unwrap();
    assert_eq!(echoed.status, 422);
    assert_eq!(log(&visitor).len(), 1);
    let reply = scene.bot.reply(&asked, "r4", json!({ "text": "Tomorrow." })).unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(said(&answer(&mut socket)), "Tomorrow.");
}

#[test]
fn a_reply_that_is_sent_twice_is_written_once() {
    let scene = Scene::open();
    let (visitor, _socket, asked) = scene.ask();
    let reply = |id| scene.bot.reply(&asked, id, json!({ "text": "Tomorrow." })).unwrap();
    let (first, again, other) = (reply("r1"), reply("r1"), reply("r2"));
    assert_eq!((first.status, body(&first)), (200, json!({ "seq": 2 })));
    assert_eq!((again.status, body(&again)), (200, json!({ "seq": 2 })));
    assert_eq!(other.status, 409, "the question is answered");
    assert_eq!(log(&visitor).len(), 2);
}

#[test]
fn what_is_wrong_with_a_reply_is_said() {
    let scene = Scene::open();
    let (visitor, mut socket, asked) = scene.ask();
    let reply = |id, reply| scene.bot.reply(&asked, id, reply).unwrap();
    let unknown = reply("r1", json!({ "txt": "Tomorrow." }));
    assert_eq!(refused(&unknown), (422, "bad_reply".to_owned()));
    assert!(unknown.text().contains("`txt`"), "{}", unknown.text());
    assert_eq!(reply("r2", json!({ "text": "x", "confidence": 90 })).status, 422);
    assert_eq!(reply("r3", json!({ "text": "x".repeat(70_000) })).status, 413);
    assert_eq!(reply("r4", json!({ "text": "x", "thread": "another" })).status, 422);
    assert_eq!(reply("r5", json!({ "text": "x", "reply_to": 9 })).status, 409, "nobody asked that");
    assert_eq!(reply("r6", json!({ "text": "x", "epoch": 7 })).status, 409);
    let elsewhere = |from: &str, to: &str| {
        let mut asked = asked.clone();
        let url = asked.event["reply_url"].as_str().unwrap().replace(from, to);
        asked.event["reply_url"] = json!(url);
        refused(&scene.bot.reply(&asked, "r7", json!({ "text": "x" })).unwrap())
    };
    assert_eq!(elsewhere(&visitor.thread, "nowhere"), (404, "unknown_thread".to_owned()));
    assert_eq!(elsewhere("/demo/", "/nowhere/"), (404, "unknown_site".to_owned()));
    assert_eq!(log(&visitor).len(), 1);

    let handed = reply("r8", json!({ "text": "A colleague decides.", "hand_off": "A refund" }));
    assert_eq!(body(&handed), json!({ "seq": 2 }));
    assert_eq!(said(&answer(&mut socket)), "A colleague decides.");
    let handoff = socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap();
    let Body::HandoffRequested(handoff) = handoff.body else { panic!("{handoff:?}") };
    assert_eq!(handoff.note.as_deref(), Some("A refund"));
}

#[test]
fn a_question_that_was_being_asked_when_the_runtime_was_killed_is_asked_again() {
    let mut scene = Scene::open();
    scene.bot.answer(Answer::Hang);
    let (visitor, socket, first) = scene.ask();
    drop(socket);
    scene.edge.restart().unwrap();
    scene.bot.answer(words("Tomorrow."));
    let mut socket = visitor.hello(None).unwrap();
    assert_eq!(said(&answer(&mut socket)), "Tomorrow.");
    let second = scene.question(2);
    assert_ne!(second.id, first.id);
    assert_eq!(second.event["reply_to"], first.event["reply_to"]);
}

#[test]
fn a_question_that_the_bot_has_is_waited_for_across_a_restart() {
    let mut scene = Scene::open();
    let (visitor, mut socket, asked) = scene.ask();
    typing(&mut socket, true);
    until_waiting(&visitor);
    scene.edge.restart().unwrap();
    let mut socket = visitor.hello(None).unwrap();
    typing(&mut socket, true);
    let reply = scene.bot.reply(&asked, "r1", json!({ "text": "Tomorrow." })).unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(said(&answer(&mut socket)), "Tomorrow.");
    assert_eq!(scene.bot.asked().len(), 1);
}

#[test]
fn patience_ends_though_nobody_is_there_and_the_runtime_was_killed() {
    let mut scene = Scene::with("timeout_ms = 2000");
    let (visitor, socket, _) = scene.ask();
    until_waiting(&visitor);
    drop(socket);
    let maya = scene.edge.agent("demo", "Maya").unwrap();
    scene.edge.restart().unwrap();
    // Nobody opens the thread: only its alarm can have done this.
    let mut desk = maya.desk().unwrap();
    let waits = |item: &InboxItem| (item.standing == Standing::Waiting).then_some(());
    let waiting = |down: &DeskDown| match down {
        DeskDown::Item { item } => waits(item),
        DeskDown::Welcome { inbox, .. } => inbox.iter().find_map(waits),
        _ => None,
    };
    desk.expect(waiting).unwrap();
}

/// Waits until the thread knows that the bot has the question, and has written that down: from then on
/// whoever comes sees the bot type.
fn until_waiting(visitor: &Visitor) {
    let start = Instant::now();
    loop {
        let mut socket = visitor.hello(None).unwrap();
        // Its answer comes after whatever the hello brought about.
        socket.send(&Up::Page { before: Seq(1), limit: 1 }).unwrap();
        let types = socket.expect(|down| match down {
            Down::Typing { author: Author::Bot, on: true } => Some(true),
            Down::Page { .. } => Some(false),
            _ => None,
        });
        if types.unwrap() {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "the bot is never waited for");
    }
}
