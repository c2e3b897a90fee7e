//! A run: both ends, the network between them, and a clock that only moves when told to.

use crate::client::{Client, Storage};
use crate::invariants;
use crate::network::{Network, Packet, Way};
use crate::reference::{Held, Reference, hold};
use crate::server::Server;
use crate::transitions::{BotWay, CLIENTS, Run, Step, Words};
use baton_shared::entry::{Body, Target};
use baton_shared::id::{MessageId, Millis, Seq};
use baton_shared::protocol::{Message, Up, encode};
use baton_shared::thread::log::{Peer, Who};

/// More ticks than any honest set of timers needs in one step.
const TICKS: u32 = 10_000;
/// Rounds of [`ROUND_MS`] in which a healed network must come to rest: a silent connection is
/// noticed after 35 s, and the next one tried after at most 20 s.
const ROUNDS: u32 = 60;
const ROUND_MS: u64 = 5_000;

/// Everything there is.
#[derive(Debug)]
pub struct World {
    now: Millis,
    server: Server,
    network: Network,
    clients: Vec<Client>,
    storages: [Storage; 3],
    reference: Reference,
    minted: u32,
    random: u32,
}

impl World {
    /// Plays a run and lets it settle.
    pub fn play(run: &Run) -> Held {
        let mut world = Self::new();
        world.flood(run.filled)?;
        for at in 0..CLIENTS {
            world.settle(at)?;
        }
        for step in &run.steps {
            world.apply(step)?;
            world.check()?;
        }
        world.come_to_rest()
    }

    fn new() -> Self {
        let now = Millis(1_000_000);
        Self {
            now,
            server: Server::new(),
            network: Network::default(),
            clients: (0..CLIENTS).map(|at| Client::new(at, now)).collect(),
            storages: Default::default(),
            reference: Reference::default(),
            minted: 0,
            random: 1,
        }
    }

    fn apply(&mut self, step: &Step) -> Held {
        let now = self.now;
        match *step {
            Step::Say { client, what } => self.say(client, what),
            Step::Take { client } => {
                let id = self.mint();
                self.clients[client].replica.take(id, now);
                self.settle(client)
            }
            Step::HandBack { client, outcome } => {
                let id = self.mint();
                self.clients[client].replica.hand_back(id, outcome, now);
                self.settle(client)
            }
            Step::Transfer { client } => {
                let id = self.mint();
                let note = "Knows all about it.".to_owned();
                self.clients[client].replica.transfer(id, Target::Lead, note, now);
                self.settle(client)
            }
            Step::Desk { agent, take, late } => {
                let Who::Agent(card) = self.clients[agent].who.clone() else { return Ok(()) };
                self.server.desk_decides(&mut self.network, card, take, late, now)
            }
            Step::Retry { client } => self.retry(client),
            Step::Discard { client } => self.discard(client).map(drop),
            Step::Typing { client, on } => {
                self.clients[client].replica.set_own_typing(on, now);
                self.settle(client)
            }
            Step::LoadOlder { client } => {
                self.clients[client].replica.load_older();
                self.settle(client)
            }
            Step::Wake { client } => {
                let random = self.random();
                self.clients[client].replica.handle_wake(now, random);
                self.settle(client)
            }
            Step::Reload { client } => {
                let client = &mut self.clients[client];
                client.reload(&mut self.network, &self.storages[client.storage], now);
                let at = client.at;
                self.settle(at)
            }
            Step::Advance { ms } => self.advance(ms),
            Step::ArriveUp { pick, packets } => self.arrive(Way::Up, pick, packets),
            Step::ArriveDown { pick, packets } => self.arrive(Way::Down, pick, packets),
            Step::ArriveAll => self.arrive_all(),
            Step::Cut { pick, lost_up, lost_down } => {
                if let Some(at) = chosen(&self.network.alive(), pick) {
                    self.network.cut(at, lost_up, lost_down);
                }
                Ok(())
            }
            Step::RepeatUp { pick } => {
                if let Some(at) = chosen(&self.network.waiting(Way::Up), pick) {
                    self.network.repeat(at, Way::Up);
                }
                Ok(())
            }
            Step::RepeatDown { pick } => {
                if let Some(at) = chosen(&self.network.waiting(Way::Down), pick) {
                    self.network.repeat(at, Way::Down);
                }
                Ok(())
            }
            Step::Unread { pick } => {
                if let Some(at) = chosen(&self.network.waiting(Way::Down), pick) {
                    self.network.lose_entries(at);
                }
                Ok(())
            }
            Step::Stall { pick } => {
                if let Some(at) = chosen(&self.network.alive(), pick) {
                    self.network.stall(at);
                }
                Ok(())
            }
            Step::Crash => self.server.crash(&mut self.network),
            Step::CrashInReplies { performed } => {
                self.server.crash_after = Some(performed);
                Ok(())
            }
            Step::Hibernate => self.server.hibernate(),
            Step::BotWrites => self.server.bot_writes(&mut self.network),
            Step::Identify { other } => {
                let who = if other { "anna" } else { "ben" };
                self.server.identify(&mut self.network, who, now)
            }
            Step::BotReplies { how } => self.server.bot_replies(&mut self.network, how, now),
            Step::DeliverFacts { answer_lost } => self.deliver_facts(answer_lost),
            Step::TellPlace => self.server.tell_place(&mut self.network),
            Step::Flood { messages } => self.flood(messages),
        }
    }

