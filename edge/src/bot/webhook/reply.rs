//! What a site's own bot may say, and how it is told what it got wrong.

use crate::bot::is_safe_link;
use crate::bot::markdown::blocks;
use baton_shared::entry::{Answer, Source};
use baton_shared::id::{Confidence, Epoch, Seq, ThreadId};
use baton_shared::protocol::MAX_TEXT_BYTES;
use baton_shared::thread::log::{BotReply, BotTurn};
use serde::Deserialize;
use serde_json::error::Category;
use std::fmt;

/// Most bytes of a reply.
pub const MAX_REPLY_BYTES: usize = 64 * 1024;

/// Most sources of a reply.
const MAX_SOURCES: usize = 8;
/// Most characters of a source's title.
const MAX_TITLE_CHARS: usize = 200;
/// Most bytes of a source's address.
const MAX_HREF_BYTES: usize = 2_000;

/// A reply that can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The epoch of the question it replies to.
    pub epoch: Epoch,
    /// The entry it replies to.
    pub reply_to: Seq,
    /// What it says.
    pub reply: BotReply,
}

/// A reply as it is sent. A field that nobody knows is a mistake to point out; and since a question has
/// others, one that is sent back is no reply.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    thread: Option<String>,
    epoch: Option<Epoch>,
    reply_to: Option<Seq>,
    #[serde(default)]
    text: String,
    confidence: Option<f64>,
    #[serde(default)]
    sources: Vec<Source>,
    #[serde(default)]
    offer: bool,
    hand_off: Option<String>,
}

impl Reply {
    /// The reply in `body`, which came to `thread` by itself.
    pub fn read(body: &str, thread: &ThreadId) -> Result<Self, ReplyError> {
        Sent::read(body, thread)?.checked(None)
    }

    /// The reply in the answer to `turn`, if the bot didn't leave it for later: with an answer of
    /// another type than JSON, or an empty one.
    pub fn at_once(
        content_type: Option<&str>,
        body: &str,
        thread: &ThreadId,
        turn: &BotTurn,
    ) -> Result<Option<Self>, ReplyError> {
        let json = content_type.is_some_and(|it| it.to_ascii_lowercase().contains("json"));
        let body = body.trim();
        if !json || matches!(body, "" | "{}" | "null") {
            return Ok(None);
        }
        let sent = Sent::read(body, thread)?;
        sent.checked(Some((turn.epoch, turn.reply_to))).map(Some)
    }
}

impl Sent {
    fn read(body: &str, thread: &ThreadId) -> Result<Self, ReplyError> {
        let sent: Self = serde_json::from_str(body).map_err(|error| match error.classify() {
            Category::Data => ReplyError::Shape(error.to_string()),
            Category::Io | Category::Syntax | Category::Eof => {
                ReplyError::NotJson(error.to_string())
            }
        })?;
        // Where it was posted to is not signed, so whoever says for whom it is, is held to that.
        match &sent.thread {
            Some(named) if named != thread.as_str() => Err(ReplyError::Elsewhere("thread")),
            _ => Ok(sent),
        }
    }

    fn checked(self, asked: Option<(Epoch, Seq)>) -> Result<Reply, ReplyError> {
        let epoch = of("epoch", self.epoch, asked.map(|(epoch, _)| epoch))?;
        let reply_to = of("reply_to", self.reply_to, asked.map(|(_, seq)| seq))?;
        let words = !self.text.trim().is_empty();
        let reply = match self.hand_off.as_deref().map(str::trim) {
            Some("") => return Err(ReplyError::Empty("hand_off")),
            Some(reason) => {
                let note = reason.to_owned();
                let said = if words { Some(self.answer(reply_to)?) } else { None };
                BotReply::HandOff { note, said }
            }
            None if words => BotReply::Answer(self.answer(reply_to)?),
            None => return Err(ReplyError::Empty("text")),
        };
        Ok(Reply { epoch, reply_to, reply })
    }

    fn answer(self, reply_to: Seq) -> Result<Answer, ReplyError> {
        if self.text.len() > MAX_TEXT_BYTES {
            return Err(ReplyError::TooLong("text", MAX_TEXT_BYTES));
        }
        if self.sources.len() > MAX_SOURCES {
            return Err(ReplyError::TooLong("sources", MAX_SOURCES));
        }
        for (at, Source { title, href }) in self.sources.iter().enumerate() {
            let length = title.trim().chars().count();
            let href = href.is_empty() || href.len() <= MAX_HREF_BYTES && is_safe_link(href);
            if length == 0 || length > MAX_TITLE_CHARS || !href {
                return Err(ReplyError::BadSource(at));
            }
        }
        let confidence = confidence(self.confidence.unwrap_or(1.0))?;
        let blocks = blocks(&self.text);
        if blocks.is_empty() {
            return Err(ReplyError::Empty("text"));
        }
        let (sources, offer) = (self.sources, self.offer);
        Ok(Answer { sources, confidence, offer, ..Answer::of(reply_to, blocks) })
    }
}

