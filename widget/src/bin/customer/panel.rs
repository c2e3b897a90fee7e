//! The panel, put together: header, thread, composer, and what the frame keeps for the next page.

use crate::early::Early;
use crate::host::Host;
use crate::{banner, clicks, greeting, header, pass, unread, words};
use baton_shared::protocol::{TOKEN_SUBPROTOCOL, subprotocols};
use baton_shared::site::SiteCard;
use baton_shared::thread::link::Link;
use baton_widget::browser;
use baton_widget::element::{Element, ElementRef, el, watch};
use baton_widget::session::{Session, SessionConfig};
use baton_widget::thread::{Composer, Slots, ThreadProps, Viewer, composer, thread_view};
use baton_widget::transport::Endpoint;
use js_sys::Function;
use leptos::mount::mount_to;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What the panel's parts share.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// The thread.
    pub session: Session,
    site: StoredValue<Arc<SiteCard>>,
    /// The page around.
    pub host: Host,
    /// The composer's field.
    pub field: ElementRef,
}

impl Panel {
    /// The site.
    #[inline(never)]
    pub fn card(self) -> Arc<SiteCard> {
        self.site.get_value()
    }
}

/// Draws the panel in the place of what the page shows, and begins.
pub fn open(early: Early) {
    let Early { place, card, token, socket, host, told, visit, sense, say, draft, focused } = early;
    let Ok(place) = place.dyn_into::<web_sys::HtmlElement>() else { return };
    place.set_text_content(None);
    let parent = place.clone();
    let draw = move || {
        let site = card.id.clone();
        let mut offered = subprotocols();
        offered.push([TOKEN_SUBPROTOCOL, &token].concat());
        let config = SessionConfig {
            endpoint: Endpoint::here(&["/v1/sites/", site.as_str(), "/socket"].concat(), offered),
            early: socket,
            outbox_prefix: ["baton.out.", site.as_str(), "."].concat(),
            visit,
            senses: true,
            beyond: None,
        };
        let field = ElementRef::new();
        let host = Host::open(&card, host.map(|host| (host, told)), field);
        let panel = Panel {
            session: Session::open(config),
            site: StoredValue::new(Arc::new(card)),
            host,
            field,
        };
        let draft = keep_draft(&["baton.draft.", site.as_str()].concat(), draft);
        clicks::watch(panel.session);
        unread::count(panel, ["baton.read.", site.as_str()].concat());
        if !say.is_empty() {
            panel.session.say(say);
        }
        if let Some(load) = sense {
            load_sense(panel, load);
        }
        if focused {
            browser::soon(move || {
                if let Some(field) = field.get() {
                    // Fails for a field that is not shown, which can't have had the focus.
                    let _ = field.focus();
                }
            });
        }
        for part in view(panel, draft) {
            // Fails only for an element that contains its parent; these were just made.
            let _ = parent.append_child(part.node());
        }
    };
    mount_to(place, draw).forget();
}

fn view(panel: Panel, draft: RwSignal<String>) -> [Element; 4] {
    let Panel { session, host, field, .. } = panel;
    let props = ThreadProps {
        session,
        viewer: Viewer::Customer,
        own: None,
        bot: StoredValue::new(panel.card().bot.clone()),
        page: host.page,
        marks: RwSignal::new(Vec::new()),
    };
    let slots = Slots { head: Some(greeting::view(panel)), tail: Some(pass::view(panel)) };
    let enabled = RwSignal::new(true);
    watch(move || enabled.set(!matches!(session.link(), Link::Refused(_))));
    let write = Composer { session, draft, hint: words::WRITE.to_owned(), enabled, field };
    let body =
        el("div").class("body").child(banner::notice(panel)).child(thread_view(props, slots));
    [header::view(panel), body, banner::refusal(panel), composer(write)]
}

/// Has the page `load` the trigger engine once the panel is looked at and connected: nothing that a
/// customer waits for is to wait for it.
fn load_sense(panel: Panel, load: Function) {
    let mut load = Some(load);
    watch(move || {
        let usable = panel.host.shown.get() && matches!(panel.session.link(), Link::Live { .. });
        if usable && let Some(load) = load.take() {
            let take = Closure::once_into_js(move |engine: JsValue| {
                panel.session.begin_sensing(engine.unchecked_into());
            });
            // One that fails to load is not missed: the edge decides in any case.
            let _ = load.call1(&JsValue::UNDEFINED, &take);
        }
    });
}

/// What is being written survives a change of page. `written` is what the page's own field held.
fn keep_draft(key: &str, written: String) -> RwSignal<String> {
    let kept = browser::tab_storage().and_then(|storage| storage.get_item(key).ok()?);
    let draft = RwSignal::new(if written.is_empty() { kept.unwrap_or_default() } else { written });
    let key = key.to_owned();
    watch(move || {
        if let Some(storage) = browser::tab_storage() {
            // Refused when storage is full: then a change of page loses an unsent draft.
            let _ = draft.with(|draft| storage.set_item(&key, draft));
        }
    });
    draft
}
