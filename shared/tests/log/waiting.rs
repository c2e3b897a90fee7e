//! While the customer waits: what is asked, skipped, told; what is never stored; who they are.

use super::{NOW, agent, asked, customer, log, send, site, take, text};
use baton_shared::customer::{Person, Visit};
use baton_shared::entry::{Answer, Body, Entry};
use baton_shared::id::{Seq, ThreadId};
use baton_shared::protocol::{Down, Message, Rejection};
use baton_shared::site::SiteCard;
use baton_shared::thread::fact::News;
use baton_shared::thread::log::{BotReply, Effect, ThreadLog};
use baton_shared::thread::store::MemoryStore;

/// A customer waits for somebody to look after a parcel.
fn waiting() -> ThreadLog<MemoryStore> {
    let mut log = log();
    let effects = log.handle(&customer(), text("a", None, "My parcel hasn't arrived"), NOW);
    let turn = asked(&effects.unwrap());
    log.bot_replied(&turn, Ok(BotReply::Answer(Answer::of(Seq(1), Vec::new()))), NOW).unwrap();
    log.handle(&customer(), send("b", None, Message::PersonRequested), NOW).unwrap();
    log
}

fn questions(log: &ThreadLog<MemoryStore>) -> Vec<&Entry> {
    let entries = log.store().entries.iter();
    entries.filter(|entry| matches!(entry.body, Body::Asked(_))).collect()
}

fn rejection(effects: &[Effect]) -> Option<Rejection> {
    effects.iter().find_map(|effect| match effect {
        Effect::Reply(Down::Reject { rejection, .. }) => Some(rejection.clone()),
        _ => None,
    })
}

#[test]
fn what_an_agent_will_need_is_asked_for_once() {
    let mut log = waiting();
    let Body::Asked(question) = &log.store().entries.last().unwrap().body else { panic!() };
    assert_eq!(question.field, "order_number");
    log.handle(&customer(), text("c", None, "will it take long?"), NOW).unwrap();
    log.handle(&customer(), text("d", None, "48213"), NOW).unwrap();
    log.handle(&customer(), text("e", None, "are you there?"), NOW).unwrap();
    assert_eq!(questions(&log).len(), 1);
}

#[test]
fn what_is_known_is_not_asked_for() {
    let mut log = log();
    let words = "My parcel with order number 48213 hasn't arrived";
    log.handle(&customer(), text("a", None, words), NOW).unwrap();
    log.handle(&customer(), send("b", None, Message::PersonRequested), NOW).unwrap();
    assert_eq!(questions(&log), [] as [&Entry; 0]);
}

#[test]
fn a_question_can_be_skipped_once() {
    let mut log = waiting();
    let asked = log.head();
    let skip = |id| send(id, None, Message::Skipped { asked });
    assert_eq!(rejection(&log.handle(&customer(), skip("c"), NOW).unwrap()), None);
    let again = log.handle(&customer(), skip("d"), NOW).unwrap();
    assert_eq!(rejection(&again), Some(Rejection::Past));
    assert_eq!(questions(&log).len(), 1, "not asked for again");
}

#[test]
fn an_agent_who_comes_ends_the_questions() {
    let mut log = waiting();
    let asked = log.head();
    log.handle(&agent("maya"), take("t", 1), NOW).unwrap();
    let skip = send("c", None, Message::Skipped { asked });
    assert_eq!(rejection(&log.handle(&customer(), skip, NOW).unwrap()), Some(Rejection::Past));
}

