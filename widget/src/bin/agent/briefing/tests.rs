//! A briefing says what the log says.

use super::*;
use baton_shared::entry::Source;
use baton_shared::id::{AgentId, Epoch};
use baton_shared::trigger::Trigger;

fn log(bodies: Vec<(Author, Body)>) -> Vec<Entry> {
    let entry = |(seq, (author, body))| Entry {
        seq: Seq(seq),
        at: Millis(seq * 1000),
        epoch: Epoch(0),
        author,
        id: None,
        body,
    };
    (1..).zip(bodies).map(entry).collect()
}

fn customer(text: &str) -> (Author, Body) {
    (Author::Customer, Body::text(text))
}

fn answer(reply_to: u64, source: Option<&str>) -> (Author, Body) {
    let source = source.map(|title| Source { title: title.to_owned(), href: "/x".to_owned() });
    let answer = Answer {
        reply_to: Seq(reply_to),
        blocks: Vec::new(),
        offer: source.is_none(),
        sources: source.into_iter().collect(),
        confidence: Confidence::from_thousandths(800),
    };
    (Author::Bot, Body::Answer(answer))
}

fn handoff(kind: TriggerKind, evidence: Vec<Evidence>) -> (Author, Body) {
    let triggers = vec![Trigger { kind, confidence: Confidence::FULL, evidence }];
    let handoff = Handoff { number: 1, triggers, sensed: false, line: String::new() };
    (Author::System, Body::HandoffRequested(handoff))
}

fn handed_back(outcome: Outcome) -> (Author, Body) {
    let maya = AgentCard { id: AgentId::parse("maya").unwrap(), name: "Maya".to_owned() };
    (Author::Agent(maya), Body::HandedBack { outcome })
}

#[test]
fn every_line_names_its_entry() {
    let mark = Evidence { seq: Seq(5), start: 2, end: 13 };
    let entries = log(vec![
        customer("Where is order LK-20391? I'm ana@example.com."),
        answer(1, Some("Delivery")),
        customer("And my refund?"),
        answer(3, None),
        customer("A real person please"),
        handoff(TriggerKind::ExplicitRequest, vec![mark]),
    ]);
    let briefing = Briefing::of(&entries);
    let why = briefing.why.unwrap();
    assert_eq!((why.seq, why.reasons[0].quotes[0].marked.as_str()), (Seq(6), "real person"));
    assert_eq!(briefing.came_with.unwrap().seq, Seq(1));
    let tried: Vec<_> = briefing.tried.iter().map(|a| (a.seq, &*a.question, a.end)).collect();
    assert_eq!(
        tried,
        [
            (Seq(2), "Where is order LK-20391? I'm ana@example.com.", End::Stands),
            (Seq(4), "And my refund?", End::NoAnswer),
        ]
    );
    let mentioned: Vec<_> = briefing.mentioned.iter().map(|m| (m.seq, &*m.text)).collect();
    assert_eq!(mentioned, [(Seq(1), "LK-20391"), (Seq(1), "ana@example.com")]);
    assert_eq!((briefing.messages, briefing.begun), (3, Some(Millis(1000))));
    assert_eq!(evidence(&entries), [mark]);
}

#[test]
fn an_answer_ends_as_the_customer_took_it() {
    let mark = Evidence { seq: Seq(3), start: 0, end: 10 };
    let entries = log(vec![
        customer("How do returns work?"),
        answer(1, Some("Returns")),
        customer("didnt help"),
        answer(3, Some("Returns")),
        (Author::Customer, Body::PersonRequested),
        handoff(TriggerKind::RepeatedFailure, vec![mark]),
    ]);
    let ends: Vec<_> = Briefing::of(&entries).tried.iter().map(|attempt| attempt.end).collect();
    assert_eq!(ends, [End::DidNotHelp, End::AskedForPerson]);
}

#[test]
fn what_was_resolved_before_is_history() {
    let entries = log(vec![
        customer("First"),
        handoff(TriggerKind::BotError, Vec::new()),
        handed_back(Outcome::Resolved),
        customer("Second"),
        answer(4, Some("Care")),
    ]);
    let briefing = Briefing::of(&entries);
    assert_eq!(briefing.why, None);
    assert_eq!(briefing.came_with.unwrap().after, "Second");
    assert_eq!(briefing.tried.len(), 1);
    let before: Vec<_> = briefing.before.iter().map(|p| (p.seq, p.outcome)).collect();
    assert_eq!(before, [(Seq(3), Outcome::Resolved)]);
    let just_resolved = Briefing::of(&entries[..3]);
    assert_eq!(just_resolved.why.map(|why| why.seq), Some(Seq(2)));
    assert_eq!(topic(&entries[..3]).unwrap().after, "First");
    assert_eq!(Briefing::of(&[]), Briefing::default());
    assert_eq!(topic(&entries[1..]).unwrap().after, "Second");
    assert_eq!(topic(&entries[4..]), None);
}

#[test]
fn overlapping_evidence_is_marked_once() {
    let marks = vec![
        Evidence { seq: Seq(1), start: 4, end: 9 },
        Evidence { seq: Seq(1), start: 0, end: 6 },
    ];
    let entries = log(vec![customer("no, a human"), handoff(TriggerKind::ExplicitRequest, marks)]);
    assert_eq!(evidence(&entries), [Evidence { seq: Seq(1), start: 0, end: 6 }]);
}
