//! What the trigger engine remembers of a thread: a cache of fixed size over its newest entries
//! (invariants 9 and 11).

use super::card;
use baton_shared::entry::{Answer, Author, Behaviour, Block, Body, Entry, Handoff, Outcome, Span};
use baton_shared::id::{Confidence, Epoch, Millis, Seq};
use baton_shared::protocol::decode;
use baton_shared::trigger::{Decision, Traits, TriggerEngine, TriggerSettings, TriggerState, Turn};
use proptest::prelude::*;

/// How many entries the log rebuilds its memory from.
const WINDOW: usize = 64;

/// More than this is not a thread's memory but its history.
const MOST_BYTES: usize = 1280;

const SAID: [&str; 14] = [
    "where is my parcel?",
    "when will the parcel be delivered",
    "that didn't help",
    "I already told you that",
    "this is useless, you stupid bot!!",
    "how do I return the brown bag?",
    "I was charged twice for my order",
    "please cancel my subscription and refund the last invoice",
    "it's urgent, I leave tonight",
    "thanks, that's all",
    "ok",
    "no",
    "yes please",
    "are you a real person?",
];

const ANSWERED: [&str; 10] = [
    "Standard delivery takes two to four days.",
    "You can return a bag within thirty days.",
    "We write to you as soon as it has left our warehouse.",
    "Every bag comes with a guarantee of ten years.",
    "Invoices are in your account, under Orders.",
    "Our shop is open from nine to six.",
    "Could you tell me more?",
    "I'm sorry, I don't know that.",
    "Something went wrong. Please try again later.",
    "Shall I bring in a person?",
];

/// What happens next in a thread.
#[derive(Debug, Clone)]
enum Step {
    Says { which: usize, behaviour: Vec<Behaviour> },
    Answers { which: usize, sure: u16, offer: bool },
    Pause { hours: u64 },
    AgentComes { messages: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let seen = prop::sample::subsequence(Behaviour::ALL.to_vec(), 0..=2);
    let sure = prop_oneof![1 => 0..650u16, 9 => 800..=1000u16];
    let step = prop_oneof![
        10 => (0..SAID.len(), seen).prop_map(|(which, behaviour)| Step::Says { which, behaviour }),
        10 => (0..ANSWERED.len(), sure, any::<bool>())
            .prop_map(|(which, sure, offer)| Step::Answers { which, sure, offer }),
        1 => (1..12u64).prop_map(|hours| Step::Pause { hours }),
    ];
    let agent = (0..6usize).prop_map(|messages| Step::AgentComes { messages });
    // Nothing clears the memory of most threads, or it would all be in the newest entries anyway.
    let with_agents = prop_oneof![20 => step.clone(), 1 => agent];
    prop_oneof![
        3 => prop::collection::vec(step, 150..300),
        1 => prop::collection::vec(with_agents, 150..300),
    ]
}

/// An owner's settings: the defaults, or those of one who wants a thread handed off for failures
/// alone, so that it is the bot's for long. (Without these it counts them for ever.)
fn settings() -> impl Strategy<Value = TriggerSettings> {
    let patient: TriggerSettings = decode(PATIENT).unwrap();
    prop_oneof![Just(TriggerSettings::default()), Just(patient)]
}

const PATIENT: &str = r#"{
    "explicit_request": {}, "frustration": {}, "low_confidence": {}, "urgency": {},
    "complexity": {}, "high_value": {}, "bot_error": {},
    "topics": { "safety": {}, "account_security": {}, "legal_compliance": {} }
}"#;

/// A thread as the log writes it: whatever the engine decides happens, so that a handoff follows.
struct Thread {
    engine: TriggerEngine,
    entries: Vec<Entry>,
    now: Millis,
    /// The engine's memory, having seen every entry.
    state: TriggerState,
}

impl Thread {
    fn new(engine: TriggerEngine) -> Self {
        Self { engine, entries: Vec::new(), now: Millis(0), state: TriggerState::default() }
    }

    fn take(&mut self, step: Step) {
        self.now = self.now.plus(20_000);
        match step {
            Step::Says { which, behaviour } => {
                let text = SAID[which].to_owned();
                self.write(Author::Customer, Body::Text { text, behaviour, visit: None });
            }
            // The bot answers what the customer says, and says nothing by itself.
            Step::Answers { which, sure, offer } => {
                let Some(Entry { author: Author::Customer, seq, .. }) = self.entries.last() else {
                    return;
                };
                let spans = vec![Span::plain(ANSWERED[which])];
                let answer = Answer {
                    reply_to: *seq,
                    blocks: vec![Block::Paragraph { spans }],
                    sources: Vec::new(),
                    confidence: Confidence::from_thousandths(sure),
                    offer,
                    choices: Vec::new(),
                    unfinished: false,
                    captured: Vec::new(),
                };
                self.write(Author::Bot, Body::Answer(answer));
            }
            Step::Pause { hours } => self.now = self.now.plus(hours * 3_600_000),
            Step::AgentComes { messages } => self.agent_comes(messages),
        }
    }

    fn write(&mut self, author: Author, body: Body) {
        let seq = Seq(self.entries.len() as u64 + 1);
        let entry = Entry { seq, at: self.now, epoch: Epoch(0), author, id: None, body };
        let turn = Turn::of(&entry);
        let verdict = self.engine.observe(&mut self.state, &turn, &Traits::default());
        self.entries.push(entry);
        if verdict.decision == Decision::HandOff {
            let line = String::new();
            let triggers = verdict.triggers;
            let handoff = Handoff { number: 1, triggers, sensed: false, line, note: None };
            self.write(Author::System, Body::HandoffRequested(handoff));
            self.agent_comes(2);
        }
    }

    fn agent_comes(&mut self, messages: usize) {
        let maya = || Author::Agent(card("maya"));
        self.write(maya(), Body::AgentJoined);
        for _ in 0..messages {
            self.write(maya(), Body::text("Let me look at that."));
        }
        self.write(maya(), Body::HandedBack { outcome: Outcome::Returned });
    }
}

/// What the engine remembers of `entries`.
fn remembered(engine: &TriggerEngine, entries: &[Entry]) -> TriggerState {
    let mut state = TriggerState::default();
    for entry in entries {
        engine.observe(&mut state, &Turn::of(entry), &Traits::default());
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_the_engine_remembers_is_rebuilt_from_the_newest_entries(
        steps in steps(),
        settings in settings(),
    ) {
        let mut thread = Thread::new(TriggerEngine::new(&settings));
        for (at, step) in steps.into_iter().enumerate() {
            thread.take(step);
            if at % 8 == 0 {
                let newest = &thread.entries[thread.entries.len().saturating_sub(WINDOW)..];
                prop_assert_eq!(remembered(&thread.engine, newest), thread.state);
            }
        }
    }
}

#[test]
fn invariant_11_a_threads_memory_is_of_fixed_size() {
    fn copied<T: Copy>() -> usize {
        size_of::<T>()
    }
    assert!(copied::<TriggerState>() <= MOST_BYTES, "{} bytes", copied::<TriggerState>());
}
