//! The briefing, shown: each line leads to the entry it comes from.

use super::{Attempt, Briefing, End, Parting, Quote, Reason, Why};
use crate::console::Console;
use crate::icon;
use crate::layout::tool;
use crate::words;
use baton_shared::entry::Outcome;
use baton_shared::id::{Confidence, Seq};
use baton_widget::thread::clock;
use leptos::prelude::*;

/// While no thread is in view.
const NOTHING_OPEN: &str = "What you should know before you write, once a conversation is open.";

/// The briefing of the thread in view.
pub fn briefing(console: Console) -> AnyView {
    let brief = Memo::new(move |_| {
        let (_, session) = console.in_view()?;
        let brief =
            session.with_entries(|entries| (!entries.is_empty()).then(|| Briefing::of(entries)))?;
        Some((brief, session.has_older()))
    });
    let shown = move || match brief.get() {
        Some((brief, partial)) => whole(console, &brief, partial),
        None => view! { <p class="nothing">{NOTHING_OPEN}</p> }.into_any(),
    };
    view! {
        <header class="head">
            <h2>"Briefing"</h2>
            <span class="narrow">
                {tool("Close the briefing", icon::CLOSE, move || console.briefing.set(false))}
            </span>
        </header>
        <div class="brief">{shown}</div>
    }
    .into_any()
}

fn whole(console: Console, brief: &Briefing, partial: bool) -> AnyView {
    let came_with =
        brief.came_with.as_ref().map(|quote| part("Came with", quote_view(console, quote)));
    let mentioned: Vec<_> = brief
        .mentioned
        .iter()
        .map(|mention| jump(console, mention.seq, "chip", mention.text.clone().into_any()))
        .collect();
    let mentioned = (!mentioned.is_empty())
        .then(|| part("Mentioned", view! { <div class="chips">{mentioned}</div> }.into_any()));
    let tried: Vec<_> = brief.tried.iter().map(|attempt| attempt_view(console, attempt)).collect();
    let tried = if tried.is_empty() {
        view! { <p class="nothing">"Nothing yet."</p> }.into_any()
    } else {
        view! { <ol class="tried">{tried}</ol> }.into_any()
    };
    let before: Vec<_> = brief.before.iter().map(|left| parting_view(console, left)).collect();
    let before = (!before.is_empty()).then(|| part("History", before.into_any()));
    view! {
        {brief.why.as_ref().map(|why| part("Why now", why_view(console, why)))}
        {came_with}
        {mentioned}
        {part("Tried by the assistant", tried)}
        {before}
        {part("Conversation", conversation(brief, partial))}
    }
    .into_any()
}

fn part(heading: &'static str, body: AnyView) -> AnyView {
    view! { <section><h3>{heading}</h3>{body}</section> }.into_any()
}

fn why_view(console: Console, why: &Why) -> AnyView {
    let reasons: Vec<_> =
        why.reasons.iter().map(|reason| reason_view(console, why.seq, reason)).collect();
    let again = (why.number > 1).then(|| {
        view! { <p class="note">"Handoff "{why.number}" of this conversation"</p> }
    });
    view! { {reasons}{again} }.into_any()
}

fn reason_view(console: Console, handoff: Seq, reason: &Reason) -> AnyView {
    let quotes: Vec<_> = reason.quotes.iter().map(|quote| quote_view(console, quote)).collect();
    let name = view! {
        <span>{words::reason(reason.kind)}</span>
        {(reason.confidence != Confidence::FULL).then(|| sureness(reason.confidence))}
    };
    view! {
        <div class="reason">
            {jump(console, handoff, "name", name.into_any())}
            {quotes}
        </div>
    }
    .into_any()
}

fn quote_view(console: Console, quote: &Quote) -> AnyView {
    let marked = (!quote.marked.is_empty()).then(|| view! { <mark>{quote.marked.clone()}</mark> });
    let words = view! { {quote.before.clone()}{marked}{quote.after.clone()} };
    jump(console, quote.seq, "quote", words.into_any())
}

fn attempt_view(console: Console, attempt: &Attempt) -> AnyView {
    let (end, words) = match attempt.end {
        End::NoAnswer => ("failed", "No good answer"),
        End::DidNotHelp => ("failed", "Didn't help"),
        End::AskedForPerson => ("failed", "Then asked for a person"),
        End::Stands => ("stands", "Answered"),
    };
    let sources = (!attempt.sources.is_empty())
        .then(|| view! { <span class="source">{attempt.sources.join(", ")}</span> });
    // The question may lie before what is held.
    let question = (!attempt.question.is_empty())
        .then(|| view! { <span class="question">{attempt.question.clone()}</span> });
    let body = view! {
        {question}
        {sources}
        <span class="end" data-end=end>{words}{sureness(attempt.confidence)}</span>
    };
    view! { <li>{jump(console, attempt.seq, "attempt", body.into_any())}</li> }.into_any()
}

fn parting_view(console: Console, parting: &Parting) -> AnyView {
    let what = match parting.outcome {
        Outcome::Resolved => " resolved it",
        Outcome::Returned => " handed it back",
    };
    let at = parting.at;
    let words = view! {
        <span>{parting.agent.name.clone()}{what}</span>
        <time>{move || console.clock.since(at)}</time>
    };
    jump(console, parting.seq, "name", words.into_any())
}

fn conversation(brief: &Briefing, partial: bool) -> AnyView {
    let begun = brief.begun;
    let started = begun.map(|at| [&clock::day_name(at), ", ", &clock::time(at)].concat());
    let term = if partial { "Shown since" } else { "Started" };
    view! {
        <dl>
            <dt>{term}</dt>
            <dd>{started}</dd>
            <dt>"Messages"</dt>
            <dd>{brief.messages}" from the customer"</dd>
        </dl>
    }
    .into_any()
}

/// A line that leads to the entry at `seq`.
fn jump(console: Console, seq: Seq, class: &'static str, words: AnyView) -> AnyView {
    view! {
        <button
            type="button"
            class=["jump ", class].concat()
            data-jump=seq.0.to_string()
            on:click=move |_| console.target.set(Some(seq))
        >
            {words}
        </button>
    }
    .into_any()
}

/// How sure something was, in percent.
fn sureness(confidence: Confidence) -> AnyView {
    let percent = [&(confidence.thousandths() / 10).to_string(), "% sure"].concat();
    view! { <span class="sure">{percent}</span> }.into_any()
}
