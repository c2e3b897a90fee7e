//! The panel, put together: header, thread, composer, and what the frame keeps for the next page.

use crate::early::Early;
use crate::host::Host;
use crate::{banner, greeting, header, pass, unread, words};
use baton_shared::protocol::{TOKEN_SUBPROTOCOL, VERSION, subprotocol};
use baton_shared::site::SiteCard;
use baton_shared::thread::link::Link;
use baton_widget::browser;
use baton_widget::session::{Session, SessionConfig};
use baton_widget::thread::{Composer, Slots, ThreadProps, Viewer, composer, thread_view};
use baton_widget::transport::Endpoint;
use leptos::html::Textarea;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What the panel's parts share.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// The thread.
    pub session: Session,
    /// The site.
    pub card: StoredValue<SiteCard>,
    /// The page around.
    pub host: Host,
    /// The composer's field.
    pub field: NodeRef<Textarea>,
}

/// Draws the panel in the place of what the page shows, and begins.
pub fn open(early: Early) {
    let Early { place, card, token, socket, host, say, draft, focused } = early;
    let Ok(place) = place.dyn_into::<web_sys::HtmlElement>() else { return };
    place.set_text_content(None);
    let draw = move || {
        let site = card.id.clone();
        let config = SessionConfig {
            endpoint: Endpoint::here(
                &["/v1/sites/", site.as_str(), "/socket"].concat(),
                vec![subprotocol(VERSION), [TOKEN_SUBPROTOCOL, &token].concat()],
            ),
            early: socket,
            outbox_prefix: ["baton.out.", site.as_str(), "."].concat(),
            trigger: Some(card.trigger.clone()),
        };
        let field = NodeRef::new();
        let host = Host::open(&card, host, field);
        let panel =
            Panel { session: Session::open(config), card: StoredValue::new(card), host, field };
        let draft = keep_draft(&["baton.draft.", site.as_str()].concat(), draft);
        unread::watch(panel, ["baton.read.", site.as_str()].concat());
        if !say.is_empty() {
            panel.session.say(say);
        }
        if focused {
            Effect::new(move |_| field.get().map(|field| field.focus()));
        }
        view(panel, draft)
    };
    mount_to(place, draw).forget();
}

fn view(panel: Panel, draft: RwSignal<String>) -> AnyView {
    let Panel { session, card, host, field } = panel;
    let props = ThreadProps {
        session,
        viewer: Viewer::Customer,
        bot: StoredValue::new(card.with_value(|card| card.bot.clone())),
        page: host.page.into(),
        marks: Signal::stored(Vec::new()),
    };
    let slots = Slots { head: greeting::view(panel), tail: pass::view(panel) };
    let write = Composer {
        session,
        draft,
        hint: Signal::stored(words::WRITE.to_owned()),
        enabled: Signal::derive(move || !matches!(session.link(), Link::Refused(_))),
        field,
    };
    (
        header::view(panel),
        view! { <div class="body">{banner::notice(panel)}{thread_view(props, slots)}</div> },
        banner::refusal(panel),
        composer(write),
    )
        .into_any()
}

/// What is being written survives a change of page. `written` is what the page's own field held.
fn keep_draft(key: &str, written: String) -> RwSignal<String> {
    let kept = browser::tab_storage().and_then(|storage| storage.get_item(key).ok()?);
    let draft = RwSignal::new(if written.is_empty() { kept.unwrap_or_default() } else { written });
    let key = key.to_owned();
    Effect::new(move |_| {
        if let Some(storage) = browser::tab_storage() {
            // Refused when storage is full: then a change of page loses an unsent draft.
            let _ = draft.with(|draft| storage.set_item(&key, draft));
        }
    });
    draft
}
