//! Connections between clients and the edge: two ordered queues each, which can be cut anywhere.
//!
//! Within a connection order is kept, as a WebSocket keeps it; between connections there is none.
//! What is lost is always the end of a queue. Neither end learns of a cut before it reads so far.

use baton_shared::id::Seq;
use baton_shared::thread::log::Peer;
use std::collections::VecDeque;

/// What travels on a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet {
    /// The connection is made.
    Open,
    /// A text frame.
    Frame(String),
    /// Is anybody there? Or the answer.
    Ping,
    /// The end; nothing follows.
    Close,
}

impl Packet {
    /// Whether it is a frame of that kind.
    fn is(&self, kind: &str) -> bool {
        matches!(self, Self::Frame(text) if text.starts_with(&format!("{{\"t\":\"{kind}\"")))
    }
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From a client to the edge.
    Up,
    /// From the edge to a client.
    Down,
}

/// A connection, from the client's wish for one to its end.
#[derive(Debug)]
pub struct Connection {
    /// Whose.
    pub client: usize,
    /// The edge's end, while it has one.
    pub peer: Option<Peer>,
    /// The entry that the edge must send next, once it has said welcome.
    pub next: Option<Seq>,
    up: VecDeque<Packet>,
    down: VecDeque<Packet>,
    /// Nothing that is sent from now on arrives.
    dead: bool,
}

impl Connection {
    fn queue(&mut self, way: Way) -> &mut VecDeque<Packet> {
        match way {
            Way::Up => &mut self.up,
            Way::Down => &mut self.down,
        }
    }
}

/// All connections there ever were; their index is their name.
#[derive(Debug, Default)]
pub struct Network {
    connections: Vec<Connection>,
}

impl Network {
    /// A new connection of `client`, on its way to the edge.
    pub fn connect(&mut self, client: usize) -> usize {
        let (up, down) = (VecDeque::from([Packet::Open]), VecDeque::new());
        self.connections.push(Connection { client, peer: None, next: None, up, down, dead: false });
        self.connections.len() - 1
    }

    /// Sends a packet, which arrives if the connection still carries anything.
    pub fn send(&mut self, connection: usize, way: Way, packet: Packet) {
        let connection = &mut self.connections[connection];
        if !connection.dead {
            connection.queue(way).push_back(packet);
        }
    }

    /// The next packet to arrive.
    pub fn receive(&mut self, connection: usize, way: Way) -> Option<Packet> {
        self.connections[connection].queue(way).pop_front()
    }

    /// A client closes: what it sent before still arrives, what it would receive doesn't matter.
    pub fn hang_up(&mut self, connection: usize) {
        self.send(connection, Way::Up, Packet::Close);
        let connection = &mut self.connections[connection];
        connection.dead = true;
        connection.down.clear();
    }

    /// Cuts a connection; the newest `lost_up` and `lost_down` packets in flight are lost.
    pub fn cut(&mut self, connection: usize, lost_up: usize, lost_down: usize) {
        for (way, lost) in [(Way::Up, lost_up), (Way::Down, lost_down)] {
            let connection = &mut self.connections[connection];
            if connection.dead {
                continue;
            }
            let queue = connection.queue(way);
            queue.truncate(queue.len().saturating_sub(lost));
            queue.push_back(Packet::Close);
        }
        self.connections[connection].dead = true;
    }

    /// The next frame to arrive there arrives twice. Not a welcome: its owner is of its moment, and
    /// no connection repeats it later.
    pub fn repeat(&mut self, connection: usize, way: Way) {
        let queue = self.connections[connection].queue(way);
        if let Some(Packet::Frame(text)) = queue.front().filter(|packet| !packet.is("welcome")) {
            queue.push_front(Packet::Frame(text.clone()));
        }
    }

    /// Loses the next packet to arrive at the client, if it brings entries.
    pub fn lose_entries(&mut self, connection: usize) {
        self.connections[connection].down.pop_front_if(|packet| packet.is("entries"));
    }

    /// Everything in flight is lost, and neither end is told.
    pub fn stall(&mut self, connection: usize) {
        let connection = &mut self.connections[connection];
        connection.dead = true;
        connection.up.clear();
        connection.down.clear();
    }

    /// The edge's ends are gone; what it had sent still arrives.
    pub fn cut_all_at_the_edge(&mut self) {
        for at in 0..self.connections.len() {
            self.cut(at, usize::MAX, 0);
            let connection = &mut self.connections[at];
            connection.peer = None;
            connection.up.clear();
        }
    }

    /// One connection.
    pub fn connection(&mut self, connection: usize) -> &mut Connection {
        &mut self.connections[connection]
    }

    /// Connections on which something arrives next in that direction.
    pub fn waiting(&self, way: Way) -> Vec<usize> {
        let waits = |connection: &Connection| match way {
            Way::Up => !connection.up.is_empty(),
            Way::Down => !connection.down.is_empty(),
        };
        (0..self.connections.len()).filter(|at| waits(&self.connections[*at])).collect()
    }

    /// Whether nothing is in flight.
    pub fn is_quiet(&self) -> bool {
        self.waiting(Way::Up).is_empty() && self.waiting(Way::Down).is_empty()
    }

    /// Whether what is sent on `connection` arrives.
    pub fn carries(&self, connection: usize) -> bool {
        !self.connections[connection].dead
    }

    /// Connections that carry.
    pub fn alive(&self) -> Vec<usize> {
        (0..self.connections.len()).filter(|at| self.carries(*at)).collect()
    }

    /// The edge's ends that receive what is broadcast, with who is there.
    pub fn greeted(&self) -> Vec<(usize, &Peer, Option<Seq>)> {
        let greeted = |(at, connection): (usize, &'_ Connection)| {
            let peer = connection.peer.as_ref().filter(|peer| peer.greeted);
            peer.is_some().then_some(at)
        };
        let found: Vec<usize> = self.connections.iter().enumerate().filter_map(greeted).collect();
        found
            .into_iter()
            .filter_map(|at| {
                let connection = &self.connections[at];
                connection.peer.as_ref().map(|peer| (at, peer, connection.next))
            })
            .collect()
    }
}
