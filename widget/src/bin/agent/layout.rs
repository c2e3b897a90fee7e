//! The console's frame: three columns, what lies over them, and the notes.

use crate::api::SignedIn;
use crate::button::{Icon, tool};
use crate::console::{Console, Overlay};
use crate::desk::Connection;
use crate::door::{Reason, Visitor, sign_out_button};
use crate::{alerts, briefing, inbox, keyboard, offers, overlay, pane, presence, toasts, words};
use baton_shared::protocol::Refusal;
use baton_shared::protocol::desk::AgentRole;
use baton_widget::browser;
use baton_widget::element::{Element, el, watch};
use baton_widget::thread::agent_avatar;
use leptos::prelude::*;

/// Most pictures of colleagues in the inbox's head.
const PICTURES: usize = 4;

/// Fills `page` with the console of who is signed in.
pub fn console(page: Element, who: &SignedIn, visitor: RwSignal<Visitor>) -> Element {
    let console = Console::open_for(who);
    keyboard::listen(console);
    watch(move || {
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
    let inbox = el("nav")
        .class("column inbox")
        .attr("aria-label", "Inbox")
        .child(head(console))
        .child(offers::view(console))
        .child(inbox::list::list(console))
        .child(presence::view(console))
        .child(foot(console, who, visitor));
    let columns = el("div")
        .class("console")
        .live_attr("data-column", move || Some(column().to_owned()))
        .child(inbox)
        .child(pane::pane(console))
        .child(briefing::view::briefing(console));
    page.child(columns).child(overlay::overlay(console)).child(toasts::toasts_view(console.toasts))
}

/// Whether the briefing has no column of its own; the width is the style sheet's.
pub fn is_narrow() -> bool {
    browser::window()
        .and_then(|window| window.match_media("(max-width: 1120px)").ok()?)
        .is_some_and(|query| query.matches())
}

/// Whose desk it is, who is at it, and whether what is shown is current.
fn head(console: Console) -> Element {
    let site = move || console.me().map(|me| me.site.name).unwrap_or_default();
    let names = move || {
        let online = console.desk.online().get();
        let names: Vec<&str> = online.iter().map(|agent| agent.name.as_str()).collect();
        Some(["At their desk: ", &names.join(", ")].concat())
    };
    let online = el("span")
        .class("online")
        .attr("role", "img")
        .live_attr("title", names)
        .live_attr("aria-label", names)
        .live(move |place| {
            let agents = console.desk.online().get();
            place.child(agents.iter().take(PICTURES).map(agent_avatar).collect::<Vec<_>>())
        });
    let site = el("h1").live_text(site);
    el("header").class("head").child(site).child(connection(console)).child(online)
}

/// Whether what is shown is current.
fn connection(console: Console) -> Element {
    let words = move || match console.desk.connection().get() {
        Connection::Opening | Connection::Live => "",
        Connection::Lost => "Reconnecting… what you write is kept.",
        Connection::Refused(refusal) => words::refusal(&refusal),
    };
    el("p").class("lost").attr("role", "status").live_text(move || words().to_owned())
}

/// Who I am, and the console's tools.
fn foot(console: Console, who: &SignedIn, visitor: RwSignal<Visitor>) -> Element {
    let me = el("span")
        .class("me")
        .child(el("b").child(who.agent.name.as_str()))
        .child(el("span").child(words::role(who.role)));
    let bell = console.alerts;
    let ask = tool("Show desktop notifications", Icon::Bell, move || bell.ask())
        .live_flag("hidden", move || bell.permission.get() != alerts::Permission::Unasked);
    let sound = tool("Sound", Icon::Sound, move || bell.toggle_sound())
        .live_attr("aria-pressed", move || Some(bell.audible.get().to_string()))
        .live_attr("data-icon", move || {
            let icon = if bell.audible.get() { Icon::Sound } else { Icon::Silent };
            Some(icon.name().to_owned())
        });
    let show = move |overlay| move || console.overlay.set(Some(overlay));
    let invite = (who.role == AgentRole::Lead)
        .then(|| tool("Invite a colleague", Icon::Invite, show(Overlay::Invite)));
    let failed = move || console.toasts.tell("That didn't work. Try again in a moment.".to_owned());
    el("footer")
        .class("foot")
        .child(agent_avatar(&who.agent))
        .child(me)
        .child(ask)
        .child(sound)
        .child(invite)
        .child(tool("Keys", Icon::Keys, show(Overlay::Keys)))
        .child(sign_out_button(visitor, failed))
}
