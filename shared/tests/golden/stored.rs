//! What is kept: the thread's state row, its facts for the desk, a browser's outbox.

use super::{check, golden, maya, message_id};
use baton_shared::entry::{Outcome, Parted, Target};
use baton_shared::id::{Epoch, Millis, Seq};
use baton_shared::protocol::{Message, Rejection, Sensed, decode, encode};
use baton_shared::thread::fact::{Fact, Matter, News};
use baton_shared::thread::outbox::{Action, Delivery, Pending};
use baton_shared::thread::ownership::{Owner, Ownership};
use baton_shared::thread::store::ThreadState;
use baton_shared::trigger::{Decision, Priority, TriggerKind};

golden!(ThreadState, "thread_state" { ThreadState { .. } => "thread_state" });
golden!(Fact, "fact" { Fact { .. } => "fact" });
golden!(Pending, "pending" { Pending { .. } => "pending" });

golden!(News, "news" {
    News::Opened { .. } => "opened",
    News::Identified { .. } => "identified",
    News::HandoffRequested { .. } => "handoff_requested",
    News::Taken { .. } => "taken",
    News::HandedBack { .. } => "handed_back",
    News::Replied { .. } => "replied",
    News::Released { .. } => "released",
    News::Transferred { .. } => "transferred",
    News::WaitCancelled => "wait_cancelled",
    News::HelpWanted => "help_wanted",
    News::AddressLeft { .. } => "address_left",
    News::Surveyed { .. } => "surveyed",
    News::Said { .. } => "said",
});

golden!(Action, "action" {
    Action::Say { .. } => "say",
    Action::Take { .. } => "take",
    Action::HandBack { .. } => "hand_back",
    Action::Transfer { .. } => "transfer",
});

fn say() -> Action {
    let message = Message::text("Still there?");
    Action::Say { message, epoch: None, sensed: None }
}

#[test]
fn golden_thread_state() {
    check(&[
        ThreadState::default(),
        ThreadState {
            ownership: Ownership { owner: Owner::Agent(maya()), epoch: Epoch(2) },
            handoffs: 1,
            announced: true,
            facts: 3,
            person: None,
            replied: false,
        },
        ThreadState { replied: true, ..ThreadState::default() },
        ThreadState { person: Some(crate::log::anna()), ..ThreadState::default() },
    ]);
}

#[test]
fn golden_fact() {
    let news = News::Taken { agent: maya() };
    check(&[Fact { n: 3, at: Millis(1_790_000_000_000), epoch: Epoch(2), news }]);
}

#[test]
fn golden_news() {
    check(&[
        News::Opened { preview: "Where is my order?".to_owned() },
        News::Identified { person: "4711".to_owned(), name: "Anna Berg".to_owned() },
        News::HandoffRequested {
            quote: "a real person, please".to_owned(),
            matter: Matter {
                reasons: vec![TriggerKind::ExplicitRequest],
                issue: Some("billing".to_owned()),
                priority: Priority::High,
                language: Some("de".to_owned()),
                traits: crate::log::anna().traits,
                mood: -400,
            },
        },
        News::Taken { agent: maya() },
        News::HandedBack { agent: maya(), outcome: Outcome::Returned },
        News::Replied { agent: maya() },
        News::Released { agent: maya(), parted: Parted::Silent },
        News::Transferred { agent: maya(), to: Target::Lead, note: "VIP".to_owned() },
        News::WaitCancelled,
        News::HelpWanted,
        News::AddressLeft { email: "anna@shop.example".to_owned() },
        News::Surveyed { score: 5 },
        News::Said { seq: Seq(3), role: "customer".to_owned(), text: "Hello?".to_owned() },
    ]);
}

#[test]
fn golden_action() {
    let sensed = Sensed { decision: Decision::Offer, kinds: vec![TriggerKind::RepeatedFailure] };
    check(&[
        say(),
        Action::Say {
            message: Message::PersonRequested,
            epoch: Some(Epoch(4)),
            sensed: Some(sensed),
        },
        Action::Take { epoch: Epoch(1) },
        Action::HandBack { epoch: Epoch(2), outcome: Outcome::Resolved },
        Action::Transfer { epoch: Epoch(2), target: Target::Lead, note: "VIP".to_owned() },
    ]);
}

#[test]
fn golden_pending() {
    check(&[pending(Delivery::Queued)]);
}

#[test]
fn golden_pending_forgets_how_far_it_had_come() {
    let fresh = pending(Delivery::Queued);
    for delivery in
        [Delivery::Sent, Delivery::Acked(Seq(5)), Delivery::Rejected(Rejection::EmptyText)]
    {
        let text = encode(&pending(delivery));
        assert_eq!(decode::<Pending>(&text).as_ref(), Ok(&fresh), "{text}");
    }
}

fn pending(delivery: Delivery) -> Pending {
    let (id, at) = (message_id(), Millis(1_790_000_000_000));
    Pending { id, at, after: Seq(4), action: say(), delivery }
}
