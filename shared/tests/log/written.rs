//! Answers that are written bit by bit, and bots that go round in circles.

use super::{NOW, agent, asked, customer, log, open, send, site, take, text};
use baton_shared::entry::{Answer, Block, Body, Source, Span};
use baton_shared::id::{Millis, Seq};
use baton_shared::protocol::{Down, Message};
use baton_shared::site::SiteCard;
use baton_shared::thread::log::{BotReply, BotStopped, Effect, ThreadLog};
use baton_shared::thread::ownership::Owner;
use baton_shared::thread::store::MemoryStore;
use baton_shared::trigger::{TriggerKind, TriggerSettings};

fn answer(words: &str) -> BotReply {
    let blocks = vec![Block::Paragraph { spans: vec![Span::plain(words)] }];
    let source = Source { title: "Shipping".to_owned(), href: String::new() };
    BotReply::Answer(Answer { sources: vec![source], ..Answer::of(Seq(0), blocks) })
}

/// What the customer asks for, one after the other.
const PLANTS: [&str; 12] = [
    "rose",
    "lavender",
    "olive tree",
    "basil",
    "fern",
    "tulip",
    "ivy",
    "lemon tree",
    "thyme",
    "orchid",
    "cactus",
    "mint",
];

/// The customer asks `n` questions, each answered in other words.
fn exchanges(log: &mut ThreadLog<MemoryStore>, n: u64, pause: u64) {
    for at in 0..n {
        let now = NOW.plus(at * pause);
        let plant = PLANTS[usize::try_from(at).unwrap() % PLANTS.len()];
        let words = format!("Thanks, and how much is the {plant} that you have?");
        let effects = log.handle(&customer(), text(&format!("m{at}"), None, &words), now).unwrap();
        if log.ownership().owner != Owner::Bot {
            return;
        }
        let reply = answer(&format!("The {plant} is {} euros.", at + 3));
        log.bot_replied(&asked(&effects), Ok(reply), now).unwrap();
    }
}

fn reason(log: &ThreadLog<MemoryStore>) -> Option<TriggerKind> {
    log.store().entries.iter().rev().find_map(|entry| match &entry.body {
        Body::HandoffRequested(handoff) => Some(handoff.triggers[0].kind),
        _ => None,
    })
}

#[test]
fn what_is_written_is_told_piece_by_piece_and_not_kept() {
    let mut log = log();
    let turn = asked(&log.handle(&customer(), text("a", None, "How long?"), NOW).unwrap());
    let piece = |from, text: &str| {
        let text = text.to_owned();
        Ok(Effect::Broadcast(Down::Writing { reply_to: Seq(1), from, text }))
    };
    assert_eq!(log.bot_writes(&turn, "Two to "), piece(0, "Two to "));
    assert_eq!(log.bot_writes(&turn, "four days."), piece(7, "four days."));
    assert_eq!(log.head(), Seq(1));
    log.bot_replied(&turn, Ok(answer("Two to four days.")), NOW).unwrap();
    assert_eq!(log.head(), Seq(2));
    let Body::Answer(answer) = &log.store().entries[1].body else { panic!() };
    assert!(!answer.unfinished);
}

#[test]
fn invariant_6_an_agent_who_takes_over_ends_the_answer_where_it_is() {
    let mut log = log();
    let turn = asked(&log.handle(&customer(), text("a", None, "How long?"), NOW).unwrap());
    log.bot_writes(&turn, "Two to").unwrap();
    let effects = log.handle(&agent("maya"), take("t", 0), NOW).unwrap();
    let acked = effects.iter().find_map(|effect| match effect {
        Effect::Reply(Down::Ack { seq, .. }) => Some(*seq),
        _ => None,
    });
    assert_eq!(acked, Some(Seq(3)));
    let bodies: Vec<&Body> = log.store().entries.iter().map(|entry| &entry.body).collect();
    assert!(matches!(bodies[1], Body::Answer(answer) if answer.unfinished), "{bodies:?}");
    assert_eq!(bodies[2], &Body::AgentJoined);
    assert_eq!(log.bot_writes(&turn, " four"), Err(BotStopped));
    log.bot_replied(&turn, Ok(answer("Two to four days.")), NOW).unwrap();
    assert_eq!(log.head(), Seq(3));
}

#[test]
fn nothing_written_yet_leaves_nothing_behind() {
    let mut log = log();
    log.handle(&customer(), text("a", None, "How long?"), NOW).unwrap();
    log.handle(&agent("maya"), take("t", 0), NOW).unwrap();
    assert_eq!(log.head(), Seq(2));
}

#[test]
fn the_same_answer_twice_is_a_loop() {
    let mut log = log();
    for id in ["a", "b"] {
        let effects =
            log.handle(&customer(), text(id, None, "And how long is that?"), NOW).unwrap();
        log.bot_replied(&asked(&effects), Ok(answer("Two days.")), NOW).unwrap();
    }
    assert_eq!(reason(&log), Some(TriggerKind::BotError));
    let answers = log.store().entries.iter();
    assert_eq!(answers.filter(|entry| matches!(entry.body, Body::Answer(_))).count(), 1);
}

#[test]
fn answers_without_end_bring_in_a_human() {
    let mut log = log();
    let trigger = TriggerSettings { most_answers: 5, ..TriggerSettings::default() };
    log.configure(SiteCard { trigger, ..site() });
    exchanges(&mut log, 5, 60_000);
    assert_eq!(reason(&log), Some(TriggerKind::RepeatedFailure));
    assert_eq!(log.ownership().owner, Owner::QUEUE);
}

#[test]
fn a_customer_who_replies_before_reading_is_another_bot() {
    let mut log = log();
    exchanges(&mut log, 12, 300);
    assert_eq!(reason(&log), Some(TriggerKind::BotError));
    let mut slow = open(MemoryStore::default());
    exchanges(&mut slow, 12, 5_000);
    assert_eq!(reason(&slow), None);
}

#[test]
fn a_bot_may_hand_off_in_its_own_words() {
    let mut log = log();
    let turn = asked(&log.handle(&customer(), text("a", None, "Embroidery?"), NOW).unwrap());
    let note = "Not in the articles.".to_owned();
    log.bot_replied(&turn, Ok(BotReply::HandOff { note: note.clone(), said: None }), NOW).unwrap();
    let Body::HandoffRequested(handoff) = &log.store().entries[1].body else { panic!() };
    assert_eq!(handoff.note, Some(note));
    assert_eq!(handoff.triggers[0].kind, TriggerKind::LowConfidence);
}

#[test]
fn two_answers_rated_as_no_help_are_a_repeated_failure() {
    let mut log = log();
    for (at, id) in ["a", "b"].into_iter().enumerate() {
        let now = Millis(1_000 + 60_000 * at as u64);
        let words = format!("Question number {at} about my parcel");
        let turn = asked(&log.handle(&customer(), text(id, None, &words), now).unwrap());
        log.bot_replied(&turn, Ok(answer(&format!("Answer {at}"))), now).unwrap();
        let rated = Message::Rated { answer: log.head(), helped: false };
        log.handle(&customer(), send(&format!("r{at}"), None, rated), now).unwrap();
    }
    assert_eq!(reason(&log), Some(TriggerKind::RepeatedFailure));
}
