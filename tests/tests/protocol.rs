//! Bad input gets a clear, typed error and loses nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::id::{Epoch, Seq};
use baton_shared::protocol::{
    Down, MAX_FRAME_BYTES, MAX_TEXT_BYTES, Refusal, Rejection, Up, VERSION,
};
use baton_tests::{ThreadSocket, Visitor};
use support::{customer, edge, log, story};

fn refusal(socket: &mut ThreadSocket) -> Refusal {
    let refused = socket.expect(|down| match down {
        Down::Refused(refusal) => Some(refusal.clone()),
        _ => None,
    });
    refused.unwrap()
}

fn rejection(socket: &mut ThreadSocket, id: &str) -> Rejection {
    let rejected = socket.expect(|down| match down {
        Down::Reject { id: rejected, rejection } if rejected.as_str() == id => {
            Some(rejection.clone())
        }
        _ => None,
    });
    rejected.unwrap()
}

#[test]
fn a_bad_frame_is_refused_and_the_connection_goes_on() {
    let edge = edge();
    let (visitor, mut socket) = customer(&edge);
    for (frame, what) in [
        ("", "nothing"),
        ("{", "half of one"),
        ("[]", "a list"),
        ("{\"t\":\"shout\"}", "an unknown kind"),
        (
            "{\"t\":\"send\",\"id\":\"../x\",\"after\":0,\"message\":{\"type\":\"text\",\"text\":\"x\"}}",
            "a bad id",
        ),
        (
            "{\"t\":\"send\",\"id\":\"x\",\"after\":-1,\"message\":{\"type\":\"text\",\"text\":\"x\"}}",
            "a bad number",
        ),
    ] {
        socket.send_text(frame).unwrap();
        assert!(matches!(refusal(&mut socket), Refusal::Malformed { .. }), "{what}");
    }
    socket.send_text(&"x".repeat(MAX_FRAME_BYTES + 1)).unwrap();
    let limit = u32::try_from(MAX_FRAME_BYTES).unwrap();
    assert_eq!(refusal(&mut socket), Refusal::TooLarge { limit });
    socket.say("q1", "still here").unwrap();
    socket.expect_ack("q1").unwrap();
    assert_eq!(story(&log(&visitor))[0], "customer: still here");
}

#[test]
fn hello_comes_first() {
    let edge = edge();
    let visitor = edge.visitor("demo").unwrap();
    let mut socket = visitor.connect().unwrap();
    socket.say("q1", "hello?").unwrap();
    assert_eq!(refusal(&mut socket), Refusal::HelloFirst);
}

#[test]
fn a_message_that_can_not_be_taken_is_rejected_by_name() {
    let edge = edge();
    let (visitor, mut socket) = customer(&edge);
    socket.say("empty", "  \n ").unwrap();
    assert_eq!(rejection(&mut socket, "empty"), Rejection::EmptyText);
    socket.say("long", &"x".repeat(MAX_TEXT_BYTES + 1)).unwrap();
    let limit = u32::try_from(MAX_TEXT_BYTES).unwrap();
    assert_eq!(rejection(&mut socket, "long"), Rejection::TextTooLong { limit });
    socket.take("take", Epoch(0)).unwrap();
    assert_eq!(rejection(&mut socket, "take"), Rejection::WrongRole);

    let mut agent = edge.agent("demo", "Maya").unwrap().thread(&visitor.thread).unwrap();
    agent.hello(None).unwrap();
    agent.say("no-epoch", "hello").unwrap();
    assert_eq!(rejection(&mut agent, "no-epoch"), Rejection::EpochMissing);
    agent.reply("old-epoch", Epoch(7), "hello").unwrap();
    assert!(matches!(rejection(&mut agent, "old-epoch"), Rejection::StaleEpoch { .. }));
    assert!(log(&visitor).is_empty());
}

#[test]
fn invariant_3_a_client_gets_exactly_what_follows_its_last_entry() {
    let edge = edge();
    let (visitor, mut socket) = customer(&edge);
    for n in 1..=5 {
        socket.say(&format!("q{n}"), "hello there").unwrap();
        socket.expect_ack(&format!("q{n}")).unwrap();
    }
    let all = log(&visitor);
    for after in 0..=all.len() {
        let mut late = visitor.connect().unwrap();
        let rest = late.hello(Some(Seq(after as u64))).unwrap();
        assert!(rest.iter().zip(&all[after..]).all(|(got, wanted)| got == wanted));
        assert!(rest.len() >= all.len() - after);
    }
}

#[test]
fn an_unknown_version_a_wrong_token_and_an_unknown_site_are_told_apart() {
    let edge = edge();
    let visitor = edge.visitor("demo").unwrap();
    let refused = |visitor: &Visitor| refusal(&mut visitor.connect().unwrap());
    let mut forged = visitor.clone();
    forged.token.push('x');
    assert_eq!(refused(&forged), Refusal::BadToken);
    let mut elsewhere = visitor.clone();
    elsewhere.site = "other".to_owned();
    assert_eq!(refused(&elsewhere), Refusal::BadToken);

    let path = "/v1/sites/demo/socket";
    let origin = edge.origin();
    let token = format!("baton.token.{}", visitor.token);
    let own = [("origin", origin.as_str())];
    let future = format!("baton.v9, {token}");
    let mut socket = ThreadSocket::connect_offering(&origin, path, &future, &own).unwrap();
    assert!(matches!(refusal(&mut socket), Refusal::UnknownVersion { newest: VERSION }));
    let foreign = [("origin", "https://evil.example")];
    let mut socket = ThreadSocket::connect(&origin, path, Some(&token), &foreign).unwrap();
    assert_eq!(refusal(&mut socket), Refusal::ForbiddenOrigin);
}

#[test]
fn pings_are_answered_without_a_hello() {
    let edge = edge();
    let visitor = edge.visitor("demo").unwrap();
    let mut socket = visitor.connect().unwrap();
    socket.send_text("ping").unwrap();
    let answer = socket.text_within(baton_tests::PATIENCE).unwrap();
    assert_eq!(answer.as_deref(), Some("pong"));
    socket.send(&Up::Hello { after: None }).unwrap();
    socket.expect(|down| matches!(down, Down::Welcome(_)).then_some(())).unwrap();
}
