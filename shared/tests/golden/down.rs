//! What a thread sends.

use super::{check, chosen_site, golden, maya, message_id, site, thread};
use crate::log::entry;
use baton_shared::briefing::Briefing;
use baton_shared::entry::Author;
use baton_shared::id::{Epoch, Millis, Seq};
use baton_shared::protocol::{
    Closed, Down, QueuePlace, Refusal, Rejection, VERSION, WaitRange, Welcome, WhyClosed,
};
use baton_shared::site::SiteCard;
use baton_shared::thread::ownership::{Owner, Ownership};

golden!(Down, "down" {
    Down::Welcome(_) => "welcome",
    Down::Entries { .. } => "entries",
    Down::Ack { .. } => "ack",
    Down::Reject { .. } => "reject",
    Down::Typing { .. } => "typing",
    Down::Writing { .. } => "writing",
    Down::Briefing(_) => "briefing",
    Down::Queue(_) => "queue",
    Down::Page { .. } => "page",
    Down::Withheld { .. } => "withheld",
    Down::Refused(_) => "refused",
});

golden!(Rejection, "rejection" {
    Rejection::StaleEpoch { .. } => "stale_epoch",
    Rejection::NotOwner { .. } => "not_owner",
    Rejection::EmptyText => "empty_text",
    Rejection::TextTooLong { .. } => "text_too_long",
    Rejection::WrongRole => "wrong_role",
    Rejection::EpochMissing => "epoch_missing",
    Rejection::BadAddress => "bad_address",
    Rejection::NoteTooLong { .. } => "note_too_long",
    Rejection::Past => "past",
    Rejection::TooFarBehind { .. } => "too_far_behind",
});

golden!(Refusal, "refusal" {
    Refusal::Malformed { .. } => "malformed",
    Refusal::TooLarge { .. } => "too_large",
    Refusal::UnknownVersion { .. } => "unknown_version",
    Refusal::BadToken => "bad_token",
    Refusal::ForbiddenOrigin => "forbidden_origin",
    Refusal::UnknownSite => "unknown_site",
    Refusal::UnknownThread => "unknown_thread",
    Refusal::HelloFirst => "hello_first",
    Refusal::Unavailable => "unavailable",
});

golden!(SiteCard, "site_card" { SiteCard { .. } => "site_card" });

golden!(Owner, "owner" {
    Owner::Bot => "bot",
    Owner::Queue { .. } => "queue",
    Owner::Agent(_) => "agent",
});

golden!(WhyClosed, "why_closed" {
    WhyClosed::AfterHours => "after_hours",
    WhyClosed::Holiday => "holiday",
    WhyClosed::NobodyThere => "nobody_there",
    WhyClosed::NobodySkilled => "nobody_skilled",
    WhyClosed::Full => "full",
});

fn with_maya() -> Ownership {
    Ownership { owner: Owner::Agent(maya()), epoch: Epoch(2) }
}

#[test]
fn golden_down() {
    let welcome = Welcome {
        version: VERSION,
        thread: thread(),
        site: site(),
        you: Author::Customer,
        ownership: with_maya(),
        first: Seq(1),
        head: Seq(2),
        now: Millis(1_790_000_000_000),
    };
    let entries = vec![entry(1), entry(2)];
    let place = QueuePlace { position: 2, agents_online: 1, wait: None, closed: None };
    let back_at = Some(Millis(1_790_000_000_000));
    let closed = Closed { why: WhyClosed::AfterHours, back_at };
    let id = message_id();
    check(&[
        Down::Welcome(Box::new(welcome.clone())),
        Down::Welcome(Box::new(Welcome { you: Author::Agent(maya()), ..welcome })),
        Down::Entries { entries: entries.clone() },
        Down::Ack { id: id.clone(), seq: Seq(2) },
        Down::Reject { id, rejection: Rejection::EmptyText },
        Down::Typing { author: Author::Bot, on: true },
        Down::Typing { author: Author::Agent(maya()), on: false },
        Down::Writing { reply_to: Seq(1), from: 9, text: "two days".to_owned() },
        Down::Briefing(Box::new(Briefing { head: Seq(2), ..Briefing::default() })),
        Down::Queue(place),
        Down::Queue(QueuePlace { wait: Some(WaitRange { least_s: 60, most_s: 240 }), ..place }),
        Down::Queue(QueuePlace { closed: Some(closed), ..place }),
        Down::Page { entries },
        Down::Withheld { epoch: Epoch(0), reply_to: Seq(1) },
        Down::Refused(Refusal::HelloFirst),
    ]);
}

#[test]
fn golden_rejection() {
    check(&[
        Rejection::StaleEpoch { now: with_maya() },
        Rejection::StaleEpoch { now: Ownership::default() },
        Rejection::NotOwner { owner: Owner::QUEUE },
        Rejection::NotOwner { owner: Owner::Agent(maya()) },
        Rejection::EmptyText,
        Rejection::TextTooLong { limit: 8192 },
        Rejection::WrongRole,
        Rejection::EpochMissing,
        Rejection::BadAddress,
        Rejection::NoteTooLong { limit: 1000 },
        Rejection::Past,
        Rejection::TooFarBehind { head: Seq(20_000) },
    ]);
}

#[test]
fn golden_refusal() {
    check(&[
        Refusal::Malformed { detail: "expected value at line 1 column 1".to_owned() },
        Refusal::TooLarge { limit: 32_768 },
        Refusal::UnknownVersion { newest: 1 },
        Refusal::BadToken,
        Refusal::ForbiddenOrigin,
        Refusal::UnknownSite,
        Refusal::UnknownThread,
        Refusal::HelloFirst,
        Refusal::Unavailable,
    ]);
}

#[test]
fn golden_owner() {
    check(&[Owner::Bot, Owner::QUEUE, Owner::Queue { helped: true }, Owner::Agent(maya())]);
}

#[test]
fn golden_why_closed() {
    check(&[
        WhyClosed::AfterHours,
        WhyClosed::Holiday,
        WhyClosed::NobodyThere,
        WhyClosed::NobodySkilled,
        WhyClosed::Full,
    ]);
}

#[test]
fn golden_site_card() {
    check(&[site(), chosen_site()]);
}
