//! The pass itself, over real sockets: found, queued, taken by one, spoken, handed back.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::entry::{Body, Entry, Handoff, Outcome};
use baton_shared::id::{Epoch, Seq};
use baton_shared::protocol::desk::{DeskDown, Standing};
use baton_shared::protocol::{Down, Rejection};
use baton_shared::thread::ownership::Owner;
use baton_shared::trigger::{Evidence, Topic, TriggerKind};
use baton_tests::{DeskSocket, ThreadSocket};
use support::{customer, edge, edge_with, log, shop, story};

fn ask_for_a_person(socket: &mut ThreadSocket, id: &str) -> Epoch {
    socket.say(id, "can I talk to a real person").unwrap();
    let entry = socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap();
    entry.epoch
}

fn standing(desk: &mut DeskSocket, wanted: impl Fn(&Standing) -> bool) -> Standing {
    desk.expect(|down| match down {
        DeskDown::Item { item } if wanted(&item.standing) => Some(item.standing.clone()),
        _ => None,
    })
    .unwrap()
}

#[test]
fn a_conversation_passes_to_a_human_and_back_and_over_again() {
    let edge = edge();
    let maya = edge.agent("demo", "Maya").unwrap();
    let mut desk = maya.desk().unwrap();
    let (visitor, mut socket) = customer(&edge);

    socket.say("q1", "where is my parcel?").unwrap();
    socket
        .expect_entry(|body| matches!(body, Body::Answer(answer) if !answer.sources.is_empty()))
        .unwrap();
    let epoch = ask_for_a_person(&mut socket, "q2");
    let place = socket.expect(|down| match down {
        Down::Queue(place) => Some(*place),
        _ => None,
    });
    assert_eq!(place.unwrap().position, 1);
    let waiting = desk.expect(|down| match down {
        DeskDown::Item { item } if item.standing == Standing::Waiting => Some(item.clone()),
        _ => None,
    });
    let waiting = waiting.unwrap();
    assert_eq!(waiting.reasons, [TriggerKind::ExplicitRequest]);
    assert_eq!(waiting.preview, "can I talk to a real person");

    let mut agent = maya.thread(&visitor.thread).unwrap();
    let seen = agent.hello(None).unwrap();
    assert_eq!(story(&seen), story(&log(&visitor)));
    agent.take("t1", epoch).unwrap();
    agent.expect_ack("t1").unwrap();
    let joined = socket.expect_entry(|body| *body == Body::AgentJoined).unwrap();
    agent.reply("a1", joined.epoch, "Hello, I can see everything.").unwrap();
    socket
        .expect_entry(|body| matches!(body, Body::Text { text, .. } if text.starts_with("Hello")))
        .unwrap();
    socket.say("q3", "thank you").unwrap();
    agent
        .expect_entry(|body| matches!(body, Body::Text { text, .. } if text == "thank you"))
        .unwrap();
    agent.hand_back("h1", joined.epoch, Outcome::Resolved).unwrap();
    let back = socket.expect_entry(|body| matches!(body, Body::HandedBack { .. })).unwrap();
    standing(&mut desk, |standing| matches!(standing, Standing::Resolved { .. }));

    socket.say("q4", "where is my parcel?").unwrap();
    socket.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
    let again = ask_for_a_person(&mut socket, "q5");
    assert_eq!(again, back.epoch.next());
    standing(&mut desk, |standing| *standing == Standing::Waiting);
    assert_eq!(
        story(&log(&visitor)),
        [
            "customer: where is my parcel?",
            "bot answers",
            "customer: can I talk to a real person",
            "handoff 1",
            "system asks",
            "Maya joins",
            "Maya: Hello, I can see everything.",
            "customer: thank you",
            "Maya hands back, Resolved",
            "customer: where is my parcel?",
            "bot answers",
            "customer: can I talk to a real person",
            "handoff 2",
            "system asks",
        ]
    );
}

#[test]
fn invariant_7_of_two_agents_who_accept_at_once_one_has_the_thread_and_the_other_is_told_who() {
    let edge = edge();
    let (visitor, mut socket) = customer(&edge);
    let epoch = ask_for_a_person(&mut socket, "q1");
    let racers = ["Maya", "Noor"].map(|name| {
        let mut agent = edge.agent("demo", name).unwrap().thread(&visitor.thread).unwrap();
        agent.hello(None).unwrap();
        (name, agent)
    });
    let start = std::sync::Barrier::new(racers.len());
    let outcomes: Vec<(&str, Result<(), Owner>)> = std::thread::scope(|scope| {
        let racing = racers.map(|(name, mut agent)| {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                agent.take(name, epoch).unwrap();
                let outcome = agent.expect(|down| match down {
                    Down::Ack { id, .. } if id.as_str() == name => Some(Ok(())),
                    Down::Reject { id, rejection: Rejection::StaleEpoch { now } }
                        if id.as_str() == name =>
                    {
                        Some(Err(now.owner.clone()))
                    }
                    _ => None,
                });
                (name, outcome.unwrap())
            })
        });
        racing.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    let winners: Vec<&str> =
        outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(name, _)| *name).collect();
    assert_eq!(winners.len(), 1, "{outcomes:?}");
    let told = outcomes.iter().find_map(|(_, outcome)| outcome.as_ref().err());
    assert!(matches!(told, Some(Owner::Agent(agent)) if agent.name == winners[0]), "{outcomes:?}");
    let joins = log(&visitor).iter().filter(|entry| entry.body == Body::AgentJoined).count();
    assert_eq!(joins, 1);
}

