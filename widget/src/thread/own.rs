//! What agents alone see in a thread: what the customer tapped, who went why, and the words that gave
//! reason to hand off, marked. The panel doesn't name it, so that no customer downloads it.

use super::entry::{event, name};
use super::{ThreadProps, rich};
use crate::element::{Element, el};
use crate::words;
use baton_shared::entry::{Body, Entry, Outcome, Parted, Target};
use leptos::prelude::*;

/// An entry as agents see it, where customers see it in another way, or not at all.
pub fn agents_own(entry: &Entry, props: ThreadProps) -> Option<Vec<Element>> {
    let customer = |what: &str| event(words::CUSTOMER, what, entry);
    Some(vec![match &entry.body {
        Body::Text { text, .. } => marked(entry, text, props),
        Body::Rated { helped, .. } => customer(words::rated(*helped)),
        Body::Skipped { .. } => customer(words::SKIPPED_THIS),
        Body::HelpWanted => customer(words::WANTS_HELP),
        Body::AddressLeft { email } => customer(&[words::LEFT_ADDRESS, " ", email].concat()),
        Body::Surveyed { score, .. } => {
            customer(&[words::SURVEYED, " ", words::score(*score)].concat())
        }
        Body::WaitCancelled => customer(words::WAITS_NO_LONGER),
        Body::Identified(person) => event(person.called(), words::SIGNED_IN, entry),
        Body::Transferred { to } => {
            let what = match to {
                Target::Agent { .. } => words::PASSED_ON.to_owned(),
                Target::Lead => [words::PASSED_ON_TO, words::A_LEAD].concat(),
                Target::Skill { name } => [words::PASSED_ON_TO, name].concat(),
            };
            event(name(&entry.author), &what, entry)
        }
        Body::Released { agent, parted } => {
            let what = match parted {
                Parted::Gone => words::LOST_CONNECTION,
                Parted::Silent => words::DID_NOT_WRITE,
            };
            event(&agent.name, what, entry)
        }
        Body::HandedBack { outcome } => {
            let what = match outcome {
                Outcome::Resolved => words::RESOLVED,
                Outcome::Returned => words::HANDED_BACK,
            };
            event(name(&entry.author), what, entry)
        }
        _ => return None,
    }])
}

/// What a person typed, with the words that gave reason to hand off marked.
fn marked(entry: &Entry, text: &str, props: ThreadProps) -> Element {
    let (seq, text) = (entry.seq, text.to_owned());
    el("div").class("words typed").live(move |mut place| {
        let mut done = 0;
        for mark in props.marks.get().iter().filter(|mark| mark.evidence.seq == seq) {
            let span = (done, mark.evidence.start as usize, mark.evidence.end as usize);
            // Evidence that does not fit the text marks nothing.
            let (Some(before), Some(found)) = (text.get(span.0..span.1), text.get(span.1..span.2))
            else {
                continue;
            };
            let why: Vec<String> = mark.why.iter().map(ToString::to_string).collect();
            let found = el("mark").attr("data-why", &why.join(" ")).child(found);
            place = rich::plain(place, before, props).child(found);
            done = span.2;
        }
        rich::plain(place, &text[done..], props)
    })
}
