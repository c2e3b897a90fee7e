//! The thread's client end, case by case. That both ends agree whatever the network does is the
//! model test's business.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod copy;
mod outbox;
mod timers;

use baton_shared::entry::{AgentCard, Author, Body, Entry};
use baton_shared::id::{AgentId, Epoch, MessageId, Millis, Seq, SiteId, ThreadId};
use baton_shared::protocol::{Down, Message, Up, VERSION, Welcome};
use baton_shared::site::{SiteCard, WidgetSettings};
use baton_shared::thread::ownership::Ownership;
use baton_shared::thread::replica::{Output, Replica};
use baton_shared::trigger::TriggerSettings;

const START: Millis = Millis(1_000_000);

/// Connected to an empty thread, as its customer.
fn live() -> Replica {
    let mut replica = Replica::new(Vec::new(), START);
    replica.handle_open(START);
    replica.handle(welcome(1, 0), START);
    outputs(&mut replica);
    replica
}

fn welcome(first: u64, head: u64) -> Down {
    Down::Welcome(Box::new(Welcome {
        version: VERSION,
        thread: ThreadId::parse("t_1").unwrap(),
        site: SiteCard {
            id: SiteId::parse("demo").unwrap(),
            name: "Demo".to_owned(),
            bot: "Assistant".to_owned(),
            widget: WidgetSettings::default(),
            trigger: TriggerSettings::default(),
            origins: Vec::new(),
            facts: Vec::new(),
            tells_messages: false,
        },
        you: Author::Customer,
        ownership: Ownership::default(),
        first: Seq(first),
        head: Seq(head),
        now: START,
    }))
}

fn entry(seq: u64) -> Entry {
    let id = MessageId::parse(format!("elsewhere-{seq}")).unwrap();
    let body = Body::text(format!("Entry {seq}"));
    let author = Author::Customer;
    Entry { seq: Seq(seq), at: START, epoch: Epoch(0), author, id: Some(id), body }
}

fn maya() -> Author {
    Author::Agent(AgentCard { id: AgentId::parse("maya").unwrap(), name: "Maya".to_owned() })
}

fn id(id: &str) -> MessageId {
    MessageId::parse(id).unwrap()
}

fn say(replica: &mut Replica, name: &str) {
    let message = Message::text(format!("Message {name}"));
    replica.say(id(name), message, None, START);
}

fn arrive(replica: &mut Replica, seqs: std::ops::RangeInclusive<u64>) {
    replica.handle(Down::Entries { entries: seqs.map(entry).collect() }, START);
}

fn arrive_mine(replica: &mut Replica, seq: u64, name: &str) {
    let entries = vec![Entry { id: Some(id(name)), ..entry(seq) }];
    replica.handle(Down::Entries { entries }, START);
}

fn page(seqs: std::ops::RangeInclusive<u64>) -> Down {
    Down::Page { entries: seqs.map(entry).collect() }
}

fn outputs(replica: &mut Replica) -> Vec<Output> {
    std::iter::from_fn(|| replica.poll()).collect()
}

fn frames(replica: &mut Replica) -> Vec<Up> {
    let frame = |output| match output {
        Output::Transmit(up) => Some(up),
        _ => None,
    };
    outputs(replica).into_iter().filter_map(frame).collect()
}

fn sent_as(up: Up) -> Option<(MessageId, Seq)> {
    match up {
        Up::Send { id, after, .. } => Some((id, after)),
        _ => None,
    }
}
