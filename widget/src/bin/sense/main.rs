//! The trigger engine as a browser's module of its own, with the model and the phrases in it.
//!
//! The panel asks it what a message means before the message leaves. It comes after everything that
//! a customer waits for, and everything works without it: the edge runs the same engine and has the
//! last word. Only plain numbers and texts go in and out, so that neither module knows the other's
//! memory.

use baton_shared::entry::Behaviour;
use baton_shared::id::{Confidence, Millis, Seq};
use baton_shared::protocol::decode;
use baton_shared::trigger::{Traits, TriggerEngine, TriggerSettings, TriggerState, Turn};
use wasm_bindgen::prelude::wasm_bindgen;

/// One thread, as the engine knows it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Sense {
    engine: TriggerEngine,
    state: TriggerState,
    head: Seq,
}

#[wasm_bindgen]
impl Sense {
    /// For a thread that nothing was said in yet. `settings` are the card's `trigger`, as JSON; those
    /// that this build can't read count as the defaults.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Self {
        let settings: TriggerSettings = decode(settings).unwrap_or_default();
        Self { engine: TriggerEngine::new(&settings), state: TriggerState::default(), head: Seq(0) }
    }

    /// The customer's entry `seq`, of the moment `at` in milliseconds. `behaviour`: names, with
    /// commas between.
    pub fn said(&mut self, seq: u32, at: f64, text: &str, behaviour: &str) {
        let seq = Seq(seq.into());
        let behaviour = behaviours(behaviour);
        self.observe(seq, &Turn::Said { seq, at: moment(at), text, behaviour: &behaviour });
    }

    /// The bot's answer `seq`; `confidence` in thousandths, if it said so; `offered`: whether "Talk
    /// to a person" stands beneath it.
    pub fn answered(&mut self, seq: u32, text: &str, confidence: Option<u16>, offered: bool) {
        let seq = Seq(seq.into());
        let confidence = confidence.map(Confidence::from_thousandths);
        self.observe(seq, &Turn::Answered { seq, text: text.into(), confidence, offered });
    }

    /// The customer said by a tap whether the newest answer helped.
    pub fn rated(&mut self, helped: bool) {
        self.observe(self.head, &Turn::Rated { helped });
    }

    /// The owner has changed: what came before is settled.
    pub fn passed(&mut self) {
        self.observe(self.head, &Turn::Passed);
    }

    /// What `text` would mean as the customer's next entry: the decision, a colon and the kinds of
    /// trigger behind it, with commas between, such as `hand_off:explicit_request,urgency`.
    pub fn preview(&self, text: &str, now: f64, behaviour: &str) -> String {
        let behaviour = behaviours(behaviour);
        let seq = self.head.next();
        let turn = Turn::Said { seq, at: moment(now), text, behaviour: &behaviour };
        let found = self.engine.preview(&self.state, &turn, &Traits::default());
        let kinds: Vec<_> = found.triggers.iter().map(|trigger| trigger.kind.name()).collect();
        // A kind's own name may have a colon in it; the decision's has none.
        [found.decision.name(), ":", &kinds.join(",")].concat()
    }

    fn observe(&mut self, seq: Seq, turn: &Turn<'_>) {
        self.head = seq;
        self.engine.observe(&mut self.state, turn, &Traits::default());
    }
}

fn main() {}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a date's milliseconds are whole, positive and far below 2^53"
)]
fn moment(at: f64) -> Millis {
    Millis(at as u64)
}

fn behaviours(names: &str) -> Vec<Behaviour> {
    names.split(',').filter_map(Behaviour::from_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_looked_at_before_it_is_said() {
        let mut sense = Sense::new("{}");
        assert_eq!(sense.preview("where is my order?", 1.0, ""), "continue:");
        let asked = sense.preview("let me talk to a real person", 1.0, "");
        assert_eq!(asked, "hand_off:explicit_request");
        sense.said(1, 1.0, "where is my order?", "");
        sense.answered(2, "I don't have a good answer to that.", Some(200), true);
        assert!(sense.preview("that did not help at all", 2.0, "dead_clicks").contains(':'));
    }

    #[test]
    fn settings_are_the_sites_or_the_defaults() {
        let text = "let me talk to a real person";
        let never = r#"{"explicit_request":{"offer":"never","hand_off":"never"}}"#;
        assert_eq!(Sense::new(never).preview(text, 1.0, ""), "continue:");
        assert_eq!(Sense::new("?").preview(text, 1.0, ""), "hand_off:explicit_request");
    }
}
