//! What a client sends.

use super::{check, golden, message_id};
use baton_shared::entry::{Behaviour, Outcome, Target};
use baton_shared::id::{Epoch, Seq};
use baton_shared::protocol::{Message, Sensed, Up};
use baton_shared::trigger::{Decision, TriggerKind};

golden!(Up, "up" {
    Up::Hello { .. } => "hello",
    Up::Send { .. } => "send",
    Up::Typing { .. } => "typing",
    Up::Page { .. } => "page",
    Up::Take { .. } => "take",
    Up::HandBack { .. } => "hand_back",
    Up::Transfer { .. } => "transfer",
});

golden!(Message, "message" {
    Message::Text { .. } => "text",
    Message::PersonRequested => "person_requested",
    Message::Rated { .. } => "rated",
    Message::Skipped { .. } => "skipped",
    Message::CancelWait => "cancel_wait",
    Message::WantHelp => "want_help",
    Message::LeaveAddress { .. } => "leave_address",
    Message::Survey { .. } => "survey",
});

fn watched() -> Message {
    Message::Text {
        text: "Hello??".to_owned(),
        behaviour: vec![Behaviour::RapidResends],
        visit: None,
    }
}

fn visiting() -> Message {
    let visit = Some(Box::new(crate::log::visit()));
    Message::Text { text: "Hi".to_owned(), behaviour: Vec::new(), visit }
}

fn text() -> Message {
    Message::text("Where is “my” order?\n\"#1042\" 🙂")
}

#[test]
fn golden_up() {
    let (id, after) = (message_id(), Seq(4));
    let sensed = Sensed { decision: Decision::HandOff, kinds: vec![TriggerKind::ExplicitRequest] };
    check(&[
        Up::Hello { after: None },
        Up::Hello { after: Some(Seq(12)) },
        Up::Send { id: id.clone(), after, epoch: None, message: text(), sensed: None },
        Up::Send { id: id.clone(), after, epoch: None, message: text(), sensed: Some(sensed) },
        Up::Send { id: id.clone(), after, epoch: Some(Epoch(2)), message: text(), sensed: None },
        Up::Typing { on: true },
        Up::Page { before: Seq(51), limit: 50 },
        Up::Take { id: id.clone(), after, epoch: Epoch(1) },
        Up::HandBack { id: id.clone(), after, epoch: Epoch(2), outcome: Outcome::Resolved },
        Up::HandBack { id: id.clone(), after, epoch: Epoch(2), outcome: Outcome::Returned },
        Up::Transfer { id, after, epoch: Epoch(2), target: Target::Lead, note: "VIP".to_owned() },
    ]);
}

#[test]
fn golden_message() {
    check(&[
        text(),
        watched(),
        visiting(),
        Message::PersonRequested,
        Message::Rated { answer: Seq(2), helped: false },
        Message::Skipped { asked: Seq(4) },
        Message::CancelWait,
        Message::WantHelp,
        Message::LeaveAddress { email: "anna@shop.example".to_owned() },
        Message::Survey { ended: Seq(9), score: 5 },
    ]);
}