    fn say(&mut self, client: usize, what: Words) -> Held {
        let id = self.mint();
        let text = |text: &str| Message::text(text);
        let message = match what {
            Words::Plain => text(&format!("Where is my order {}?", self.minted)),
            Words::Blank => text(" \n "),
            Words::Complaint => text("That didn't help."),
            Words::HumanPlease => text("Let me talk to a human agent."),
            Words::PersonRequested => Message::PersonRequested,
            Words::Rated { helped } => {
                let answer = self.newest(client, |body| matches!(body, Body::Answer(_)));
                Message::Rated { answer, helped }
            }
            Words::Skipped => {
                let asked = self.newest(client, |body| matches!(body, Body::Asked(_)));
                Message::Skipped { asked }
            }
            Words::CancelWait => Message::CancelWait,
            Words::WantHelp => Message::WantHelp,
            Words::Address => Message::LeaveAddress { email: "anna@shop.example".to_owned() },
            Words::Survey => {
                let ended = self.newest(client, |body| matches!(body, Body::HandedBack { .. }));
                Message::Survey { ended, score: 4 }
            }
        };
        self.reference.say(client, id.clone());
        self.clients[client].replica.say(id, message, None, self.now);
        self.settle(client)
    }

    /// The newest entry of that kind that `client` holds.
    fn newest(&self, client: usize, kind: fn(&Body) -> bool) -> Seq {
        let entries = self.clients[client].replica.entries();
        entries.iter().rev().find(|entry| kind(&entry.body)).map_or(Seq(1), |entry| entry.seq)
    }

    fn retry(&mut self, client: usize) -> Held {
        let Some(id) = self.clients[client].rejected() else { return Ok(()) };
        let fresh = self.mint();
        self.reference.discarded.insert(id.clone());
        self.reference.say(client, fresh.clone());
        self.clients[client].replica.retry(&id, fresh, self.now);
        self.settle(client)
    }

    fn discard(&mut self, client: usize) -> Result<bool, crate::reference::Broken> {
        let Some(id) = self.clients[client].rejected() else { return Ok(false) };
        self.reference.discarded.insert(id.clone());
        self.clients[client].replica.discard(&id);
        self.settle(client).map(|()| true)
    }

    /// Messages from a device of the customer that is not otherwise looked at.
    fn flood(&mut self, messages: u64) -> Held {
        let from = Peer { who: Who::Customer, greeted: true };
        for _ in 0..messages {
            let text = format!("From my phone {}", self.minted);
            let after = Seq(self.server.log.head().0);
            let (id, message) = (self.mint(), Message::text(text));
            let up = Up::Send { id, after, epoch: None, message, sensed: None };
            let (network, reference) = (&mut self.network, &mut self.reference);
            self.server.receive(network, reference, None, &from, &encode(&up), self.now)?;
        }
        Ok(())
    }

    fn deliver_facts(&mut self, answer_lost: bool) -> Held {
        // Facts that are delivered leave the outbox, and are known from then on.
        self.check()?;
        self.server.deliver_facts(answer_lost)
    }

    fn check(&mut self) -> Held {
        invariants::all(&self.server.log, &self.clients, &mut self.reference)
    }

    fn arrive(&mut self, way: Way, pick: usize, packets: usize) -> Held {
        match chosen(&self.network.waiting(way), pick) {
            Some(at) => self.deliver(at, way, packets),
            None => Ok(()),
        }
    }

