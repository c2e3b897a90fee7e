//! What lies over the columns: the list of keys, and inviting a colleague.

use crate::api::{self, ApiError};
use crate::console::{Console, Overlay};
use crate::icon;
use crate::keys;
use crate::layout::tool;
use baton_shared::protocol::desk::AgentRole;
use baton_widget::browser;
use leptos::ev::SubmitEvent;
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Longest name of a colleague, in characters.
const NAME_CHARS: &str = "60";

/// What lies over the columns, if anything does.
pub fn overlay(console: Console) -> AnyView {
    let shown = move || {
        console.overlay.get().map(|overlay| match overlay {
            Overlay::Keys => dialog(console, "Keys", key_list()),
            Overlay::Invite => dialog(console, "Invite a colleague", invite(console)),
        })
    };
    shown.into_any()
}

fn dialog(console: Console, name: &'static str, body: AnyView) -> AnyView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            // Fails only for a dialog that is not in the page.
            let _ = dialog.show_modal();
        }
    });
    let close = move || console.overlay.set(None);
    view! {
        <dialog node_ref=dialog aria-label=name on:close=move |_| close()>
            <header>
                <h2>{name}</h2>
                {tool("Close", icon::CLOSE, close)}
            </header>
            {body}
        </dialog>
    }
    .into_any()
}

fn key_list() -> AnyView {
    let keys: Vec<_> = keys::LIST
        .iter()
        .map(|(key, what)| view! { <div><dt>{*what}</dt><dd><kbd>{*key}</kbd></dd></div> })
        .collect();
    view! { <dl class="keys">{keys}</dl> }.into_any()
}

/// How far an invitation has come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Invitation {
    Asked,
    OnItsWay,
    Failed(String),
    Ready { name: String, link: String },
}

fn invite(console: Console) -> AnyView {
    let invitation = RwSignal::new(Invitation::Asked);
    let shown = Memo::new(move |_| match invitation.get() {
        Invitation::Ready { name, link } => Some((name, link)),
        _ => None,
    });
    (move || match shown.get() {
        Some((name, link)) => ready(&name, link),
        None => form(console, invitation),
    })
    .into_any()
}

fn form(console: Console, invitation: RwSignal<Invitation>) -> AnyView {
    let name = NodeRef::<Input>::new();
    let lead = NodeRef::<Input>::new();
    let busy = move || invitation.with(|state| *state == Invitation::OnItsWay);
    let failure = move || match invitation.get() {
        Invitation::Failed(why) => Some(why),
        _ => None,
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(name), Some(lead), Some(me)) =
            (name.get_untracked(), lead.get_untracked(), untrack(|| console.me()))
        else {
            return;
        };
        let name = name.value().trim().to_owned();
        let role = if lead.checked() { AgentRole::Lead } else { AgentRole::Agent };
        if name.is_empty() || untrack(busy) {
            return;
        }
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
    };
    view! {
        <form class="invite" on:submit=submit>
            <label>
                <span>"Name, as customers will see it"</span>
                <input node_ref=name type="text" maxlength=NAME_CHARS autocomplete="off" required autofocus />
            </label>
            <label class="choice">
                <input node_ref=lead type="checkbox" />
                <span>"May invite others (lead)"</span>
            </label>
            <p class="failure" role="alert">{failure}</p>
            <button class="action primary" prop:disabled=busy>"Make a sign-in link"</button>
        </form>
    }
    .into_any()
}

fn ready(name: &str, link: String) -> AnyView {
    let copied = RwSignal::new(false);
    let shown = link.clone();
    let field = NodeRef::<Input>::new();
    let copy = move |_| {
        let link = link.clone();
        leptos::task::spawn_local(async move {
            let clipboard = browser::window().map(|window| window.navigator().clipboard());
            let written = match clipboard {
                Some(clipboard) => JsFuture::from(clipboard.write_text(&link)).await.is_ok(),
                None => false,
            };
            if written {
                copied.try_set(true);
            } else if let Some(Some(field)) = field.try_get_untracked() {
                // Without leave to write to the clipboard, the link is there to be copied by hand.
                field.select();
            }
        });
    };
    view! {
        <div class="invite">
            <p>"Send this link to "<b>{name.to_owned()}</b>". It works once, for seven days."</p>
            <div class="copy">
                <input node_ref=field type="text" readonly aria-label="Sign-in link" prop:value=shown />
                <button type="button" class="action primary" on:click=copy autofocus>
                    {move || if copied.get() { "Copied" } else { "Copy" }}
                </button>
            </div>
        </div>
    }
    .into_any()
}
