//! The JSON of one piece of a reply: OpenAI's `chat.completion.chunk` and `chat.completion`, as
//! loosely as compatible servers write them. What isn't known is skipped.

use super::error::ModelError;
use serde::Deserialize;
use serde_json::Value;

/// Something that a server sent of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta {
    /// More words.
    Words(String),
    /// A tool call, or more of one.
    Call(CallPiece),
    /// Words of a refusal. That there are any is what counts.
    Refused,
    /// The reply is complete.
    Finished(Finish),
}

/// Why a reply is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// Everything was said, or every tool called.
    Stop,
    /// The limit of tokens was reached.
    Length,
    /// A filter stopped it.
    Filtered,
}

/// A piece of a tool call. Only the first of a call has a name, and only some servers number their
/// calls or give them an id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "WireCall")]
pub struct CallPiece {
    /// Which call of the reply it belongs to.
    pub index: Option<u64>,
    /// The call's id.
    pub id: Option<String>,
    /// The tool's name.
    pub name: Option<String>,
    /// More of the arguments' JSON.
    pub arguments: String,
}

/// What `json` says; nothing, when it is about something else.
pub(super) fn read(json: &str) -> Result<Vec<Delta>, ModelError> {
    let message: Message = serde_json::from_str(json).map_err(|_| ModelError::MalformedFrame)?;
    if let Some(error) = &message.error {
        return Err(failure(error));
    }
    let mut deltas = Vec::new();
    // One reply is asked for; a server that sends more numbers them.
    for choice in message.choices.into_iter().flatten().filter(|choice| choice.index == 0) {
        let said = choice.delta.or(choice.message).unwrap_or_default();
        let words = said.content.map(Content::words).unwrap_or_default();
        if !words.is_empty() {
            deltas.push(Delta::Words(words));
        }
        if said.refusal.is_some_and(|refusal| !refusal.is_empty()) {
            deltas.push(Delta::Refused);
        }
        deltas.extend(said.tool_calls.into_iter().flatten().map(Delta::Call));
        match choice.finish_reason.as_deref() {
            None | Some("") => {}
            Some("length" | "max_tokens") => deltas.push(Delta::Finished(Finish::Length)),
            Some("content_filter") => deltas.push(Delta::Finished(Finish::Filtered)),
            Some(_) => deltas.push(Delta::Finished(Finish::Stop)),
        }
    }
    Ok(deltas)
}

#[derive(Deserialize)]
struct Message {
    error: Option<Value>,
    choices: Option<Vec<Choice>>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    index: u64,
    /// In a stream.
    delta: Option<Said>,
    /// In a reply that comes whole.
    message: Option<Said>,
    finish_reason: Option<String>,
}

#[derive(Default, Deserialize)]
struct Said {
    content: Option<Content>,
    refusal: Option<String>,
    tool_calls: Option<Vec<CallPiece>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Words(String),
    Parts(Vec<Part>),
}

/// Words are in parts of the type `text`; others hold what a model thinks to itself.
#[derive(Deserialize)]
struct Part {
    r#type: Option<String>,
    text: Option<String>,
}

impl Content {
    fn words(self) -> String {
        match self {
            Self::Words(words) => words,
            Self::Parts(parts) => parts
                .into_iter()
                .filter(|part| part.r#type.as_deref() == Some("text"))
                .filter_map(|part| part.text)
                .collect(),
        }
    }
}

#[derive(Deserialize)]
struct WireCall {
    index: Option<u64>,
    id: Option<String>,
    function: Option<Function>,
}

#[derive(Default, Deserialize)]
struct Function {
    name: Option<String>,
    arguments: Option<Value>,
}

impl From<WireCall> for CallPiece {
    fn from(call: WireCall) -> Self {
        let function = call.function.unwrap_or_default();
        let arguments = match function.arguments {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(piece)) => piece,
            // Some servers don't wrap the arguments into a string.
            Some(whole) => whole.to_string(),
        };
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self { index: call.index, id: given(call.id), name: given(function.name), arguments }
    }
}

