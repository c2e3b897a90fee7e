//! One entry of the log. An entry never changes, so it is drawn once.

use super::avatar::{agent_avatar, bot_avatar};
use super::row::Row;
use super::{ThreadProps, Viewer, clock, rich};
use crate::words;
use baton_shared::entry::{Answer, Author, Body, Entry, Outcome};
use baton_shared::thread::ownership::Owner;
use leptos::prelude::*;

/// The entry at `row`, and the day above it when it is the first of its day.
pub(super) fn entry_view(row: Row, props: ThreadProps) -> AnyView {
    let view = props.session.with_entry(row.seq, |entry| {
        let day = row.new_day.then(|| {
            view! { <div class="day"><span>{clock::day_name(entry.at)}</span></div> }
        });
        (day, line(entry, row.leads, props)).into_any()
    });
    view.into_any()
}

/// The role of `author` as tests and style sheets know it.
pub(super) const fn role(author: &Author) -> &'static str {
    match author {
        Author::Customer => "customer",
        Author::Bot => "bot",
        Author::Agent(_) => "agent",
        Author::System => "system",
    }
}

fn line(entry: &Entry, leads: bool, props: ThreadProps) -> AnyView {
    let session = props.session;
    let mine = untrack(|| session.you()).is_some_and(|you| you.same_hand(&entry.author));
    let kind = match entry.body {
        Body::AgentJoined => "entry joined",
        Body::HandedBack { .. } => "entry parted",
        Body::PersonRequested => "entry chosen",
        _ => "entry",
    };
    let sent = (mine && props.viewer == Viewer::Customer)
        .then(|| view! { <span class="sent">{words::SENT}</span> }.into_any());
    view! {
        <div
            class=kind
            class:fresh=session.is_fresh(entry.seq) && !mine
            data-role=role(&entry.author)
            data-seq=entry.seq.0.to_string()
            data-leads=leads.then_some("")
            data-mine=mine.then_some("")
        >
            {leads.then(|| picture(entry))}
            <div class="said">
                {by(entry, leads, props)}
                {body(entry, props)}
                {sent}
            </div>
        </div>
    }
    .into_any()
}

fn picture(entry: &Entry) -> Option<AnyView> {
    match (&entry.author, &entry.body) {
        (_, Body::HandedBack { .. }) | (Author::Customer, _) => None,
        (Author::Agent(agent), _) => Some(agent_avatar(agent)),
        (Author::Bot | Author::System, _) => Some(bot_avatar()),
    }
}

/// Who and when. Always there for those who listen; shown where a voice begins.
fn by(entry: &Entry, leads: bool, props: ThreadProps) -> Option<AnyView> {
    if matches!(entry.body, Body::AgentJoined | Body::HandedBack { .. }) {
        return None;
    }
    let name = match (&entry.author, props.viewer) {
        (Author::Customer, Viewer::Customer) => words::YOU.to_owned(),
        (Author::Customer, Viewer::Agent) => words::CUSTOMER.to_owned(),
        (Author::Agent(agent), _) => agent.name.clone(),
        (Author::Bot | Author::System, _) => props.bot.get_value(),
    };
    let class = if leads { "by" } else { "by quiet" };
    Some(view! { <div class=class><b>{name}</b>" "{time(entry)}</div> }.into_any())
}

fn time(entry: &Entry) -> AnyView {
    view! { <time>{clock::time(entry.at)}</time> }.into_any()
}

fn body(entry: &Entry, props: ThreadProps) -> AnyView {
    match (&entry.body, &entry.author) {
        (Body::Text { text }, _) => {
            let words = typed(entry, text.clone(), props);
            view! { <div class="words typed">{words}</div> }.into_any()
        }
        (Body::PersonRequested, _) => {
            view! { <div class="words">{words::TALK_TO_A_PERSON}</div> }.into_any()
        }
        (Body::Answer(answer), _) => answer_view(answer, props),
        (Body::HandoffRequested(handoff), _) => {
            view! { <div class="words bridge"><p>{handoff.line.clone()}</p></div> }.into_any()
        }
        (Body::AgentJoined, author) => event(name(author), words::JOINED, entry),
        (Body::HandedBack { outcome }, author) => {
            let who = name(author);
            match (props.viewer, outcome) {
                (Viewer::Customer, Outcome::Returned) => {
                    event(String::new(), words::BACK_WITH_ASSISTANT, entry)
                }
                (Viewer::Customer, Outcome::Resolved) => (
                    event(who, words::RESOLVED, entry),
                    event(String::new(), words::BACK_WITH_ASSISTANT, entry),
                )
                    .into_any(),
                (Viewer::Agent, Outcome::Resolved) => event(who, words::RESOLVED, entry),
                (Viewer::Agent, Outcome::Returned) => event(who, words::HANDED_BACK, entry),
            }
        }
    }
}

/// What a person typed; for an agent, with the words that gave reason to hand off marked.
fn typed(entry: &Entry, text: String, props: ThreadProps) -> AnyView {
    if props.viewer == Viewer::Customer {
        return rich::plain(&text, props).into_any();
    }
    let seq = entry.seq;
    (move || {
        let mut pieces = Vec::new();
        let mut done = 0;
        for mark in props.marks.get().iter().filter(|mark| mark.seq == seq) {
            let span = (done, mark.start as usize, mark.end as usize);
            // Evidence that does not fit the text marks nothing.
            let (Some(before), Some(found)) = (text.get(span.0..span.1), text.get(span.1..span.2))
            else {
                continue;
            };
            pieces.extend(rich::plain(before, props));
            pieces.push(view! { <mark>{found.to_owned()}</mark> }.into_any());
            done = span.2;
        }
        pieces.extend(rich::plain(&text[done..], props));
        pieces
    })
    .into_any()
}

fn answer_view(answer: &Answer, props: ThreadProps) -> AnyView {
    let sources: Vec<_> = answer
        .sources
        .iter()
        .map(|source| rich::link(&source.href, source.title.clone().into_any(), props))
        .collect();
    let sources = (!sources.is_empty())
        .then(|| view! { <div class="sources"><span>{words::SOURCE}</span>{sources}</div> });
    let offer = (answer.offer && props.viewer == Viewer::Customer).then(|| offer(props));
    view! {
        <div class="words">{rich::blocks(&answer.blocks, props)}</div>
        {sources}
        {offer}
    }
    .into_any()
}

fn offer(props: ThreadProps) -> AnyView {
    let session = props.session;
    let taken = move || session.ownership().owner != Owner::Bot || session.sensed().is_some();
    view! {
        <button type="button" class="offer" prop:disabled=taken on:click=move |_| session.request_person()>
            {words::TALK_TO_A_PERSON}
        </button>
    }
    .into_any()
}

fn event(who: String, what: &'static str, entry: &Entry) -> AnyView {
    view! { <p class="event"><b>{who}</b>" "{what}" "{time(entry)}</p> }.into_any()
}

fn name(author: &Author) -> String {
    match author {
        Author::Agent(agent) => agent.name.clone(),
        _ => String::new(),
    }
}
