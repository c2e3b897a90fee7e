//! What one tap answers: whether an answer helped, passing over a question, how it was with an agent.
//!
//! A row beneath an entry, for customers alone. It asks for as long as the tap would count; what
//! was tapped is said in its place, in the same height, so that the thread does not move.

use super::{ThreadProps, newest};
use crate::element::{Element, el, svg};
use crate::session::Session;
use crate::words;
use baton_shared::entry::{Body, Entry};
use baton_shared::id::Seq;
use baton_shared::protocol::Message;
use baton_shared::thread::outbox::{Action, Pending};
use baton_shared::thread::ownership::Owner;

/// Half the height of each mouth in the survey, the worst first; downwards is good.
const MOUTHS: [&str; 5] = ["-4", "-2", "0", "2", "4"];

/// What a row stands beneath.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beneath {
    /// An answer: "Did this help?"
    Answer {
        /// Whether "Talk to a person" stands there already.
        offers: bool,
    },
    /// A question: "Skip".
    Question,
    /// What an agent has resolved: how was it?
    Resolved,
}

impl Beneath {
    /// The first version in which a customer may tap it.
    const fn since(self) -> u16 {
        match self {
            Self::Answer { .. } | Self::Question => 2,
            Self::Resolved => 3,
        }
    }
}

/// The row beneath the entry at `seq`.
pub(super) fn taps_view(seq: Seq, beneath: Beneath, props: ThreadProps) -> Element {
    let session = props.session;
    let (class, name) = match beneath {
        Beneath::Answer { .. } => ("taps", words::DID_THIS_HELP),
        Beneath::Question => ("taps", words::THIS_QUESTION),
        Beneath::Resolved => ("taps survey", words::HOW_WAS_IT),
    };
    el("div")
        .class(class)
        .attr("role", "group")
        .attr("aria-label", name)
        .attr("tabindex", "-1")
        .staged(
            move || stage(seq, session, beneath),
            move |row, stage| draw(row, stage, beneath, (session, seq)),
        )
}

/// How far a row has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It asks no longer.
    Past,
    /// It may be tapped.
    Open,
    /// The answer helped.
    Glad,
    /// The answer didn't help, and something else was said since.
    Sorry,
    /// The answer didn't help: what next?
    SorryOr,
    /// The question was passed over.
    Skipped,
    /// The customer said how it was.
    Thanked,
}

fn draw(row: Element, stage: Stage, beneath: Beneath, at: (Session, Seq)) -> Element {
    let place = row.clone();
    match (stage, beneath) {
        (Stage::Past, _) => row,
        (Stage::Open, Beneath::Question) => row.child(tap(words::SKIP, place, at, Session::skip)),
        (Stage::Open, Beneath::Resolved) => survey(row, at),
        (Stage::Open, Beneath::Answer { .. }) => row
            .child(words::DID_THIS_HELP)
            .child(tap(words::YES, place.clone(), at, |session, seq| session.rate(seq, true)))
            .child(tap(words::NO, place, at, |session, seq| session.rate(seq, false))),
        (Stage::Glad, _) => row.child(words::GLAD),
        (Stage::Sorry, _) => row.child(words::SORRY),
        (Stage::SorryOr, Beneath::Answer { offers: true }) => row.child(words::SORRY_OR),
        (Stage::SorryOr, _) => {
            let label = words::TALK_TO_A_PERSON;
            let person = tap(label, place, at, |session, _| session.request_person());
            row.child(words::SORRY_OR).child(person.class("inline"))
        }
        (Stage::Skipped, _) => row.child(words::SKIPPED),
        (Stage::Thanked, _) => row.child(words::THANK_YOU),
    }
}

/// Five faces, from bad to good, with words for those who don't see them.
fn survey(row: Element, (session, ended): (Session, Seq)) -> Element {
    let place = row.clone();
    (1..).zip(MOUTHS).fold(row.child(words::HOW_WAS_IT), |row, (score, mouth)| {
        let word = words::score(score);
        let kept = place.clone();
        let button = el("button").attr("type", "button").attr("aria-label", word);
        let button = button.attr("title", word).child(face(mouth)).click(move || {
            // Fails only for an element that has left the page.
            let _ = kept.node().focus();
            session.survey(ended, score);
        });
        row.child(button)
    })
}

fn face(mouth: &str) -> Element {
    let line = ["M8 9v1m8-1v1m-8 6q4 ", mouth, " 8 0"].concat();
    let head = svg("circle").attr("cx", "12").attr("cy", "12").attr("r", "10");
    let face = svg("svg").attr("viewBox", "0 0 24 24").attr("aria-hidden", "true");
    face.child(head).child(svg("path").attr("d", &line))
}

