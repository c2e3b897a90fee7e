//! The thread in view: who has it and what can be done about it, the thread itself, and where the
//! agent writes, or what they have to do first.

use crate::briefing;
use crate::console::{Console, is_resolved};
use crate::icon::{self, icon};
use crate::layout::tool;
use crate::words;
use baton_shared::entry::Outcome;
use baton_shared::id::ThreadId;
use baton_shared::thread::link::Link;
use baton_shared::thread::ownership::Owner;
use baton_widget::element::{ElementRef, el};
use baton_widget::session::Session;
use baton_widget::thread::{Composer, Slots, ThreadProps, Viewer, composer, thread_view};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The thread in view, or what to do when none is.
pub fn pane(console: Console) -> AnyView {
    // Drawn anew for another thread or another session of it, and for nothing else.
    let in_view = Memo::new(move |_| console.in_view());
    let refusal = Memo::new(move |_| match in_view.get()?.1.link() {
        Link::Refused(refusal) => Some(words::refusal(&refusal)),
        _ => None,
    });
    let shown = move || match (in_view.get(), refusal.get()) {
        (Some(_), Some(words)) => refused(console, words),
        (Some((thread, session)), None) => conversation(console, thread, session),
        (None, _) => nothing(console),
    };
    shown.into_any()
}

fn refused(console: Console, words: &'static str) -> AnyView {
    view! {
        <div class="blank">
            <p class="title">{words}</p>
            <p>
                <button type="button" class="action" on:click=move |_| console.close()>
                    "Back to the inbox"
                </button>
            </p>
        </div>
    }
    .into_any()
}

fn nothing(console: Console) -> AnyView {
    let advice = move || {
        let waiting = console.desk.inbox().with(crate::inbox::Inbox::waiting);
        if console.desk.me().with(Option::is_none) {
            return ().into_any();
        }
        if waiting == 0 {
            return view! {
                <p class="title">"Nobody is waiting"</p>
                <p>"When someone needs a person, they appear at the left and the console rings."</p>
            }
            .into_any();
        }
        let who = if waiting == 1 {
            "1 person is waiting".to_owned()
        } else {
            [&waiting.to_string(), " people are waiting"].concat()
        };
        view! {
            <p class="title">{who}</p>
            <p>
                <button type="button" class="action call" on:click=move |_| console.accept_some()>
                    "Accept the longest waiting"
                    <kbd>"A"</kbd>
                </button>
            </p>
        }
        .into_any()
    };
    view! { <div class="blank">{advice}</div> }.into_any()
}

fn conversation(console: Console, thread: ThreadId, session: Session) -> AnyView {
    let site = move || console.desk.me().with(|me| me.as_ref().map(|me| me.site.clone()));
    let bot = untrack(site).map(|site| site.bot);
    let props = ThreadProps {
        session,
        viewer: Viewer::Agent,
        bot: StoredValue::new(bot.unwrap_or_default()),
        page: kept(move || site().and_then(|site| page(&site.origins))),
        marks: kept(move || session.with_entries(briefing::evidence)),
    };
    let tail = {
        let thread = thread.clone();
        move || {
            let held_back = console.threads.withheld_after(&thread);
            // Two entries later it is no longer what just happened.
            held_back.filter(|after| session.head().0 <= after.0 + 2).map(|_| {
                view! { <p class="aside">"The assistant's late answer was held back."</p> }
            })
        }
    };
    let tail = Some(el("div").holding(tail.into_any()));
    let slots = Slots { head: None, tail };
    view! {
        {header(console, thread.clone(), session)}
        {thread_view(props, slots).as_view()}
        {foot(console, thread, session)}
    }
    .into_any()
}

/// The site's own origin, where its settings name one for sure: paths in answers lead there.
fn page(origins: &[String]) -> Option<String> {
    origins.iter().find(|origin| !origin.contains('*')).cloned()
}

fn header(console: Console, thread: ThreadId, session: Session) -> AnyView {
    let named = thread.clone();
    let name = move || title(console, &named, session);
    let standing = move || {
        if !session.is_known() {
            return None;
        }
        let resolved = resolved(console, &thread);
        let since = console.with_item(&thread, |item| item.since);
        let (name, words) = match session.ownership().owner {
            Owner::Queue => ("waiting", "Waiting".to_owned()),
            Owner::Agent(_) if console.has(session) => ("mine", "With you".to_owned()),
            Owner::Agent(agent) => ("others", ["With ", &agent.name].concat()),
            Owner::Bot if resolved => ("resolved", "Resolved".to_owned()),
            Owner::Bot => ("assistant", "With the assistant".to_owned()),
        };
        let since = since.map(|since| [" · ", &console.clock.since(since)].concat());
        Some(view! { <p class="standing" data-standing=name>{words}<span>{since}</span></p> })
    };
    let link = move || match session.link() {
        Link::Live { .. } | Link::CatchingUp { .. } => None,
        _ if session.is_known() => Some("Reconnecting…"),
        _ => Some("Opening…"),
    };
    view! {
        <header class="head">
            <span class="narrow">{tool("Back to the inbox", icon::BACK, move || console.close())}</span>
            <div class="about">
                <h2>{name}</h2>
                {standing}
            </div>
            <span class="link" role="status">{link}</span>
            {move || actions(console, session)}
            <button
                type="button"
                class="tool briefing-toggle"
                title="Briefing"
                aria-label="Briefing"
                aria-expanded=move || console.briefing.get().to_string()
                on:click=move |_| console.briefing.update(|shown| *shown = !*shown)
            >
                {icon(icon::BRIEFING)}
            </button>
        </header>
    }
    .into_any()
}

