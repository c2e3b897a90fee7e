//! Tool calls, put together from their pieces and read. Only the two tools that were offered exist.

use super::Ask;
use super::chunk::CallPiece;
use super::error::ModelError;
use super::request::{CAPTURE, HAND_OFF};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Most calls of a reply.
const MOST_CALLS: usize = 8;
/// Most characters of a captured value.
const MAX_VALUE_CHARS: usize = 200;
/// Most bytes of one call's arguments.
const MAX_ARGUMENT_BYTES: usize = 4096;

/// What the model wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    /// Pass the thread to a human.
    HandOff {
        /// Why; may be empty.
        reason: String,
    },
    /// Note a detail.
    Capture {
        /// Which.
        field: String,
        /// What the customer said of it.
        value: String,
    },
}

/// The calls of one reply, still growing.
#[derive(Debug, Default)]
pub(super) struct Calls(Vec<CallPiece>);

impl Calls {
    /// More of a call.
    pub fn take(&mut self, piece: CallPiece) -> Result<(), ModelError> {
        let full = self.0.len() == MOST_CALLS;
        match self.0.iter_mut().rev().find(|call| continues(call, &piece)) {
            Some(call) => {
                call.arguments.push_str(&piece.arguments);
                call.id = call.id.take().or(piece.id);
                call.name = call.name.take().or(piece.name);
                if call.arguments.len() > MAX_ARGUMENT_BYTES {
                    return Err(ModelError::TooLong);
                }
            }
            None if full => return Err(ModelError::TooLong),
            None => self.0.push(piece),
        }
        Ok(())
    }

    /// What they say, once the reply is complete.
    pub fn read(&self) -> Result<Vec<Call>, ModelError> {
        self.0.iter().map(read).collect()
    }
}

/// The details that `calls` note, name and value, as far as they may be believed: only fields that were
/// asked for, and only what the customer wrote. Of the same field the last counts.
pub(super) fn captured(calls: &[Call], ask: &Ask<'_>) -> Vec<(String, String)> {
    let written: Vec<String> = ask.customer_words().map(squeezed).collect();
    let mut captured: Vec<(String, String)> = Vec::new();
    for call in calls {
        let Call::Capture { field, value } = call else { continue };
        let (value, found) = (value.trim(), squeezed(value));
        let known = ask.fields.iter().any(|asked| asked.name == field);
        let said = !found.is_empty() && written.iter().any(|text| text.contains(&found));
        let plain = value.chars().count() <= MAX_VALUE_CHARS && !value.contains(char::is_control);
        if known && said && plain {
            captured.retain(|(name, _)| name != field);
            captured.push((field.clone(), value.to_owned()));
        }
    }
    captured
}

/// Letters and digits in lower case: what is the same however it is spaced.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `piece` is more of `call`. Some servers give every call the index 0, others none at all;
/// a call that has an id or a name already doesn't get another one.
fn continues(call: &CallPiece, piece: &CallPiece) -> bool {
    let other = |known: &Option<String>, new: &Option<String>| matches!((known, new), (Some(known), Some(new)) if known != new);
    let same_place = call.index == piece.index || piece.index.is_none();
    let begins = piece.name.is_some() && call.name.is_some() && piece.id.is_none();
    same_place && !begins && !other(&call.id, &piece.id)
}

#[derive(Deserialize)]
struct HandOffArguments {
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Deserialize)]
struct CaptureArguments {
    field: String,
    value: String,
}

fn read(call: &CallPiece) -> Result<Call, ModelError> {
    let malformed = |_| ModelError::MalformedToolCall;
    let json = if call.arguments.trim().is_empty() { "{}" } else { &call.arguments };
    let named: Map<String, Value> = serde_json::from_str(json).map_err(malformed)?;
    let arguments = Value::Object(named);
    match call.name.as_deref() {
        Some(HAND_OFF) => {
            let arguments: HandOffArguments =
                serde_json::from_value(arguments).map_err(malformed)?;
            Ok(Call::HandOff { reason: arguments.reason.unwrap_or_default() })
        }
        Some(CAPTURE) => {
            let arguments: CaptureArguments =
                serde_json::from_value(arguments).map_err(malformed)?;
            Ok(Call::Capture { field: arguments.field, value: arguments.value })
        }
        _ => Err(ModelError::MalformedToolCall),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(index: Option<u64>, id: &str, name: &str, arguments: &str) -> CallPiece {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        CallPiece { index, id: given(id), name: given(name), arguments: arguments.to_owned() }
    }

    fn read_all(pieces: Vec<CallPiece>) -> Result<Vec<Call>, ModelError> {
        let mut calls = Calls::default();
        for piece in pieces {
            calls.take(piece)?;
        }
        calls.read()
    }

    fn both() -> Vec<Call> {
        vec![
            Call::Capture { field: "order_number".to_owned(), value: "LK-1".to_owned() },
            Call::HandOff { reason: "angry".to_owned() },
        ]
    }

    const CAPTURED: [&str; 2] = [r#"{"field":"order_number","#, r#""value":"LK-1"}"#];

    #[test]
    fn calls_are_put_together_from_their_pieces() {
        let pieces = vec![
            piece(Some(0), "a", "capture", ""),
            piece(Some(0), "", "", CAPTURED[0]),
            piece(Some(1), "b", "hand_off", "{\"reason\":"),
            piece(Some(0), "", "", CAPTURED[1]),
            piece(Some(1), "", "", "\"angry\"}"),
        ];
        assert_eq!(read_all(pieces), Ok(both()));
    }

    #[test]
    fn servers_that_do_not_number_their_calls_are_understood() {
        let whole = CAPTURED.concat();
        for index in [None, Some(0)] {
            let with_ids = vec![
                piece(index, "a", "capture", &whole),
                piece(index, "b", "hand_off", r#"{"reason":"angry"}"#),
            ];
            assert_eq!(read_all(with_ids), Ok(both()));
            let without = vec![
                piece(index, "", "capture", CAPTURED[0]),
                piece(index, "", "", CAPTURED[1]),
                piece(index, "", "hand_off", r#"{"reason":"angry"}"#),
            ];
            assert_eq!(read_all(without), Ok(both()));
        }
        // Some repeat id and name with every piece.
        let repeated = vec![
            piece(Some(0), "a", "capture", CAPTURED[0]),
            piece(Some(0), "a", "capture", CAPTURED[1]),
        ];
        assert_eq!(read_all(repeated).unwrap().len(), 1);
    }

    #[test]
    fn a_call_of_no_tool_or_without_sense_is_malformed() {
        for (name, arguments) in [
            ("delete_everything", "{}"),
            ("", "{}"),
            ("hand_off", "{\"reason\":"),
            ("hand_off", "[]"),
            ("hand_off", r#"{"reason":3}"#),
            ("capture", r#"{"field":"email"}"#),
        ] {
            let read = read_all(vec![piece(Some(0), "a", name, arguments)]);
            assert_eq!(read, Err(ModelError::MalformedToolCall), "{name}{arguments}");
        }
        let bare = read_all(vec![piece(None, "", "hand_off", "")]);
        assert_eq!(bare, Ok(vec![Call::HandOff { reason: String::new() }]));
    }

    #[test]
    fn calls_are_bounded() {
        let many = (0..9).map(|index| piece(Some(index), "", "hand_off", "")).collect();
        assert_eq!(read_all(many), Err(ModelError::TooLong));
        let long =
            vec![piece(Some(0), "", "hand_off", ""), piece(Some(0), "", "", &"x".repeat(5000))];
        assert_eq!(read_all(long), Err(ModelError::TooLong));
    }
}
