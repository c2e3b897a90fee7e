//! `cargo xtask detect`: the trigger engine over JSON lines, one turn each.
//!
//! Turns with the same `dialogue_id` are one thread, in their order; a turn without one stands
//! alone. Memory grows with the number of threads, not with their length.

use crate::json_lines;
use anyhow::Result;
use baton_shared::entry::Behaviour;
use baton_shared::id::{Confidence, Millis, Seq};
use baton_shared::protocol::MAX_TEXT_BYTES;
use baton_shared::trigger::{
    Assessment, Decision, Signals, Topic, Traits, Trigger, TriggerEngine, TriggerSettings,
    TriggerState, Turn,
};
use clap::Args;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// Runs trigger detection over turns as JSON lines on standard input.
///
/// One turn a line: `{"id", "dialogue_id"?, "role": "customer" or "bot", "text", "confidence"?,
/// "traits"?, "behaviour"?}`, with "confidence" from 0 to 1. Turns with the same `dialogue_id` are one thread, in
/// their order; one without it stands alone. Of "traits" count "tier", "plan", "segment", "level", "vip", "page", and
/// amounts such as "cart", "contract" and "value".
///
/// One line comes out for every customer turn: `{"id", "human_request", "frustration", "urgency", "topics",
/// "issue_type", "sentiment", "decision", "triggers"}`, probabilities from 0 to 1, "sentiment" from -1 to 1, and
/// "decision" one of "continue", "offer" and `hand_off`; what the bot's turn before it handed off counts there. A line
/// that can't be read gives a line with "error" and its number, and the rest goes on.
#[derive(Args)]
pub struct DetectArgs {
    /// A site.toml whose [trigger] settings to use instead of the defaults
    #[arg(long)]
    site: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &DetectArgs) -> Result<()> {
    let settings = match &args.site {
        Some(path) => crate::replay::settings(path)?,
        None => TriggerSettings::default(),
    };
    let mut detector = Detector::new(&settings);
    json_lines::pipe(|line| detector.observe(line))
}

/// A turn, as it is read.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// The turn's name, anything.
    pub id: Value,
    /// The thread it belongs to.
    #[serde(default)]
    pub dialogue_id: Option<Value>,
    /// Who speaks.
    pub role: Role,
    /// What is said.
    #[serde(deserialize_with = "message")]
    pub text: String,
    /// How sure the bot was, 0 to 1.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// What the browser saw while the customer wrote.
    #[serde(default)]
    pub behaviour: Vec<Behaviour>,
    /// What is known of the customer: tier, plan, value, cart and so on.
    #[serde(default)]
    pub traits: Option<Map<String, Value>>,
}

/// A text no longer than a message may be.
fn message<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if text.len() > MAX_TEXT_BYTES {
        let long = text.len();
        return Err(D::Error::custom(format!("text of {long} bytes; at most {MAX_TEXT_BYTES}")));
    }
    Ok(text)
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The customer.
    #[serde(alias = "user")]
    Customer,
    /// The bot.
    #[serde(alias = "assistant")]
    Bot,
}

/// What was found in a customer's turn.
#[derive(Debug, Serialize)]
pub struct Found {
    id: Value,
    human_request: f32,
    frustration: f32,
    urgency: f32,
    topics: BTreeMap<&'static str, f32>,
    issue_type: FoundIssue,
    sentiment: f32,
    /// What to do.
    pub decision: &'static str,
    triggers: Vec<FoundTrigger>,
}

#[derive(Debug, Serialize)]
struct FoundIssue {
    label: String,
    confidence: f32,
    /// Whether the engine would route by it.
    known: bool,
}

#[derive(Debug, Serialize)]
struct FoundTrigger {
    kind: &'static str,
    confidence: f32,
    evidence: Vec<FoundEvidence>,
}

#[derive(Debug, Serialize)]
struct FoundEvidence {
    id: Value,
    start: u32,
    end: u32,
}

/// Threads in progress.
pub struct Detector {
    engine: TriggerEngine,
    threads: HashMap<String, Thread>,
}

/// A thread in progress: the engine's memory, the names of the newest turns, and the customer's traits.
#[derive(Default)]
struct Thread {
    state: TriggerState,
    turns: u64,
    names: Vec<Value>,
    traits: Traits,
    /// Why the bot's newest turn handed the thread off, if it did: the customer's next line tells.
    handed_off: Vec<Trigger>,
}

/// How many names of turns are kept: evidence never reaches back further.
const NAMES: usize = 32;

impl Detector {
    /// A detector under `settings`.
    pub fn new(settings: &TriggerSettings) -> Self {
        Self { engine: TriggerEngine::new(settings), threads: HashMap::new() }
    }

