//! A person offered: beneath the bot's next answer, once until the owner changes, and remembered as a
//! reason. And what the browser saw of the customer, which is kept.

use super::{NOW, agent, asked, customer, hand_back, log, open, send, site, take, text};
use baton_shared::entry::{Answer, Behaviour, Body, Handoff, Outcome};
use baton_shared::id::{Confidence, Seq};
use baton_shared::protocol::Message;
use baton_shared::site::SiteCard;
use baton_shared::thread::log::{BotReply, ThreadLog};
use baton_shared::thread::store::MemoryStore;
use baton_shared::trigger::{Decision, Evidence, SiteRule, Trigger, TriggerKind, TriggerSettings};

/// A site that offers a person to whoever names a gift card.
fn gift_cards() -> SiteCard {
    let rule = SiteRule {
        name: "Gift cards".to_owned(),
        says: vec!["gift card|cards".to_owned()],
        page: None,
        topic: None,
        decision: Decision::Offer,
    };
    SiteCard {
        trigger: TriggerSettings { rules: vec![rule], ..TriggerSettings::default() },
        ..site()
    }
}

/// A thread of that site, over what is stored of it.
fn offering(store: MemoryStore) -> ThreadLog<MemoryStore> {
    let mut log = open(store);
    log.configure(gift_cards());
    log
}

/// The answer of a bot, sure of itself or not.
fn answer(sure: u16) -> Answer {
    Answer {
        reply_to: Seq(0),
        blocks: Vec::new(),
        sources: Vec::new(),
        confidence: Confidence::from_thousandths(sure),
        offer: sure < 500,
        choices: Vec::new(),
        unfinished: false,
        captured: Vec::new(),
    }
}

/// The customer says `words`, and the bot, sure of itself or not, answers; whether it offers a person.
fn exchange(log: &mut ThreadLog<MemoryStore>, words: &str, sure: u16) -> bool {
    let id = format!("m{}", log.head().0);
    let turn = asked(&log.handle(&customer(), text(&id, None, words), NOW).unwrap());
    log.bot_replied(&turn, Ok(BotReply::Answer(answer(sure))), NOW).unwrap();
    let newest = log.store().entries.iter().rev().find_map(|entry| match &entry.body {
        Body::Answer(answer) => Some(answer.offer),
        _ => None,
    });
    newest.unwrap()
}

/// The newest handoff.
fn handoff(log: &ThreadLog<MemoryStore>) -> &Handoff {
    let handoffs = log.store().entries.iter().rev().find_map(|entry| match &entry.body {
        Body::HandoffRequested(handoff) => Some(handoff),
        _ => None,
    });
    handoffs.unwrap()
}

const GIFT: &str = "Do you sell gift cards?";
const HOURS: &str = "When are you open on Saturday?";

#[test]
fn what_is_offered_stands_beneath_the_next_answer_once_until_the_owner_changes() {
    let mut log = offering(MemoryStore::default());
    assert!(!exchange(&mut log, HOURS, 900), "nothing is offered without a reason");
    assert!(exchange(&mut log, GIFT, 900));
    assert!(!exchange(&mut log, GIFT, 900), "it has been offered");
    assert!(!exchange(&mut log, HOURS, 900));
    log.handle(&agent("maya"), take("t", 0), NOW).unwrap();
    log.handle(&agent("maya"), hand_back("h", 1, Outcome::Returned), NOW).unwrap();
    assert!(!exchange(&mut log, HOURS, 900), "what was offered before is settled");
    assert!(exchange(&mut log, GIFT, 900));
}

#[test]
fn an_offer_outlives_a_restart_and_words_that_come_before_the_answer() {
    let mut log = offering(MemoryStore::default());
    let turn = asked(&log.handle(&customer(), text("a", None, GIFT), NOW).unwrap());
    log.handle(&customer(), text("b", None, HOURS), NOW).unwrap();
    let mut woken = offering(log.store().clone());
    for log in [&mut log, &mut woken] {
        log.bot_replied(&turn, Ok(BotReply::Answer(answer(900))), NOW).unwrap();
        let Body::Answer(answer) = &log.store().entries[2].body else { panic!() };
        assert!(answer.offer);
    }
    assert!(!exchange(&mut offering(woken.store().clone()), GIFT, 900), "it has been offered");
}

#[test]
fn a_handoff_carries_the_reasons_for_which_a_person_had_been_offered() {
    let mut log = offering(MemoryStore::default());
    exchange(&mut log, GIFT, 900);
    exchange(&mut log, HOURS, 100);
    log.handle(&customer(), send("p", None, Message::PersonRequested), NOW).unwrap();
    let kinds: Vec<TriggerKind> = handoff(&log).triggers.iter().map(|found| found.kind).collect();
    assert_eq!(
        kinds,
        [TriggerKind::ExplicitRequest, TriggerKind::SiteRule, TriggerKind::LowConfidence]
    );
    let gift_cards = Trigger {
        kind: TriggerKind::SiteRule,
        confidence: Confidence::FULL,
        evidence: vec![Evidence { seq: Seq(1), start: 12, end: 22 }],
    };
    assert_eq!(handoff(&log).triggers[1], gift_cards);
    assert_eq!(&GIFT[12..22], "gift cards");

    // What was offered before an agent came is no reason for the next handoff.
    log.handle(&agent("maya"), take("t", 1), NOW).unwrap();
    log.handle(&agent("maya"), hand_back("h", 2, Outcome::Returned), NOW).unwrap();
    log.handle(&customer(), send("q", None, Message::PersonRequested), NOW).unwrap();
    assert_eq!((handoff(&log).number, handoff(&log).triggers.len()), (2, 1));
}

#[test]
fn what_the_browser_saw_is_kept_for_customers_and_only_for_them() {
    use Behaviour::{DeadClicks, RapidResends};
    let watched = |id, epoch| {
        let behaviour = vec![DeadClicks, RapidResends, DeadClicks, DeadClicks];
        send(id, epoch, Message::Text { text: "Hello".to_owned(), behaviour, visit: None })
    };
    let mut log = log();
    let kept = |log: &ThreadLog<MemoryStore>| match &log.store().entries.last().unwrap().body {
        Body::Text { behaviour, .. } => behaviour.clone(),
        other => panic!("{other:?}"),
    };
    log.handle(&customer(), watched("a", None), NOW).unwrap();
    assert_eq!(kept(&log), [RapidResends, DeadClicks], "each once");
    log.handle(&agent("maya"), take("t", 0), NOW).unwrap();
    log.handle(&agent("maya"), watched("b", Some(1)), NOW).unwrap();
    assert_eq!(kept(&log), []);
}
