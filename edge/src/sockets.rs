//! Hibernating WebSockets: what each remembers across hibernation, and sending to many of them.

use serde::{Serialize, de::DeserializeOwned};
use worker::js_sys::{Function, Reflect, global};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Response, Result, State, WebSocket, WebSocketPair};

use baton_shared::protocol::{PING, PONG, encode, subprotocol};

/// Lets the runtime answer pings without waking the object.
pub fn answer_pings(state: &State) {
    if let Ok(pair) = worker::worker_sys::WebSocketRequestResponsePair::new(PING, PONG) {
        state.set_websocket_auto_response(&pair);
    }
}

/// Accepts a socket that hibernates and speaks `version`, remembering `attachment` with it.
pub fn accept<A: Serialize>(state: &State, attachment: &A, version: u16) -> Result<Response> {
    let pair = WebSocketPair::new()?;
    state.accept_web_socket(&pair.server);
    attach(&pair.server, attachment)?;
    let response = Response::from_websocket(pair.client)?;
    response.headers().set("sec-websocket-protocol", &subprotocol(version))?;
    Ok(response)
}

/// Replaces what `socket` remembers. Kept as JSON text, which crosses into the runtime in one piece.
pub fn attach<A: Serialize>(socket: &WebSocket, attachment: &A) -> Result<()> {
    socket.serialize_attachment(serde_json::to_string(attachment)?)
}

/// What `socket` remembers.
pub fn attachment<A: DeserializeOwned>(socket: &WebSocket) -> Option<A> {
    let json: String = socket.deserialize_attachment().ok()??;
    serde_json::from_str(&json).ok()
}

/// Sends a frame. A socket that is already gone gets nothing: its client says hello again and
/// misses nothing.
pub fn send<T: Serialize>(socket: &WebSocket, frame: &T) {
    send_text(socket, &encode(frame));
}

/// Sends a frame that is already text, for frames that go to many.
pub fn send_text(socket: &WebSocket, frame: &str) {
    let _gone = socket.send_with_str(frame);
}

/// Gives the object up: what it has not committed is dropped, its sockets close, and the next event
/// finds a fresh one.
///
/// The runtime ends whatever runs at that moment, so it is asked for once WebAssembly has returned,
/// in a microtask: still before the event's writes are committed.
pub fn abort(state: &State, why: &str) -> Result<()> {
    let object: &JsValue = state.as_raw();
    let abort: Function = Reflect::get(object, &"abort".into())?.dyn_into()?;
    let later: Function = Reflect::get(&global(), &"queueMicrotask".into())?.dyn_into()?;
    later.call1(&JsValue::UNDEFINED, &abort.bind1(object, &why.into()))?;
    Ok(())
}
