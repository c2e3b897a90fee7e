//! Where the agent writes; what they have to do first, when the thread is not theirs.

use super::guard::guard;
use crate::button::action;
use crate::console::Console;
use baton_shared::id::ThreadId;
use baton_shared::thread::ownership::Owner;
use baton_widget::browser;
use baton_widget::element::{Element, ElementRef, el, watch};
use baton_widget::session::Session;
use baton_widget::thread::{Composer, composer};
use leptos::prelude::{Get, Memo, RwSignal, Set, untrack};

/// The foot of `thread`.
pub(super) fn reply(console: Console, thread: ThreadId, session: Session) -> Element {
    let mine = Memo::new(move |_| console.has(session));
    el("div").class("reply").live(move |place| match console.threads.draft(&thread) {
        Some(draft) if mine.get() => untrack(|| write(place, console, &thread, session, draft)),
        _ => place.child(gate(console, &thread, session)),
    })
}

fn write(
    place: Element,
    console: Console,
    thread: &ThreadId,
    session: Session,
    draft: RwSignal<String>,
) -> Element {
    let field = ElementRef::new();
    let here = thread.clone();
    watch(move || {
        if console.will_write.get() && console.viewed.get().as_ref() == Some(&here) {
            console.will_write.set(false);
            // It is not in the page yet when the thread has just been taken.
            browser::soon(move || {
                if let Some(field) = field.get() {
                    // A field that is not shown can't be focused; nothing else depends on it.
                    let _ = field.focus();
                }
            });
        }
    });
    let name = console.me().map(|me| me.card.name).unwrap_or_default();
    let hint = ["Reply as ", &name].concat();
    let guard = guard(console, draft, field);
    place.child(guard).child(composer(Composer {
        session,
        draft,
        hint,
        enabled: RwSignal::new(true),
        field,
    }))
}

/// What stands in the composer's place while the thread is somebody else's.
fn gate(console: Console, thread: &ThreadId, session: Session) -> Option<Element> {
    if !session.is_known() {
        return None;
    }
    let resolved = console.is_resolved(thread);
    let (says, does) = match session.ownership().owner {
        Owner::Queue { helped: true } => (
            "Nobody has this conversation yet; the assistant helps meanwhile.".to_owned(),
            Some("Accept"),
        ),
        Owner::Queue { helped: false } => {
            ("Nobody has this conversation yet.".to_owned(), Some("Accept"))
        }
        Owner::Agent(agent) => ([&agent.name, " has this conversation."].concat(), None),
        Owner::Bot if resolved => {
            ("If they write again, the assistant answers.".to_owned(), Some("Step in"))
        }
        Owner::Bot => ("The assistant answers here.".to_owned(), Some("Step in")),
    };
    let waits = session.ownership().owner.waits();
    let thread = thread.clone();
    let act = does.map(|does| {
        let class = if waits { "action call" } else { "action" };
        let act = action(class, does, move || console.accept(&thread));
        // The key goes on to who waits, rather than back to what is done.
        act.child((!resolved).then(|| el("kbd").child("A")))
    });
    Some(el("div").class("gate").child(el("p").child(says)).child(act))
}
