//! The briefing, shown: each line leads to the entry it comes from.

use super::{Attempt, Briefing, End, Parting, Quote, Reason, Why};
use crate::button::{Icon, tool};
use crate::console::Console;
use crate::{pointing, words};
use baton_shared::entry::{Behaviour, Outcome};
use baton_shared::id::{Confidence, Seq};
use baton_widget::element::{Element, el};
use baton_widget::thread::clock;
use leptos::prelude::*;

/// While no thread is in view.
const NOTHING_OPEN: &str = "What you should know before you write, once a conversation is open.";

/// The briefing of the thread in view.
pub fn briefing(console: Console) -> Element {
    let brief = Memo::new(move |_| {
        let (_, session) = console.in_view()?;
        let brief = |entries: &[_]| (!entries.is_empty()).then(|| Briefing::of(entries));
        Some((session.with_entries(brief)?, session.has_older()))
    });
    let close = tool("Close the briefing", Icon::Close, move || console.briefing.set(false));
    let head = el("header")
        .class("head")
        .child(el("h2").child("Briefing"))
        .child(el("span").class("medium").child(close));
    let body = el("div").class("brief").live(move |place| match brief.get() {
        Some((brief, partial)) => whole(place, console, &brief, partial),
        None => place.child(el("p").class("nothing").child(NOTHING_OPEN)),
    });
    let aside = el("aside").class("column briefing").attr("aria-label", "Briefing");
    aside.child(head).child(body)
}

fn whole(place: Element, console: Console, brief: &Briefing, partial: bool) -> Element {
    let why = brief.why.as_ref().map(|why| why_view(console, why, part("Why now")));
    let came_with =
        brief.came_with.as_ref().map(|quote| part("Came with").child(quote_view(console, quote)));
    let mentioned: Vec<_> = brief
        .mentioned
        .iter()
        .map(|mention| jump(console, mention.seq, "chip").child(mention.text.as_str()))
        .collect();
    let mentioned = (!mentioned.is_empty())
        .then(|| part("Mentioned").child(el("div").class("chips").child(mentioned)));
    let tried: Vec<_> = brief.tried.iter().map(|attempt| attempt_view(console, attempt)).collect();
    let tried = if tried.is_empty() {
        el("p").class("nothing").child("Nothing yet.")
    } else {
        el("ol").child(tried)
    };
    let seen: Vec<_> =
        brief.seen.iter().map(|(seq, what)| seen_view(console, *seq, *what)).collect();
    let seen = (!seen.is_empty()).then(|| part("Noticed").child(seen));
    let before: Vec<_> = brief.before.iter().map(|left| parting_view(console, left)).collect();
    let before = (!before.is_empty()).then(|| part("History").child(before));
    place
        .child(why)
        .child(came_with)
        .child(mentioned)
        .child(part("Tried by the assistant").child(tried))
        .child(seen)
        .child(before)
        .child(part("Conversation").child(conversation(brief, partial)))
}

fn part(heading: &str) -> Element {
    el("section").child(el("h3").child(heading))
}

fn why_view(console: Console, why: &Why, part: Element) -> Element {
    let reasons = why.reasons.iter().enumerate();
    let reasons: Vec<_> =
        reasons.map(|(at, reason)| reason_view(console, why.seq, at, reason)).collect();
    let again = (why.number > 1).then(|| {
        let words = ["Handoff ", &why.number.to_string(), " of this conversation"].concat();
        el("p").class("nothing").child(words)
    });
    part.child(reasons).child(again)
}

/// The reason numbered `at`. It leads to its words, which stand out in the transcript while it is
/// pointed at; without words, to the handoff.
fn reason_view(console: Console, handoff: Seq, at: usize, reason: &Reason) -> Element {
    let first = reason.quotes.first().map(|quote| quote.seq);
    let sure = el("span").class("sure").child(words::sureness(reason.confidence));
    let name = jump(console, first.unwrap_or(handoff), "name")
        .child(el("span").child(words::reason(reason.kind)))
        .child(sure);
    let quotes: Vec<_> = reason.quotes.iter().map(|quote| quote_view(console, quote)).collect();
    el("div")
        .class("reason")
        .on("pointerenter", move |_| pointing::at(at))
        .on("focusin", move |_| pointing::at(at))
        .on("pointerleave", |_| pointing::away())
        .on("focusout", |_| pointing::away())
        .child(name)
        .child(quotes)
}

fn quote_view(console: Console, quote: &Quote) -> Element {
    quote.parts.iter().fold(jump(console, quote.seq, "quote"), |line, part| {
        let text = part.text.as_str();
        if part.marked { line.child(el("mark").child(text)) } else { line.child(text) }
    })
}

fn seen_view(console: Console, seq: Seq, what: Behaviour) -> Element {
    jump(console, seq, "seen").child(words::seen(what))
}

fn attempt_view(console: Console, attempt: &Attempt) -> Element {
    let (end, words) = match attempt.end {
        End::NoAnswer => ("failed", "No good answer"),
        End::DidNotHelp => ("failed", "Didn't help"),
        End::AskedForPerson => ("failed", "Then asked for a person"),
        End::Stands => ("stands", "Answered"),
    };
    // The question may lie before what is held.
    let question = (!attempt.question.is_empty())
        .then(|| el("span").class("question").child(attempt.question.as_str()));
    let sources = (!attempt.sources.is_empty())
        .then(|| el("span").class("source").child(attempt.sources.join(", ")));
    let end = el("span")
        .class("end")
        .attr("data-end", end)
        .child(el("span").child(words))
        .child(sureness(attempt.confidence));
    let line = jump(console, attempt.seq, "attempt").child(question).child(sources).child(end);
    el("li").child(line)
}

fn parting_view(console: Console, parting: &Parting) -> Element {
    let what = match parting.outcome {
        Outcome::Resolved => " resolved it",
        Outcome::Returned => " handed it back",
    };
    let at = parting.at;
    jump(console, parting.seq, "name")
        .child(el("span").child([&parting.agent.name, what].concat()))
        .child(el("time").live_text(move || console.clock.since(at)))
}

fn conversation(brief: &Briefing, partial: bool) -> Element {
    let begun = brief.begun.map(|at| [&clock::day_name(at), ", ", &clock::time(at)].concat());
    let messages = [&brief.messages.to_string(), " from the customer"].concat();
    el("dl")
        .child(el("dt").child(if partial { "Shown since" } else { "Started" }))
        .child(el("dd").child(begun))
        .child(el("dt").child("Messages"))
        .child(el("dd").child(messages))
}

/// A line that leads to the entry at `seq`.
fn jump(console: Console, seq: Seq, class: &str) -> Element {
    el("button")
        .attr("type", "button")
        .class(&["jump ", class].concat())
        .attr("data-jump", &seq.0.to_string())
        .click(move || console.target.set(Some(seq)))
}

/// How sure something was, in percent.
fn sureness(confidence: Confidence) -> Element {
    let percent = [&(confidence.thousandths() / 10).to_string(), "% sure"].concat();
    el("span").class("sure").child(percent)
}
