//! What was said and is not in the log yet: reloads, rejections, refusals.

use super::{START, arrive, arrive_mine, frames, id, live, maya, outputs, say, sent_as, welcome};
use baton_shared::id::{Epoch, Seq};
use baton_shared::protocol::{Down, Refusal, Rejection, Up, Welcome};
use baton_shared::thread::link::Link;
use baton_shared::thread::outbox::{Action, Delivery, Pending};
use baton_shared::thread::ownership::{Owner, Ownership};
use baton_shared::thread::replica::{Output, Replica};

#[test]
fn a_message_is_stored_before_it_is_sent_and_forgotten_with_its_entry() {
    let mut replica = live();
    say(&mut replica, "a");
    let done = outputs(&mut replica);
    let at = |wanted: fn(&Output) -> bool| done.iter().position(wanted).unwrap();
    let stored = at(|output| matches!(output, Output::Store(_)));
    assert!(stored < at(|output| matches!(output, Output::Transmit(_))), "{done:?}");
    replica.handle(Down::Ack { id: id("a"), seq: Seq(1) }, START);
    assert_eq!(replica.outbox()[0].delivery, Delivery::Acked(Seq(1)));
    arrive_mine(&mut replica, 1, "a");
    assert!(outputs(&mut replica).contains(&Output::Forget(id("a"))));
    assert!(replica.outbox().is_empty());
}

#[test]
fn a_reload_sends_what_was_stored_in_the_order_in_which_it_was_said() {
    let mut replica = live();
    for name in ["z", "a", "m"] {
        say(&mut replica, name);
    }
    let mut stored: Vec<Pending> = outputs(&mut replica)
        .into_iter()
        .filter_map(|output| match output {
            Output::Store(pending) => Some(pending),
            _ => None,
        })
        .collect();
    stored.reverse();
    let mut replica = Replica::new(stored, START);
    replica.handle_open(START);
    replica.handle(welcome(1, 1), START);
    arrive_mine(&mut replica, 1, "z");
    let sent: Vec<_> = frames(&mut replica).into_iter().filter_map(sent_as).collect();
    // "z" had arrived; the others were looked for up to entry 1.
    assert_eq!(sent, [(id("a"), Seq(1)), (id("m"), Seq(1))]);
}

#[test]
fn a_message_older_than_the_copy_is_looked_for_by_the_edge() {
    let mut replica = live();
    arrive(&mut replica, 1..=3);
    replica.handle_close(START, 0);
    say(&mut replica, "a");
    replica.handle_open(START);
    outputs(&mut replica);
    replica.handle(welcome(951, 1_000), START);
    arrive(&mut replica, 951..=1_000);
    let sent: Vec<_> = frames(&mut replica).into_iter().filter_map(sent_as).collect();
    assert_eq!(sent, [(id("a"), Seq(3))]);
    replica.handle(Down::Ack { id: id("a"), seq: Seq(7) }, START);
    assert!(replica.outbox().is_empty(), "its entry is before the copy");
}

#[test]
fn an_acknowledged_message_whose_entry_is_skipped_is_forgotten() {
    let mut replica = live();
    say(&mut replica, "a");
    replica.handle(Down::Ack { id: id("a"), seq: Seq(1) }, START);
    replica.handle_close(START, 0);
    replica.handle_open(START);
    outputs(&mut replica);
    replica.handle(welcome(951, 951), START);
    arrive(&mut replica, 951..=951);
    assert!(outputs(&mut replica).contains(&Output::Forget(id("a"))));
    assert!(replica.outbox().is_empty());
}

#[test]
fn only_a_rejected_message_is_retried_or_discarded() {
    let mut replica = live();
    say(&mut replica, "a");
    replica.discard(&id("a"));
    replica.retry(&id("a"), id("b"), START);
    assert_eq!(replica.outbox().len(), 1, "it may be in the log already");
    replica.handle(Down::Reject { id: id("a"), rejection: Rejection::EmptyText }, START);
    outputs(&mut replica);
    replica.retry(&id("a"), id("b"), START);
    assert_eq!(replica.outbox()[0].id, id("b"));
    assert!(outputs(&mut replica).contains(&Output::Forget(id("a"))));
    replica.handle(Down::Reject { id: id("b"), rejection: Rejection::EmptyText }, START);
    replica.discard(&id("b"));
    assert!(replica.outbox().is_empty());
}

#[test]
fn a_refused_change_of_owner_is_told_and_leaves() {
    let mut replica = live();
    replica.take(id("t"), START);
    outputs(&mut replica);
    let rejection = Rejection::StaleEpoch { now: Ownership::default() };
    replica.handle(Down::Reject { id: id("t"), rejection: rejection.clone() }, START);
    let done = outputs(&mut replica);
    assert!(done.contains(&Output::Refused(rejection)) && replica.outbox().is_empty());
}

#[test]
fn an_edge_that_forgot_the_connection_is_greeted_again_and_told_again() {
    let mut replica = live();
    say(&mut replica, "a");
    say(&mut replica, "b");
    outputs(&mut replica);
    replica.handle(Down::Refused(Refusal::HelloFirst), START);
    replica.handle(Down::Refused(Refusal::HelloFirst), START);
    assert_eq!(frames(&mut replica), [Up::Hello { after: None }]);
    replica.handle(welcome(1, 0), START);
    let sent: Vec<_> = frames(&mut replica).into_iter().filter_map(sent_as).collect();
    assert_eq!(sent, [(id("a"), Seq(0)), (id("b"), Seq(0))]);
}

#[test]
fn a_final_refusal_ends_the_attempts_and_keeps_what_was_said() {
    let mut replica = live();
    replica.handle(Down::Refused(Refusal::BadToken), START);
    assert!(outputs(&mut replica).contains(&Output::Disconnect));
    replica.handle_close(START, 0);
    replica.handle_wake(START, 0);
    say(&mut replica, "a");
    assert_eq!(replica.poll_timeout(), None);
    assert_eq!(*replica.link(), Link::Refused(Refusal::BadToken));
    let done = outputs(&mut replica);
    assert!(done.iter().any(|output| matches!(output, Output::Store(_))));
    assert!(!done.iter().any(|output| matches!(output, Output::Transmit(_) | Output::Connect)));
}

#[test]
fn an_agent_writes_under_the_epoch_that_is_shown() {
    let mut replica = live();
    let Down::Welcome(hello) = welcome(1, 0) else { unreachable!() };
    let ownership = Ownership { owner: Owner::QUEUE, epoch: Epoch(4) };
    let hello = Welcome { you: maya(), ownership, ..*hello };
    replica.handle(Down::Welcome(Box::new(hello)), START);
    say(&mut replica, "a");
    replica.take(id("b"), START);
    let epochs: Vec<_> = replica
        .outbox()
        .iter()
        .map(|pending| match pending.action {
            Action::Say { epoch, .. } => epoch,
            Action::Take { epoch }
            | Action::HandBack { epoch, .. }
            | Action::Transfer { epoch, .. } => Some(epoch),
        })
        .collect();
    assert_eq!(epochs, [Some(Epoch(4)), Some(Epoch(4))]);
}
