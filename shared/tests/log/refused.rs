//! What is rejected or refused, and what a resend gets.

use super::{NOW, agent, card, customer, filled, hand_back, id, log, send, take, text};
use baton_shared::entry::{AgentCard, Body, Outcome};
use baton_shared::id::{Epoch, Seq};
use baton_shared::protocol::{
    Down, MAX_RESEND_WINDOW, MAX_TEXT_BYTES, Message, Refusal, Rejection, Up,
};
use baton_shared::thread::log::{Effect, Peer, Who};
use baton_shared::thread::ownership::{Owner, Ownership};

#[test]
fn bad_writes_are_rejected_and_leave_no_trace() {
    let oversized = "x".repeat(MAX_TEXT_BYTES + 1);
    let too_long = Rejection::TextTooLong { limit: u32::try_from(MAX_TEXT_BYTES).unwrap() };
    let with_maya = Ownership { owner: Owner::Agent(card("maya")), epoch: Epoch(1) };
    let not_hers = Rejection::NotOwner { owner: Owner::Agent(card("maya")) };
    let stale = Rejection::StaleEpoch { now: with_maya };
    let hand_back = |epoch| hand_back("m", epoch, Outcome::Resolved);
    let ask = Message::PersonRequested;
    let table = [
        (customer(), text("m", None, ""), Rejection::EmptyText),
        (customer(), text("m", None, " \n\u{2003}\t"), Rejection::EmptyText),
        (customer(), text("m", None, &oversized), too_long.clone()),
        (customer(), take("m", 1), Rejection::WrongRole),
        (customer(), hand_back(1), Rejection::WrongRole),
        (agent("maya"), send("m", Some(1), ask), Rejection::WrongRole),
        (agent("maya"), text("m", None, "Hello"), Rejection::EpochMissing),
        (agent("maya"), text("m", Some(0), "Hello"), stale.clone()),
        (agent("maya"), text("m", Some(2), "Hello"), stale.clone()),
        (agent("maya"), text("m", Some(1), " "), Rejection::EmptyText),
        (agent("maya"), text("m", Some(1), &oversized), too_long),
        (agent("maya"), take("m", 1), not_hers.clone()),
        (agent("noor"), text("m", Some(1), "Hello"), not_hers.clone()),
        (agent("noor"), take("m", 1), not_hers.clone()),
        (agent("noor"), take("m", 0), stale),
        (agent("noor"), hand_back(1), not_hers),
    ];
    let mut log = log();
    log.handle(&agent("maya"), take("t", 0), NOW).unwrap();
    let before = log.store().clone();
    for (from, up, rejection) in table {
        let effects = log.handle(&from, up.clone(), NOW).unwrap();
        let expected = Effect::Reply(Down::Reject { id: id("m"), rejection });
        assert_eq!(effects, [expected], "{up:?}");
    }
    assert_eq!(log.store().entries, before.entries);
    assert_eq!((&log.store().state, &log.store().outbox), (&before.state, &before.outbox));
}

#[test]
fn the_longest_text_is_taken_as_it_is() {
    let mut log = log();
    let longest = "é".repeat(MAX_TEXT_BYTES / 2);
    log.handle(&customer(), text("m", None, &longest), NOW).unwrap();
    assert_eq!(log.store().entries[0].body, Body::text(longest));
}

#[test]
fn nothing_is_taken_before_hello() {
    let stranger = Peer { greeted: false, ..customer() };
    let mut log = log();
    for up in [
        text("m", None, "Hello"),
        Up::Typing { on: true },
        Up::Page { before: Seq(1), limit: 1 },
        take("m", 0),
        hand_back("m", 0, Outcome::Returned),
    ] {
        let effects = log.handle(&stranger, up, NOW).unwrap();
        assert_eq!(effects, [Effect::Reply(Down::Refused(Refusal::HelloFirst))]);
    }
    assert_eq!(log.head(), Seq(0));
    assert!(matches!(
        log.handle(&stranger, Up::Hello { after: None }, NOW).unwrap()[..],
        [Effect::Reply(Down::Welcome(_)), Effect::Subscribe]
    ));
}

#[test]
fn a_resend_from_too_long_ago_is_rejected_rather_than_doubled() {
    let mut log = filled(MAX_RESEND_WINDOW + 5);
    let resend = |after| Up::Send {
        id: id("q5"),
        after: Seq(after),
        epoch: None,
        message: Message::text("Question 5"),
        sensed: None,
    };
    let head = log.head();
    let rejection = Rejection::TooFarBehind { head };
    let rejected = Effect::Reply(Down::Reject { id: id("q5"), rejection });
    assert_eq!(log.handle(&customer(), resend(4), NOW).unwrap(), [rejected]);
    // From where the window begins, it is found.
    let mut log = filled(MAX_RESEND_WINDOW + 4);
    let found = Effect::Reply(Down::Ack { id: id("q5"), seq: Seq(5) });
    assert_eq!(log.handle(&customer(), resend(4), NOW).unwrap(), [found]);
    assert_eq!(log.head(), Seq(MAX_RESEND_WINDOW + 4));
}

#[test]
fn a_client_message_id_belongs_to_one_hand() {
    let mut log = log();
    log.handle(&agent("maya"), take("same", 0), NOW).unwrap();
    let effects = log.handle(&customer(), text("same", None, "Hello"), NOW).unwrap();
    assert_eq!(effects[0], Effect::Reply(Down::Ack { id: id("same"), seq: Seq(2) }));
    let renamed = AgentCard { name: "Maya B.".to_owned(), ..card("maya") };
    let renamed = Peer { who: Who::Agent(renamed), greeted: true };
    let effects = log.handle(&renamed, take("same", 0), NOW).unwrap();
    assert_eq!(effects, [Effect::Reply(Down::Ack { id: id("same"), seq: Seq(1) })]);
}
