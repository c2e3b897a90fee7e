//! The copy of the log: gaps, fresh starts, older entries, and the owner it tells.

use super::{START, arrive, entry, frames, live, maya, outputs, page, welcome};
use baton_shared::entry::{Body, Entry, Outcome};
use baton_shared::id::{Epoch, Seq};
use baton_shared::protocol::{Down, QueuePlace, Up, Welcome};
use baton_shared::thread::link::Link;
use baton_shared::thread::ownership::{Owner, Ownership};
use baton_shared::thread::replica::{Aspect, Output, Replica};

#[test]
fn invariant_3_a_gap_is_asked_for_and_what_was_seen_is_dropped() {
    let mut replica = live();
    arrive(&mut replica, 1..=3);
    arrive(&mut replica, 2..=3);
    assert_eq!(replica.applied(), Seq(3));
    outputs(&mut replica);
    arrive(&mut replica, 5..=5);
    arrive(&mut replica, 6..=6);
    assert_eq!(frames(&mut replica), [Up::Hello { after: Some(Seq(3)) }], "asked once");
    replica.handle(welcome(4, 6), START);
    arrive(&mut replica, 4..=6);
    assert_eq!(replica.applied(), Seq(6));
    assert!(matches!(replica.link(), Link::Live { .. }));
}

#[test]
fn what_came_before_a_gap_is_shown() {
    let mut replica = live();
    outputs(&mut replica);
    replica.handle(Down::Entries { entries: vec![entry(1), entry(3)] }, START);
    assert!(outputs(&mut replica).contains(&Output::Changed(Aspect::Entries)));
    assert_eq!(replica.applied(), Seq(1));
}

#[test]
fn a_welcome_that_repeats_what_is_held_keeps_the_copy() {
    let mut replica = live();
    arrive(&mut replica, 1..=8);
    replica.handle(welcome(5, 8), START);
    arrive(&mut replica, 5..=9);
    assert_eq!((replica.entries().len(), replica.applied()), (9, Seq(9)));
}

#[test]
fn too_far_behind_the_copy_starts_afresh() {
    let mut replica = live();
    arrive(&mut replica, 1..=8);
    replica.handle_close(START, 0);
    replica.handle_open(START);
    replica.handle(welcome(951, 1_000), START);
    assert!(replica.entries().is_empty() && replica.has_older());
    arrive(&mut replica, 951..=1_000);
    assert_eq!(replica.applied(), Seq(1_000));
    assert_eq!(replica.entries()[0].seq, Seq(951));
}

#[test]
fn a_log_that_ends_before_the_copy_replaces_it() {
    let mut replica = live();
    arrive(&mut replica, 1..=8);
    replica.handle(welcome(1, 4), START);
    assert_eq!(replica.applied(), Seq(0));
    arrive(&mut replica, 1..=4);
    assert_eq!(replica.applied(), Seq(4));
}

#[test]
fn older_entries_are_fetched_once_at_a_time_and_joined_in_front() {
    let mut replica = Replica::new(Vec::new(), START);
    replica.handle_open(START);
    replica.handle(welcome(51, 60), START);
    arrive(&mut replica, 51..=60);
    outputs(&mut replica);
    replica.load_older();
    replica.load_older();
    assert_eq!(frames(&mut replica), [Up::Page { before: Seq(51), limit: 50 }]);
    replica.handle(page(1..=50), START);
    assert_eq!((replica.entries().len(), replica.has_older()), (60, false));
    replica.load_older();
    assert_eq!(frames(&mut replica), []);
    // An answer to a question of before is not joined twice.
    replica.handle(page(1..=50), START);
    assert_eq!(replica.entries().len(), 60);
}

#[test]
fn a_page_asked_for_on_a_lost_connection_can_be_asked_for_again() {
    let mut replica = Replica::new(Vec::new(), START);
    replica.handle_open(START);
    replica.handle(welcome(2, 2), START);
    arrive(&mut replica, 2..=2);
    replica.load_older();
    replica.handle_close(START, 0);
    replica.handle_open(START);
    replica.handle(welcome(3, 2), START);
    outputs(&mut replica);
    replica.load_older();
    assert_eq!(frames(&mut replica), [Up::Page { before: Seq(2), limit: 50 }]);
}

#[test]
fn the_owner_follows_the_entries_and_the_place_ends_with_the_queue() {
    let place = QueuePlace { position: 1, agents_online: 2, wait: None, closed: None };
    let mut replica = live();
    replica.handle(Down::Queue(place), START);
    assert_eq!(replica.place(), None, "it is not waiting");
    let waits = Ownership { owner: Owner::QUEUE, epoch: Epoch(1) };
    let Down::Welcome(hello) = welcome(1, 0) else { unreachable!() };
    replica.handle(Down::Welcome(Box::new(Welcome { ownership: waits, ..*hello })), START);
    replica.handle(Down::Queue(place), START);
    assert_eq!(replica.place(), Some(place));
    let joined = Entry { epoch: Epoch(2), author: maya(), body: Body::AgentJoined, ..entry(1) };
    replica.handle(Down::Entries { entries: vec![joined] }, START);
    assert!(matches!(replica.ownership().owner, Owner::Agent(_)));
    assert_eq!(replica.place(), None);
    let outcome = Outcome::Returned;
    let body = Body::HandedBack { outcome };
    let back = Entry { epoch: Epoch(3), author: maya(), body, ..entry(2) };
    replica.handle(Down::Entries { entries: vec![back] }, START);
    assert_eq!(*replica.ownership(), Ownership { owner: Owner::Bot, epoch: Epoch(3) });
}
