//! One entry of the log. An entry never changes, so it is drawn once.

use super::avatar::{agent_avatar, bot_avatar};
use super::row::{Row, is_aside, parts};
use super::taps::{Beneath, taps_view};
use super::{ThreadProps, Viewer, clock, newest, rich};
use crate::element::{Element, el};
use crate::words;
use baton_shared::entry::{Answer, Author, Body, Entry, Outcome};
use baton_shared::id::{Millis, Seq};
use baton_shared::thread::ownership::Owner;
use leptos::prelude::*;

/// The entry at `row`.
pub(super) fn entry_view(row: Row, props: ThreadProps) -> Element {
    let line = props.session.with_entry(row.seq, |entry| line(entry, row.leads, props));
    line.unwrap_or_else(|| el("div"))
}

/// The day that begins with the entry at `first`.
pub(super) fn day_view(first: Seq, props: ThreadProps) -> Element {
    let name = props.session.with_entry(first, |entry| clock::day_name(entry.at));
    el("div").class("day").child(el("span").child(name))
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

fn line(entry: &Entry, leads: bool, props: ThreadProps) -> Element {
    let session = props.session;
    if !props.viewer.sees(&entry.body) {
        return el("div").flag("hidden", true);
    }
    let mine = untrack(|| session.you()).is_some_and(|you| you.same_hand(&entry.author));
    let kind = match &entry.body {
        Body::AgentJoined => "entry joined",
        Body::PersonRequested => "entry chosen",
        Body::Identified(_) => "entry parted vouched",
        body if parts(body) => "entry parted",
        body if is_aside(body) => "entry noted",
        _ => "entry",
    };
    let grew = matches!(&entry.body, Body::Answer(answer) if session.was_written(answer.reply_to));
    let kind = if session.is_fresh(entry.seq) && !mine && !grew {
        [kind, " fresh"].concat()
    } else {
        kind.to_owned()
    };
    let sent = (mine && props.viewer == Viewer::Customer)
        .then(|| el("span").class("sent").child(words::SENT));
    let said = el("div").class("said").child(by(entry, leads, props));
    el("div")
        .class(&kind)
        .attr("data-role", role(&entry.author))
        .attr("data-seq", &entry.seq.0.to_string())
        .flag("data-leads", leads)
        .flag("data-mine", mine)
        .child(leads.then(|| picture(entry)).flatten())
        .child(said.child(body(entry, props)).child(sent))
}

fn picture(entry: &Entry) -> Option<Element> {
    match (&entry.author, &entry.body) {
        (Author::Customer, _) => None,
        (_, body) if parts(body) => None,
        (Author::Agent(agent), _) => Some(agent_avatar(agent)),
        (Author::Bot | Author::System, _) => Some(bot_avatar()),
    }
}

/// Who and when. Always there for those who listen; shown where a voice begins.
fn by(entry: &Entry, leads: bool, props: ThreadProps) -> Option<Element> {
    if entry.body == Body::AgentJoined || parts(&entry.body) || is_aside(&entry.body) {
        return None;
    }
    let name = match (&entry.author, props.viewer) {
        (Author::Customer, Viewer::Customer) => words::YOU.to_owned(),
        (Author::Customer, Viewer::Agent) => words::CUSTOMER.to_owned(),
        (Author::Agent(agent), _) => agent.name.clone(),
        (Author::Bot | Author::System, _) => props.bot.get_value(),
    };
    Some(by_line(&name, entry.at, leads))
}

/// `name` and the time of `at`, shown or only heard.
pub(super) fn by_line(name: &str, at: Millis, shown: bool) -> Element {
    let class = if shown { "by" } else { "by quiet" };
    el("div").class(class).child(el("b").child(name)).child(" ").child(time(at))
}

fn time(at: Millis) -> Element {
    el("time").child(clock::time(at))
}

fn body(entry: &Entry, props: ThreadProps) -> Vec<Element> {
    if let Some(parts) = props.own.and_then(|own| own(entry, props)) {
        return parts;
    }
    match (&entry.body, &entry.author) {
        (Body::Text { text, .. }, _) => {
            vec![rich::plain(el("div").class("words typed"), text, props)]
        }
        (Body::PersonRequested, _) => {
            vec![el("div").class("words").child(words::TALK_TO_A_PERSON)]
        }
        (Body::Answer(answer), _) => answer_view(entry.seq, answer, props),
        (Body::WaitCancelled | Body::HandedBack { outcome: Outcome::Returned }, _) => {
            vec![back_with_assistant()]
        }
        (Body::Transferred { .. }, author) => {
            vec![event(name(author), words::PASSES_YOU_ON, entry)]
        }
        (Body::Released { agent, .. }, _) => vec![event(&agent.name, words::HAD_TO_LEAVE, entry)],
        (Body::Asked(asked), _) => {
            let question = el("p").child(asked.question.as_str());
            let mut parts = vec![el("div").class("words").child(question)];
            if props.viewer == Viewer::Customer {
                parts.push(taps_view(entry.seq, Beneath::Question, props));
            }
            parts
        }
        (Body::HandoffRequested(handoff), _) => {
            vec![el("div").class("words bridge").child(el("p").child(handoff.line.as_str()))]
        }
        (Body::AgentJoined, author) => vec![event(name(author), words::JOINED, entry)],
        (Body::HandedBack { outcome: Outcome::Resolved }, author) => {
            let resolved = event(name(author), words::RESOLVED, entry);
            vec![resolved, back_with_assistant(), taps_view(entry.seq, Beneath::Resolved, props)]
        }
        // A customer knows what they tapped and who they are.
        (
            Body::Rated { .. }
            | Body::Skipped { .. }
            | Body::HelpWanted
            | Body::AddressLeft { .. }
            | Body::Surveyed { .. }
            | Body::Identified(_),
            _,
        ) => Vec::new(),
    }
}

fn back_with_assistant() -> Element {
    el("p").class("event").child(words::BACK_WITH_ASSISTANT)
}

fn answer_view(seq: Seq, answer: &Answer, props: ThreadProps) -> Vec<Element> {
    let class = if answer.unfinished { "words unset" } else { "words" };
    let mut parts = vec![rich::blocks(el("div").class(class), &answer.blocks, props)];
    if answer.unfinished {
        parts.push(el("p").class("broken").child(words::BROKEN_OFF));
    }
    if !answer.sources.is_empty() {
        let sources = el("div").class("sources").child(el("span").child(words::SOURCE));
        parts.push(answer.sources.iter().fold(sources, |sources, source| {
            let named = rich::link(&source.href, props).unwrap_or_else(|| el("span"));
            sources.child(named.child(source.title.as_str()))
        }));
    }
    if !answer.choices.is_empty() {
        parts.push(choices(seq, &answer.choices, props));
    }
    if props.viewer == Viewer::Customer {
        if !answer.sources.is_empty() {
            parts.push(taps_view(seq, Beneath::Answer { offers: answer.offer }, props));
        }
        if answer.offer {
            parts.push(offer(seq, props));
        }
    }
    parts
}

/// What the customer may have meant: one tap says it, for as long as nothing has been said since.
fn choices(seq: Seq, choices: &[String], props: ThreadProps) -> Element {
    let session = props.session;
    let past =
        move || !session.ownership().owner.lets_bot_write() || session.with_entries(newest) != seq;
    let mine = props.viewer == Viewer::Customer;
    choices.iter().fold(el("div").class("choices"), |place, text| {
        let said = text.clone();
        let button = el("button").attr("type", "button").child(text.as_str());
        let button =
            if mine { button.live_flag("disabled", past) } else { button.flag("disabled", true) };
        place.child(button.click(move || session.say(said.clone())))
    })
}

/// The choice beneath the answer at `seq`: there until it is offered anew or the thread has passed on.
fn offer(seq: Seq, props: ThreadProps) -> Element {
    let session = props.session;
    let past = move || {
        session.ownership().owner != Owner::Bot || session.with_entries(offered) != Some(seq)
    };
    let button = el("button")
        .attr("type", "button")
        .class("offer")
        .live_flag("hidden", past)
        .live_flag("disabled", move || session.sensed().is_some());
    button.click(move || session.request_person()).child(words::TALK_TO_A_PERSON)
}

/// The newest answer with a choice beneath it, if the thread has not passed on since.
fn offered(entries: &[Entry]) -> Option<Seq> {
    let newest_first = entries.iter().rev();
    let mut told = newest_first.filter_map(|entry| match &entry.body {
        Body::Answer(answer) => answer.offer.then_some(Some(entry.seq)),
        body if body.passes_on() => Some(None),
        _ => None,
    });
    told.next().flatten()
}

/// What happened, in one line.
pub(super) fn event(who: &str, what: &str, entry: &Entry) -> Element {
    let line = el("p").class("event").child(el("b").child(who)).child(" ");
    line.child(what).child(" ").child(time(entry.at))
}

/// An agent's name.
pub(super) fn name(author: &Author) -> &str {
    match author {
        Author::Agent(agent) => &agent.name,
        _ => "",
    }
}
