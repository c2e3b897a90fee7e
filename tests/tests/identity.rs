//! Who the customer is: what the site vouches for, whose thread is whose, and who gets nowhere.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::entry::Body;
use baton_shared::protocol::desk::DeskDown;
use baton_shared::protocol::{Down, Refusal};
use baton_tests::{Edge, Error, Owner, SiteBundle, Visitor, mint};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use support::{customer, edge, log, story};

const SECRET: &str = "the-shop-signs-with-this-0123456789";

/// An edge whose demo site has its identity secret.
fn shop() -> Edge {
    let edge = edge();
    edge.owner().set_secret("demo", "identity", SECRET).unwrap();
    edge
}

fn in_seconds(ahead: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    i64::try_from(now).unwrap() + ahead
}

/// What the shop's server says of `id`.
fn says(id: &str) -> String {
    mint(SECRET, &json!({ "sub": id, "exp": in_seconds(600), "name": format!("Name of {id}") }))
}

/// A visitor who is `id` from the beginning.
fn visitor(edge: &Edge, id: &str) -> Visitor {
    edge.visitor("demo").unwrap().identify(Some(&says(id))).unwrap()
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Error>) -> (u16, String) {
    match outcome {
        Err(Error::Refused { status, code, .. }) => (status, code),
        other => panic!("not refused: {other:?}"),
    }
}

fn refusal(visitor: &Visitor) -> Refusal {
    let mut socket = visitor.connect().unwrap();
    let refused = |down: &Down| match down {
        Down::Refused(refusal) => Some(refusal.clone()),
        _ => None,
    };
    socket.expect(refused).unwrap()
}

#[test]
fn an_anonymous_thread_becomes_the_persons_with_all_that_was_said() {
    let edge = shop();
    let (before, mut socket) = customer(&edge);
    assert_eq!(before.person, None);
    socket.say("m1", "hello").unwrap();
    socket.expect_ack("m1").unwrap();

    let claims = json!({
        "sub": "anna", "exp": in_seconds(600), "name": "Anna Berg", "email": "anna@example.com",
        "tier": "gold", "aud": "demo",
    });
    let anna = before.identify(Some(&mint(SECRET, &claims))).unwrap();
    assert_eq!((&anna.visitor, &anna.thread), (&before.visitor, &before.thread));
    assert_eq!(anna.person.as_deref(), Some("anna"));
    let entries = log(&anna);
    let known = entries.iter().find_map(|entry| match &entry.body {
        Body::Identified(person) => Some(person.clone()),
        _ => None,
    });
    let known = known.unwrap();
    assert_eq!(known.email.as_deref(), Some("anna@example.com"));
    assert_eq!((known.traits[0].name.as_str(), known.traits[0].value.as_str()), ("tier", "gold"));
    assert_eq!(known.traits.len(), 1);
    let told = story(&entries);
    assert!(told.contains(&"customer: hello".to_owned()), "{told:?}");

    // Said again, it is no news; said otherwise, it is.
    anna.identify(Some(&mint(SECRET, &claims))).unwrap();
    assert_eq!(story(&log(&anna)), told);
    anna.identify(Some(&says("anna"))).unwrap();
    assert_eq!(log(&anna).len(), told.len() + 1);

    // And the desk knows the name.
    let mut desk = edge.agent("demo", "Maya").unwrap().desk().unwrap();
    let named = desk.expect(|down| match down {
        DeskDown::Welcome { inbox, .. } => inbox.iter().find_map(|item| item.name.clone()),
        DeskDown::Item { item } => item.name.clone(),
        _ => None,
    });
    assert!(named.unwrap().contains("ann"), "Anna Berg, or what she was called last");
}

#[test]
fn an_empty_thread_gives_way_to_the_persons_own_and_one_with_words_does_not() {
    let edge = shop();
    let first = visitor(&edge, "anna");
    let (other, mut socket) = customer(&edge);
    assert_eq!(other.identify(Some(&says("anna"))).unwrap().thread, first.thread);

    let (other, mut written) = customer(&edge);
    written.say("m1", "hello").unwrap();
    written.expect_ack("m1").unwrap();
    let kept = other.identify(Some(&says("anna"))).unwrap();
    assert_eq!(kept.thread, other.thread);

    // Where she already is, she stays; elsewhere the newest is hers.
    assert_eq!(first.identify(Some(&says("anna"))).unwrap().thread, first.thread);
    assert_eq!(visitor(&edge, "anna").thread, kept.thread);
    // An empty thread that was left behind is nobody's.
    socket.say("m1", "still here").unwrap();
    socket.expect_ack("m1").unwrap();
}

