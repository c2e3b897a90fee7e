//! The request: OpenAI's `POST /chat/completions`, in the form that compatible servers understand.

use super::prompt::{Message, messages};
use super::{Ask, Field};
use serde::Serialize;
use serde_json::{Value, json};

/// The tool that passes the thread to a human.
pub(super) const HAND_OFF: &str = "hand_off";
/// The tool that notes a detail which the customer mentions.
pub(super) const CAPTURE: &str = "capture";

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Message>,
    stream: bool,
    /// OpenAI's newer name, `max_completion_tokens`, is unknown to most other servers.
    max_tokens: u32,
    tools: Vec<Value>,
}

/// The address that is posted to.
pub(super) fn url(base_url: &str) -> String {
    format!("{}/chat/completions", base_url.trim_end_matches('/'))
}

/// The body for `ask`, as JSON.
pub(super) fn body(ask: &Ask<'_>, capture: bool) -> String {
    let body = Body {
        model: &ask.model.model,
        messages: messages(ask, capture),
        stream: true,
        max_tokens: ask.model.max_tokens,
        tools: tools(if capture { ask.fields } else { &[] }),
    };
    json!(body).to_string()
}

fn tools(fields: &[Field<'_>]) -> Vec<Value> {
    let text = |about: &str| json!({ "type": "string", "description": about });
    let reason = text("Why, in one short line for the colleague who takes over.");
    let about = "Passes the thread to a human colleague.";
    let mut tools = vec![tool(HAND_OFF, about, &json!({ "reason": reason }), &["reason"])];
    if !fields.is_empty() {
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        let properties = json!({
            "field": { "type": "string", "enum": names },
            "value": text("As the customer wrote it."),
        });
        let about = "Notes a detail that the customer mentions. Gives no result to wait for.";
        tools.push(tool(CAPTURE, about, &properties, &["field", "value"]));
    }
    tools
}

fn tool(name: &str, about: &str, properties: &Value, required: &[&str]) -> Value {
    let parameters = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let function = json!({ "name": name, "description": about, "parameters": parameters });
    json!({ "type": "function", "function": function })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::with_ask;
    use super::*;

    #[test]
    fn the_body_is_what_a_compatible_server_expects() {
        with_ask("how do I return a bag?", &[], |ask| {
            assert_eq!(ask.url(), "https://api.example/v1/chat/completions");
            let body: Value = serde_json::from_str(&ask.body(1)).unwrap();
            assert_eq!((&body["model"], &body["stream"]), (&json!("small"), &json!(true)));
            assert_eq!(body["max_tokens"], 500);
            assert_eq!(body["messages"][0]["role"], "system");
            assert_eq!(body["tools"][0]["function"]["name"], "hand_off");
            assert_eq!(body["tools"][1]["function"]["name"], "capture");
            let names = &body["tools"][1]["function"]["parameters"]["properties"]["field"]["enum"];
            assert_eq!(names, &json!(["order_number", "email"]));
        });
    }

    #[test]
    fn a_second_attempt_offers_no_detour() {
        with_ask("how do I return a bag?", &[], |ask| {
            let body: Value = serde_json::from_str(&ask.body(2)).unwrap();
            assert_eq!(body["tools"].as_array().unwrap().len(), 1);
            assert!(!body["messages"][0]["content"].as_str().unwrap().contains("capture"));
        });
    }
}
