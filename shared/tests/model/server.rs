//! The edge: a real thread log, and the shell around it as the Durable Object has it. Performs
//! effects in order, asks the bot one question at a time, forgets everything but its store.

use crate::invariants;
use crate::network::{Network, Packet, Way};
use crate::reference::{Held, Reference, hold};
use crate::story::Desk;
use crate::transitions::BotWay;
use baton_shared::customer::Person;
use baton_shared::entry::{AgentCard, Answer, Author, Block, Parted, Source, Span};
use baton_shared::id::{Confidence, Epoch, Millis, SiteId, ThreadId};
use baton_shared::protocol::{Down, QueuePlace, decode_up, encode};
use baton_shared::site::{SiteCard, WidgetSettings};
use baton_shared::thread::log::{BotFailure, BotReply, BotTurn, Effect, Peer, ThreadLog, Who};
use baton_shared::thread::ownership::Owner;
use baton_shared::thread::store::MemoryStore;
use baton_shared::trigger::TriggerSettings;
use std::convert::Infallible;

/// A thread's Durable Object.
#[derive(Debug)]
pub struct Server {
    /// The thread's server end.
    pub log: ThreadLog<MemoryStore>,
    /// The question that the bot is at work on.
    pub asked: Option<BotTurn>,
    /// The desk, which hears of this thread.
    pub desk: Desk,
    /// After so many effects of the next frame, the edge is killed.
    pub crash_after: Option<usize>,
}

impl Server {
    /// A new thread.
    pub fn new() -> Self {
        let log = open(MemoryStore::default());
        Self { log, asked: None, desk: Desk::default(), crash_after: None }
    }

    /// Hears a packet of `connection`, whose client is `who`.
    pub fn hear(
        &mut self,
        network: &mut Network,
        reference: &mut Reference,
        connection: usize,
        who: &Who,
        packet: Packet,
        now: Millis,
    ) -> Held {
        match packet {
            Packet::Open => {
                let peer = Peer { who: who.clone(), greeted: false };
                network.connection(connection).peer = Some(peer);
                network.send(connection, Way::Down, Packet::Open);
            }
            Packet::Ping => network.send(connection, Way::Down, Packet::Ping),
            Packet::Close => {
                if network.connection(connection).peer.take().is_some() {
                    let typing = Down::Typing { author: author(who), on: false };
                    let ended = vec![Effect::BroadcastOthers(typing)];
                    self.perform(network, Some(connection), ended)?;
                }
            }
            Packet::Frame(text) => {
                let Some(from) = network.connection(connection).peer.clone() else { return Ok(()) };
                self.receive(network, reference, Some(connection), &from, &text, now)?;
            }
        }
        Ok(())
    }

    /// A frame arrives; without a `connection`, from a device whose replies don't matter.
    pub fn receive(
        &mut self,
        network: &mut Network,
        reference: &mut Reference,
        connection: Option<usize>,
        from: &Peer,
        text: &str,
        now: Millis,
    ) -> Held {
        let up = decode_up(text);
        hold("the edge can read every frame", up.is_ok(), || format!("{up:?}: {text}"))?;
        let Ok(up) = up else { return Ok(()) };
        let (ownership, head) = (self.log.ownership().clone(), self.log.head());
        let effects = sure(self.log.handle(from, up.clone(), now));
        let write = invariants::Write { from, up: &up, ownership: &ownership, head };
        invariants::invariant_5_one_answer_per_attempt(
            &write,
            &effects,
            self.log.store(),
            reference,
        )?;
        invariants::invariant_6_accepted_only_under_the_epoch_in_force(&write, self.log.head())?;
        self.perform(network, connection, effects)
    }

