//! A blocking WebSocket that speaks the protocol's frames.
//!
//! Reading waits for what a test is after and reports what came instead; nothing is read behind a
//! test's back.

use crate::http::Reply;
use crate::{Error, Result};
use baton_shared::entry::{Body, Entry, Outcome, Target};
use baton_shared::id::{Epoch, MessageId, Seq};
use baton_shared::protocol::desk::{DeskDown, DeskUp};
use baton_shared::protocol::{Down, Message, Up, decode, encode, subprotocol};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::io;
use std::marker::PhantomData;
use std::net::TcpStream;
use std::time::{Duration, Instant};
use tungstenite::client::IntoClientRequest;
use tungstenite::handshake::HandshakeError;
use tungstenite::http::HeaderValue;
use tungstenite::{Message as Frame, WebSocket};

/// How long a test waits for something that should come at once.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A thread's socket, a customer's or an agent's.
pub type ThreadSocket = Socket<Up, Down>;
/// A desk's socket.
pub type DeskSocket = Socket<DeskUp, DeskDown>;

/// A socket that sends `U` and receives `D`.
#[derive(Debug)]
pub struct Socket<U, D> {
    inner: WebSocket<TcpStream>,
    /// The newest entry this end has seen, as a client would keep it.
    last_seq: Seq,
    frames: PhantomData<fn(U) -> D>,
}

impl<U: Serialize, D: DeserializeOwned + Debug> Socket<U, D> {
    /// Connects to `path` of `origin` with the current protocol, one more `subprotocol` if given,
    /// and `headers`. A refusal is [`Error::Refused`].
    pub fn connect(
        origin: &str,
        path: &str,
        extra: Option<&str>,
        headers: &[(&'static str, &str)],
    ) -> Result<Self> {
        let current = subprotocol(baton_shared::protocol::VERSION);
        let offered = extra.map_or_else(|| current.clone(), |extra| format!("{current}, {extra}"));
        Self::connect_offering(origin, path, &offered, headers)
    }

    /// Connects to `path` of `origin` with exactly the subprotocols `offered`, as a client of
    /// another version would.
    pub fn connect_offering(
        origin: &str,
        path: &str,
        offered: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self> {
        let address = origin.trim_start_matches("http://");
        let url = format!("ws://{address}{path}");
        let failed = |detail: String| Error::NoAnswer { url: url.clone(), detail };
        let stream = TcpStream::connect(address).map_err(|error| failed(error.to_string()))?;
        stream.set_nodelay(true).map_err(Error::io("setting up a socket"))?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(Error::io("setting up a socket"))?;

        let mut request =
            url.as_str().into_client_request().map_err(|error| failed(error.to_string()))?;
        let all = headers.iter().copied().chain([("sec-websocket-protocol", offered)]);
        for (name, value) in all {
            let value = HeaderValue::from_str(value).map_err(|error| failed(error.to_string()))?;
            request.headers_mut().insert(name, value);
        }
        match tungstenite::client(request, stream) {
            Ok((inner, _)) => Ok(Self { inner, last_seq: Seq(0), frames: PhantomData }),
            Err(HandshakeError::Failure(tungstenite::Error::Http(response))) => {
                let (parts, body) = response.into_parts();
                let (status, body) = (parts.status.as_u16(), body.unwrap_or_default());
                Err(Reply { url, status, headers: parts.headers, body }.refused())
            }
            Err(error) => Err(failed(error.to_string())),
        }
    }

    /// Sends one frame.
    pub fn send(&mut self, frame: &U) -> Result<()> {
        self.send_text(&encode(frame))
    }

    /// Sends `text` as it is, whether it is a frame of the protocol or not.
    pub fn send_text(&mut self, text: &str) -> Result<()> {
        self.inner.send(Frame::text(text)).map_err(|error| closed(&error))
    }

    /// The next frame, at most `limit` from now. None when there was none.
    pub fn next_within(&mut self, limit: Duration) -> Result<Option<D>> {
        match self.text_within(limit)? {
            None => Ok(None),
            Some(text) => decode(&text).map(Some).map_err(|error| Error::Shape {
                of: "a frame".to_owned(),
                detail: format!("{error} in {text}"),
            }),
        }
    }

    /// The next text, at most `limit` from now, whatever it says.
    pub fn text_within(&mut self, limit: Duration) -> Result<Option<String>> {
        let deadline = Instant::now() + limit;
        loop {
            let left =
                deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            self.inner
                .get_ref()
                .set_read_timeout(Some(left))
                .map_err(Error::io("reading a socket"))?;
            match self.inner.read() {
                Ok(Frame::Text(text)) => return Ok(Some(text.as_str().to_owned())),
                Ok(Frame::Close(close)) => {
                    let (code, reason) = close.map_or((1006, String::new()), |close| {
                        (close.code.into(), close.reason.as_str().to_owned())
                    });
                    return Err(Error::Closed { code, reason });
                }
                Ok(_) => {}
                Err(tungstenite::Error::Io(error)) if is_timeout(&error) => {
                    if Instant::now() >= deadline {
                        return Ok(None);
                    }
                }
                Err(error) => return Err(closed(&error)),
            }
        }
    }

    /// Reads until `wanted` accepts a frame, and returns what it made of it. Frames before it are
    /// passed over; without one within `limit`, the error names them.
    pub fn expect_within<T>(
        &mut self,
        limit: Duration,
        mut wanted: impl FnMut(&D) -> Option<T>,
    ) -> Result<T> {
        let deadline = Instant::now() + limit;
        let mut passed = Vec::new();
        while let Some(frame) =
            self.next_within(deadline.saturating_duration_since(Instant::now()))?
        {
            if let Some(found) = wanted(&frame) {
                return Ok(found);
            }
            passed.push(frame);
        }
        Err(Error::TimedOut { instead: format!("{passed:?}") })
    }

    /// As [`Self::expect_within`], with the usual patience.
    pub fn expect<T>(&mut self, wanted: impl FnMut(&D) -> Option<T>) -> Result<T> {
        self.expect_within(PATIENCE, wanted)
    }

    /// Reads until the other end closes; its close code.
    pub fn expect_close(&mut self) -> Result<u16> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.text_within(deadline.saturating_duration_since(Instant::now())) {
                Ok(Some(_)) => {}
                Ok(None) => {
                    return Err(Error::TimedOut { instead: "the socket stayed open".to_owned() });
                }
                Err(Error::Closed { code, .. }) => return Ok(code),
                Err(error) => return Err(error),
            }
        }
    }
}

impl ThreadSocket {
    /// Says hello and reads up to the last entry that was promised. Returns those entries.
    pub fn hello(&mut self, after: Option<Seq>) -> Result<Vec<Entry>> {
        self.send(&Up::Hello { after })?;
        let welcome = self.expect(|down| match down {
            Down::Welcome(welcome) => Some(welcome.clone()),
            _ => None,
        })?;
        self.last_seq = welcome.head;
        let mut entries = Vec::new();
        while welcome.first.0 + (entries.len() as u64) <= welcome.head.0 {
            entries.extend(self.expect(|down| match down {
                Down::Entries { entries } => Some(entries.clone()),
                _ => None,
            })?);
        }
        Ok(entries)
    }

