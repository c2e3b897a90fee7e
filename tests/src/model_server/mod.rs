//! A language model's server that says what a test tells it to: real HTTP on this machine, OpenAI's
//! wire format, no model.
//!
//! Each request is checked as OpenAI would, recorded, and answered by the next [`Script`]. Dropping the
//! server ends every request that still hangs.

mod script;

pub use script::Script;

use crate::Result;
use crate::local_server::LocalServer;
use crate::local_server::http::Request;
use serde::Serialize;
use serde_json::Value;
use std::collections::VecDeque;

/// The path below which the API lies.
const BASE: &str = "/v1";

/// A running server.
#[derive(Debug)]
pub struct ModelServer {
    server: LocalServer<State>,
}

/// A request that came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recorded {
    /// Its method and path.
    pub line: String,
    /// Its body; null when it is no JSON.
    pub body: Value,
    /// What was wrong with it, if it was refused before any script.
    pub refused: Option<&'static str>,
}

#[derive(Debug)]
struct State {
    key: String,
    scripts: VecDeque<Script>,
    requests: Vec<Recorded>,
}

impl ModelServer {
    /// Listens on a free port of this machine, for requests that bear `key`.
    pub fn start(key: &str) -> Result<Self> {
        let (scripts, requests) = (VecDeque::new(), Vec::new());
        let state = State { key: key.to_owned(), scripts, requests };
        let server = LocalServer::start(state, |request, connection, shared| {
            let body = request.json();
            let script = shared.change(|state| state.take(request, &body));
            let pause = |milliseconds| shared.pause(milliseconds);
            // A client that gave up meanwhile is part of what is tested.
            let _ = script.answer(&body, connection, pause);
        })?;
        Ok(Self { server })
    }

    /// What belongs into `base_url` of a site's settings.
    pub fn base_url(&self) -> String {
        format!("{}{BASE}", self.server.origin())
    }

    /// Answers the next request that has no script yet. A request without any is answered 500.
    pub fn script(&self, script: Script) {
        self.server.shared().change(|state| state.scripts.push_back(script));
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.server.shared().state().requests.clone()
    }

    /// The requests so far, once there are `count`.
    pub fn await_requests(&self, count: usize) -> Result<Vec<Recorded>> {
        self.server.shared().until(
            |state| (state.requests.len() >= count).then(|| state.requests.clone()),
            |state| format!("{} requests of {count}", state.requests.len()),
        )
    }
}

impl State {
    /// Records `request`, and says what answers it.
    fn take(&mut self, request: &Request, body: &Value) -> Script {
        let refused = mistake(request, body, &self.key);
        self.requests.push(Recorded {
            line: format!("{} {}", request.method, request.path),
            body: body.clone(),
            refused: refused.map(|(_, reason)| reason),
        });
        match refused {
            Some((code, reason)) => Script::refusal(code, reason),
            None => self
                .scripts
                .pop_front()
                .unwrap_or_else(|| Script::refusal(500, "there is no script for this request")),
        }
    }
}