#[test]
fn only_the_newest_answer_is_rated_and_once() {
    let mut log = log();
    let turn = asked(&log.handle(&customer(), text("a", None, "How long?"), NOW).unwrap());
    log.bot_replied(&turn, Ok(BotReply::Answer(Answer::of(Seq(1), Vec::new()))), NOW).unwrap();
    let rate = |id, answer| send(id, None, Message::Rated { answer: Seq(answer), helped: true });
    let refused = log.handle(&customer(), rate("b", 1), NOW).unwrap();
    assert_eq!(rejection(&refused), Some(Rejection::Past));
    assert_eq!(rejection(&log.handle(&customer(), rate("c", 2), NOW).unwrap()), None);
    let refused = log.handle(&customer(), rate("d", 2), NOW).unwrap();
    assert_eq!(rejection(&refused), Some(Rejection::Past));
    let refused = log.handle(&agent("maya"), rate("e", 2), NOW).unwrap();
    assert_eq!(rejection(&refused), Some(Rejection::Past), "a customer's choice");
    assert_eq!(log.pending_turn(), Ok(None), "a tap is no question");
}

#[test]
fn a_secret_is_masked_before_it_is_stored() {
    let mut log = log();
    let words = "my card is 4111 1111 1111 1111";
    log.handle(&customer(), text("a", None, words), NOW).unwrap();
    let Body::Text { text, .. } = &log.store().entries[0].body else { panic!() };
    assert_eq!(text, "my card is •••• 1111");
    let News::Opened { preview } = &log.store().outbox[0].news else { panic!() };
    assert!(!preview.contains("4111 1111"), "{preview}");
}

#[test]
fn where_a_customer_writes_from_is_kept_when_it_changes() {
    let mut log = log();
    let from = |page: &str| {
        let visit = Visit { page: page.to_owned(), ..Visit::default() };
        let (text, behaviour) = ("Hello".to_owned(), Vec::new());
        Message::Text { text, behaviour, visit: Some(Box::new(visit)) }
    };
    for (id, page) in [("a", "https://s/1"), ("b", "https://s/1"), ("c", "https://s/2")] {
        log.handle(&customer(), send(id, None, from(page)), NOW).unwrap();
    }
    let kept = log.store().entries.iter().map(|entry| match &entry.body {
        Body::Text { visit, .. } => visit.is_some(),
        _ => false,
    });
    assert_eq!(kept.collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn who_the_customer_is_is_written_when_it_changes_and_told_once_they_write() {
    let mut log = log();
    let anna = Person { id: "7".to_owned(), name: Some("Anna".to_owned()), ..Person::default() };
    assert!(!log.identified(anna.clone(), NOW).unwrap().is_empty());
    assert_eq!(log.identified(anna.clone(), NOW).unwrap(), []);
    assert_eq!(log.store().outbox, [], "the desk hears of nobody who has not written");
    log.handle(&customer(), text("a", None, "Hello"), NOW).unwrap();
    let news: Vec<&News> = log.store().outbox.iter().map(|fact| &fact.news).collect();
    let known = News::Identified { person: "7".to_owned(), name: "Anna".to_owned() };
    assert_eq!(news, [&known, &News::Opened { preview: "Hello".to_owned() }]);
    assert_eq!(log.person(), Some(&anna));
}

#[test]
fn a_site_that_asks_for_messages_hears_who_writes_and_that_before_what_they_write() {
    let site = SiteCard { tells_messages: true, ..site() };
    let store = MemoryStore::default();
    let mut log = ThreadLog::open(ThreadId::parse("t_1").unwrap(), site, store).unwrap();
    let anna = Person { id: "7".to_owned(), name: Some("Anna".to_owned()), ..Person::default() };
    log.identified(anna, NOW).unwrap();
    log.handle(&customer(), text("a", None, "My card is 4111 1111 1111 1111"), NOW).unwrap();
    let news: Vec<&News> = log.store().outbox.iter().map(|fact| &fact.news).collect();
    let [News::Identified { .. }, News::Opened { .. }, News::Said { seq, role, text }] = news[..]
    else {
        panic!("{news:?}")
    };
    assert_eq!((*seq, role.as_str()), (Seq(2), "customer"));
    assert!(!text.contains("4111 1111"), "masked, as the entry is: {text}");
}
