//! What a thread is made of: immutable, ordered entries, each with its author's role.
//!
//! An entry never changes once it has a [`Seq`]. Who wrote it is decided by the thread's Durable
//! Object from the authenticated connection, never from what a client claims.

use crate::context::Captured;
use crate::customer::{Person, Visit};
use crate::id::{AgentId, Confidence, Epoch, MessageId, Millis, Seq};
use crate::trigger::Trigger;
use serde::{Deserialize, Serialize};

/// Who wrote an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Author {
    /// The person on the site.
    Customer,
    /// The assistant that answers first.
    Bot,
    /// A human of the site's team.
    Agent(AgentCard),
    /// The thread itself, about what happened to it.
    System,
}

/// What everyone in a thread may know of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentCard {
    /// The agent's id, unique in the site.
    pub id: AgentId,
    /// The name the customer sees.
    pub name: String,
}

impl Author {
    /// Whether both are the same hand: the same role and, for agents, the same person. Client
    /// message ids are unique within it.
    pub fn same_hand(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Agent(a), Self::Agent(b)) => a.id == b.id,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// One line of a thread's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place, dense from 1, given by the thread's Durable Object alone.
    pub seq: Seq,
    /// When it was written, by the edge's clock.
    pub at: Millis,
    /// The ownership epoch in force after it.
    pub epoch: Epoch,
    /// Who wrote it.
    pub author: Author,
    /// The sender's id for it; unique per author. System entries have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<MessageId>,
    /// What it says.
    pub body: Body,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Body {
    /// Words of the customer or an agent.
    Text {
        /// As typed; plain text, at most [`crate::protocol::MAX_TEXT_BYTES`].
        text: String,
        /// What the browser saw while a customer wrote them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        behaviour: Vec<Behaviour>,
        /// Where a customer wrote them, if that has changed since their last words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        visit: Option<Box<Visit>>,
    },
    /// The customer chose "Talk to a person".
    PersonRequested,
    /// The bot's answer.
    Answer(Answer),
    /// The customer says whether an answer helped.
    Rated {
        /// The answer's entry.
        answer: Seq,
        /// Whether it did.
        helped: bool,
    },
    /// The site has told who the customer is.
    Identified(Person),
    /// The thread now waits for a human.
    HandoffRequested(Handoff),
    /// While the customer waits: something the agent will need.
    Asked(Asked),
    /// The customer doesn't want to say.
    Skipped {
        /// The entry that asked.
        asked: Seq,
    },
    /// The author, an agent, now owns the thread.
    AgentJoined,
    /// The author, an agent, gave the thread back to the bot.
    HandedBack {
        /// How the agent left it.
        outcome: Outcome,
    },
    /// The author, an agent, passed the thread on: it waits for somebody else.
    Transferred {
        /// Whom it is for.
        to: Target,
    },
    /// The agent who had the thread is gone, or was silent: it waits again, at the head of its line.
    Released {
        /// Who had it.
        agent: AgentCard,
        /// Why they have it no longer.
        parted: Parted,
    },
    /// The customer waits no longer: the bot has the thread again.
    WaitCancelled,
    /// While the customer waits, the bot may go on helping; the place in the line stays theirs.
    HelpWanted,
    /// The customer left an address, so that the answer finds them.
    AddressLeft {
        /// Where.
        email: String,
    },
    /// The customer says how it was.
    Surveyed {
        /// The entry that handed the thread back.
        ended: Seq,
        /// From 1, bad, to 5, good.
        score: u8,
    },
}

impl Body {
    /// Whether the owner changes with it: what came before is settled, or somebody else's now.
    pub const fn passes_on(&self) -> bool {
        matches!(
            self,
            Self::HandoffRequested(_)
                | Self::AgentJoined
                | Self::HandedBack { .. }
                | Self::Transferred { .. }
                | Self::Released { .. }
                | Self::WaitCancelled
                | Self::HelpWanted
        )
    }

    /// Whether a customer chose it by a tap, so that there are no words to answer.
    pub const fn is_tap(&self) -> bool {
        matches!(
            self,
            Self::Rated { .. }
                | Self::Skipped { .. }
                | Self::WaitCancelled
                | Self::HelpWanted
                | Self::AddressLeft { .. }
                | Self::Surveyed { .. }
        )
    }

