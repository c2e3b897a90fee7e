//! The page around the panel: whether the panel is open, and the few things the page is told.
//!
//! They speak over a port that the page's loader sends. It is accepted from the parent window alone
//! and only if the site allows the parent's origin; what is sent back are a count, a colour and the
//! site's name, never words of the thread.

use baton_shared::site::{SiteCard, origin_matches};
use baton_widget::browser::{self, Listener};
use baton_widget::element::ElementRef;
use js_sys::{Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, KeyboardEvent, MessageEvent, MessagePort};

/// The page around.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    /// Its origin, once it is known and allowed.
    pub page: RwSignal<Option<String>>,
    /// Whether the panel is open in it. A panel that stands alone always is.
    pub shown: RwSignal<bool>,
    port: StoredValue<Option<Line>, LocalStorage>,
}

/// The open line to the page.
#[derive(Debug)]
struct Line {
    port: MessagePort,
    _listener: Listener,
}

impl Host {
    /// Takes the port that has come, with what was told by it, or waits for one.
    pub fn open(card: &SiteCard, come: Option<(MessageEvent, String)>, field: ElementRef) -> Self {
        let host = Self {
            page: RwSignal::new(None),
            shown: RwSignal::new(!is_framed()),
            port: StoredValue::new_local(None),
        };
        let (site, color) = (card.name.clone(), card.widget.accent.clone());
        let origins = card.origins.clone();
        let accept = move |event: &MessageEvent| {
            let parent = browser::window().and_then(|window| window.parent().ok()?);
            let from_parent = match (event.source(), parent) {
                (Some(source), Some(parent)) => Object::is(source.as_ref(), parent.as_ref()),
                _ => false,
            };
            let origin = event.origin();
            let allowed = origins.iter().any(|allowed| origin_matches(allowed, &origin));
            if from_parent
                && allowed
                && let Ok(port) = event.ports().get(0).dyn_into()
            {
                host.connect(port, field);
                host.tell("name", &JsValue::from_str(&site));
                host.tell("accent", &JsValue::from_str(&color));
                host.page.set(Some(origin));
            }
        };
        if let Some((event, told)) = come {
            accept(&event);
            if host.page.with_untracked(Option::is_some) {
                // The field is drawn after this.
                browser::soon(move || host.hear(&told, field));
            }
        }
        let later = Listener::on_window(&["message"], move |event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                accept(event);
            }
        });
        let escape = Listener::on_window(&["keydown"], move |event: Event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                host.close();
            }
        });
        StoredValue::new_local((later, escape));
        host
    }

    /// Whether there is a page to go back to.
    pub fn embedded(self) -> bool {
        self.page.with(Option::is_some)
    }

    /// Asks the page to close the panel.
    pub fn close(self) {
        self.tell("close", &JsValue::TRUE);
    }

    /// Tells the page how many entries the customer has not seen.
    pub fn tell_unread(self, count: usize) {
        self.page.track();
        self.tell("unread", &JsValue::from(u32::try_from(count).unwrap_or(u32::MAX)));
    }

    fn connect(self, port: MessagePort, field: ElementRef) {
        let listener = Listener::new(port.as_ref(), &["message"], move |event| {
            let said = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or_default();
            let how = || Reflect::get(&said, &"how".into()).ok()?.as_string();
            if let Some(how) = said.as_string().or_else(how) {
                self.hear(&how, field);
            }
        });
        self.port.set_value(Some(Line { port, _listener: listener }));
    }

    /// The page says whether the panel is open: `hidden`, `shown`, or `open` just now, by hand.
    fn hear(self, how: &str, field: ElementRef) {
        self.shown.set(!matches!(how, "" | "hidden"));
        if how == "open"
            && may_focus()
            && let Some(field) = field.get()
        {
            let _ = field.focus();
        }
    }

    fn tell(self, what: &str, value: &JsValue) {
        self.port.with_value(|line| {
            let Some(line) = line else { return };
            let message = Object::new();
            // Neither fails: the object is ours, and the value can be copied.
            let _ = Reflect::set(&message, &JsValue::from_str(what), value);
            let _ = line.port.post_message(&message);
        });
    }
}

fn is_framed() -> bool {
    browser::window().is_some_and(|window| {
        let parent = window.parent().ok().flatten();
        parent.is_some_and(|parent| !Object::is(parent.as_ref(), window.as_ref()))
    })
}

/// Focusing the field on a touch screen would raise the keyboard over what there is to read.
fn may_focus() -> bool {
    let media = browser::window().and_then(|window| window.match_media("(hover: hover)").ok()?);
    media.is_some_and(|media| media.matches())
}