/// A button in `row`, which keeps the focus when what was tapped goes.
fn tap(label: &str, row: Element, at: (Session, Seq), act: fn(Session, Seq)) -> Element {
    el("button").attr("type", "button").child(label).click(move || {
        // Fails only for an element that has left the page.
        let _ = row.node().focus();
        act(at.0, at.1);
    })
}

/// The stage of the row `beneath` the entry at `seq`.
fn stage(seq: Seq, session: Session, beneath: Beneath) -> Stage {
    let owner = session.ownership().owner;
    let known = session.version() >= beneath.since();
    let asks = match beneath {
        Beneath::Answer { .. } => known && owner.lets_bot_write(),
        Beneath::Question => known && owner.waits(),
        Beneath::Resolved => {
            let logged = session.with_entries(|entries| survey_at(seq, entries));
            let tapped = logged.or(session.with_outbox(|outbox| pending_at(seq, outbox)));
            return tapped.unwrap_or(if known { Stage::Open } else { Stage::Past });
        }
    };
    let (said, logged) = session.with_entries(|entries| (newest(entries), tap_at(seq, entries)));
    let (waits, pending) = session.with_outbox(|outbox| {
        (outbox.iter().any(|pending| pending.action.has_words()), pending_at(seq, outbox))
    });
    let open = asks && said == seq && !waits;
    match logged.or(pending) {
        None if open => Stage::Open,
        None => Stage::Past,
        // While they wait, a person comes in any case.
        Some(Stage::Sorry) if open && owner == Owner::Bot => Stage::SorryOr,
        Some(tapped) => tapped,
    }
}

/// What was tapped at the entry at `seq`, as the log has it: before the bot has spoken again.
fn tap_at(seq: Seq, entries: &[Entry]) -> Option<Stage> {
    let after = entries.partition_point(|entry| entry.seq <= seq);
    let later = entries[after..].iter().map(|entry| &entry.body);
    let mut unanswered = later.take_while(|body| !matches!(body, Body::Answer(_) | Body::Asked(_)));
    unanswered.find_map(|body| match body {
        Body::Rated { answer, helped } if *answer == seq => Some(rated(*helped)),
        Body::Skipped { asked } if *asked == seq => Some(Stage::Skipped),
        _ => None,
    })
}

/// What became of the survey beneath the entry at `seq`: answered, or past once the thread has
/// passed on. None while it is open.
fn survey_at(seq: Seq, entries: &[Entry]) -> Option<Stage> {
    let after = entries.partition_point(|entry| entry.seq <= seq);
    entries[after..].iter().find_map(|entry| match &entry.body {
        Body::Surveyed { ended, .. } if *ended == seq => Some(Stage::Thanked),
        body if body.passes_on() => Some(Stage::Past),
        _ => None,
    })
}

/// What was tapped at the entry at `seq`, on its way to the log.
fn pending_at(seq: Seq, outbox: &[Pending]) -> Option<Stage> {
    outbox.iter().find_map(|pending| {
        let Action::Say { message, .. } = &pending.action else { return None };
        match message {
            Message::Rated { answer, helped } if *answer == seq => Some(rated(*helped)),
            Message::Skipped { asked } if *asked == seq => Some(Stage::Skipped),
            Message::Survey { ended, .. } if *ended == seq => Some(Stage::Thanked),
            _ => None,
        }
    })
}

const fn rated(helped: bool) -> Stage {
    if helped { Stage::Glad } else { Stage::Sorry }
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
        assert_eq!(tap_at(Seq(2), &log), Some(Stage::Sorry));
        assert_eq!(tap_at(Seq(4), &log), None);
        assert_eq!(tap_at(Seq(1), &log), None);
    }

    #[test]
    fn a_skip_is_found_past_what_was_said_since() {
        let skipped = Body::Skipped { asked: Seq(1) };
        let log = log(vec![answer(), Body::text("no"), skipped]);
        assert_eq!(tap_at(Seq(1), &log), Some(Stage::Skipped));
    }

    #[test]
    fn a_survey_is_open_until_it_is_answered_or_the_thread_passes_on() {
        let ended = || Body::HandedBack { outcome: baton_shared::entry::Outcome::Resolved };
        let surveyed = Body::Surveyed { ended: Seq(1), score: 4 };
        let open = log(vec![ended(), Body::text("thanks"), answer()]);
        assert_eq!(survey_at(Seq(1), &open), None);
        let answered = log(vec![ended(), answer(), surveyed, Body::AgentJoined]);
        assert_eq!(survey_at(Seq(1), &answered), Some(Stage::Thanked));
        let past = log(vec![ended(), Body::AgentJoined, ended()]);
        assert_eq!(survey_at(Seq(1), &past), Some(Stage::Past));
        assert_eq!(survey_at(Seq(3), &past), None);
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
        assert_eq!(pending_at(Seq(4), &outbox), Some(Stage::Glad));
        assert_eq!(pending_at(Seq(3), &outbox), None);
    }
}
