//! The thread's server end, case by case. That nothing is lost or reordered whatever the network
//! does is the model test's business.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod offered;
mod passed_on;
mod read;
mod refused;
mod remembered;
mod waiting;
mod written;

use baton_shared::entry::{AgentCard, Outcome};
use baton_shared::id::{AgentId, Epoch, MessageId, Millis, Seq, SiteId, ThreadId};
use baton_shared::protocol::{Message, Up};
use baton_shared::site::{SiteCard, WidgetSettings};
use baton_shared::thread::log::{BotTurn, Effect, Peer, ThreadLog, Who};
use baton_shared::thread::store::MemoryStore;
use baton_shared::trigger::TriggerSettings;

const NOW: Millis = Millis(1_000);

fn log() -> ThreadLog<MemoryStore> {
    open(MemoryStore::default())
}

fn open(store: MemoryStore) -> ThreadLog<MemoryStore> {
    ThreadLog::open(ThreadId::parse("t_1").unwrap(), site(), store).unwrap()
}

/// A thread with `head` messages of the customer, `q1` to `q{head}`.
fn filled(head: u64) -> ThreadLog<MemoryStore> {
    let mut log = log();
    for seq in 1..=head {
        let message = Message::text(format!("Question {seq}"));
        let (id, after) = (id(&format!("q{seq}")), Seq(seq - 1));
        let up = Up::Send { id, after, epoch: None, message, sensed: None };
        log.handle(&customer(), up, NOW).unwrap();
    }
    log
}

fn site() -> SiteCard {
    SiteCard {
        id: SiteId::parse("demo").unwrap(),
        name: "Demo".to_owned(),
        bot: "Assistant".to_owned(),
        widget: WidgetSettings::default(),
        trigger: TriggerSettings::default(),
        origins: Vec::new(),
        facts: Vec::new(),
        tells_messages: false,
    }
}

fn customer() -> Peer {
    Peer { who: Who::Customer, greeted: true }
}

fn agent(name: &str) -> Peer {
    Peer { who: Who::Agent(card(name)), greeted: true }
}

fn card(name: &str) -> AgentCard {
    AgentCard { id: AgentId::parse(name).unwrap(), name: name.to_owned() }
}

fn id(id: &str) -> MessageId {
    MessageId::parse(id).unwrap()
}

fn send(name: &str, epoch: Option<u64>, message: Message) -> Up {
    Up::Send { id: id(name), after: Seq(0), epoch: epoch.map(Epoch), message, sensed: None }
}

fn text(name: &str, epoch: Option<u64>, text: &str) -> Up {
    send(name, epoch, Message::text(text))
}

fn take(name: &str, epoch: u64) -> Up {
    Up::Take { id: id(name), after: Seq(0), epoch: Epoch(epoch) }
}

fn hand_back(name: &str, epoch: u64, outcome: Outcome) -> Up {
    Up::HandBack { id: id(name), after: Seq(0), epoch: Epoch(epoch), outcome }
}

/// What the bot is asked.
fn asked(effects: &[Effect]) -> BotTurn {
    let turn = effects.iter().find_map(|effect| match effect {
        Effect::AskBot(turn) => Some(turn.clone()),
        _ => None,
    });
    turn.unwrap_or_else(|| panic!("the bot is not asked: {effects:?}"))
}