/// What a thread is called here: the customer has no name, so what they came with; while that is not
/// held, the words that the inbox shows.
fn title(console: Console, thread: &ThreadId, session: Session) -> String {
    let topic = session.with_entries(briefing::topic).map(|topic| topic.after);
    let topic = topic.or_else(|| console.with_item(thread, |item| item.preview.clone()));
    topic.unwrap_or_else(|| "Conversation".to_owned())
}

fn actions(console: Console, session: Session) -> Option<AnyView> {
    if !console.has(session) {
        return None;
    }
    let view = view! {
        <div class="actions">
            <button
                type="button"
                class="action"
                title="Hand back to the assistant (Shift+H)"
                on:click=move |_| console.hand_back(Outcome::Returned)
            >
                "Hand back"
            </button>
            <button
                type="button"
                class="action primary"
                title="Resolve (Shift+E)"
                on:click=move |_| console.hand_back(Outcome::Resolved)
            >
                "Resolve"
            </button>
        </div>
    };
    Some(view.into_any())
}

/// What `compute` says, kept up to date.
fn kept<T>(compute: impl Fn() -> T + 'static) -> RwSignal<T>
where
    T: Clone + Default + PartialEq + Send + Sync + 'static,
{
    let signal = RwSignal::new(T::default());
    Effect::new(move |_| {
        let now = compute();
        if signal.with_untracked(|before| *before != now) {
            signal.set(now);
        }
    });
    signal
}

/// Where the agent writes; what they have to do first, when the thread is not theirs.
fn foot(console: Console, thread: ThreadId, session: Session) -> AnyView {
    let mine = Memo::new(move |_| console.has(session));
    let draft = untrack(|| console.threads.draft(&thread));
    let foot = move || {
        if let (true, Some(draft)) = (mine.get(), draft) {
            let field = ElementRef::new();
            let here = thread.clone();
            Effect::new(move |_| {
                let called =
                    console.will_write.get() && console.viewed.get().as_ref() == Some(&here);
                if called && let Some(field) = field.get() {
                    console.will_write.set(false);
                    focus(&field);
                }
            });
            let name = console.me().map(|me| me.card.name).unwrap_or_default();
            return composer(Composer {
                session,
                draft,
                hint: ["Reply as ", &name].concat(),
                enabled: RwSignal::new(true),
                field,
            })
            .as_view();
        }
        gate(console, &thread, session)
    };
    view! { <div class="reply">{foot}</div> }.into_any()
}

fn focus(field: &Element) {
    if let Some(field) = field.dyn_ref::<HtmlElement>() {
        // A field that is not shown can't be focused; nothing else depends on it.
        let _ = field.focus();
    }
}

/// What stands in the composer's place while the thread is somebody else's.
fn gate(console: Console, thread: &ThreadId, session: Session) -> AnyView {
    if !session.is_known() {
        return ().into_any();
    }
    let (says, does, call) = match session.ownership().owner {
        Owner::Queue => ("Nobody has this conversation yet.".to_owned(), Some("Accept"), true),
        Owner::Agent(agent) => ([&agent.name, " has this conversation."].concat(), None, false),
        Owner::Bot if resolved(console, thread) => {
            ("If they write again, the assistant answers.".to_owned(), Some("Step in"), false)
        }
        Owner::Bot => ("The assistant answers here.".to_owned(), Some("Step in"), false),
    };
    // The key goes on to who waits, rather than back to what is done.
    let key = (!resolved(console, thread)).then(|| view! { <kbd>"A"</kbd> });
    let thread = thread.clone();
    let act = does.map(|does| {
        view! {
            <button
                type="button"
                class="action"
                class:call=call
                on:click=move |_| console.accept(&thread)
            >
                {does}
                {key}
            </button>
        }
    });
    view! { <div class="gate"><p>{says}</p>{act}</div> }.into_any()
}

fn resolved(console: Console, thread: &ThreadId) -> bool {
    console.with_item(thread, |item| is_resolved(&item.standing)).unwrap_or_default()
}
