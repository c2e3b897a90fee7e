//! A briefing says what the log says.

use super::*;
use baton_shared::entry::Source;
use baton_shared::id::{AgentId, Epoch};
use baton_shared::trigger::Trigger;
use baton_widget::thread::Mark;

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
        choices: Vec::new(),
        unfinished: false,
        captured: Vec::new(),
    };
    (Author::Bot, Body::Answer(answer))
}

fn handoff(kind: TriggerKind, evidence: Vec<Evidence>) -> (Author, Body) {
    let triggers = vec![Trigger { kind, confidence: Confidence::FULL, evidence }];
    let handoff = Handoff { number: 1, triggers, sensed: false, line: String::new(), note: None };
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
    let marked = why.reasons[0].quotes[0].parts.iter().find(|part| part.marked).unwrap();
    assert_eq!((why.seq, marked.text.as_str()), (Seq(6), "real person"));
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
    assert_eq!(marks(&entries), [Mark { evidence: mark, why: vec![0] }]);
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
    assert_eq!(briefing.came_with.unwrap().text(), "Second");
    assert_eq!(briefing.tried.len(), 1);
    let before: Vec<_> = briefing.before.iter().map(|p| (p.seq, p.outcome)).collect();
    assert_eq!(before, [(Seq(3), Outcome::Resolved)]);
    let just_resolved = Briefing::of(&entries[..3]);
    assert_eq!(just_resolved.why.map(|why| why.seq), Some(Seq(2)));
    assert_eq!(topic(&entries[..3]).unwrap().text(), "First");
    assert_eq!(Briefing::of(&[]), Briefing::default());
    assert_eq!(topic(&entries[1..]).unwrap().text(), "Second");
    assert_eq!(topic(&entries[4..]), None);
}

#[test]
fn overlapping_evidence_is_marked_for_each_reason() {
    let trigger = |kind, start, end| {
        let evidence = vec![Evidence { seq: Seq(1), start, end }];
        Trigger { kind, confidence: Confidence::FULL, evidence }
    };
    let triggers = vec![
        trigger(TriggerKind::ExplicitRequest, 4, 11),
        trigger(TriggerKind::Frustration, 0, 6),
        trigger(TriggerKind::Urgency, 5, 99),
    ];
    let earlier = handoff;
    let handoff = Handoff { number: 2, triggers, sensed: false, line: String::new(), note: None };
    let entries = log(vec![
        customer("no, a human"),
        earlier(TriggerKind::BotError, vec![Evidence { seq: Seq(1), start: 8, end: 9 }]),
        (Author::System, Body::HandoffRequested(handoff)),
    ]);
    let marks = marks(&entries);
    let found: Vec<_> = marks
        .iter()
        .map(|mark| (mark.evidence.start, mark.evidence.end, mark.why.as_slice()))
        .collect();
    let expected: [(u32, u32, &[usize]); 3] = [(0, 4, &[1]), (4, 6, &[0, 1]), (6, 11, &[0])];
    assert_eq!(found, expected);
}

#[test]
fn what_the_browser_saw_is_told_once_where_it_was_last() {
    let said = |behaviour: &[Behaviour]| {
        let behaviour = behaviour.to_vec();
        (Author::Customer, Body::Text { text: "hm".to_owned(), behaviour, visit: None })
    };
    let resends = Behaviour::RapidResends;
    let entries = log(vec![said(&[resends]), said(&[resends, Behaviour::DeadClicks]), said(&[])]);
    let seen = Briefing::of(&entries).seen;
    assert_eq!(seen, [(Seq(2), resends), (Seq(2), Behaviour::DeadClicks)]);
}