#[test]
fn another_person_in_the_same_browser_sees_nothing_of_the_first() {
    let edge = shop();
    let anna = visitor(&edge, "anna");
    let mut socket = anna.hello(None).unwrap();
    socket.say("m1", "my secret").unwrap();
    socket.expect_ack("m1").unwrap();

    let ben = anna.identify(Some(&says("ben"))).unwrap();
    assert_ne!((&ben.thread, &ben.visitor), (&anna.thread, &anna.visitor));
    assert!(!story(&log(&ben)).iter().any(|line| line.contains("secret")));
    assert_eq!(ben.identify(Some(&says("anna"))).unwrap().thread, anna.thread);
}

#[test]
fn signing_out_begins_anew_and_costs_an_anonymous_visitor_nothing() {
    let edge = shop();
    let anna = visitor(&edge, "anna");
    let out = anna.identify(None).unwrap();
    assert_eq!(out.person, None);
    assert_ne!((&out.thread, &out.visitor), (&anna.thread, &anna.visitor));
    let again = out.identify(None).unwrap();
    assert_eq!((&again.thread, &again.visitor), (&out.thread, &out.visitor));
    // Nothing said: whoever they were, they still are.
    let silent = Visitor::open(&edge.origin(), "demo", Some(&anna.token)).unwrap();
    assert_eq!((&silent.thread, &silent.person), (&anna.thread, &anna.person));
}

#[test]
fn a_token_from_before_signing_in_opens_the_persons_thread_no_more() {
    let edge = shop();
    let (before, mut open) = customer(&edge);
    open.say("m1", "hello").unwrap();
    open.expect_ack("m1").unwrap();
    let anna = before.identify(Some(&says("anna"))).unwrap();
    assert_eq!(anna.thread, before.thread);

    // Whoever has the old token, or a socket that it opened, is out.
    open.expect_close().unwrap();
    assert_eq!(refusal(&before), Refusal::BadToken);
    let renewed = Visitor::open(&edge.origin(), "demo", Some(&before.token)).unwrap();
    assert_eq!(refusal(&renewed), Refusal::BadToken);
    // With it and a person of their own, they get a thread of their own.
    let mallory = before.identify(Some(&says("mallory"))).unwrap();
    assert_ne!(mallory.thread, anna.thread);
    mallory.hello(None).unwrap();
    anna.hello(None).unwrap();
}

#[test]
fn an_identity_that_is_no_good_changes_nothing_and_says_why() {
    let edge = shop();
    let anna = visitor(&edge, "anna");
    let (none, payload) = ("eyJhbGciOiJub25lIn0", "eyJzdWIiOiJiZW4iLCJleHAiOjQ4NTY4MDgwMDB9");
    let forged = [
        (format!("{none}.{payload}."), 422, "identity_wrong_algorithm"),
        ("nonsense".to_owned(), 422, "identity_malformed"),
        (
            mint("another-secret-0123456789-0123456789", &json!({ "sub": "ben" })),
            401,
            "identity_wrong_signature",
        ),
        (mint(SECRET, &json!({ "sub": "ben", "exp": in_seconds(-600) })), 401, "identity_expired"),
        (
            mint(SECRET, &json!({ "sub": "ben", "exp": in_seconds(90_000) })),
            422,
            "identity_lives_too_long",
        ),
        (mint(SECRET, &json!({ "sub": "ben" })), 422, "identity_no_expiry"),
        (mint(SECRET, &json!({ "exp": in_seconds(600) })), 422, "identity_no_subject"),
        (
            mint(SECRET, &json!({ "sub": "ben", "exp": in_seconds(600), "aud": "other" })),
            401,
            "identity_wrong_audience",
        ),
        (
            mint(SECRET, &json!({ "sub": "ben", "exp": in_seconds(600), "nbf": in_seconds(600) })),
            401,
            "identity_not_yet",
        ),
    ];
    for (identity, status, name) in forged {
        assert_eq!(code(anna.identify(Some(&identity))), (status, name.to_owned()), "{identity}");
    }
    let still = Visitor::open(&edge.origin(), "demo", Some(&anna.token)).unwrap();
    assert_eq!((still.thread, still.person), (anna.thread, anna.person));
}

