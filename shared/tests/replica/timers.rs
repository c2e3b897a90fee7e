//! When it connects, asks, gives up; when a typing mark fades.

use super::{START, entry, frames, live, maya, outputs, welcome};
use baton_shared::entry::Entry;
use baton_shared::protocol::{Down, Up};
use baton_shared::thread::backoff;
use baton_shared::thread::link::{Link, OPEN_TIMEOUT_MS, PING_AFTER_MS, PONG_TIMEOUT_MS};
use baton_shared::thread::replica::{Output, Replica, TYPING_LASTS_MS};

#[test]
fn a_connection_that_does_not_open_is_tried_again_ever_later() {
    let mut replica = Replica::new(Vec::new(), START);
    assert_eq!(outputs(&mut replica), [Output::Connect]);
    let mut now = START;
    for failure in 0..8 {
        now = replica.poll_timeout().unwrap();
        replica.handle_tick(now, u32::MAX);
        assert!(outputs(&mut replica).contains(&Output::Disconnect));
        let pause = replica.poll_timeout().unwrap().since(now);
        assert_eq!(pause, (backoff::FIRST_MS << failure).min(backoff::LONGEST_MS));
        now = now.plus(pause);
        replica.handle_tick(now, u32::MAX);
        assert!(outputs(&mut replica).contains(&Output::Connect));
    }
    assert_eq!(replica.poll_timeout(), Some(now.plus(OPEN_TIMEOUT_MS)));
}

#[test]
fn silence_is_asked_about_and_then_given_up() {
    let mut replica = live();
    let asked = START.plus(PING_AFTER_MS);
    replica.handle_tick(asked, 0);
    assert_eq!(outputs(&mut replica), [Output::Ping]);
    replica.handle_pong(asked.plus(40));
    assert_eq!(replica.poll_timeout(), Some(asked.plus(40 + PING_AFTER_MS)));

    let asked = replica.poll_timeout().unwrap();
    replica.handle_tick(asked, 0);
    assert_eq!(outputs(&mut replica), [Output::Ping]);
    replica.handle_tick(asked.plus(PONG_TIMEOUT_MS - 1), 0);
    assert_eq!(outputs(&mut replica), []);
    replica.handle_tick(asked.plus(PONG_TIMEOUT_MS), 0);
    assert!(outputs(&mut replica).contains(&Output::Disconnect));
    assert!(matches!(replica.link(), Link::Waiting { .. }));
}

#[test]
fn a_welcome_that_does_not_come_is_given_up() {
    let mut replica = Replica::new(Vec::new(), START);
    replica.handle_open(START);
    replica.handle_tick(START.plus(OPEN_TIMEOUT_MS), 0);
    assert!(outputs(&mut replica).contains(&Output::Disconnect));
    // So are entries that were promised.
    let mut replica = Replica::new(Vec::new(), START);
    replica.handle_open(START);
    replica.handle(welcome(1, 5), START.plus(5_000));
    replica.handle_tick(START.plus(5_000 + OPEN_TIMEOUT_MS), 0);
    assert!(outputs(&mut replica).contains(&Output::Disconnect));
}

#[test]
fn waking_up_connects_at_once_or_asks_whether_the_edge_is_there() {
    let mut replica = live();
    replica.handle_wake(START.plus(100), 0);
    assert_eq!(outputs(&mut replica), [], "heard just now");
    replica.handle_wake(START.plus(5_000), 0);
    assert_eq!(outputs(&mut replica), [Output::Ping]);
    replica.handle_wake(START.plus(5_001), 0);
    assert_eq!(outputs(&mut replica), [], "asked already");
    replica.handle_close(START.plus(6_000), u32::MAX);
    outputs(&mut replica);
    replica.handle_wake(START.plus(6_000), 0);
    assert!(outputs(&mut replica).contains(&Output::Connect));
}

#[test]
fn a_success_makes_the_next_failure_a_first_one() {
    let mut replica = live();
    for _ in 0..3 {
        replica.handle_close(START, u32::MAX);
        replica.handle_open(START);
        replica.handle(welcome(1, 0), START);
    }
    replica.handle_close(START, u32::MAX);
    assert_eq!(replica.poll_timeout(), Some(START.plus(backoff::FIRST_MS)));
}

#[test]
fn a_typing_mark_goes_out_unless_renewed_or_answered() {
    let typing = |on| Down::Typing { author: maya(), on };
    let mut replica = live();
    replica.handle(typing(true), START);
    assert_eq!(replica.typing(), Some(&maya()));
    replica.handle_tick(START.plus(TYPING_LASTS_MS), 0);
    assert_eq!(replica.typing(), None);
    replica.handle(typing(true), START);
    replica.handle(typing(false), START);
    assert_eq!(replica.typing(), None);
    replica.handle(typing(true), START);
    let said = Entry { author: maya(), ..entry(1) };
    replica.handle(Down::Entries { entries: vec![said] }, START);
    assert_eq!(replica.typing(), None);
}

#[test]
fn own_typing_is_told_now_and_then_while_connected() {
    let told = |replica: &mut Replica| {
        let frames = frames(replica);
        frames.iter().map(|up| matches!(up, Up::Typing { on: true })).collect::<Vec<_>>()
    };
    let mut replica = live();
    replica.set_own_typing(false, START);
    assert!(told(&mut replica).is_empty());
    for (ms, expected) in [(0, &[true][..]), (1_000, &[]), (2_500, &[true]), (2_600, &[])] {
        replica.set_own_typing(true, START.plus(ms));
        assert_eq!(told(&mut replica), expected, "after {ms} ms");
    }
    replica.set_own_typing(false, START.plus(2_700));
    assert_eq!(told(&mut replica), [false]);
    replica.handle_close(START, 0);
    replica.set_own_typing(true, START.plus(9_000));
    assert!(told(&mut replica).is_empty());
}