    /// The newest entry this end has seen.
    pub const fn last_seq(&self) -> Seq {
        self.last_seq
    }

    /// Sends words as the customer.
    pub fn say(&mut self, id: &str, text: &str) -> Result<()> {
        self.send_message(id, None, text)
    }

    /// Sends words as the agent who owns the thread since `epoch`.
    pub fn reply(&mut self, id: &str, epoch: Epoch, text: &str) -> Result<()> {
        self.send_message(id, Some(epoch), text)
    }

    /// Takes the thread, as seen at `epoch`.
    pub fn take(&mut self, id: &str, epoch: Epoch) -> Result<()> {
        let up = Up::Take { id: message_id(id)?, after: self.last_seq, epoch };
        self.send(&up)
    }

    /// Chooses something as the customer: what has no words.
    pub fn choose(&mut self, id: &str, message: Message) -> Result<()> {
        let (id, after) = (message_id(id)?, self.last_seq);
        self.send(&Up::Send { id, after, epoch: None, message, sensed: None })
    }

    /// Passes the thread on, as its agent since `epoch`.
    pub fn transfer(&mut self, id: &str, epoch: Epoch, target: Target, note: &str) -> Result<()> {
        let (id, after, note) = (message_id(id)?, self.last_seq, note.to_owned());
        self.send(&Up::Transfer { id, after, epoch, target, note })
    }

    /// Gives the thread back to the bot.
    pub fn hand_back(&mut self, id: &str, epoch: Epoch, outcome: Outcome) -> Result<()> {
        let up = Up::HandBack { id: message_id(id)?, after: self.last_seq, epoch, outcome };
        self.send(&up)
    }

    /// Waits for the ack of `id`; a reject of it is an error.
    pub fn expect_ack(&mut self, id: &str) -> Result<Seq> {
        let outcome = self.expect(|down| match down {
            Down::Ack { id: acked, seq } if acked.as_str() == id => Some(Ok(*seq)),
            Down::Reject { id: rejected, rejection } if rejected.as_str() == id => {
                Some(Err(format!("{rejection:?}")))
            }
            _ => None,
        })?;
        let seq = outcome.map_err(|detail| Error::Shape { of: format!("message {id}"), detail })?;
        self.last_seq = self.last_seq.max(seq);
        Ok(seq)
    }

    /// Waits for an entry whose body `wanted` accepts.
    pub fn expect_entry(&mut self, mut wanted: impl FnMut(&Body) -> bool) -> Result<Entry> {
        let entry = self.expect(|down| match down {
            Down::Entries { entries } => entries.iter().find(|entry| wanted(&entry.body)).cloned(),
            _ => None,
        })?;
        self.last_seq = self.last_seq.max(entry.seq);
        Ok(entry)
    }

    fn send_message(&mut self, id: &str, epoch: Option<Epoch>, text: &str) -> Result<()> {
        let message = Message::text(text);
        let up =
            Up::Send { id: message_id(id)?, after: self.last_seq, epoch, message, sensed: None };
        self.send(&up)
    }
}

fn message_id(id: &str) -> Result<MessageId> {
    MessageId::parse(id)
        .map_err(|error| Error::Shape { of: id.to_owned(), detail: error.to_string() })
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn closed(error: &tungstenite::Error) -> Error {
    Error::Closed { code: 1006, reason: error.to_string() }
}
