//! What the panel says about its connection: nothing while all is well, and what to do when it
//! can't go on.

use crate::panel::Panel;
use crate::words;
use baton_shared::protocol::Refusal;
use baton_shared::thread::link::Link;
use baton_widget::browser;
use baton_widget::element::{Element, el, watch};
use leptos::prelude::*;

/// While this is kept for the tab, a lost session has already been renewed once.
const RENEWED: &str = "baton.renewed";

/// Offline, or connecting for longer than a moment. Lies over the thread, which does not move.
pub fn notice(panel: Panel) -> Element {
    let session = panel.session;
    el("div").live(move |place| {
        let (class, said) = match session.link() {
            Link::Refused(_) => return place,
            // A socket may not have noticed yet that there is no network.
            _ if !session.is_online() => ("notice", words::OFFLINE),
            Link::Live { .. } => return place,
            _ => ("notice patient", words::RECONNECTING),
        };
        place.child(el("p").class(class).attr("role", "status").child(said))
    })
}

/// The edge has refused for good: why, and the one thing that helps.
pub fn refusal(panel: Panel) -> Element {
    let session = panel.session;
    watch(move || match session.link() {
        Link::Refused(Refusal::BadToken) => renew_once(panel),
        Link::Live { .. } => forget_renewal(),
        _ => {}
    });
    el("div").live(move |place| {
        let Link::Refused(refusal) = session.link() else { return place };
        let (said, way_out) = match refusal {
            Refusal::UnknownSite => (words::UNKNOWN_SITE, None),
            Refusal::ForbiddenOrigin => (words::FORBIDDEN, None),
            Refusal::BadToken => (words::ENDED, Some(words::START_ANEW)),
            _ => (words::OUTDATED, Some(words::RELOAD)),
        };
        let button = way_out.map(|label| {
            el("button").attr("type", "button").click(move || start_anew(panel)).child(label)
        });
        let refused = el("div").class("refused").attr("role", "alert");
        place.child(refused.child(el("p").child(said)).child(button))
    })
}

/// A token that is no longer good is replaced without a word, but only once: an edge that refuses
/// every token must not make the panel reload for ever.
fn renew_once(panel: Panel) {
    let Some(tab) = browser::tab_storage() else { return };
    if matches!(tab.get_item(RENEWED), Ok(None)) && tab.set_item(RENEWED, "1").is_ok() {
        start_anew(panel);
    }
}

fn forget_renewal() {
    if let Some(tab) = browser::tab_storage() {
        let _ = tab.remove_item(RENEWED);
    }
}

fn start_anew(panel: Panel) {
    if let Link::Refused(Refusal::BadToken) = untrack(|| panel.session.link()) {
        let key = ["baton.session.", panel.card().id.as_str()].concat();
        if let Some(storage) = browser::local_storage() {
            let _ = storage.remove_item(&key);
        }
    }
    if let Some(window) = browser::window() {
        // Fails only in a document that is being left.
        let _ = window.location().reload();
    }
}
