//! The console's frame: three columns, what lies over them, and the notes.

use crate::api::SignedIn;
use crate::briefing;
use crate::console::{Console, Overlay};
use crate::desk::Connection;
use crate::door::{Reason, Visitor, sign_out_button};
use crate::icon::{self, icon};
use crate::{alerts, inbox, keyboard, overlay, pane, toasts, words};
use baton_shared::protocol::Refusal;
use baton_shared::protocol::desk::AgentRole;
use baton_widget::browser;
use baton_widget::thread::agent_avatar;
use leptos::prelude::*;

/// The console of who is signed in.
pub fn console(who: &SignedIn, visitor: RwSignal<Visitor>) -> AnyView {
    let console = Console::open_for(who);
    keyboard::listen(console);
    Effect::new(move |_| {
        if console.desk.connection().get() == Connection::Refused(Refusal::BadToken) {
            visitor.set(Visitor::Out(Reason::Ended));
        }
    });
    // On a narrow screen, one column is shown at a time.
    let column = move || match (console.viewed.with(Option::is_some), console.briefing.get()) {
        (false, _) => "inbox",
        (true, false) => "thread",
        (true, true) => "briefing",
    };
    view! {
        <div class="console" data-column=column>
            <nav class="column inbox" aria-label="Inbox">
                {head(console)}
                {inbox::list::list(console)}
                {foot(console, who, visitor)}
            </nav>
            <main class="column conversation">{pane::pane(console)}</main>
            <aside class="column briefing" aria-label="Briefing">
                {briefing::view::briefing(console)}
            </aside>
        </div>
        {overlay::overlay(console)}
        {toasts::toasts_view(console.toasts)}
    }
    .into_any()
}

/// Whose desk it is, who is at it, and whether what is shown is current.
fn head(console: Console) -> AnyView {
    let site = move || console.me().map(|me| me.site.name);
    let online = move || {
        let online = console.desk.online().get();
        let names: Vec<String> = online.iter().map(|agent| agent.name.clone()).collect();
        let pictures: Vec<_> =
            online.iter().take(4).map(|agent| agent_avatar(agent).as_view()).collect();
        let names = ["At their desk: ", &names.join(", ")].concat();
        view! {
            <span class="online" title=names.clone() role="img" aria-label=names>
                {pictures}
            </span>
        }
    };
    let connection = move || match console.desk.connection().get() {
        Connection::Opening | Connection::Live => None,
        Connection::Lost => Some("Reconnecting… what you write is kept."),
        Connection::Refused(refusal) => Some(words::refusal(&refusal)),
    };
    view! {
        <header class="head">
            <h1>{site}</h1>
            {online}
        </header>
        <div class="lost" role="status">{connection}</div>
    }
    .into_any()
}

/// Who I am, and the console's tools.
fn foot(console: Console, who: &SignedIn, visitor: RwSignal<Visitor>) -> AnyView {
    let role = words::role(who.role);
    let invite = (who.role == AgentRole::Lead).then(|| {
        tool("Invite a colleague", icon::INVITE, move || console.overlay.set(Some(Overlay::Invite)))
    });
    let bell = console.alerts;
    let ask = move || {
        (bell.permission.get() == alerts::Permission::Unasked)
            .then(|| tool("Show desktop notifications", icon::BELL, move || bell.ask()))
    };
    let sound = move || {
        let (name, drawing) = if bell.audible.get() {
            ("Turn the sound off", icon::SOUND)
        } else {
            ("Turn the sound on", icon::SILENT)
        };
        tool(name, drawing, move || bell.toggle_sound())
    };
    let failed = move || console.toasts.tell("That didn't work. Try again in a moment.".to_owned());
    view! {
        <footer class="foot">
            {agent_avatar(&who.agent).as_view()}
            <span class="me">
                <b>{who.agent.name.clone()}</b>
                <span>{role}</span>
            </span>
            {ask}
            {sound}
            {invite}
            {tool("Keys", icon::KEYS, move || console.overlay.set(Some(Overlay::Keys)))}
            {sign_out_button(visitor, failed)}
        </footer>
    }
    .into_any()
}

/// Whether the briefing has no column of its own; the width is the style sheet's.
pub fn is_narrow() -> bool {
    browser::window()
        .and_then(|window| window.match_media("(max-width: 1120px)").ok()?)
        .is_some_and(|query| query.matches())
}

/// A small button that is a drawing.
pub fn tool(name: &'static str, drawing: &'static str, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="tool" title=name aria-label=name on:click=move |_| act()>
            {icon(drawing)}
        </button>
    }
    .into_any()
}
