//! What goes further: questions to the bot, facts to the desk, handoffs.

use super::{NOW, agent, asked, card, customer, hand_back, log, open, send, site, take, text};
use baton_shared::entry::{Answer, Body, Outcome};
use baton_shared::id::{Confidence, Epoch, Seq};
use baton_shared::protocol::{Down, Message, Up};
use baton_shared::site::SiteCard;
use baton_shared::thread::fact::{MAX_QUOTE_CHARS, News};
use baton_shared::thread::log::{BotFailure, BotReply, Effect, ThreadLog};
use baton_shared::thread::ownership::{Owner, Ownership};
use baton_shared::trigger::{TriggerKind, TriggerSettings};

#[test]
fn facts_are_numbered_and_told_with_the_entry_that_made_them_true() {
    let mut log = log();
    let wordy = format!("Where  is\nmy order? {}", "x".repeat(200));
    log.handle(&customer(), text("a", None, &wordy), NOW).unwrap();
    let effects = log.handle(&customer(), send("b", None, Message::PersonRequested), NOW).unwrap();
    assert!(effects.contains(&Effect::DeliverFacts));
    log.handle(&agent("maya"), take("c", 1), NOW).unwrap();
    log.handle(&agent("maya"), hand_back("d", 2, Outcome::Resolved), NOW).unwrap();
    let effects = log.handle(&customer(), text("e", None, "Thanks"), NOW).unwrap();
    assert!(effects.contains(&Effect::DeliverFacts), "a resolved thread opens again");
    let effects = log.handle(&customer(), text("f", None, "One more thing"), NOW).unwrap();
    assert!(!effects.contains(&Effect::DeliverFacts), "an ordinary message tells the desk nothing");

    let facts = &log.store().outbox;
    let told: Vec<_> = facts.iter().map(|fact| (fact.n, fact.epoch.0)).collect();
    assert_eq!(told, [(1, 0), (2, 1), (3, 2), (4, 3), (5, 3)]);
    let News::Opened { preview } = &facts[0].news else { panic!("{facts:?}") };
    assert!(preview.starts_with("Where is my order? xxx"), "{preview}");
    assert_eq!(preview.chars().count(), MAX_QUOTE_CHARS + 1);
    let News::HandoffRequested { quote, matter } = &facts[1].news else { panic!("{facts:?}") };
    assert_eq!(
        (matter.reasons.as_slice(), quote.as_str()),
        (&[TriggerKind::ExplicitRequest][..], "Talk to a person")
    );
    assert_eq!(facts[2].news, News::Taken { agent: card("maya") });
    let outcome = Outcome::Resolved;
    assert_eq!(facts[3].news, News::HandedBack { agent: card("maya"), outcome });
    assert_eq!(facts[4].news, News::Opened { preview: "Thanks".to_owned() });
    assert_eq!(log.store().state.facts, 5);
}

#[test]
fn the_bots_failure_hands_the_thread_off() {
    let mut log = log();
    let turn = asked(&log.handle(&customer(), text("a", None, "Hello?"), NOW).unwrap());
    let effects = log.bot_replied(&turn, Err(BotFailure), NOW).unwrap();
    assert!(effects.contains(&Effect::DeliverFacts));
    assert_eq!(*log.ownership(), Ownership { owner: Owner::QUEUE, epoch: Epoch(1) });
    let Body::HandoffRequested(handoff) = &log.store().entries[1].body else { panic!() };
    assert_eq!(handoff.triggers[0].kind, TriggerKind::BotError);
}

#[test]
fn invariant_6_a_late_answer_is_held_back_and_agents_are_told() {
    let mut log = log();
    let turn = asked(&log.handle(&customer(), text("a", None, "Hello?"), NOW).unwrap());
    log.handle(&agent("maya"), take("b", 0), NOW).unwrap();
    let effects = log.bot_replied(&turn, Ok(BotReply::Answer(answer())), NOW).unwrap();
    let withheld = Down::Withheld { epoch: Epoch(0), reply_to: Seq(1) };
    assert!(effects.contains(&Effect::TellAgents(withheld.clone())), "{effects:?}");
    assert_eq!(log.head(), Seq(2));
    // Back with the bot, at a later epoch, it is still late; and what was said to a human is not
    // the bot's to answer.
    log.handle(&agent("maya"), hand_back("c", 1, Outcome::Returned), NOW).unwrap();
    let effects = log.bot_replied(&turn, Ok(BotReply::Answer(answer())), NOW).unwrap();
    assert!(effects.contains(&Effect::TellAgents(withheld)), "{effects:?}");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::AskBot(_))), "{effects:?}");
    assert_eq!(log.head(), Seq(3));
}

