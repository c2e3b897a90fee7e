//! The briefing, shown: one section for each part of it, drawn anew only when that part has changed,
//! so that what an agent reads, has focused or has copied stays where it is.

use super::{facts, happened, matter, mood, next, passed_on, summary, tried, who};
use crate::button::{Icon, tool};
use crate::console::Console;
use baton_shared::briefing::Briefing;
use baton_shared::id::{Millis, ThreadId};
use baton_shared::thread::link::Link;
use baton_widget::element::{Child, Element, el};
use baton_widget::thread::clock;
use leptos::prelude::*;

/// While no thread is in view.
const NOTHING_OPEN: &str = "What you should know before you write, once a conversation is open.";
/// While the edge has not said anything yet.
const READING: &str = "Reading the conversation…";

/// What of the console the sections need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// The console.
    pub console: Console,
    brief: RwSignal<Option<Briefing>>,
}

impl Shown {
    /// The section of what `take` takes, with `draw` putting it inside; not there while that puts
    /// nothing inside.
    fn section<T>(
        self,
        name: &str,
        take: fn(&Briefing) -> T,
        draw: fn(Self, Element, &T) -> Element,
    ) -> Element
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let part = Memo::new(move |_| self.brief.with(|brief| brief.as_ref().map(take)));
        el("section").class(name).live(move |place| {
            part.with(|part| match part {
                Some(part) => untrack(|| draw(self, place.clone(), part)),
                None => place.clone(),
            })
        })
    }
}

/// What the column shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Nothing,
    Reading,
    Brief(ThreadId),
}

/// The briefing of the thread in view.
pub fn briefing(console: Console) -> Element {
    let state = Memo::new(move |_| match console.in_view() {
        None => State::Nothing,
        Some((_, session)) if matches!(session.link(), Link::Refused(_)) => State::Nothing,
        Some((thread, _)) => match console.threads.brief(&thread) {
            Some(brief) if brief.with(Option::is_some) => State::Brief(thread),
            _ => State::Reading,
        },
    });
    let close = tool("Close the briefing", Icon::Close, move || console.briefing.set(false));
    let head = el("header")
        .class("head")
        .child(el("h2").child("Briefing"))
        .child(el("span").class("medium").child(close));
    let reading = move || (state.get() == State::Reading).to_string();
    let body = el("div").class("brief").live_attr("aria-busy", move || Some(reading()));
    let body = body.live(move |place| match state.get() {
        State::Nothing => place.child(el("p").class("nothing").child(NOTHING_OPEN)),
        State::Reading => place.child(el("p").class("nothing reading").child(READING)),
        State::Brief(thread) => match untrack(|| console.threads.brief(&thread)) {
            Some(brief) => untrack(|| {
                let place = place.child(passed_on::note(console, thread.clone()));
                let place = whole(place, Shown { console, brief });
                place.child(passed_on::why_me(console, thread))
            }),
            None => place,
        },
    });
    let aside = el("aside").class("column briefing").attr("aria-label", "Briefing");
    aside.child(head).child(body)
}

fn whole(place: Element, shown: Shown) -> Element {
    place
        .child(shown.section(
            "summary",
            |brief| brief.summary.clone(),
            |shown, place, lines| summary::draw(shown, place, lines),
        ))
        .child(shown.section("who", |brief| brief.who.clone(), who::draw))
        .child(shown.section(
            "earlier",
            |brief| brief.earlier.clone(),
            |shown, place, threads| who::earlier(shown, place, threads),
        ))
        .child(shown.section("facts", facts::take, facts::draw))
        .child(shown.section("matter", matter::take, matter::draw))
        .child(shown.section(
            "why",
            |brief| brief.why.clone(),
            |shown, place, why| matter::why(shown, place, why.as_ref()),
        ))
        .child(shown.section(
            "tried",
            |brief| brief.attempts.clone(),
            |shown, place, attempts| tried::draw(shown, place, attempts),
        ))
        .child(shown.section("mood", |brief| brief.mood.clone(), mood::draw))
        .child(shown.section(
            "next",
            |brief| brief.next.clone(),
            |shown, place, steps| next::draw(shown, place, steps),
        ))
        .child(shown.section(
            "seen",
            |brief| brief.seen.clone(),
            |shown, place, seen| happened::seen(shown, place, seen),
        ))
        .child(shown.section(
            "before",
            |brief| brief.before.clone(),
            |shown, place, before| happened::before(shown, place, before),
        ))
        .child(shown.section("numbers", |brief| (brief.begun, brief.messages), numbers))
}

/// When the conversation began, and how much the customer has written.
fn numbers(_: Shown, place: Element, (begun, messages): &(Option<Millis>, u32)) -> Element {
    let start = begun.map(|at| [&clock::day_name(at), ", ", &clock::time(at)].concat());
    let said = (*messages > 0).then(|| [&messages.to_string(), " from the customer"].concat());
    if start.is_none() && said.is_none() {
        return place;
    }
    let list = el("dl").child(pair("Began", start)).child(pair("Messages", said));
    heading(place, "Conversation").child(list)
}

/// `place` with `words` above what comes.
pub(super) fn heading(place: Element, words: &str) -> Element {
    place.child(el("h3").child(words))
}

/// A line of a list: what, and its value; none without a value.
pub(super) fn pair(name: &str, value: Option<impl Child>) -> Option<Element> {
    value.map(|value| el("div").child(el("dt").child(name)).child(el("dd").child(value)))
}
