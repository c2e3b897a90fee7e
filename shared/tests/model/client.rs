//! A client: a real replica, and the shell around it as the widget has it. One socket at a time, a
//! socket that was replaced is never heard again, words are kept in the browser's storage.

use crate::network::{Network, Packet, Way};
use crate::reference::{Held, Reference, hold};
use baton_shared::entry::{AgentCard, Author, Entry};
use baton_shared::id::{AgentId, MessageId, Millis};
use baton_shared::protocol::{Down, decode, encode};
use baton_shared::thread::link::Link;
use baton_shared::thread::log::Who;
use baton_shared::thread::outbox::{Action, Delivery, Pending};
use baton_shared::thread::replica::{Output, Replica};
use std::collections::BTreeMap;

/// What a browser keeps of what was said: a text per message, in no particular order.
pub type Storage = BTreeMap<MessageId, String>;

/// One open page.
#[derive(Debug)]
pub struct Client {
    /// Which one.
    pub at: usize,
    /// As whom the edge knows it.
    pub who: Who,
    /// The client's end of the thread.
    pub replica: Replica,
    /// Which browser's storage it has; two tabs share one.
    pub storage: usize,
    connection: Option<usize>,
}

impl Client {
    /// The `at`th client of a run opens its page.
    pub fn new(at: usize, now: Millis) -> Self {
        let agent = |id: &str| AgentCard { id: AgentId::parse(id).unwrap(), name: id.to_owned() };
        let (who, storage) = match at {
            0 | 1 => (Who::Customer, 0),
            2 => (Who::Agent(agent("maya")), 1),
            _ => (Who::Agent(agent("noor")), 2),
        };
        let replica = Replica::new(Vec::new(), now);
        Self { at, who, replica, storage, connection: None }
    }

    /// Its hand.
    pub fn author(&self) -> Author {
        match &self.who {
            Who::Customer => Author::Customer,
            Who::Agent(agent) => Author::Agent(agent.clone()),
        }
    }

    /// The first message that was rejected.
    pub fn rejected(&self) -> Option<MessageId> {
        let rejected = |pending: &&Pending| matches!(pending.delivery, Delivery::Rejected(_));
        self.replica.outbox().iter().find(rejected).map(|pending| pending.id.clone())
    }

    /// The page goes away and comes back, with what was stored.
    pub fn reload(&mut self, network: &mut Network, storage: &Storage, now: Millis) {
        self.hang_up(network);
        let kept = storage.values().map(|text| decode(text).unwrap()).collect();
        self.replica = Replica::new(kept, now);
    }

    /// Hears a packet of `connection`.
    pub fn hear(&mut self, connection: usize, packet: Packet, now: Millis, random: u32) -> Held {
        if self.connection != Some(connection) {
            return Ok(());
        }
        match packet {
            Packet::Open => self.replica.handle_open(now),
            Packet::Ping => self.replica.handle_pong(now),
            Packet::Close => {
                self.connection = None;
                self.replica.handle_close(now, random);
            }
            Packet::Frame(text) => {
                let down = decode::<Down>(&text);
                hold("a client can read every frame", down.is_ok(), || {
                    format!("{down:?}: {text}")
                })?;
                if let Ok(down) = down {
                    self.replica.handle(down, now);
                }
            }
        }
        Ok(())
    }

    /// Does what the replica asks for.
    pub fn settle(
        &mut self,
        network: &mut Network,
        storage: &mut Storage,
        reference: &mut Reference,
    ) -> Held {
        while let Some(output) = self.replica.poll() {
            match output {
                Output::Connect => {
                    self.hang_up(network);
                    self.connection = Some(network.connect(self.at));
                }
                Output::Disconnect => self.hang_up(network),
                Output::Transmit(up) => self.send(network, Packet::Frame(encode(&up))),
                Output::Ping => self.send(network, Packet::Ping),
                Output::Store(pending) => {
                    if matches!(pending.action, Action::Say { .. }) {
                        storage.insert(pending.id.clone(), encode(&pending));
                    }
                }
                Output::Forget(id) => {
                    storage.remove(&id);
                    self.check_forgotten(reference, &id)?;
                }
                Output::Changed(_) | Output::Refused(_) | Output::Withheld => {}
            }
        }
        Ok(())
    }

    /// Whether it is up to date, as far as it knows, on a connection that carries.
    pub fn is_connected(&self, network: &Network) -> bool {
        matches!(self.replica.link(), Link::Live { .. })
            && self.connection.is_some_and(|connection| network.carries(connection))
    }

    /// Whether, besides, everything it said is confirmed.
    pub fn is_settled(&self, network: &Network) -> bool {
        self.is_connected(network) && self.replica.outbox().is_empty()
    }

    fn check_forgotten(&self, reference: &Reference, id: &MessageId) -> Held {
        let author = self.author();
        let is_it = |entry: &Entry| entry.id.as_ref() == Some(id) && entry.author == author;
        let settled = reference.written.iter().any(is_it)
            || reference.rejected.contains(id)
            || reference.discarded.contains(id);
        hold("invariant_5_only_what_is_durable_leaves_the_outbox", settled, || {
            format!("client {} forgets {id}", self.at)
        })
    }

    fn send(&self, network: &mut Network, packet: Packet) {
        if let Some(connection) = self.connection {
            network.send(connection, Way::Up, packet);
        }
    }

    fn hang_up(&mut self, network: &mut Network) {
        if let Some(connection) = self.connection.take() {
            network.hang_up(connection);
        }
    }
}
