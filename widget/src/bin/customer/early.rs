//! What the page did before this code ran: see `boot.js`, which leaves it in `window.baton`.

use baton_shared::site::SiteCard;
use baton_widget::browser;
use baton_widget::transport::EarlySocket;
use baton_widget::wire::read_site_card;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlTextAreaElement, MessageEvent};

/// Everything the panel starts from.
#[derive(Debug)]
pub struct Early {
    /// The place in the page that the panel fills.
    pub place: Element,
    /// The site.
    pub card: SiteCard,
    /// The visitor's token.
    pub token: String,
    /// The socket that is already being opened.
    pub socket: Option<EarlySocket>,
    /// The page around, if it has already told itself.
    pub host: Option<MessageEvent>,
    /// Whether the page had the panel open when it told itself, as it put it.
    pub told: String,
    /// Says where the customer is.
    pub visit: Option<Function>,
    /// Loads the trigger engine, for the function it is given.
    pub sense: Option<Function>,
    /// A suggestion that was tapped.
    pub say: String,
    /// What was written into the page's own field.
    pub draft: String,
    /// Whether that field had the focus.
    pub focused: bool,
}

impl Early {
    /// Takes everything over; none when the page is not a panel.
    pub fn take() -> Option<Self> {
        let document = browser::document()?;
        let place = document.get_element_by_id("panel")?;
        let meta = document.query_selector("meta[name=baton-site]").ok()??;
        let card = read_site_card(&meta.get_attribute("content")?)?;
        let left = Reflect::get(&js_sys::global(), &"baton".into()).ok()?;
        let get = |name: &str| Reflect::get(&left, &JsValue::from_str(name)).unwrap_or_default();
        let socket = get("socket").dyn_into().ok().map(|socket| EarlySocket {
            socket,
            frames: get("frames").dyn_into().unwrap_or_default(),
            greeted: get("greeted").is_truthy(),
        });
        let field = place.query_selector("textarea").ok()?;
        let field = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
        let active = document.active_element();
        Some(Self {
            card,
            token: get("token").as_string()?,
            socket,
            host: get("host").dyn_into().ok(),
            told: get("told").as_string().unwrap_or_default(),
            visit: get("visit").dyn_into().ok(),
            sense: get("sense").dyn_into().ok(),
            say: get("say").as_string().unwrap_or_default(),
            draft: field.as_ref().map(HtmlTextAreaElement::value).unwrap_or_default(),
            focused: field.is_some_and(|field| active.as_ref() == Some(field.as_ref())),
            place,
        })
    }
}
