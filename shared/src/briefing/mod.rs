//! The briefing: what an agent knows before the first word, as the edge sends it to consoles.
//!
//! Everything in it names the entry it comes from. What it says is made at the edge, from the
//! thread's entries alone; here are its shape and how words are quoted. What a newer edge has new
//! names for is left out when it is read, not the briefing.

mod lenient;
mod quote;

pub use quote::{Part, Quote, span};

use crate::customer::{Person, Visit};
use crate::entry::{AgentCard, Behaviour, Outcome};
use crate::id::{Confidence, Millis, Seq, ThreadId};
use crate::trigger::{Priority, Trend, TriggerKind};
use serde::{Deserialize, Serialize};

/// Most lines of a summary: one for each [`About`].
pub const MAX_SUMMARY: usize = 6;

/// A thread in brief.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Briefing {
    /// The newest entry it knows.
    pub head: Seq,
    /// All that matters in at most [`MAX_SUMMARY`] lines.
    #[serde(deserialize_with = "lenient::items")]
    pub summary: Vec<Line>,
    /// Who the customer is.
    #[serde(deserialize_with = "lenient::part")]
    pub who: Who,
    /// What they want done, where that is clear.
    #[serde(deserialize_with = "lenient::part")]
    pub issue: Option<Issue>,
    /// The first words of the conversation at hand.
    #[serde(deserialize_with = "lenient::part")]
    pub came_with: Option<Quote>,
    /// What they have told that an agent would ask for, newest value of each.
    #[serde(deserialize_with = "lenient::items")]
    pub facts: Vec<Known>,
    /// What an agent will need and doesn't have yet.
    #[serde(deserialize_with = "lenient::items")]
    pub missing: Vec<Missing>,
    /// The bot's answers in the conversation at hand, oldest first.
    #[serde(deserialize_with = "lenient::items")]
    pub attempts: Vec<Attempt>,
    /// The newest handoff, if there was one.
    #[serde(deserialize_with = "lenient::part")]
    pub why: Option<Why>,
    /// The customer's mood.
    #[serde(deserialize_with = "lenient::part")]
    pub mood: Mood,
    /// How soon a human should look, and why.
    #[serde(deserialize_with = "lenient::part")]
    pub priority: Urgency,
    /// What could be done next.
    #[serde(deserialize_with = "lenient::items")]
    pub next: Vec<Step>,
    /// What the browser saw of the customer, each thing where it was seen last.
    #[serde(deserialize_with = "lenient::items")]
    pub seen: Vec<(Seq, Behaviour)>,
    /// How agents left the thread before, newest first.
    #[serde(deserialize_with = "lenient::items")]
    pub before: Vec<Parting>,
    /// Other threads of the same person, newest first.
    #[serde(deserialize_with = "lenient::items")]
    pub earlier: Vec<Earlier>,
    /// When the conversation at hand began.
    pub begun: Option<Millis>,
    /// How many messages the customer has written in it.
    pub messages: u32,
}

/// What a line of the summary is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Who writes.
    Who,
    /// What they want, with the facts they gave.
    What,
    /// What was tried and how it ended.
    Tried,
    /// Why a human is needed now.
    Why,
    /// How they feel, and how that changed.
    Mood,
    /// What to do next.
    Next,
}

/// A line of the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is about.
    pub about: About,
    /// Its words.
    pub text: String,
    /// The entries it comes from, ascending; at least one.
    pub entries: Vec<Seq>,
}

/// Who the customer is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Who {
    /// As the site vouches, and the entry that says so.
    #[serde(deserialize_with = "lenient::part")]
    pub person: Option<(Seq, Person)>,
    /// As their browser says, unverified, and the entry it came with.
    #[serde(deserialize_with = "lenient::part")]
    pub visit: Option<(Seq, Visit)>,
}

/// What the customer wants done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// The name of its type.
    pub name: String,
    /// How sure the engine is.
    pub confidence: Confidence,
    /// The message that says so most clearly.
    pub seq: Seq,
}

/// Something the customer has told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The field.
    pub field: String,
    /// What people call it.
    pub label: String,
    /// The value.
    pub value: String,
    /// The entry that says so.
    pub seq: Seq,
    /// Whether the site vouches for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub verified: bool,
}

/// Something that an agent will need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// What people call it.
    pub label: String,
    /// The entry that asked for it, if one has.
    pub asked: Option<Seq>,
    /// Whether the customer chose not to say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skipped: bool,
}

/// An answer of the bot and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its entry.
    pub seq: Seq,
    /// What it answers.
    pub question: String,
    /// How sure the bot was.
    pub confidence: Confidence,
    /// Titles of what it rests on.
    pub sources: Vec<String>,
    /// How it ended.
    pub end: End,
}

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The bot knew no answer.
    NoAnswer,
    /// The customer said that it did not help.
    DidNotHelp,
    /// The customer then asked for a human.
    AskedForPerson,
    /// The customer said that it helped.
    Helped,
    /// A human took over before it was done.
    CutShort,
    /// The customer said nothing against it.
    Stands,
}

/// Why a thread was handed off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The entry that says so.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// Which handoff of the thread it is, from 1.
    pub number: u32,
    /// Weightiest first.
    #[serde(deserialize_with = "lenient::items")]
    pub reasons: Vec<Reason>,
    /// The bot's own words on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One trigger of a handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What it is.
    pub kind: TriggerKind,
    /// How sure the engine was.
    pub confidence: Confidence,
    /// The customer's words.
    pub quotes: Vec<Quote>,
}

/// The customer's mood over the conversation at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mood {
    /// Of each message: its entry and the mood, −1000 bad to 1000 good.
    #[serde(deserialize_with = "lenient::items")]
    pub course: Vec<(Seq, i16)>,
    /// Where it is going.
    #[serde(deserialize_with = "lenient::part")]
    pub trend: Trend,
    /// Messages far angrier than those around them.
    pub spikes: Vec<Seq>,
}

/// How soon a human should look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Urgency {
    /// How soon.
    #[serde(deserialize_with = "lenient::part")]
    pub priority: Priority,
    /// Why, in words; empty when it is normal.
    pub because: Vec<String>,
    /// The entry that made it so.
    pub seq: Option<Seq>,
}

/// Something to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What.
    pub text: String,
    /// Where to read how: the address of an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// How an agent left the thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parting {
    /// The entry that says so.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// Who.
    pub agent: AgentCard,
    /// How.
    pub outcome: Outcome,
}

/// Another thread of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The thread.
    pub thread: ThreadId,
    /// When it last changed hands.
    pub at: Millis,
    /// What it was about: the customer's words.
    pub preview: String,
    /// How it stands, in words: "Resolved by Maya".
    pub outcome: String,
}