    /// The bot is done with what it was asked.
    pub fn bot_replies(&mut self, network: &mut Network, how: BotWay, now: Millis) -> Held {
        let Some(turn) = self.asked.take() else { return Ok(()) };
        let (epoch, head) = (self.log.ownership().epoch, self.log.head());
        let effects = sure(self.log.bot_replied(&turn, reply(&turn, how), now));
        let wrote = self.log.head() > head;
        hold("invariant_6_no_answer_under_an_older_epoch", !wrote || turn.epoch == epoch, || {
            format!("{turn:?} in {epoch:?}")
        })?;
        self.perform(network, None, effects)
    }

    /// The bot writes on, if it may.
    pub fn bot_writes(&mut self, network: &mut Network) -> Held {
        let Some(turn) = self.asked.clone() else { return Ok(()) };
        let owner = self.log.ownership().clone();
        let written = self.log.bot_writes(&turn, "It takes ");
        let bots = matches!(owner.owner, Owner::Bot | Owner::Queue { helped: true });
        let may = bots && owner.epoch == turn.epoch;
        hold("invariant_6_the_bot_writes_under_its_epoch", written.is_ok() == may, || {
            format!("{turn:?} in {owner:?}")
        })?;
        self.perform(network, None, written.into_iter().collect())
    }

    /// The desk gives the thread to `agent`, or takes it from them, as it believes it stood `late`
    /// changes ago.
    pub fn desk_decides(
        &mut self,
        network: &mut Network,
        agent: AgentCard,
        take: bool,
        late: u64,
        now: Millis,
    ) -> Held {
        let before = self.log.ownership().clone();
        let decided = Epoch(before.epoch.0.saturating_sub(late));
        let effects = if take {
            self.log.assigned(agent.clone(), decided, now)
        } else {
            self.log.released(agent.clone(), Parted::Gone, decided, now)
        };
        let theirs = if take {
            matches!(before.owner, Owner::Queue { .. })
        } else {
            before.owner == Owner::Agent(agent)
        };
        let (effects, may) = (sure(effects), theirs && decided == before.epoch);
        hold("invariant_7_the_thread_decides", effects.is_some() == may, || {
            format!("{decided:?} in {before:?}")
        })?;
        self.perform(network, None, effects.unwrap_or_default())
    }

    /// The site says who the customer is.
    pub fn identify(&mut self, network: &mut Network, id: &str, now: Millis) -> Held {
        let person = Person { id: id.to_owned(), ..Person::default() };
        let effects = sure(self.log.identified(person, now));
        self.perform(network, None, effects)
    }

    /// Brings the facts that wait to the desk, which applies them; perhaps its answer is lost.
    pub fn deliver_facts(&mut self, answer_lost: bool) -> Held {
        let facts = self.log.store().outbox.clone();
        self.desk.deliver(&facts)?;
        if !answer_lost {
            self.log.store_mut().outbox.clear();
        }
        Ok(())
    }

    /// Tells everybody where the thread is in the queue.
    pub fn tell_place(&mut self, network: &mut Network) -> Held {
        let place = QueuePlace { position: 1, agents_online: 1, wait: None, closed: None };
        self.perform(network, None, vec![Effect::Broadcast(Down::Queue(place))])
    }

    /// Everything in memory is gone. What was open is known again from the store alone.
    pub fn hibernate(&mut self) -> Held {
        let mut reopened = open(self.log.store().clone());
        let (before, after) = (sure(self.log.pending_turn()), sure(reopened.pending_turn()));
        hold("invariant_9_the_store_knows_what_the_bot_owes", before == after, || {
            format!("{before:?}, reopened {after:?}")
        })?;
        let same =
            self.log.ownership() == reopened.ownership() && self.log.head() == reopened.head();
        hold("invariant_9_the_store_knows_owner_and_end", same, || format!("{reopened:?}"))?;
        self.log = reopened;
        Ok(())
    }

    /// Killed: connections and the bot's work are gone too.
    pub fn crash(&mut self, network: &mut Network) -> Held {
        self.asked = None;
        self.crash_after = None;
        network.cut_all_at_the_edge();
        self.hibernate()
    }

