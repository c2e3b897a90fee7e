//! Signing in, and what is shown to those who are not.
//!
//! A sign-in link carries its secret in the fragment, which no server and no other page sees; it is
//! taken out of the address before it is used, and works once.

use crate::api::{self, ApiError, SignedIn};
use crate::button::{Icon, action, tool};
use crate::layout;
use baton_widget::browser::{self, Listener};
use baton_widget::element::{Element, el};
use baton_widget::thread::bot_avatar;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// What a sign-in link's fragment begins with.
const INVITE: &str = "#invite=";

/// Who is at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visitor {
    /// Being asked.
    Unknown,
    /// Known, and let in.
    In(SignedIn),
    /// Nobody, and why.
    Out(Reason),
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// No session in this browser.
    NoSession,
    /// They signed out.
    SignedOut,
    /// The session was ended elsewhere.
    Ended,
    /// The link was used or has expired.
    BadInvite,
    /// The edge can't be reached.
    Unreachable,
}

impl Reason {
    /// A heading, and what to do.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoSession => {
                ("Welcome to the console", "Open the sign-in link that your lead has sent you.")
            }
            Self::SignedOut => {
                ("You're signed out", "To come back, ask your lead for a new sign-in link.")
            }
            Self::Ended => {
                ("Your session has ended", "Ask your lead for a new sign-in link to come back.")
            }
            Self::BadInvite => (
                "This link no longer works",
                "A sign-in link works once, for seven days. Ask your lead for a new one.",
            ),
            Self::Unreachable => {
                ("Can't reach Baton", "Check your connection. Nothing is lost in the meantime.")
            }
        }
    }
}

/// Fills `page` with the console for who is signed in, with the door for everybody else.
pub fn open(page: Element) {
    let visitor = RwSignal::new(Visitor::Unknown);
    enter(visitor);
    // A link opened while the console is open signs in anew.
    let opened = Listener::on_window(&["hashchange"], move |_| {
        if invite_in_address().is_some() {
            enter(visitor);
        }
    });
    StoredValue::new_local(opened);
    let _filled = page.live(move |page| match visitor.get() {
        Visitor::Unknown => page.child(el("div").class("door").attr("aria-busy", "true")),
        Visitor::In(who) => untrack(|| layout::console(page, &who, visitor)),
        Visitor::Out(reason) => page.child(outside(reason, visitor)),
    });
}

/// Finds out who is at the door: by the link in the address, else by the session.
fn enter(visitor: RwSignal<Visitor>) {
    let invite = invite_in_address();
    if invite.is_some() {
        forget_invite();
    }
    visitor.set(Visitor::Unknown);
    leptos::task::spawn_local(async move {
        let found = match &invite {
            Some(invite) => api::sign_in(invite).await,
            None => api::who_am_i().await,
        };
        visitor.set(match found {
            Ok(who) => Visitor::In(who),
            Err(ApiError::Unreachable) => Visitor::Out(Reason::Unreachable),
            Err(_) if invite.is_some() => Visitor::Out(Reason::BadInvite),
            Err(_) => Visitor::Out(Reason::NoSession),
        });
    });
}

fn outside(reason: Reason, visitor: RwSignal<Visitor>) -> Element {
    let (heading, advice) = reason.words();
    let again = (reason == Reason::Unreachable)
        .then(|| action("action primary", "Try again", move || enter(visitor)));
    let card = el("div")
        .class("card")
        .child(bot_avatar())
        .child(el("h1").child(heading))
        .child(el("p").child(advice))
        .child(again);
    el("main").class("door").attr("data-door", name(reason)).child(card)
}

/// As tests know it.
const fn name(reason: Reason) -> &'static str {
    match reason {
        Reason::NoSession => "no-session",
        Reason::SignedOut => "signed-out",
        Reason::Ended => "ended",
        Reason::BadInvite => "bad-invite",
        Reason::Unreachable => "unreachable",
    }
}

/// A button that signs out; calls `failed` when it can't.
pub fn sign_out_button(visitor: RwSignal<Visitor>, failed: impl Fn() + Copy + 'static) -> Element {
    tool("Sign out", Icon::Leave, move || {
        leptos::task::spawn_local(async move {
            match api::sign_out().await {
                Ok(()) | Err(ApiError::SignedOut) => visitor.set(Visitor::Out(Reason::SignedOut)),
                Err(_) => failed(),
            }
        });
    })
}

fn invite_in_address() -> Option<String> {
    let hash = browser::window()?.location().hash().ok()?;
    hash.strip_prefix(INVITE).map(str::to_owned)
}

/// Takes the secret out of the address and out of the browser's history.
fn forget_invite() {
    let Some(window) = browser::window() else { return };
    let (Ok(history), Ok(path)) = (window.history(), window.location().pathname()) else { return };
    // Refused only for an address of another origin.
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
}