#[test]
fn invariant_6_a_bot_answer_still_on_its_way_when_an_agent_took_over_is_refused() {
    let site = baton_tests::SiteBundle {
        settings: shop().settings.replace("pause_ms = 0", "pause_ms = 1500"),
        ..shop()
    };
    let edge = edge_with(&site);
    let (visitor, mut socket) = customer(&edge);
    let mut agent = edge.agent("demo", "Maya").unwrap().thread(&visitor.thread).unwrap();
    agent.hello(None).unwrap();

    socket.say("q1", "where is my parcel?").unwrap();
    agent.expect_entry(|body| matches!(body, Body::Text { .. })).unwrap();
    agent.take("t1", Epoch(0)).unwrap();
    agent.expect_ack("t1").unwrap();
    let held_back = agent.expect(|down| match down {
        Down::Withheld { epoch, reply_to } => Some((*epoch, *reply_to)),
        _ => None,
    });
    assert_eq!(held_back.unwrap(), (Epoch(0), Seq(1)));
    assert_eq!(story(&log(&visitor)), ["customer: where is my parcel?", "Maya joins"]);
}

#[test]
fn an_agent_without_the_thread_can_neither_write_nor_hand_back() {
    let edge = edge();
    let (visitor, mut socket) = customer(&edge);
    let epoch = ask_for_a_person(&mut socket, "q1");
    let mut agent = edge.agent("demo", "Maya").unwrap().thread(&visitor.thread).unwrap();
    agent.hello(None).unwrap();
    agent.reply("a1", epoch, "too early").unwrap();
    agent.hand_back("a2", epoch, Outcome::Resolved).unwrap();
    for id in ["a1", "a2"] {
        let rejection = agent.expect(|down| match down {
            Down::Reject { id: rejected, rejection } if rejected.as_str() == id => {
                Some(rejection.clone())
            }
            _ => None,
        });
        assert_eq!(rejection.unwrap(), Rejection::NotOwner { owner: Owner::QUEUE });
    }
}

#[test]
fn a_bot_that_fails_twice_brings_in_a_human() {
    let edge = edge();
    let (visitor, mut socket) = customer(&edge);
    socket.say("q1", "do you sell submarines").unwrap();
    socket.expect_entry(|body| matches!(body, Body::Answer(answer) if answer.offer)).unwrap();
    socket.say("q2", "what about zeppelins").unwrap();
    let handoff = handed_off(&mut socket);
    assert_eq!(handoff.triggers[0].kind, TriggerKind::RepeatedFailure);
    assert!(story(&log(&visitor)).contains(&"handoff 1".to_owned()));
}

#[test]
fn frustration_that_lasts_is_met_with_an_offer_and_then_with_a_human() {
    // The last question is the first again, which shall be no reason here.
    let settings = "[trigger]\nrepeated_failure = {}\nbot_error = {}";
    let returns =
        "---\ntitle: How do I return an item?\n---\nPrint the label and hand the parcel in.\n";
    let edge = edge_with(&shop().settings(settings).article("returns.md", returns));
    let (visitor, mut socket) = customer(&edge);
    let mut answer = |id, words| {
        socket.say(id, words).unwrap();
        let entry = socket.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
        let Body::Answer(answer) = entry.body else { unreachable!("just matched") };
        answer
    };
    assert!(!answer("q1", "where is my parcel?").offer);
    let offering = answer("q2", "this is ridiculous, I'm sick of this. how do I return my bag??");
    assert!(offering.offer && !offering.sources.is_empty(), "the bot knows, and yet offers");
    let words = "You are useless! I already told you, where is my parcel?!";
    socket.say("q3", words).unwrap();
    let handoff = handed_off(&mut socket);
    assert_eq!(handoff.triggers[0].kind, TriggerKind::Frustration);
    let log = log(&visitor);
    let shown = handoff.triggers[0].evidence.iter().map(|evidence| quoted(&log, *evidence));
    let shown: Vec<&str> = shown.collect();
    assert!(shown.iter().any(|quote| !quote.is_empty() && words.contains(quote)), "{shown:?}");
}

#[test]
fn what_could_harm_somebody_goes_to_a_human_at_once() {
    let edge = edge();
    let (visitor, mut socket) = customer(&edge);
    socket.say("q1", "My battery is smoking and it burnt my hand").unwrap();
    let handoff = handed_off(&mut socket);
    assert_eq!(handoff.triggers[0].kind, TriggerKind::Sensitive(Topic::Safety));
    let log = log(&visitor);
    assert!(!quoted(&log, handoff.triggers[0].evidence[0]).is_empty());
    assert_eq!(story(&log)[1..], ["handoff 1"], "the bot says nothing more");
}

fn handed_off(socket: &mut ThreadSocket) -> Handoff {
    let entry = socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap();
    let Body::HandoffRequested(handoff) = entry.body else { unreachable!("just matched") };
    handoff
}

/// The customer's words that `evidence` points at.
fn quoted(log: &[Entry], evidence: Evidence) -> &str {
    let entry = log.iter().find(|entry| entry.seq == evidence.seq).unwrap();
    let Body::Text { text, .. } = &entry.body else { panic!("{entry:?}") };
    &text[evidence.start as usize..evidence.end as usize]
}
