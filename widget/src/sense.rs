//! What the browser makes of a customer: what it has seen of them, and what the trigger engine says
//! of their words. The engine is a module of its own that comes when the thread can already be used,
//! and is then told what has been said so far.
//!
//! Nothing depends on the engine. Until it is there, and where it fails, the edge decides alone.

use crate::behaviour::Watch;
use crate::wire::read_decision;
use baton_shared::entry::{Behaviour, Entry};
use baton_shared::id::{Millis, Seq};
use baton_shared::protocol::Sensed;
use baton_shared::trigger::{TriggerKind, Turn};
use std::cell::{Cell, RefCell, RefMut};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

// Every call may fail: a module that traps must not take the panel with it.
#[wasm_bindgen]
extern "C" {
    /// The engine's end of the line: what `sense.js` exports as `Sense`.
    #[derive(Debug)]
    pub type Engine;

    #[wasm_bindgen(method, catch)]
    fn said(
        this: &Engine,
        seq: u32,
        at: f64,
        text: &str,
        behaviour: &str,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn answered(
        this: &Engine,
        seq: u32,
        text: &str,
        confidence: Option<u16>,
        offered: bool,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn rated(this: &Engine, helped: bool) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn passed(this: &Engine) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn preview(this: &Engine, text: &str, now: f64, behaviour: &str) -> Result<JsValue, JsValue>;
}

/// The senses for one thread.
#[derive(Debug, Default)]
pub(crate) struct Sense {
    engine: RefCell<Option<Engine>>,
    /// The newest entry the engine knows.
    told: Cell<Seq>,
    watch: RefCell<Watch>,
}

impl Sense {
    /// What is seen of the customer.
    pub fn watch(&self) -> RefMut<'_, Watch> {
        self.watch.borrow_mut()
    }

    /// The engine is there, and knows nothing yet.
    pub fn begin(&self, engine: Engine) {
        self.engine.replace(Some(engine));
        self.told.set(Seq(0));
    }

    /// Tells the engine what of `entries`, ascending, it has not been told.
    pub fn tell(&self, entries: &[Entry]) {
        if entries.last().is_some_and(|last| last.seq < self.told.get()) {
            // Another thread than before: nothing of what it knows was said here.
            self.told.set(Seq(0));
            self.ask(Engine::passed);
        }
        let told = self.told.get();
        for entry in entries.iter().filter(|entry| entry.seq > told) {
            self.ask(|engine| tell(engine, entry));
            self.told.set(entry.seq);
        }
    }

    /// What the engine makes of `text`, which is about to be said.
    pub fn preview(&self, text: &str, now: Millis, behaviour: &[Behaviour]) -> Option<Sensed> {
        let found = self.ask(|engine| engine.preview(text, moment(now), &names(behaviour)))?;
        let found = found.as_string()?;
        let (decision, kinds) = found.split_once(':')?;
        let kinds = kinds.split(',').filter_map(TriggerKind::from_name).collect();
        Some(Sensed { decision: read_decision(decision)?, kinds })
    }

    /// What `ask` gets from the engine. One that fails once is not asked again.
    fn ask(&self, ask: impl FnOnce(&Engine) -> Result<JsValue, JsValue>) -> Option<JsValue> {
        let answer = self.engine.borrow().as_ref().map(ask)?.ok();
        if answer.is_none() {
            self.engine.replace(None);
        }
        answer
    }
}

fn tell(engine: &Engine, entry: &Entry) -> Result<JsValue, JsValue> {
    let seq = u32::try_from(entry.seq.0).unwrap_or(u32::MAX);
    match Turn::of(entry) {
        Turn::Said { at, text, behaviour, .. } => {
            engine.said(seq, moment(at), text, &names(behaviour))
        }
        Turn::Answered { text, confidence, offered, .. } => {
            let confidence = confidence.map(baton_shared::id::Confidence::thousandths);
            engine.answered(seq, &text, confidence, offered)
        }
        Turn::Rated { helped } => engine.rated(helped),
        Turn::Passed => engine.passed(),
        Turn::PersonRequested | Turn::Other => Ok(JsValue::UNDEFINED),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a date's milliseconds are far below 2^53")]
fn moment(at: Millis) -> f64 {
    at.0 as f64
}

fn names(behaviour: &[Behaviour]) -> String {
    let names: Vec<_> = behaviour.iter().map(|behaviour| behaviour.name()).collect();
    names.join(",")
}
