//! The head of the thread in view: what it is about, who has it, and what its owner can do.

use crate::button::{Icon, action, tool};
use crate::console::Console;
use baton_shared::briefing::{Briefing, Quote};
use baton_shared::entry::Outcome;
use baton_shared::id::ThreadId;
use baton_shared::protocol::desk::InboxItem;
use baton_shared::thread::link::Link;
use baton_shared::thread::ownership::Owner;
use baton_widget::element::{Element, el};
use baton_widget::session::Session;
use leptos::prelude::*;

/// The header of `thread`.
pub(super) fn header(console: Console, thread: ThreadId, session: Session) -> Element {
    let link = move || match session.link() {
        Link::Live { .. } | Link::CatchingUp { .. } => "",
        _ if session.is_known() => "Reconnecting…",
        _ => "Opening…",
    };
    let named = thread.clone();
    let about = el("div")
        .class("about")
        .child(el("h2").live(move |place| place.child(title(console, &named))))
        .child(standing(console, thread, session));
    let briefing =
        tool("Briefing", Icon::Briefing, move || console.briefing.update(|shown| *shown = !*shown))
            .live_attr("aria-expanded", move || Some(console.briefing.get().to_string()));
    el("header")
        .class("head")
        .child(el("span").class("narrow").child(tool("Back to the inbox", Icon::Back, move || {
            console.close();
        })))
        .child(about)
        .child(el("span").class("link").attr("role", "status").live_text(move || link().to_owned()))
        .child(actions(console, session))
        .child(el("span").class("medium").child(briefing))
}

/// Who has the thread, and since when.
fn standing(console: Console, thread: ThreadId, session: Session) -> Element {
    let is = {
        let thread = thread.clone();
        move || match session.ownership().owner {
            Owner::Queue { .. } => ("waiting", "Waiting".to_owned()),
            Owner::Agent(_) if console.has(session) => ("mine", "With you".to_owned()),
            Owner::Agent(agent) => ("others", ["With ", &agent.name].concat()),
            Owner::Bot if console.is_resolved(&thread) => ("resolved", "Resolved".to_owned()),
            Owner::Bot => ("assistant", "With the assistant".to_owned()),
        }
    };
    let said = is.clone();
    let since = move || {
        let since = console.with_item(&thread, |item| item.since);
        since.map(|since| [" · ", &console.clock.since(since)].concat()).unwrap_or_default()
    };
    el("p")
        .class("standing")
        .live_flag("hidden", move || !session.is_known())
        .live_attr("data-standing", move || Some(is().0.to_owned()))
        .child(el("b").live_text(move || said().1))
        .child(el("span").live_text(since))
}

/// What a thread is called here: the customer's name, where it is known, and what they came with;
/// until the briefing says that, the words that the inbox shows.
fn title(console: Console, thread: &ThreadId) -> Element {
    let item = |look: fn(&InboxItem) -> Option<String>| console.with_item(thread, look).flatten();
    let called =
        |brief: &Briefing| brief.who.person.as_ref().map(|(_, person)| person.called().to_owned());
    let name = item(|item| item.name.clone());
    let name = name.or_else(|| console.with_brief(called).flatten());
    let topic = console.with_brief(|brief| brief.came_with.as_ref().map(Quote::text)).flatten();
    let topic = topic.or_else(|| item(|item| Some(item.preview.clone())));
    let topic = topic.or_else(|| name.is_none().then(|| "Conversation".to_owned()));
    let named = name.is_some();
    el("span")
        .child(name)
        .child(topic.map(|topic| el("span").class(if named { "topic" } else { "" }).child(topic)))
}

fn actions(console: Console, session: Session) -> Element {
    let leave = move |outcome| move || console.hand_back(outcome);
    let pass_on = action("action", "Pass on", move || console.ask_whom())
        .attr("title", "Pass on to somebody else (Shift+T)");
    let back = action("action", "Hand back", leave(Outcome::Returned))
        .attr("title", "Hand back to the assistant (Shift+H)");
    let resolve = action("action primary", "Resolve", leave(Outcome::Resolved))
        .attr("title", "Resolve (Shift+E)");
    el("div")
        .class("actions")
        .live_flag("hidden", move || !console.has(session))
        .child(pass_on)
        .child(back)
        .child(resolve)
}
