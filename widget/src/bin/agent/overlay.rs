//! What lies over the columns: the list of keys, inviting a colleague, passing a thread on.

use crate::api::{self, ApiError};
use crate::button::{Icon, action, tool};
use crate::clipboard;
use crate::console::{Console, Overlay};
use crate::{keys, transfer};
use baton_shared::protocol::desk::AgentRole;
use baton_widget::browser;
use baton_widget::element::{Element, el};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlInputElement};

/// Longest name of a colleague, in characters.
const NAME_CHARS: &str = "60";

/// What lies over the columns, if anything does.
pub fn overlay(console: Console) -> Element {
    el("div").live(move |place| match console.overlay.get() {
        Some(Overlay::Keys) => place.child(dialog(console, "Keys", key_list())),
        Some(Overlay::Invite) => {
            place.child(dialog(console, "Invite a colleague", invite(console)))
        }
        Some(Overlay::Transfer) => {
            let form = untrack(|| transfer::form(console));
            place.child(dialog(console, "Pass this conversation on", form))
        }
        None => place,
    })
}

fn dialog(console: Console, name: &str, body: Element) -> Element {
    let frame = el("dialog").attr("aria-label", name);
    let shown = frame.node().clone().unchecked_into::<HtmlDialogElement>();
    let closed = shown.clone();
    // It is in the page by then; only there can it be shown.
    browser::soon(move || drop(shown.show_modal()));
    let head =
        el("header")
            .child(el("h2").child(name))
            .child(tool("Close", Icon::Close, move || closed.close()));
    frame.on("close", move |_| console.overlay.set(None)).child(head).child(body)
}

fn key_list() -> Element {
    let line = |(key, what): &(&str, &str)| {
        let key = el("dd").child(el("kbd").child(*key));
        el("div").child(el("dt").child(*what)).child(key)
    };
    el("dl").class("keys").child(keys::LIST.iter().map(line).collect::<Vec<_>>())
}

/// How far an invitation has come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Invitation {
    Asked,
    OnItsWay,
    Failed(String),
    Ready { name: String, link: String },
}

fn invite(console: Console) -> Element {
    let invitation = RwSignal::new(Invitation::Asked);
    let ready = Memo::new(move |_| match invitation.get() {
        Invitation::Ready { name, link } => Some((name, link)),
        _ => None,
    });
    el("div").live(move |place| match ready.get() {
        Some((name, link)) => place.child(link_view(&name, link)),
        None => place.child(untrack(|| form(console, invitation))),
    })
}

fn form(console: Console, invitation: RwSignal<Invitation>) -> Element {
    let busy = move || invitation.with(|state| *state == Invitation::OnItsWay);
    let name = el("input")
        .attr("type", "text")
        .attr("maxlength", NAME_CHARS)
        .attr("autocomplete", "off")
        .flag("required", true)
        .flag("autofocus", true);
    let lead = el("input").attr("type", "checkbox");
    let (name_field, lead_field) = (input(&name), input(&lead));
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let name = name_field.value().trim().to_owned();
        let role = if lead_field.checked() { AgentRole::Lead } else { AgentRole::Agent };
        if !name.is_empty() && !untrack(busy) {
            ask(console, invitation, name, role);
        }
    };
    let failure = move || match invitation.get() {
        Invitation::Failed(why) => why,
        _ => String::new(),
    };
    let label = |class, words| el("label").class(class).child(el("span").child(words));
    el("form")
        .class("invite")
        .on("submit", submit)
        .child(label("", "Name, as customers will see it").child(name))
        .child(label("choice", "May invite others (lead)").child(lead))
        .child(el("p").class("failure").attr("role", "alert").live_text(failure))
        .child(
            el("button")
                .class("action primary")
                .live_flag("disabled", busy)
                .child("Make a sign-in link"),
        )
}

fn ask(console: Console, invitation: RwSignal<Invitation>, name: String, role: AgentRole) {
    let Some(me) = untrack(|| console.me()) else { return };
    invitation.set(Invitation::OnItsWay);
    leptos::task::spawn_local(async move {
        let outcome = match api::invite(&me.site.id, &name, role).await {
            Ok(link) => Invitation::Ready { name, link },
            Err(ApiError::Refused(why)) => Invitation::Failed(why),
            Err(ApiError::SignedOut) => {
                Invitation::Failed("Your session has ended. Reload the page.".to_owned())
            }
            Err(ApiError::Unreachable) => {
                Invitation::Failed("Can't reach Baton. Try again in a moment.".to_owned())
            }
        };
        // Closed in the meantime: the link is nobody's, and expires unused.
        invitation.try_set(outcome);
    });
}

fn link_view(name: &str, link: String) -> Element {
    let copied = RwSignal::new(false);
    let field = el("input")
        .attr("type", "text")
        .flag("readonly", true)
        .attr("aria-label", "Sign-in link")
        .attr("value", &link);
    let shown = input(&field);
    let copy = move || {
        let shown = shown.clone();
        clipboard::copy(link.clone(), move |written| {
            if written {
                copied.try_set(true);
            } else {
                // Without leave to write to the clipboard, it is there to be copied by hand.
                shown.select();
            }
        });
    };
    let copy = action("action primary", "", copy)
        .live_text(move || if copied.get() { "Copied" } else { "Copy" }.to_owned());
    let advice = el("p")
        .child("Send this link to ")
        .child(el("b").child(name))
        .child(". It works once, for seven days.");
    let row = el("div").class("copy").child(field).child(copy);
    el("div").class("invite").child(advice).child(row)
}

/// The field that `element`, an `input`, is.
fn input(element: &Element) -> HtmlInputElement {
    element.node().clone().unchecked_into()
}
