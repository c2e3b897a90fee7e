//! As much of HTTP/1.1 as one request and its answer need; a connection serves one of each.

use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;

/// Most bytes of a request's head.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// Most bytes of a request's body.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
/// Most headers of a request.
const MOST_HEADERS: usize = 64;

/// A request, as far as it matters here.
#[derive(Debug)]
pub(super) struct Request {
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// Its body; null when it is no JSON.
    pub body: Value,
    authorization: String,
    content_type: String,
}

impl Request {
    /// What OpenAI's API would refuse it for, with the status, given where the API lies.
    pub fn mistake(&self, base: &str, key: &str) -> Option<(u16, &'static str)> {
        let is = |name: &str, right: fn(&Value) -> bool| self.body.get(name).is_some_and(right);
        let filled = |value: &Value| value.as_array().is_some_and(|items| !items.is_empty());
        let json = self.content_type.starts_with("application/json");
        [
            (self.path.strip_prefix(base) != Some("/chat/completions"), 404, "unknown path"),
            (self.method != "POST", 405, "not a POST"),
            (self.authorization != format!("Bearer {key}"), 401, "wrong or no bearer token"),
            (!json, 400, "not application/json"),
            (!is("model", Value::is_string), 400, "no model"),
            (!is("messages", filled), 400, "no messages"),
            (!is("stream", |value| value == &Value::Bool(true)), 400, "not a stream"),
            (!is("tools", filled), 400, "no tools"),
        ]
        .into_iter()
        .find_map(|(wrong, status, reason)| wrong.then_some((status, reason)))
    }
}

/// The request that comes over `connection`, if one does.
pub(super) fn read(connection: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let (mut request, length, head) = loop {
        let mut piece = [0; 4096];
        let count = connection.read(&mut piece).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
        match head(&bytes)? {
            Head::Complete(request, length, head) => break (request, length, head),
            Head::Incomplete => {}
        }
        if bytes.len() > MAX_HEAD_BYTES {
            return None;
        }
    };
    let mut body = bytes.split_off(head);
    if length > MAX_BODY_BYTES || body.len() > length {
        return None;
    }
    let got = body.len();
    body.resize(length, 0);
    connection.read_exact(&mut body[got..]).ok()?;
    request.body = serde_json::from_slice(&body).unwrap_or_default();
    Some(request)
}

enum Head {
    Incomplete,
    /// The request without its body, the body's length and the head's.
    Complete(Request, usize, usize),
}

/// The head at the beginning of `bytes`; `None` if that is none.
fn head(bytes: &[u8]) -> Option<Head> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(head) = parsed.parse(bytes).ok()? else {
        return Some(Head::Incomplete);
    };
    let value = |name: &str| {
        let header = parsed.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        header.map(|header| String::from_utf8_lossy(header.value).into_owned())
    };
    let length = value("content-length").map_or(Some(0), |length| length.parse().ok())?;
    let request = Request {
        method: parsed.method?.to_owned(),
        path: parsed.path?.to_owned(),
        body: Value::Null,
        authorization: value("authorization").unwrap_or_default(),
        content_type: value("content-type").unwrap_or_default(),
    };
    Some(Head::Complete(request, length, head))
}

/// Begins an answer whose body comes in pieces.
pub(super) fn begin(connection: &mut impl Write) -> std::io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\
                cache-control: no-cache\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n";
    connection.write_all(head.as_bytes())
}

/// One piece of it.
pub(super) fn piece(connection: &mut impl Write, text: &str) -> std::io::Result<()> {
    write!(connection, "{:x}\r\n{text}\r\n", text.len())?;
    connection.flush()
}

/// The end of it.
pub(super) fn end(connection: &mut impl Write) -> std::io::Result<()> {
    connection.write_all(b"0\r\n\r\n")
}

/// A whole answer.
pub(super) fn whole(connection: &mut impl Write, status: u16, json: &Value) -> std::io::Result<()> {
    let body = json.to_string();
    write!(
        connection,
        "HTTP/1.1 {status} Scripted\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
}