    /// Words, and nothing seen meanwhile.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), behaviour: Vec::new(), visit: None }
    }
}

/// What only the browser sees of a customer who isn't getting on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// The same message, or nearly, sent again within seconds.
    RapidResends,
    /// A long text was typed and deleted.
    DiscardedDraft,
    /// Repeated clicks where nothing comes of them.
    DeadClicks,
}

impl Behaviour {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::RapidResends, Self::DiscardedDraft, Self::DeadClicks];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RapidResends => "rapid_resends",
            Self::DiscardedDraft => "discarded_draft",
            Self::DeadClicks => "dead_clicks",
        }
    }

    /// The behaviour that `name` names, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|behaviour| behaviour.name() == name)
    }
}

/// How an agent left a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The customer's problem is solved.
    Resolved,
    /// The bot should go on; nothing is concluded.
    Returned,
}

/// Whom a thread is passed on to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Target {
    /// This agent.
    Agent {
        /// Who.
        id: AgentId,
    },
    /// Whoever has this skill.
    Skill {
        /// Its name.
        name: String,
    },
    /// A lead.
    Lead,
}

/// Why an agent lost a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parted {
    /// Their connection was lost, or they left.
    Gone,
    /// They did not write in time.
    Silent,
}

/// What the bot said, and how sure it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The customer's entry it answers.
    pub reply_to: Seq,
    /// Rich text, as structure.
    pub blocks: Vec<Block>,
    /// Where it comes from; empty when the bot did not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// How sure the bot is that this answers the question.
    pub confidence: Confidence,
    /// Whether "Talk to a person" is offered beneath it.
    #[serde(default)]
    pub offer: bool,
    /// What the customer may have meant, as one-tap choices; choosing one says it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Whether a human took over while it was being given, so that it breaks off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfinished: bool,
    /// What the bot noted of the customer's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captured: Vec<Captured>,
}

impl Answer {
    /// An answer of these blocks to the entry at `reply_to`: certain, from no source, with no choice
    /// beneath it.
    pub const fn of(reply_to: Seq, blocks: Vec<Block>) -> Self {
        Self {
            reply_to,
            blocks,
            sources: Vec::new(),
            confidence: Confidence::FULL,
            offer: false,
            choices: Vec::new(),
            unfinished: false,
            captured: Vec::new(),
        }
    }
}

/// A piece of approved knowledge an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The article's title.
    pub title: String,
    /// Where to read it: `https:`, `http:` or a path on the site; empty when it isn't published.
    pub href: String,
}

/// Why a thread waits for a human, and what the customer was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handoff {
    /// Which handoff of this thread it is, from 1.
    pub number: u32,
    /// The triggers behind it, each with its evidence.
    pub triggers: Vec<Trigger>,
    /// Whether the browser had found it before the edge confirmed it.
    pub sensed: bool,
    /// The warm line the customer reads.
    pub line: String,
    /// The bot's own words on why, if it was the bot that passed the thread on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Something the agent will need, asked for while the customer waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The field that the reply fills.
    pub field: String,
    /// The question.
    pub question: String,
}

/// A block of rich text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its words.
        spans: Vec<Span>,
    },
    /// A list.
    List {
        /// Numbered, or with bullets.
        ordered: bool,
        /// One run of words per item.
        items: Vec<Vec<Span>>,
    },
    /// A small heading inside an answer.
    Heading {
        /// Its words.
        spans: Vec<Span>,
    },
    /// Preformatted text.
    Code {
        /// As written.
        text: String,
    },
}

/// A run of words in one style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The words.
    pub text: String,
    /// How they are set.
    #[serde(default, skip_serializing_if = "Style::is_plain")]
    pub style: Style,
    /// Where they lead: `https:`, `http:`, `mailto:`, `tel:` or a path; checked at the edge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

impl Span {
    /// Words without style or link.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Plain, href: None }
    }
}

/// How a run of words is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// As the text around it.
    #[default]
    Plain,
    /// Bold.
    Strong,
    /// Italic.
    Emphasis,
    /// Monospaced.
    Code,
}

impl Style {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape serde asks for")]
    fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}
