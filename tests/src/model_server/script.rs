//! What the server says to one request, in OpenAI's `chat.completion.chunk`s.

use crate::local_server::http::{begin, end, piece, whole};
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::{self, Read};
use std::net::TcpStream;

/// What happens to one request.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "script", rename_all = "snake_case", deny_unknown_fields)]
pub enum Script {
    /// Words, chunk by chunk.
    Words {
        /// The chunks.
        chunks: Vec<String>,
        /// Milliseconds before each.
        #[serde(default)]
        delay_ms: u64,
    },
    /// A tool call.
    ToolCall {
        /// The tool.
        name: String,
        /// The JSON of its arguments, in pieces.
        pieces: Vec<String>,
    },
    /// An HTTP status, with a body.
    Status {
        /// The status.
        code: u16,
        /// The body.
        body: Value,
    },
    /// Nothing, until the client gives up or the server is dropped.
    Hang,
    /// The connection breaks in the middle of a stream.
    BreakAfter {
        /// After so many chunks of words.
        chunks: usize,
    },
    /// A stream of something that isn't JSON.
    Garbage,
    /// A tool call whose arguments break off, in a stream that doesn't.
    MalformedToolCall,
    /// The model declines.
    RefusalDelta,
    /// The whole reply as one JSON document, as from a server that doesn't stream.
    NoStream {
        /// The document.
        json: Value,
    },
    /// Nothing for a while, then a word.
    SlowFirstByte {
        /// How long, in milliseconds.
        ms: u64,
    },
}

impl Script {
    /// An error of the kind that OpenAI sends.
    pub(super) fn refusal(code: u16, reason: &str) -> Self {
        let error = json!({ "message": reason, "type": "invalid_request_error", "code": null });
        Self::Status { code, body: json!({ "error": error }) }
    }

    /// Answers a request with this `body`. `pause` waits so many milliseconds.
    pub(super) fn answer(
        &self,
        body: &Value,
        connection: &mut TcpStream,
        pause: impl Fn(u64),
    ) -> io::Result<()> {
        let model = &body["model"];
        match self {
            Self::Words { chunks, delay_ms } => {
                let said = chunks.iter().map(|chunk| json!({ "content": chunk }));
                stream(connection, model, said, "stop", || pause(*delay_ms))
            }
            Self::ToolCall { name, pieces } => {
                stream(connection, model, call(name, pieces), "tool_calls", || {})
            }
            Self::MalformedToolCall => {
                let pieces = ["{\"reason\": \"bro".to_owned()];
                stream(connection, model, call("hand_off", &pieces), "tool_calls", || {})
            }
            Self::RefusalDelta => {
                let said = [json!({ "refusal": "I can't help with that." })];
                stream(connection, model, said, "stop", || {})
            }
            Self::SlowFirstByte { ms } => {
                pause(*ms);
                stream(connection, model, [json!({ "content": "Late." })], "stop", || {})
            }
            Self::BreakAfter { chunks } => {
                begin(connection)?;
                for _ in 0..*chunks {
                    piece(connection, &event(&chunk(model, &json!({ "content": "word " }), None)))?;
                }
                Ok(())
            }
            Self::Garbage => {
                begin(connection)?;
                piece(connection, "data: {\"choices\": [nonsense\n\n")?;
                end(connection)
            }
            Self::Status { code, body } => whole(connection, *code, body),
            Self::NoStream { json } => whole(connection, 200, json),
            Self::Hang => {
                // Ends when either side closes the connection.
                let _ = connection.read(&mut [0]);
                Ok(())
            }
        }
    }
}

/// A whole stream: who speaks, what they say, why it ends.
fn stream(
    connection: &mut TcpStream,
    model: &Value,
    said: impl IntoIterator<Item = Value>,
    finish: &str,
    before_each: impl Fn(),
) -> io::Result<()> {
    begin(connection)?;
    let opening = json!({ "role": "assistant", "content": "", "refusal": null });
    piece(connection, &event(&chunk(model, &opening, None)))?;
    for delta in said {
        before_each();
        piece(connection, &event(&chunk(model, &delta, None)))?;
    }
    piece(connection, &event(&chunk(model, &json!({}), Some(finish))))?;
    piece(connection, "data: [DONE]\n\n")?;
    end(connection)
}

/// The deltas of a call: the first has its id and name, the others more of the arguments.
fn call(name: &str, pieces: &[String]) -> Vec<Value> {
    let function = json!({ "name": name, "arguments": "" });
    let first = json!({ "index": 0, "id": "call_1", "type": "function", "function": function });
    let more = |piece: &String| json!({ "index": 0, "function": { "arguments": piece } });
    let calls = std::iter::once(first).chain(pieces.iter().map(more));
    calls.map(|call| json!({ "tool_calls": [call] })).collect()
}

fn chunk(model: &Value, delta: &Value, finish: Option<&str>) -> Value {
    let choice = json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish });
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": model,
        "system_fingerprint": null,
        "choices": [choice],
    })
}

fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}