#[test]
fn an_answer_that_comes_twice_is_written_once() {
    let mut log = log();
    let turn = asked(&log.handle(&customer(), text("a", None, "Hello?"), NOW).unwrap());
    log.bot_replied(&turn, Ok(BotReply::Answer(answer())), NOW).unwrap();
    log.bot_replied(&turn, Ok(BotReply::Answer(answer())), NOW).unwrap();
    assert_eq!(log.head(), Seq(2));
    let Body::Answer(answer) = &log.store().entries[1].body else { panic!() };
    assert_eq!(answer.reply_to, Seq(1), "whatever the bot says it answers");
}

#[test]
fn a_question_interrupted_by_a_restart_is_asked_again_at_the_next_hello() {
    let mut log = log();
    let turn = asked(&log.handle(&customer(), text("a", None, "Hello?"), NOW).unwrap());
    let mut log = open(log.store().clone());
    let again = asked(&log.handle(&customer(), Up::Hello { after: None }, NOW).unwrap());
    assert_eq!(again, turn);
}

#[test]
fn new_settings_are_in_force_from_then_on() {
    let mut log = log();
    let answers_fail_once = TriggerSettings { failures: 1, ..TriggerSettings::default() };
    log.configure(SiteCard { trigger: answers_fail_once, ..site() });
    let turn = asked(&log.handle(&customer(), text("a", None, "Hello?"), NOW).unwrap());
    log.bot_replied(&turn, Ok(BotReply::Answer(answer())), NOW).unwrap();
    log.handle(&customer(), text("b", None, "That didn't help."), NOW).unwrap();
    assert_eq!(log.ownership().owner, Owner::QUEUE);
}

#[test]
fn a_late_reply_finds_its_question_while_the_bot_may_still_answer_it() {
    let mut log = log();
    let first = asked(&log.handle(&customer(), text("a", None, "Hello?"), NOW).unwrap());
    let second = asked(&log.handle(&customer(), text("b", None, "And by when?"), NOW).unwrap());
    let mut log = open(log.store().clone());
    for turn in [&first, &second] {
        assert_eq!(log.open_turn(turn.epoch, turn.reply_to).unwrap().as_ref(), Some(turn));
    }
    let closed = |log: &mut ThreadLog<_>, epoch, seq| {
        assert_eq!(log.open_turn(Epoch(epoch), Seq(seq)).unwrap(), None, "{epoch} {seq}");
    };
    closed(&mut log, 0, 0);
    closed(&mut log, 0, 3);
    closed(&mut log, 1, 1);
    log.bot_replied(&second, Ok(BotReply::Answer(answer())), NOW).unwrap();
    closed(&mut log, 0, 1);
    closed(&mut log, 0, 2);
    let rated = Message::Rated { answer: Seq(3), helped: true };
    log.handle(&customer(), send("c", None, rated), NOW).unwrap();
    closed(&mut log, 0, 4);
    log.handle(&customer(), text("d", None, "And this?"), NOW).unwrap();
    assert!(log.open_turn(Epoch(0), Seq(5)).unwrap().is_some());
    log.handle(&agent("maya"), take("e", 0), NOW).unwrap();
    closed(&mut log, 0, 5);
    closed(&mut log, 1, 5);
}

#[test]
fn a_bot_that_hands_off_may_say_something_first() {
    let mut log = log();
    let turn = asked(&log.handle(&customer(), text("a", None, "Hello?"), NOW).unwrap());
    let reply = BotReply::HandOff { note: "A refund".to_owned(), said: Some(answer()) };
    log.bot_replied(&turn, Ok(reply), NOW).unwrap();
    let entries = &log.store().entries;
    assert!(matches!(&entries[1].body, Body::Answer(answer) if answer.reply_to == Seq(1)));
    let Body::HandoffRequested(handoff) = &entries[2].body else { panic!("{entries:?}") };
    assert_eq!(handoff.note.as_deref(), Some("A refund"));
}

fn answer() -> Answer {
    Answer {
        reply_to: Seq(99),
        blocks: Vec::new(),
        sources: Vec::new(),
        confidence: Confidence::NONE,
        offer: true,
        choices: Vec::new(),
        unfinished: false,
        captured: Vec::new(),
    }
}
