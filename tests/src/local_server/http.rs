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

/// A request.
#[derive(Debug)]
pub struct Request {
    /// Its method.
    pub method: String,
    /// Its path, with the query.
    pub path: String,
    /// Its body, as it came.
    pub body: Vec<u8>,
    headers: Vec<(String, String)>,
}

impl Request {
    /// The header called `name`; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        let header = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        header.map_or("", |(_, value)| value)
    }

    /// The body; null when it is no JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// The request that comes over `connection`, if one does.
pub fn read(connection: &mut TcpStream) -> Option<Request> {
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
    request.body = body;
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
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let request = Request {
        method: parsed.method?.to_owned(),
        path: parsed.path?.to_owned(),
        body: Vec::new(),
        headers: parsed.headers.iter().map(|it| (it.name.to_owned(), text(it.value))).collect(),
    };
    let length = match request.header("content-length") {
        "" => 0,
        length => length.parse().ok()?,
    };
    Some(Head::Complete(request, length, head))
}

/// Begins an answer whose body comes in pieces.
pub fn begin(connection: &mut impl Write) -> std::io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\
                cache-control: no-cache\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n";
    connection.write_all(head.as_bytes())
}

/// One piece of it.
pub fn piece(connection: &mut impl Write, text: &str) -> std::io::Result<()> {
    write!(connection, "{:x}\r\n{text}\r\n", text.len())?;
    connection.flush()
}

/// The end of it.
pub fn end(connection: &mut impl Write) -> std::io::Result<()> {
    connection.write_all(b"0\r\n\r\n")
}

/// A whole answer.
pub fn whole(connection: &mut impl Write, status: u16, json: &Value) -> std::io::Result<()> {
    typed(connection, status, "application/json", &json.to_string())
}

/// A whole answer of another type.
pub fn typed(
    connection: &mut impl Write,
    status: u16,
    content_type: &str,
    body: &str,
) -> std::io::Result<()> {
    write!(
        connection,
        "HTTP/1.1 {status} Scripted\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
}
