//! How much is sent: after hello, by the page, and what is kept nowhere.

use super::{NOW, agent, card, customer, filled, log};
use baton_shared::entry::Author;
use baton_shared::id::Seq;
use baton_shared::protocol::{Down, MAX_BACKLOG, TAIL, Up};
use baton_shared::thread::log::{Effect, ThreadLog};
use baton_shared::thread::store::MemoryStore;

#[test]
fn hello_resumes_within_the_backlog_and_starts_afresh_beyond_it() {
    let head = MAX_BACKLOG + 100;
    let tail = head - TAIL + 1;
    let table = [
        (None, tail),
        (Some(0), tail),
        (Some(99), tail),
        (Some(100), 101),
        (Some(head - 1), head),
        (Some(head), head + 1),
        (Some(head + 1), tail),
        (Some(u64::MAX), tail),
    ];
    let mut log = filled(head);
    for (after, first) in table {
        let effects = log.handle(&customer(), Up::Hello { after: after.map(Seq) }, NOW).unwrap();
        let Effect::Reply(Down::Welcome(welcome)) = &effects[0] else { panic!("{effects:?}") };
        assert_eq!((welcome.first, welcome.head), (Seq(first), Seq(head)), "{after:?}");
        let sent: Vec<u64> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Reply(Down::Entries { entries }) => Some(entries),
                _ => None,
            })
            .flatten()
            .map(|entry| entry.seq.0)
            .collect();
        assert_eq!(sent, (first..=head).collect::<Vec<_>>(), "{after:?}");
    }
    let mut short = filled(TAIL - 1);
    let effects = short.handle(&customer(), Up::Hello { after: None }, NOW).unwrap();
    let Effect::Reply(Down::Welcome(welcome)) = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(welcome.first, Seq(1));
}

#[test]
fn a_page_holds_the_newest_entries_before_the_one_named() {
    let head = MAX_BACKLOG + 100;
    let table = [
        ((51, 50), (1, 50)),
        ((51, 7), (44, 50)),
        ((10, 50), (1, 9)),
        ((2, 0), (1, 1)),
        ((head + 1, u32::MAX), (101, head)),
        ((u64::MAX, 3), (head - 2, head)),
    ];
    let mut log = filled(head);
    for ((before, limit), (first, last)) in table {
        let page = page(&mut log, before, limit);
        assert_eq!(page, (first..=last).collect::<Vec<_>>(), "before {before}, limit {limit}");
    }
    assert!(page(&mut log, 1, 50).is_empty());
    assert!(page(&mut log, 0, 50).is_empty());
}

#[test]
fn typing_is_told_to_the_others_and_kept_nowhere() {
    let mut log = log();
    let effects = log.handle(&agent("maya"), Up::Typing { on: true }, NOW).unwrap();
    let author = Author::Agent(card("maya"));
    assert_eq!(effects, [Effect::BroadcastOthers(Down::Typing { author, on: true })]);
    assert_eq!(log.head(), Seq(0));
}

fn page(log: &mut ThreadLog<MemoryStore>, before: u64, limit: u32) -> Vec<u64> {
    let effects = log.handle(&customer(), Up::Page { before: Seq(before), limit }, NOW).unwrap();
    let [Effect::Reply(Down::Page { entries })] = &effects[..] else { panic!("{effects:?}") };
    entries.iter().map(|entry| entry.seq.0).collect()
}