/// What an `error` object stands for. Its code is a status or one of OpenAI's names; a server that
/// says neither has failed by itself, which is what 500 says.
fn failure(error: &Value) -> ModelError {
    let named = |key: &str| error[key].as_str().unwrap_or_default();
    let status = error["code"].as_u64().or_else(|| error["status"].as_u64());
    let status = status.or_else(|| named("code").parse().ok());
    if let Some(status) = status.and_then(|status| u16::try_from(status).ok()) {
        return ModelError::from_status(status).unwrap_or(ModelError::Status(500));
    }
    let kind = format!("{} {}", named("code"), named("type"));
    let says = |part: &str| kind.contains(part);
    if says("content_filter") || says("content_policy") {
        ModelError::Refusal
    } else if says("rate_limit") || says("overloaded") {
        ModelError::Status(429)
    } else if says("invalid") || says("insufficient_quota") {
        ModelError::Status(400)
    } else {
        ModelError::Status(500)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_says_words_calls_and_why_it_ends() {
        let chunk = r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","x":{},
            "choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"logprobs":null,
            "finish_reason":null},{"index":1,"delta":{"content":"other"}}]}"#;
        assert_eq!(read(chunk), Ok(vec![Delta::Words("Hi".to_owned())]));
        let call = r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1",
            "type":"function","function":{"name":"hand_off","arguments":""}}]}}]}"#;
        let piece = CallPiece {
            index: Some(0),
            id: Some("call_1".to_owned()),
            name: Some("hand_off".to_owned()),
            arguments: String::new(),
        };
        assert_eq!(read(call), Ok(vec![Delta::Call(piece)]));
        let end = |reason: &str| {
            format!(r#"{{"choices":[{{"delta":{{}},"finish_reason":"{reason}"}}]}}"#)
        };
        assert_eq!(read(&end("tool_calls")), Ok(vec![Delta::Finished(Finish::Stop)]));
        assert_eq!(read(&end("length")), Ok(vec![Delta::Finished(Finish::Length)]));
        assert_eq!(read(&end("content_filter")), Ok(vec![Delta::Finished(Finish::Filtered)]));
        assert_eq!(read(&end("")), Ok(vec![]));
    }

    #[test]
    fn what_is_about_something_else_says_nothing() {
        for json in [
            "{}",
            r#"{"choices":[]}"#,
            r#"{"choices":null,"usage":{"total_tokens":3}}"#,
            r#"{"choices":[{"delta":{"content":null,"refusal":null,"tool_calls":null}}]}"#,
            r#"{"choices":[{"delta":{"reasoning_content":"hmm"}}]}"#,
        ] {
            assert_eq!(read(json), Ok(vec![]), "{json}");
        }
    }

    #[test]
    fn looser_servers_are_understood() {
        let parts = r#"{"choices":[{"message":{"content":[{"type":"thinking","text":"hmm"},
            {"type":"text","text":"Hello"}]},"finish_reason":"stop"}]}"#;
        let expected = vec![Delta::Words("Hello".to_owned()), Delta::Finished(Finish::Stop)];
        assert_eq!(read(parts), Ok(expected));
        let object = r#"{"choices":[{"delta":{"tool_calls":[{"function":
            {"name":"hand_off","arguments":{"reason":"x"}}}]}}]}"#;
        let Ok([Delta::Call(piece)]) =
            read(object).as_deref().map(|found| <[Delta; 1]>::try_from(found.to_vec()).unwrap())
        else {
            panic!("no call")
        };
        assert_eq!((piece.index, piece.arguments.as_str()), (None, r#"{"reason":"x"}"#));
    }

    #[test]
    fn an_error_in_the_stream_is_an_error() {
        for (json, expected) in [
            (r#"{"error":{"message":"slow down","code":429}}"#, ModelError::Status(429)),
            (r#"{"error":{"code":"rate_limit_exceeded"}}"#, ModelError::Status(429)),
            (r#"{"error":{"type":"server_error","code":null}}"#, ModelError::Status(500)),
            (r#"{"error":{"type":"invalid_request_error"}}"#, ModelError::Status(400)),
            (r#"{"error":{"code":"content_policy_violation"}}"#, ModelError::Refusal),
            (r#"{"error":{"code":"503"}}"#, ModelError::Status(503)),
            (r#"{"error":"out of memory"}"#, ModelError::Status(500)),
            (r#"{"choices":[{"delta":{"refusal":"I can't"}}]"#, ModelError::MalformedFrame),
            ("[]", ModelError::MalformedFrame),
            ("", ModelError::MalformedFrame),
        ] {
            assert_eq!(read(json), Err(expected), "{json}");
        }
    }
}
