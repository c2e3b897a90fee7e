//! The bytes of a reply, in whatever pieces they come, read as [`Delta`]s: server-sent events, or one
//! JSON document from a server that doesn't stream.
//!
//! Knows nothing of what the deltas add up to. However the bytes are cut, the deltas are the same.

use super::chunk::{self, Delta};
use super::error::ModelError;
use sse_core::{SseDecoder, SseEvent};
use std::num::NonZeroUsize;

/// Most bytes of one event. A chunk has a few hundred.
const MAX_EVENT_BYTES: NonZeroUsize = NonZeroUsize::MIN.saturating_add(64 * 1024);
/// Most bytes of a whole reply; its words are a small share of them.
const MAX_REPLY_BYTES: usize = 2 * 1024 * 1024;
/// The event after which nothing comes.
const DONE: &str = "[DONE]";

/// Reads one reply.
pub struct ReplyStream {
    format: Format,
    bytes: usize,
    done: bool,
}

enum Format {
    Events(Box<SseDecoder>),
    Json(Vec<u8>),
}

impl ReplyStream {
    /// For a reply of this `content-type`. What doesn't say that it is JSON is read as events, since
    /// not every server says so of them.
    pub fn new(content_type: Option<&str>) -> Self {
        let json = content_type.is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            kind == "application/json" || kind.ends_with("+json")
        });
        let format = if json {
            Format::Json(Vec::new())
        } else {
            Format::Events(Box::new(SseDecoder::with_limit(MAX_EVENT_BYTES)))
        };
        Self { format, bytes: 0, done: false }
    }

    /// More bytes. What comes before an error is in `deltas` all the same.
    pub fn feed(&mut self, bytes: &[u8], deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        if self.done {
            return Ok(());
        }
        self.bytes += bytes.len();
        if self.bytes > MAX_REPLY_BYTES {
            return Err(ModelError::TooLong);
        }
        match &mut self.format {
            Format::Json(kept) => {
                kept.extend_from_slice(bytes);
                Ok(())
            }
            Format::Events(_) => self.events(bytes, deltas),
        }
    }

    /// The end of the bytes. What an event lacks only its empty line is read; what breaks off in the
    /// middle is not.
    pub fn end(&mut self, deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        match &mut self.format {
            Format::Json(kept) => {
                let text = String::from_utf8(std::mem::take(kept));
                deltas.extend(chunk::read(&text.map_err(|_| ModelError::MalformedFrame)?)?);
                Ok(())
            }
            Format::Events(_) if self.done => Ok(()),
            Format::Events(_) => match self.events(b"\n\n", deltas) {
                Err(ModelError::MalformedFrame) => Err(ModelError::BrokenStream),
                read => read,
            },
        }
    }

    fn events(&mut self, mut bytes: &[u8], deltas: &mut Vec<Delta>) -> Result<(), ModelError> {
        while !self.done
            && let Format::Events(decoder) = &mut self.format
            && let Some(event) = decoder.next(&mut bytes)
        {
            let SseEvent::Message(message) = event.map_err(|_| ModelError::TooLong)? else {
                continue;
            };
            if message.data.trim() == DONE {
                self.done = true;
                deltas.push(Delta::Finished(chunk::Finish::Stop));
            } else {
                deltas.extend(chunk::read(&message.data)?);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::chunk::Finish;
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Delta {
        Delta::Words(text.to_owned())
    }

    fn said(text: &str) -> String {
        format!(r#"{{"choices":[{{"delta":{{"content":"{text}"}}}}]}}"#)
    }

    fn read(pieces: &[&[u8]], content_type: &str) -> Result<Vec<Delta>, ModelError> {
        let mut stream = ReplyStream::new(Some(content_type));
        let mut deltas = Vec::new();
        for piece in pieces {
            stream.feed(piece, &mut deltas)?;
        }
        stream.end(&mut deltas)?;
        Ok(deltas)
    }

    #[test]
    fn events_are_read_whatever_their_line_ends_and_comments() {
        let expected = Ok(vec![words("Grüße"), words("!"), Delta::Finished(Finish::Stop)]);
        for end in ["\n", "\r\n", "\r"] {
            let stream = [
                ": keep-alive",
                "",
                "event: message",
                "id: 1",
                &format!("data: {}", said("Grüße")),
                "",
                "data: {\"choices\":",
                &format!("data:{}", &said("!")[11..]),
                "",
                "data: [DONE]",
                "",
                "data: not even JSON",
                "",
            ]
            .join(end);
            assert_eq!(read(&[stream.as_bytes()], "text/event-stream"), expected, "{end:?}");
        }
    }

    #[test]
    fn a_server_that_does_not_stream_is_understood() {
        let json = br#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#;
        let expected = Ok(vec![words("Hi"), Delta::Finished(Finish::Stop)]);
        assert_eq!(read(&[&json[..9], &json[9..]], "application/json; charset=utf-8"), expected);
        assert_eq!(read(&[&json[..9]], "application/json"), Err(ModelError::MalformedFrame));
    }

    #[test]
    fn a_last_event_needs_no_empty_line_but_must_be_whole() {
        let whole = format!("data: {}", said("Hi"));
        assert_eq!(read(&[whole.as_bytes()], ""), Ok(vec![words("Hi")]));
        let cut = &whole.as_bytes()[..whole.len() - 3];
        assert_eq!(read(&[cut], ""), Err(ModelError::BrokenStream));
    }

    #[test]
    fn what_is_no_reply_is_an_error_and_bounded() {
        assert_eq!(read(&[b"data: {nonsense\n\n"], ""), Err(ModelError::MalformedFrame));
        assert_eq!(read(&[b"<html>Bad gateway</html>"], "text/html"), Ok(vec![]));
        let long = [b"data: ".to_vec(), b"x".repeat(70_000)].concat();
        assert_eq!(read(&[&long], ""), Err(ModelError::TooLong));
        let much = vec![b"\n".repeat(1024 * 1024); 3];
        let much: Vec<&[u8]> = much.iter().map(Vec::as_slice).collect();
        assert_eq!(read(&much, ""), Err(ModelError::TooLong));
        assert_eq!(read(&much, "application/json"), Err(ModelError::TooLong));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..8),
            json in any::<bool>(),
        ) {
            let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            let _ = read(&pieces, if json { "application/json" } else { "text/event-stream" });
        }
    }
}