    /// Takes in a turn; something is found for each of the customer's.
    pub fn observe(&mut self, line: Line) -> Option<Found> {
        let Line { id, dialogue_id, role, text, confidence, behaviour, traits } = line;
        let mut alone = Thread::default();
        let thread = match dialogue_id.filter(|id| !id.is_null()) {
            Some(id) => self.threads.entry(id.to_string()).or_default(),
            None => &mut alone,
        };
        thread.turns += 1;
        if thread.names.len() == NAMES {
            thread.names.remove(0);
        }
        thread.names.push(id.clone());
        if let Some(traits) = traits {
            thread.traits = read_traits(&traits);
        }
        let seq = Seq(thread.turns);
        if role == Role::Bot {
            let confidence = confidence.map(thousandths);
            let turn = Turn::Answered { seq, text: text.into(), confidence, offered: false };
            let found = self.engine.observe(&mut thread.state, &turn, &thread.traits);
            if found.decision == Decision::HandOff {
                thread.handed_off = found.triggers;
            }
            return None;
        }
        let turn = Turn::Said { seq, at: Millis(0), text: &text, behaviour: &behaviour };
        let (mut found, signals) =
            self.engine.observe_closely(&mut thread.state, &turn, &thread.traits);
        let before = std::mem::take(&mut thread.handed_off);
        if !before.is_empty() && found.decision < Decision::HandOff {
            found.decision = Decision::HandOff;
            found.triggers.splice(0..0, before);
        }
        Some(thread.tell(id, &found, &signals?))
    }
}

impl Thread {
    fn tell(&self, id: Value, found: &Assessment, signals: &Signals) -> Found {
        let issue = found.issue.as_ref();
        let triggers = found.triggers.iter().map(|trigger| FoundTrigger {
            kind: trigger.kind.name(),
            confidence: share(trigger.confidence),
            evidence: trigger
                .evidence
                .iter()
                .map(|evidence| FoundEvidence {
                    id: self.name(evidence.seq),
                    start: evidence.start,
                    end: evidence.end,
                })
                .collect(),
        });
        Found {
            id,
            human_request: rounded(signals.human_request),
            frustration: rounded(signals.frustration),
            urgency: rounded(signals.urgency),
            topics: Topic::ALL
                .into_iter()
                .zip(signals.topics)
                .map(|(topic, likely)| (topic.name(), rounded(likely)))
                .collect(),
            issue_type: FoundIssue {
                label: issue.map_or_else(String::new, |issue| issue.label.name().to_owned()),
                confidence: issue.map_or(0.0, |issue| share(issue.confidence)),
                known: issue.is_some_and(|issue| issue.known),
            },
            sentiment: f32::from(found.sentiment.score) / 1000.0,
            decision: found.decision.name(),
            triggers: triggers.collect(),
        }
    }

    /// The name of the turn at `seq`.
    fn name(&self, seq: Seq) -> Value {
        let back = usize::try_from(self.turns - seq.0.min(self.turns)).unwrap_or(usize::MAX);
        let at = self.names.len().checked_sub(back + 1);
        at.and_then(|at| self.names.get(at)).cloned().unwrap_or(Value::Null)
    }
}

/// What counts for detection among the traits that a site knows.
pub fn read_traits(traits: &Map<String, Value>) -> Traits {
    let text = |name: &str| traits.get(name).and_then(Value::as_str).map(str::to_lowercase);
    let amount = |name: &str| {
        let value = traits.get(name)?;
        let number = value.as_f64().or_else(|| {
            value.as_str()?.trim_start_matches(['$', '€', '£']).replace(',', "").parse().ok()
        })?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        Some(number.clamp(0.0, f64::from(u32::MAX)) as u32)
    };
    let values = [
        "value",
        "cart",
        "cart_value",
        "contract",
        "contract_value",
        "arr",
        "mrr",
        "ltv",
        "lifetime_value",
    ];
    let vip = traits.get("vip").and_then(Value::as_bool).unwrap_or(false);
    let tiers = ["tier", "plan", "segment", "level"].into_iter().filter_map(text);
    Traits {
        tiers: tiers.chain(vip.then(|| "vip".to_owned())).collect(),
        value: values.into_iter().filter_map(amount).max(),
        page: text("page"),
    }
}

/// A confidence from 0 to 1 in thousandths.
pub fn thousandths(confidence: f64) -> Confidence {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    Confidence::from_thousandths((confidence.clamp(0.0, 1.0) * 1000.0).round() as u16)
}

fn share(confidence: Confidence) -> f32 {
    f32::from(confidence.thousandths()) / 1000.0
}

fn rounded(probability: f32) -> f32 {
    (probability * 10_000.0).round() / 10_000.0
}
