//! One WebSocket at a time, as events.
//!
//! Opens it, hears it, closes it. Knows nothing of threads: when to do what is decided by the
//! replica. A socket that was replaced or closed is never heard again.

use crate::browser::{self, Listener};
use baton_shared::protocol::Refusal;
use js_sys::Array;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

/// Refusals that a close code alone can tell, and their names on the wire.
const REFUSALS: [(Refusal, &str); 5] = [
    (Refusal::BadToken, "bad_token"),
    (Refusal::ForbiddenOrigin, "forbidden_origin"),
    (Refusal::UnknownSite, "unknown_site"),
    (Refusal::UnknownThread, "unknown_thread"),
    (Refusal::UnknownVersion { newest: 0 }, "unknown_version"),
];

/// Where a socket leads.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `ws:` or `wss:` address.
    pub url: String,
    /// Subprotocols offered: the version, and a visitor's token.
    pub subprotocols: Vec<String>,
}

impl Endpoint {
    /// The endpoint at `path` of the origin that served this page, offering `subprotocols`.
    pub fn here(path: &str, subprotocols: Vec<String>) -> Self {
        let location = browser::window().map(|window| window.location());
        let part = |part: Result<String, JsValue>| part.unwrap_or_default();
        let (scheme, host) = match location {
            Some(at) => (part(at.protocol()), part(at.host())),
            None => <(String, String)>::default(),
        };
        let scheme = if scheme == "http:" { "ws://" } else { "wss://" };
        Self { url: [scheme, &host, path].concat(), subprotocols }
    }
}

/// A socket that the page opened before this code had loaded.
#[derive(Debug, Clone)]
pub struct EarlySocket {
    /// In whatever state it is by now.
    pub socket: WebSocket,
    /// Text frames that have arrived, oldest first.
    pub frames: Array,
    /// Whether the page has said hello on it.
    pub greeted: bool,
}

/// What a socket reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It is open. `greeted` when hello was already said on it.
    Open {
        /// Whether nobody needs to say hello any more.
        greeted: bool,
    },
    /// A text frame.
    Frame(String),
    /// It is gone, or could not be opened.
    Closed,
}

/// The connection of one client to one thread.
pub struct Transport {
    endpoint: Endpoint,
    early: RefCell<Option<EarlySocket>>,
    hear: Rc<dyn Fn(Heard)>,
    live: RefCell<Option<(WebSocket, Listener)>>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the endpoint: its subprotocols may hold a token.
        f.write_str("Transport")
    }
}

impl Transport {
    /// A transport that is not connected. `hear` is called from the browser's event loop, never
    /// from within [`Transport::connect`], [`Transport::send`] or [`Transport::disconnect`].
    pub fn new(endpoint: Endpoint, early: Option<EarlySocket>, hear: Rc<dyn Fn(Heard)>) -> Self {
        Self { endpoint, early: RefCell::new(early), hear, live: RefCell::new(None) }
    }

    /// Opens a socket in place of the one before; the first time, takes over the early one.
    pub fn connect(&self) {
        self.disconnect();
        let early = self.early.take();
        if let Some(early) = early {
            self.adopt(early);
            return;
        }
        let subprotocols: Array = self.endpoint.subprotocols.iter().map(JsValue::from).collect();
        if let Ok(socket) = WebSocket::new_with_str_sequence(&self.endpoint.url, &subprotocols) {
            self.listen(socket);
        } else {
            self.report_soon(vec![Heard::Closed]);
        }
    }

    /// Closes the socket; nothing more is heard from it.
    pub fn disconnect(&self) {
        if let Some((socket, listener)) = self.live.take() {
            drop(listener);
            // Fails only for a close code out of range.
            let _ = socket.close();
        }
    }

    /// Sends a text frame. A socket that can't take it is about to report that it is closed.
    pub fn send(&self, text: &str) {
        if let Some((socket, _)) = &*self.live.borrow() {
            let _ = socket.send_with_str(text);
        }
    }

    fn adopt(&self, early: EarlySocket) {
        let EarlySocket { socket, frames, greeted } = early;
        let state = socket.ready_state();
        let mut missed = Vec::new();
        if state == WebSocket::OPEN {
            missed.push(Heard::Open { greeted });
        }
        missed.extend(frames.iter().filter_map(|frame| frame.as_string()).map(Heard::Frame));
        if state > WebSocket::OPEN {
            missed.push(Heard::Closed);
        }
        // Frames kept by the page end here: from now on each is heard as it comes.
        socket.set_onmessage(None);
        socket.set_onopen(None);
        self.listen(socket);
        self.report_soon(missed);
    }

    fn listen(&self, socket: WebSocket) {
        let hear = Rc::clone(&self.hear);
        let listener = Listener::new(&socket, &["open", "message", "close"], move |event| {
            for heard in heard(&event) {
                hear(heard);
            }
        });
        self.live.replace(Some((socket, listener)));
    }

    fn report_soon(&self, events: Vec<Heard>) {
        let hear = Rc::clone(&self.hear);
        browser::soon(move || {
            for event in events {
                hear(event);
            }
        });
    }
}

/// What an event of a socket says.
fn heard(event: &Event) -> Vec<Heard> {
    if let Some(message) = event.dyn_ref::<MessageEvent>() {
        return message.data().as_string().map(Heard::Frame).into_iter().collect();
    }
    let Some(close) = event.dyn_ref::<CloseEvent>() else {
        return vec![Heard::Open { greeted: false }];
    };
    // A refusal may come as a close code alone, when there was nobody to write a frame.
    let refused = REFUSALS.iter().find(|(refusal, _)| refusal.close_code() == close.code());
    let frame = refused.map(|(_, code)| {
        Heard::Frame(["{\"t\":\"refused\",\"code\":\"", code, "\",\"newest\":0}"].concat())
    });
    frame.into_iter().chain([Heard::Closed]).collect()
}
