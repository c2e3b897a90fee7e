//! What one tap answers: whether an answer helped, and passing over a question.
//!
//! A row beneath an entry, for customers alone. It asks for as long as the tap would count; what
//! was tapped is said in its place, in the same height, so that the thread does not move.

use super::{ThreadProps, newest};
use crate::element::{Element, el};
use crate::session::Session;
use crate::words;
use baton_shared::entry::{Body, Entry};
use baton_shared::id::Seq;
use baton_shared::protocol::Message;
use baton_shared::thread::outbox::{Action, Pending};
use baton_shared::thread::ownership::Owner;

/// The first version in which a customer may tap these.
const SINCE: u16 = 2;

/// "Did this help?" beneath the answer at `seq`. `offers` says whether "Talk to a person" stands
/// there already.
pub(super) fn rating_view(seq: Seq, offers: bool, props: ThreadProps) -> Element {
    let session = props.session;
    row(words::DID_THIS_HELP, seq, session, Owner::Bot, move |place, stage| {
        let button = |label, helped| tap(label, place, move || session.rate(seq, helped));
        match stage {
            Stage::Open => el("p")
                .child(words::DID_THIS_HELP)
                .child(button(words::YES, true))
                .child(button(words::NO, false)),
            Stage::Tapped { tap: Tap::Helped, .. } => el("p").child(words::GLAD),
            Stage::Tapped { open: true, .. } => {
                let person = tap(words::TALK_TO_A_PERSON, place, move || session.request_person());
                el("p").child(words::SORRY_OR).child((!offers).then(|| person.class("inline")))
            }
            Stage::Tapped { .. } => el("p").child(words::SORRY),
        }
    })
}

/// "Skip" beneath the question at `seq`.
pub(super) fn skip_view(seq: Seq, props: ThreadProps) -> Element {
    let session = props.session;
    row(words::THIS_QUESTION, seq, session, Owner::Queue, move |place, stage| match stage {
        Stage::Open => el("p").child(tap(words::SKIP, place, move || session.skip(seq))),
        Stage::Tapped { .. } => el("p").child(words::SKIPPED),
    })
}

/// How far a row has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It may be tapped.
    Open,
    /// It was.
    Tapped {
        /// What.
        tap: Tap,
        /// Whether the thread stands where it stood then.
        open: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tap {
    Helped,
    DidNotHelp,
    Skipped,
}

fn row(
    name: &str,
    seq: Seq,
    session: Session,
    owner: Owner,
    draw: impl Fn(&Element, Stage) -> Element + 'static,
) -> Element {
    let row = el("div").class("taps").attr("role", "group").attr("aria-label", name);
    row.attr("tabindex", "-1").staged(
        move || stage(seq, session, &owner),
        move |place, stage| {
            let said = stage.map(|stage| draw(&place, stage));
            place.child(said)
        },
    )
}

/// A button in `place`, which keeps the focus when what was tapped goes.
fn tap(label: &str, place: &Element, mut act: impl FnMut() + 'static) -> Element {
    let place = place.clone();
    el("button").attr("type", "button").child(label).click(move || {
        // Fails only for an element that has left the page.
        let _ = place.node().focus();
        act();
    })
}

/// The stage of the row beneath the entry at `seq`, which asks while `owner` has the thread.
fn stage(seq: Seq, session: Session, owner: &Owner) -> Option<Stage> {
    let open = session.version() >= SINCE
        && session.ownership().owner == *owner
        && session.with_entries(newest) == seq
        && !session.with_outbox(|outbox| outbox.iter().any(|said| said.action.has_words()));
    let tap = session
        .with_entries(|entries| tap_at(seq, entries))
        .or_else(|| session.with_outbox(|outbox| pending_at(seq, outbox)));
    match tap {
        Some(tap) => Some(Stage::Tapped { tap, open }),
        None => open.then_some(Stage::Open),
    }
}

/// What was tapped at the entry at `seq`, as the log has it: before the bot has spoken again.
fn tap_at(seq: Seq, entries: &[Entry]) -> Option<Tap> {
    let after = entries.partition_point(|entry| entry.seq <= seq);
    let later = entries[after..].iter().map(|entry| &entry.body);
    let mut taps = later
        .take_while(|body| !matches!(body, Body::Answer(_) | Body::Asked(_)))
        .filter_map(|body| match body {
            Body::Rated { answer, helped } => Some((*answer, rated(*helped))),
            Body::Skipped { asked } => Some((*asked, Tap::Skipped)),
            _ => None,
        });
    taps.find_map(|(at, tap)| (at == seq).then_some(tap))
}

/// The same, on its way to the log.
fn pending_at(seq: Seq, outbox: &[Pending]) -> Option<Tap> {
    outbox.iter().find_map(|pending| {
        let Action::Say { message, .. } = &pending.action else { return None };
        match message {
            Message::Rated { answer, helped } if *answer == seq => Some(rated(*helped)),
            Message::Skipped { asked } if *asked == seq => Some(Tap::Skipped),
            _ => None,
        }
    })
}

const fn rated(helped: bool) -> Tap {
    if helped { Tap::Helped } else { Tap::DidNotHelp }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::{Answer, Author};
    use baton_shared::id::{Epoch, MessageId, Millis};
    use baton_shared::thread::outbox::Delivery;

    fn log(bodies: Vec<Body>) -> Vec<Entry> {
        let entry = |(seq, body)| Entry {
            seq: Seq(seq),
            at: Millis(seq),
            epoch: Epoch(0),
            author: Author::System,
            id: None,
            body,
        };
        (1..).zip(bodies).map(entry).collect()
    }

    fn answer() -> Body {
        Body::Answer(Answer::of(Seq(1), Vec::new()))
    }

    #[test]
    fn a_tap_is_found_at_its_own_entry_alone() {
        let rated = Body::Rated { answer: Seq(2), helped: false };
        let log = log(vec![Body::text("?"), answer(), rated, answer()]);
        assert_eq!(tap_at(Seq(2), &log), Some(Tap::DidNotHelp));
        assert_eq!(tap_at(Seq(4), &log), None);
        assert_eq!(tap_at(Seq(1), &log), None);
    }

    #[test]
    fn a_skip_is_found_past_what_was_said_since() {
        let skipped = Body::Skipped { asked: Seq(1) };
        let log = log(vec![answer(), Body::text("no"), skipped]);
        assert_eq!(tap_at(Seq(1), &log), Some(Tap::Skipped));
    }

    #[test]
    fn a_tap_counts_while_it_is_on_its_way() {
        let message = Message::Rated { answer: Seq(4), helped: true };
        let pending = Pending {
            id: MessageId::parse("a").unwrap(),
            at: Millis(1),
            after: Seq(4),
            action: Action::Say { message, epoch: None, sensed: None },
            delivery: Delivery::Queued,
        };
        let outbox = [pending];
        assert_eq!(pending_at(Seq(4), &outbox), Some(Tap::Helped));
        assert_eq!(pending_at(Seq(3), &outbox), None);
    }
}
