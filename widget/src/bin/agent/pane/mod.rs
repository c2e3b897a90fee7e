//! The thread in view: who has it and what can be done about it, the thread itself, and where the
//! agent writes, or what they have to do first.

mod given;
mod guard;
mod header;
mod reply;

use crate::briefing;
use crate::button::action;
use crate::console::Console;
use crate::inbox::Inbox;
use crate::words;
use baton_shared::id::ThreadId;
use baton_shared::thread::link::Link;
use baton_widget::element::{Element, el, watch};
use baton_widget::session::Session;
use baton_widget::thread::{Slots, ThreadProps, Viewer, agents_own, thread_view};
use leptos::prelude::*;

/// How many entries later a note about an answer held back is gone: it is then no longer what has
/// just happened.
const NOTE_ENTRIES: u64 = 2;

/// The thread in view, or what to do when none is.
pub fn pane(console: Console) -> Element {
    // Drawn anew for another thread or another session of it, and for nothing else.
    let in_view = Memo::new(move |_| console.in_view());
    let refusal = Memo::new(move |_| match in_view.get()?.1.link() {
        Link::Refused(refusal) => Some(words::refusal(&refusal)),
        _ => None,
    });
    el("main").class("column conversation").live(move |place| {
        match (in_view.get(), refusal.get()) {
            (Some(_), Some(words)) => place.child(refused(console, words)),
            (Some((thread, session)), None) => {
                untrack(|| conversation(place, console, thread, session))
            }
            (None, _) => place.child(nothing(console)),
        }
    })
}

fn refused(console: Console, words: &str) -> Element {
    let back = action("action", "Back to the inbox", move || console.close());
    el("div").class("blank").child(el("p").class("title").child(words)).child(back)
}

fn nothing(console: Console) -> Element {
    el("div").class("blank").live(move |place| {
        if console.desk.me().with(Option::is_none) {
            return place;
        }
        let title = el("p").class("title");
        let who = match console.desk.inbox().with(Inbox::waiting) {
            0 => {
                let advice = "When someone needs a person, they appear here and the console rings.";
                return place.child(title.child("Nobody is waiting")).child(el("p").child(advice));
            }
            1 => "1 person is waiting".to_owned(),
            waiting => [&waiting.to_string(), " people are waiting"].concat(),
        };
        let accept = move || console.accept_some();
        let accept = action("action call", "Accept the longest waiting", accept);
        place.child(title.child(who)).child(accept.child(el("kbd").child("A")))
    })
}

fn conversation(place: Element, console: Console, thread: ThreadId, session: Session) -> Element {
    let site = move || console.desk.me().with(|me| me.as_ref().map(|me| me.site.clone()));
    let props = ThreadProps {
        session,
        viewer: Viewer::Agent,
        own: Some(agents_own),
        bot: StoredValue::new(site().map(|site| site.bot).unwrap_or_default()),
        page: RwSignal::new(console.page()),
        marks: RwSignal::new(Vec::new()),
    };
    watch(move || {
        let marks = session.with_entries(briefing::marks);
        if props.marks.with_untracked(|before| *before != marks) {
            props.marks.set(marks);
        }
    });
    let noted = thread.clone();
    let note = el("p")
        .class("aside")
        .live_flag("hidden", move || {
            let after = console.threads.withheld_after(&noted);
            after.is_none_or(|after| session.head().0 > after.0 + NOTE_ENTRIES)
        })
        .child("The assistant's late answer was held back.");
    place
        .child(header::header(console, thread.clone(), session))
        .child(thread_view(props, Slots { head: None, tail: Some(note) }))
        .child(reply::reply(console, thread, session))
}