/// What OpenAI's API would refuse `request` for, with the status.
fn mistake(request: &Request, body: &Value, key: &str) -> Option<(u16, &'static str)> {
    let is = |name: &str, right: fn(&Value) -> bool| body.get(name).is_some_and(right);
    let filled = |value: &Value| value.as_array().is_some_and(|items| !items.is_empty());
    let json = request.header("content-type").starts_with("application/json");
    let bears = request.header("authorization") == format!("Bearer {key}");
    [
        (request.path.strip_prefix(BASE) != Some("/chat/completions"), 404, "unknown path"),
        (request.method != "POST", 405, "not a POST"),
        (!bears, 401, "wrong or no bearer token"),
        (!json, 400, "not application/json"),
        (!is("model", Value::is_string), 400, "no model"),
        (!is("messages", filled), 400, "no messages"),
        (!is("stream", |value| value == &Value::Bool(true)), 400, "not a stream"),
        (!is("tools", filled), 400, "no tools"),
    ]
    .into_iter()
    .find_map(|(wrong, status, reason)| wrong.then_some((status, reason)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Http, Reply};
    use serde_json::json;
    use std::thread;

    fn body() -> Value {
        json!({
            "model": "small",
            "messages": [{ "role": "user", "content": "hi" }],
            "stream": true,
            "tools": [{ "type": "function", "function": { "name": "hand_off" } }],
        })
    }

    fn post(server: &ModelServer, key: &str, body: &Value) -> Result<Reply> {
        let bearer = format!("Bearer {key}");
        let headers = [("authorization", bearer.as_str())];
        Http::new(server.base_url()).send("POST", "/chat/completions", &headers, Some(body))
    }

    fn answered(script: Script) -> Result<Reply> {
        let server = ModelServer::start("key")?;
        server.script(script);
        post(&server, "key", &body())
    }

    /// The JSON of every event but the last, which must be `[DONE]`.
    fn events(reply: &Reply) -> Vec<Value> {
        assert_eq!(reply.header("content-type"), Some("text/event-stream; charset=utf-8"));
        let text = reply.text();
        let data = text.split_terminator("\n\n").map(|event| event.strip_prefix("data: ").unwrap());
        let mut data: Vec<&str> = data.collect();
        assert_eq!(data.pop(), Some("[DONE]"));
        data.into_iter().map(|data| serde_json::from_str(data).unwrap()).collect()
    }

    #[test]
    fn words_are_streamed_as_chunks() {
        let chunks = vec!["Grüße".to_owned(), " an alle".to_owned()];
        let reply = answered(Script::Words { chunks, delay_ms: 1 }).unwrap();
        let events = events(&reply);
        let said: Vec<&str> = events
            .iter()
            .filter_map(|event| event["choices"][0]["delta"]["content"].as_str())
            .collect();
        assert_eq!(said, ["", "Grüße", " an alle"]);
        assert_eq!(events[0]["object"], "chat.completion.chunk");
        assert_eq!(events[0]["choices"][0]["delta"]["role"], "assistant");
        assert_eq!(events[0]["model"], "small");
        assert_eq!(events.last().unwrap()["choices"][0]["finish_reason"], "stop");
    }

    #[test]
    fn a_tool_call_comes_in_pieces() {
        let pieces = vec!["{\"reason\":".to_owned(), "\"x\"}".to_owned()];
        let script = Script::ToolCall { name: "hand_off".to_owned(), pieces };
        let events = events(&answered(script).unwrap());
        let calls: Vec<&Value> = events
            .iter()
            .map(|event| &event["choices"][0]["delta"]["tool_calls"][0])
            .filter(|call| !call.is_null())
            .collect();
        assert_eq!(calls[0]["function"]["name"], "hand_off");
        assert!(calls[1]["id"].is_null() && calls[1]["index"] == 0);
        let arguments: String =
            calls.iter().filter_map(|call| call["function"]["arguments"].as_str()).collect();
        assert_eq!(arguments, r#"{"reason":"x"}"#);
        assert_eq!(events.last().unwrap()["choices"][0]["finish_reason"], "tool_calls");
    }

    #[test]
    fn failures_look_as_they_do_in_life() {
        let busy = Script::Status { code: 429, body: json!({ "error": { "code": "busy" } }) };
        let reply = answered(busy).unwrap();
        assert_eq!((reply.status, reply.text().as_str()), (429, r#"{"error":{"code":"busy"}}"#));
        assert!(answered(Script::BreakAfter { chunks: 2 }).is_err());
        let garbage = answered(Script::Garbage).unwrap();
        assert!(garbage.status == 200 && garbage.text().starts_with("data: {"));
        let refusal = events(&answered(Script::RefusalDelta).unwrap());
        assert!(refusal.iter().any(|e| e["choices"][0]["delta"]["refusal"].is_string()));
        let malformed = events(&answered(Script::MalformedToolCall).unwrap());
        assert_eq!(malformed.last().unwrap()["choices"][0]["finish_reason"], "tool_calls");
        let whole = json!({ "choices": [{ "message": { "content": "Hi" } }] });
        let reply = answered(Script::NoStream { json: whole.clone() }).unwrap();
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.json::<Value>().unwrap(), whole);
        assert_eq!(events(&answered(Script::SlowFirstByte { ms: 5 }).unwrap()).len(), 3);
    }

    #[test]
    fn what_openai_would_refuse_is_refused_and_recorded() {
        let server = ModelServer::start("key").unwrap();
        assert_eq!(post(&server, "other", &body()).unwrap().status, 401);
        for missing in ["model", "messages", "stream", "tools"] {
            let mut body = body();
            body.as_object_mut().unwrap().remove(missing);
            assert_eq!(post(&server, "key", &body).unwrap().status, 400, "{missing}");
        }
        let http = Http::new(server.base_url());
        assert_eq!(http.get("/chat/completions").unwrap().status, 405);
        assert_eq!(http.get("/models").unwrap().status, 404);
        assert_eq!(post(&server, "key", &body()).unwrap().status, 500, "no script");
        let requests = server.await_requests(8).unwrap();
        assert_eq!(requests[1].line, "POST /v1/chat/completions");
        assert_eq!(requests[7].body, body());
        let refused = requests.iter().filter(|request| request.refused.is_some()).count();
        assert_eq!(refused, 7);
        assert!(!format!("{requests:?}").contains("key"), "keys aren't recorded");
    }

    #[test]
    fn a_dropped_server_ends_what_hangs() {
        let server = ModelServer::start("key").unwrap();
        for _ in 0..2 {
            server.script(Script::Hang);
        }
        let url = server.base_url();
        let hanging: Vec<_> = (0..2)
            .map(|_| {
                let http = Http::new(&*url);
                let headers = [("authorization", "Bearer key")];
                thread::spawn(move || {
                    http.send("POST", "/chat/completions", &headers, Some(&body()))
                })
            })
            .collect();
        server.await_requests(2).unwrap();
        drop(server);
        assert!(hanging.into_iter().all(|thread| thread.join().unwrap().is_err()));
        assert!(Http::new(url).get("/models").is_err());
    }
}