/// What the reply says of itself as `name`; what was `asked` when it says nothing.
fn of<T: PartialEq>(
    name: &'static str,
    said: Option<T>,
    asked: Option<T>,
) -> Result<T, ReplyError> {
    match (said, asked) {
        (Some(said), Some(asked)) if said != asked => Err(ReplyError::Elsewhere(name)),
        (Some(it), _) | (None, Some(it)) => Ok(it),
        (None, None) => Err(ReplyError::Missing(name)),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 1000 by the check before"
)]
fn confidence(given: f64) -> Result<Confidence, ReplyError> {
    if (0.0..=1.0).contains(&given) {
        Ok(Confidence::from_thousandths((given * 1000.0).round() as u16))
    } else {
        Err(ReplyError::Confidence)
    }
}

/// Why a reply isn't one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplyError {
    /// It is no JSON; where and why.
    NotJson(String),
    /// A field is of another type, or unknown; which and where.
    Shape(String),
    /// This field is missing.
    Missing(&'static str),
    /// This field has no words in it.
    Empty(&'static str),
    /// This field has more bytes, or items, than this.
    TooLong(&'static str, usize),
    /// The confidence is not between 0 and 1.
    Confidence,
    /// The source at this place, from 0, has no title, a long one, or an address that isn't safe.
    BadSource(usize),
    /// By this field it replies to something else.
    Elsewhere(&'static str),
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(detail) => write!(f, "The reply is no JSON: {detail}."),
            Self::Shape(detail) => write!(f, "The reply has another shape: {detail}."),
            Self::Missing(name) => {
                write!(f, "The reply has no `{name}`. Repeat that of the question.")
            }
            Self::Empty("hand_off") => {
                f.write_str("`hand_off` is empty. Say why; leave it out to keep the thread.")
            }
            Self::Empty(name) => write!(f, "`{name}` has no words in it."),
            Self::TooLong("sources", most) => write!(f, "There are at most {most} `sources`."),
            Self::TooLong(name, most) => write!(f, "`{name}` has at most {most} bytes."),
            Self::Confidence => f.write_str("`confidence` is between 0 and 1."),
            Self::BadSource(at) => write!(
                f,
                "`sources[{at}]` needs a `title` of at most {MAX_TITLE_CHARS} characters and an `href` that is empty, a path, or begins with https:, http:, mailto: or tel:."
            ),
            Self::Elsewhere(name) => {
                write!(f, "By its `{name}` the reply is for something else than it was sent to.")
            }
        }
    }
}

impl std::error::Error for ReplyError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::webhook::Asking;
    use baton_shared::entry::{Block, Span};
    use baton_shared::id::SiteId;
    use serde_json::{Value, json};

    fn thread() -> ThreadId {
        ThreadId::parse("t1").unwrap()
    }

    fn turn() -> BotTurn {
        BotTurn { epoch: Epoch(2), reply_to: Seq(5), question: "How long?".to_owned() }
    }

    fn read(mut fields: Value) -> Result<BotReply, ReplyError> {
        for (name, value) in [("epoch", 2), ("reply_to", 5)] {
            fields.as_object_mut().unwrap().entry(name).or_insert(json!(value));
        }
        Reply::read(&fields.to_string(), &thread()).map(|reply| {
            assert_eq!((reply.epoch, reply.reply_to), (Epoch(2), Seq(5)));
            reply.reply
        })
    }

    fn answer(fields: Value) -> Answer {
        match read(fields).unwrap() {
            BotReply::Answer(answer) => answer,
            other @ BotReply::HandOff { .. } => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_reply_is_words_and_what_stands_behind_them() {
        let plain = answer(json!({ "text": "Thirty days." }));
        assert_eq!((plain.confidence, plain.offer), (Confidence::FULL, false));
        let source = json!({ "title": "Returns", "href": "/help#returns" });
        let full = answer(json!({
            "thread": "t1", "text": "# Returns\n\n**Thirty** days.", "confidence": 0.725,
            "sources": [source], "offer": true,
        }));
        assert_eq!((full.confidence.thousandths(), full.offer, full.reply_to), (725, true, Seq(5)));
        assert_eq!(full.sources[0].title, "Returns");
        assert_eq!(full.blocks[0], Block::Heading { spans: vec![Span::plain("Returns")] });
        assert_eq!(full.blocks.len(), 2);
    }

    #[test]
    fn a_hand_off_may_say_something_first() {
        let bare = read(json!({ "hand_off": " A refund over 500 " })).unwrap();
        assert_eq!(bare, BotReply::HandOff { note: "A refund over 500".to_owned(), said: None });
        let both = read(json!({ "hand_off": "A refund", "text": "Let me ask." })).unwrap();
        assert!(matches!(both, BotReply::HandOff { said: Some(_), .. }), "{both:?}");
        assert_eq!(read(json!({ "hand_off": "" })), Err(ReplyError::Empty("hand_off")));
    }

    #[test]
    fn nothing_unsafe_comes_through() {
        let text = "<script>alert(1)</script>\n\n[click](javascript:alert(1)) <b>me</b>";
        let shown = answer(json!({ "text": text }));
        assert_eq!(shown.blocks, [Block::Paragraph { spans: vec![Span::plain("click me")] }]);
        assert_eq!(read(json!({ "text": "<script></script>" })), Err(ReplyError::Empty("text")));
        for href in ["javascript:alert(1)", "//evil.example", "data:x", &"/x".repeat(1_001)] {
            let sources = json!([{ "title": "A", "href": "/" }, { "title": "B", "href": href }]);
            let end = read(json!({ "text": "x", "sources": sources }));
            assert_eq!(end, Err(ReplyError::BadSource(1)), "{href}");
        }
    }

    #[test]
    fn sizes_are_bounded() {
        let long = "x".repeat(MAX_TEXT_BYTES + 1);
        let too_long = Err(ReplyError::TooLong("text", MAX_TEXT_BYTES));
        assert_eq!(read(json!({ "text": long })), too_long);
        assert_eq!(read(json!({ "text": long, "hand_off": "x" })), too_long);
        let source = json!({ "title": "A", "href": "" });
        let sources = vec![source; 9];
        let end = read(json!({ "text": "x", "sources": sources }));
        assert_eq!(end, Err(ReplyError::TooLong("sources", 8)));
        for title in ["", " ", &"x".repeat(201)] {
            let sources = json!([{ "title": title, "href": "" }]);
            let end = read(json!({ "text": "x", "sources": sources }));
            assert_eq!(end, Err(ReplyError::BadSource(0)), "{title}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(read(json!({})), Err(ReplyError::Empty("text")));
        assert_eq!(read(json!({ "text": " \n" })), Err(ReplyError::Empty("text")));
        for confidence in [-0.1, 1.1, 85.0] {
            let end = read(json!({ "text": "x", "confidence": confidence }));
            assert_eq!(end, Err(ReplyError::Confidence));
        }
        let end = |body: &str| Reply::read(body, &thread()).unwrap_err();
        assert_eq!(end(r#"{"text":"x","reply_to":5}"#), ReplyError::Missing("epoch"));
        assert_eq!(end(r#"{"text":"x","epoch":2}"#), ReplyError::Missing("reply_to"));
        for broken in ["", "{", "text", "{\"text\":\"x\"} more"] {
            assert!(matches!(end(broken), ReplyError::NotJson(_)), "{broken}");
        }
        for odd in ["[]", "\"x\"", r#"{"txt":"x"}"#, r#"{"epoch":-1}"#, r#"{"text":7}"#] {
            assert!(matches!(end(odd), ReplyError::Shape(_)), "{odd}");
        }
        assert!(end(r#"{"txt":"x"}"#).to_string().contains("txt"));
    }

    #[test]
    fn a_reply_for_another_thread_stays_out() {
        let end = read(json!({ "text": "x", "thread": "t2" }));
        assert_eq!(end, Err(ReplyError::Elsewhere("thread")));
    }

    #[test]
    fn a_question_sent_back_is_no_reply() {
        let site = SiteId::parse("shop").unwrap();
        let (thread, turn) = (thread(), turn());
        let asking = Asking {
            site: &site,
            thread: &thread,
            turn: &turn,
            before: &[],
            person: None,
            facts: &[],
            origin: None,
        };
        let end = Reply::read(&asking.body(), &thread);
        assert!(matches!(end, Err(ReplyError::Shape(_))), "{end:?}");
    }

    #[test]
    fn an_answer_is_a_reply_or_leaves_it_for_later() {
        let at_once = |kind, body| Reply::at_once(kind, body, &thread(), &turn());
        let json = Some("application/json; charset=utf-8");
        for (kind, body) in [(json, ""), (json, " {} "), (json, "null"), (None, "ok")] {
            assert_eq!(at_once(kind, body), Ok(None), "{body}");
        }
        assert_eq!(at_once(Some("text/plain"), "ok"), Ok(None));
        let reply = at_once(json, r#"{"text":"Thirty days."}"#).unwrap().unwrap();
        assert_eq!((reply.epoch, reply.reply_to), (Epoch(2), Seq(5)));
        let other = at_once(json, r#"{"text":"x","reply_to":3}"#);
        assert_eq!(other, Err(ReplyError::Elsewhere("reply_to")));
        assert!(at_once(json, "ok").is_err());
    }
}