    fn perform(
        &mut self,
        network: &mut Network,
        from: Option<usize>,
        effects: Vec<Effect>,
    ) -> Held {
        let last = self.crash_after.take();
        for (performed, effect) in effects.into_iter().enumerate() {
            if last == Some(performed) {
                return self.crash(network);
            }
            match effect {
                Effect::Reply(down) => {
                    if let Some(from) = from {
                        send(network, from, &down)?;
                    }
                }
                Effect::Subscribe => {
                    let peer = from.and_then(|from| network.connection(from).peer.as_mut());
                    if let Some(peer) = peer {
                        peer.greeted = true;
                    }
                }
                Effect::Broadcast(down) => broadcast(network, &down, |_, _| true)?,
                Effect::BroadcastOthers(down) => {
                    broadcast(network, &down, |at, _| Some(at) != from)?;
                }
                Effect::TellAgents(down) => {
                    broadcast(network, &down, |_, who| matches!(who, Who::Agent(_)))?;
                }
                Effect::AskBot(turn) => {
                    if self.asked.is_none() {
                        let typing = Down::Typing { author: Author::Bot, on: true };
                        broadcast(network, &typing, |_, _| true)?;
                        self.asked = Some(turn);
                    }
                }
                // An alarm does it: see `deliver_facts`.
                Effect::DeliverFacts => {}
            }
        }
        invariants::invariant_3_everybody_greeted_was_sent_everything(network, self.log.head())
    }
}

/// Opens the log of `store`.
pub fn open(store: MemoryStore) -> ThreadLog<MemoryStore> {
    let site = SiteCard {
        id: SiteId::parse("demo").unwrap(),
        name: "Demo".to_owned(),
        bot: "Assistant".to_owned(),
        widget: WidgetSettings::default(),
        trigger: TriggerSettings::default(),
        origins: Vec::new(),
        facts: Vec::new(),
        tells_messages: false,
    };
    sure(ThreadLog::open(ThreadId::parse("t_1").unwrap(), site, store))
}

fn broadcast(network: &mut Network, down: &Down, to: impl Fn(usize, &Who) -> bool) -> Held {
    let greeted = network.greeted();
    let receivers: Vec<usize> =
        greeted.iter().filter(|(at, peer, _)| to(*at, &peer.who)).map(|(at, ..)| *at).collect();
    receivers.into_iter().try_for_each(|at| send(network, at, down))
}

fn send(network: &mut Network, connection: usize, down: &Down) -> Held {
    invariants::invariant_3_sent_without_gap_or_repeat(network.connection(connection), down)?;
    network.send(connection, Way::Down, Packet::Frame(encode(down)));
    Ok(())
}

fn reply(turn: &BotTurn, how: BotWay) -> Result<BotReply, BotFailure> {
    let source = Source { title: "Shipping".to_owned(), href: "/shipping".to_owned() };
    // Each answer says something else: one that repeats itself is a failure.
    let words = format!("{} days.", turn.reply_to);
    let blocks = vec![Block::Paragraph { spans: vec![Span::plain(words)] }];
    let sure = Answer { sources: vec![source], ..Answer::of(turn.reply_to, blocks) };
    match how {
        BotWay::Sure => Ok(BotReply::Answer(sure)),
        BotWay::Clueless => {
            let confidence = Confidence::from_thousandths(100);
            let answer = Answer { sources: Vec::new(), confidence, offer: true, ..sure };
            Ok(BotReply::Answer(answer))
        }
        BotWay::HandsOff => {
            Ok(BotReply::HandOff { note: "Not in the articles.".to_owned(), said: None })
        }
        BotWay::Failed => Err(BotFailure),
    }
}

fn author(who: &Who) -> Author {
    match who {
        Who::Customer => Author::Customer,
        Who::Agent(agent) => Author::Agent(agent.clone()),
    }
}

fn sure<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