    fn arrive_all(&mut self) -> Held {
        loop {
            if self.network.is_quiet() {
                return Ok(());
            }
            let (ups, downs) = (self.network.waiting(Way::Up), self.network.waiting(Way::Down));
            ups.into_iter().try_for_each(|at| self.deliver(at, Way::Up, usize::MAX))?;
            downs.into_iter().try_for_each(|at| self.deliver(at, Way::Down, usize::MAX))?;
        }
    }

    fn deliver(&mut self, at: usize, way: Way, packets: usize) -> Held {
        for _ in 0..packets {
            let Some(packet) = self.network.receive(at, way) else { break };
            self.hear(at, way, packet)?;
        }
        Ok(())
    }

    fn hear(&mut self, at: usize, way: Way, packet: Packet) -> Held {
        let (now, random) = (self.now, self.random());
        let client = self.network.connection(at).client;
        match way {
            Way::Up => {
                let who = self.clients[client].who.clone();
                let (network, reference) = (&mut self.network, &mut self.reference);
                self.server.hear(network, reference, at, &who, packet, now)?;
                // What clients forget from now on is looked up in what was written.
                invariants::invariant_4_entries_never_change(&self.server.log, reference)
            }
            Way::Down => {
                self.clients[client].hear(at, packet, now, random)?;
                self.settle(client)
            }
        }
    }

    /// Time passes; every timer rings when it is due.
    fn advance(&mut self, ms: u64) -> Held {
        let until = self.now.plus(ms);
        for _ in 0..TICKS {
            let deadlines = self.clients.iter().map(|client| client.replica.poll_timeout());
            let due = deadlines.enumerate().filter_map(|(at, due)| Some((due?, at))).min();
            let Some((due, at)) = due.filter(|(due, _)| *due <= until) else {
                self.now = until;
                return Ok(());
            };
            self.now = self.now.max(due);
            let random = self.random();
            self.clients[at].replica.handle_tick(self.now, random);
            self.settle(at)?;
        }
        hold("timers come to rest", false, || format!("{:?}", self.clients))
    }

    fn settle(&mut self, client: usize) -> Held {
        let client = &mut self.clients[client];
        let storage = &mut self.storages[client.storage];
        client.settle(&mut self.network, storage, &mut self.reference)
    }

    /// Nothing fails any more: lets everything run its course and checks that nothing is missing.
    fn come_to_rest(mut self) -> Held {
        self.server.crash_after = None;
        self.run_its_course(Client::is_connected)?;
        let owed = self.server.log.pending_turn();
        hold("the bot owes no answer", owed == Ok(None), || format!("{owed:?}"))?;
        // Entries that could not be read are missed when the next ones come.
        self.flood(1)?;
        self.run_its_course(Client::is_settled)?;
        invariants::nothing_is_lost(&self.server.log, &self.clients, &self.reference)?;
        hold("storages are empty", self.storages.iter().all(Storage::is_empty), || {
            format!("{:?}", self.storages)
        })?;
        let known = self.server.desk.ownership == *self.server.log.ownership();
        hold("invariant_8_the_desk_knows_the_owner", known, || format!("{:?}", self.server.desk))
    }

    /// Lets everything happen that is bound to happen, until nothing is left but clients that are
    /// `done`.
    fn run_its_course(&mut self, done: impl Fn(&Client, &Network) -> bool) -> Held {
        for _ in 0..ROUNDS {
            self.arrive_all()?;
            self.server.bot_replies(&mut self.network, BotWay::Sure, self.now)?;
            self.deliver_facts(false)?;
            for at in 0..CLIENTS {
                while self.discard(at)? {}
            }
            self.check()?;
            let quiet = self.network.is_quiet()
                && self.server.asked.is_none()
                && self.server.log.store().outbox.is_empty();
            if quiet && self.clients.iter().all(|client| done(client, &self.network)) {
                return Ok(());
            }
            self.advance(ROUND_MS)?;
        }
        hold("a healed network comes to rest", false, || format!("{self:#?}"))
    }

    /// A new id; its order says nothing.
    fn mint(&mut self) -> MessageId {
        self.minted += 1;
        let scrambled = self.minted.wrapping_mul(0x9E37_79B9);
        MessageId::parse(format!("m{scrambled:08x}-{}", self.minted)).unwrap()
    }

    fn random(&mut self) -> u32 {
        self.random = self.random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.random
    }
}

fn chosen(candidates: &[usize], pick: usize) -> Option<usize> {
    candidates.get(pick.checked_rem(candidates.len())?).copied()
}