#[test]
fn a_token_of_one_site_says_nothing_on_another() {
    let edge = shop();
    edge.owner().push(&SiteBundle::new("other")).unwrap();
    let there = edge.visitor("other").unwrap();
    let set_up = code(there.identify(Some(&says("anna"))));
    assert_eq!(set_up, (422, "identity_not_set_up".to_owned()));
    edge.owner().set_secret("other", "identity", "a-secret-of-its-own-0123456789-012345").unwrap();
    let signed = code(there.identify(Some(&says("anna"))));
    assert_eq!(signed, (401, "identity_wrong_signature".to_owned()));
    // The same person there is somebody else.
    let here = visitor(&edge, "anna");
    let claims = json!({ "sub": "anna", "exp": in_seconds(600) });
    let theirs = mint("a-secret-of-its-own-0123456789-012345", &claims);
    assert_ne!(there.identify(Some(&theirs)).unwrap().thread, here.thread);
}

#[test]
fn a_secret_goes_in_and_never_comes_out() {
    let edge = edge();
    let owner = edge.owner();
    let path = "/v1/sites/demo/secrets/identity";
    let bearer = "Bearer test-admin-token-0123456789abcdef";
    let headers = [("authorization", bearer)];
    let send = |method: &str, body: Option<&Value>| {
        edge.http().send(method, path, &headers, body).unwrap()
    };
    let set = send("PUT", Some(&json!({ "value": SECRET })));
    assert_eq!(set.status, 200);
    assert!(!set.text().contains(SECRET));
    for method in ["GET", "POST", "HEAD"] {
        let reply = send(method, None);
        assert!(reply.status >= 400, "{method}: {}", reply.status);
        assert!(!reply.text().contains(SECRET));
    }
    for name in ["set-secret", "read-secret"] {
        let body = json!({ "name": "identity" });
        let reply = edge.http().send("POST", &format!("/{name}"), &headers, Some(&body)).unwrap();
        assert!(reply.status >= 400 && !reply.text().contains(SECRET), "{name}");
    }
    assert!(edge.visitor("demo").unwrap().identify(Some(&says("anna"))).is_ok());
    owner.remove_secret("demo", "identity").unwrap();
    let gone = code(edge.visitor("demo").unwrap().identify(Some(&says("anna"))));
    assert_eq!(gone, (422, "identity_not_set_up".to_owned()));
}

#[test]
fn only_the_owner_sets_a_secret_and_only_a_good_one() {
    let edge = edge();
    let owner = edge.owner();
    let stranger = Owner::new(&edge.origin(), "wrong-admin-token-0123456789");
    let refused = (401, "bad_admin_token".to_owned());
    assert_eq!(code(stranger.set_secret("demo", "identity", SECRET)), refused);
    assert_eq!(code(stranger.remove_secret("demo", "identity")), refused);
    let bad = (422, "bad_secret".to_owned());
    assert_eq!(code(owner.set_secret("demo", "identity", "short")), bad);
    assert_eq!(code(owner.set_secret("demo", "webhook", "")), bad);
    assert_eq!(code(owner.set_secret("demo", "language_model", "sk\r\nx: y")), bad);
    let unknown = (404, "unknown_secret".to_owned());
    assert_eq!(code(owner.set_secret("demo", "admin", SECRET)), unknown);
    let nowhere = (404, "unknown_site".to_owned());
    assert_eq!(code(owner.set_secret("nowhere", "identity", SECRET)), nowhere);
    owner.set_secret("demo", "language_model", "sk-short").unwrap();
    owner.set_secret("demo", "webhook", "w").unwrap();
}

#[test]
fn who_a_customer_is_survives_a_crash() {
    let mut edge = shop();
    let anna = visitor(&edge, "anna");
    edge.kill();
    edge.restart().unwrap();
    assert_eq!(story(&log(&anna)), ["system: the customer is Name of anna"]);
    assert_eq!(visitor(&edge, "anna").thread, anna.thread);
}
