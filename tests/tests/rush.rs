//! A rush: more customers ask for a person than there are agents, agents accept, ignore, decline, fall
//! silent and drop off, and the runtime dies twice. Nobody is forgotten, nobody has two agents.

#![expect(clippy::unwrap_used, reason = "tests may; the lint knows only functions marked as such")]

mod support;

use baton_shared::entry::{Author, Body, Entry, Outcome};
use baton_shared::id::MessageId;
use baton_shared::protocol::Message;
use baton_shared::protocol::desk::{DeskDown, DeskUp, Offer};
use baton_shared::thread::ownership::Owner;
use baton_tests::{Client, Result, SignedIn, Visitor};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{ScopedJoinHandle, scope, sleep};
use std::time::{Duration, Instant};
use support::{edge_with, log, shop, story};

const CUSTOMERS: u32 = 500;
const AGENTS: u32 = 50;
/// Within so long all customers ask.
const SPAN: Duration = Duration::from_mins(1);
/// When the runtime is killed.
const KILLS: [Duration; 2] = [Duration::from_secs(20), Duration::from_secs(40)];
/// Afterwards agents do nothing but help, for at most so long.
const CATCH_UP: Duration = Duration::from_mins(3);
/// The longest that a customer sees and hears nothing: until they know where they stand, and from an
/// agent's joining to their first word or their loss of the thread. It is what the settings below and a
/// restart of the runtime add up to, generously: machines that run tests are slow.
const LONGEST_SILENCE: Duration = Duration::from_secs(40);
const SETTINGS: &str = "[desk]\ncapacity = 1\naccept_s = 5\nfirst_reply_s = 5\ngrace_s = 2\n";
/// One customer in so many leaves an address and goes.
const LEAVES_EVERY: u32 = 10;

fn id(text: String) -> MessageId {
    MessageId::parse(text).unwrap()
}

/// A customer's rush; how long it took until they knew where they stand.
fn ask(visitor: &Visitor, number: u32, over: &AtomicBool) -> Duration {
    sleep(SPAN * number / CUSTOMERS);
    let own = visitor.clone();
    let mut client = Client::new(number, move || own.connect());
    let began = Instant::now();
    let mut told = None;
    client.say(id(format!("ask-{number}")), "can I talk to a real person");
    let leaves = number.is_multiple_of(LEAVES_EVERY);
    while !over.load(Ordering::Relaxed) {
        client.run_for(Duration::from_millis(200)).unwrap();
        let replica = client.replica();
        let agent = matches!(replica.ownership().owner, Owner::Agent(_));
        if told.is_none() && (agent || replica.place().is_some()) {
            told = Some(began.elapsed());
            if leaves {
                let email = format!("customer-{number}@shop.example");
                client.choose(id(format!("mail-{number}")), Message::LeaveAddress { email });
                // Refused where an agent was sooner: then there is no more to wait for.
                if client.run_until(|replica| replica.outbox().is_empty()).is_ok() {
                    break;
                }
            }
        }
        let resolved = |entry: &Entry| matches!(entry.body, Body::HandedBack { .. });
        if client.replica().entries().iter().any(resolved) {
            break;
        }
    }
    told.unwrap_or_else(|| began.elapsed())
}

/// An agent, as reliable as dice.
struct Worker {
    agent: SignedIn,
    dice: u32,
}

/// What an agent does next.
enum Next {
    GoOn,
    DropOff,
}

impl Worker {
    /// A number from 0 to 99.
    fn roll(&mut self) -> u32 {
        self.dice = self.dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.dice >> 16) % 100
    }

    fn work(&mut self, diligent: &AtomicBool, over: &AtomicBool) {
        while !over.load(Ordering::Relaxed) {
            if self.shift(diligent, over).is_err() {
                sleep(Duration::from_millis(300));
            }
        }
    }

    /// Until the connection is gone, by chance or by choice.
    fn shift(&mut self, diligent: &AtomicBool, over: &AtomicBool) -> Result<()> {
        let mut desk = self.agent.desk()?;
        let mut idle = 0;
        while !over.load(Ordering::Relaxed) {
            let offers = match desk.next_within(Duration::from_millis(300))? {
                Some(DeskDown::Offered { offer }) => vec![offer],
                Some(DeskDown::Welcome { offers, .. }) => offers,
                Some(_) => Vec::new(),
                None => {
                    idle += 1;
                    // Whoever let offers pass by was set away, and sees it in time.
                    if idle % 10 == 0 {
                        desk.send(&DeskUp::Away { away: false })?;
                    }
                    Vec::new()
                }
            };
            for offer in offers {
                let roll = if diligent.load(Ordering::Relaxed) { 99 } else { self.roll() };
                let next = match roll {
                    0..10 => {
                        desk.send(&DeskUp::Decline { thread: offer.thread })?;
                        Next::GoOn
                    }
                    10..18 => Next::GoOn,
                    18..24 => Next::DropOff,
                    roll => self.serve(&offer, roll)?,
                };
                if matches!(next, Next::DropOff) {
                    drop(desk);
                    let away = Duration::from_millis(500 + 40 * u64::from(self.roll()));
                    sleep(away);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn serve(&self, offer: &Offer, roll: u32) -> Result<Next> {
        let mut thread = self.agent.thread(offer.thread.as_str())?;
        thread.hello(None)?;
        let take = format!("take-{}", offer.epoch.0);
        thread.take(&take, offer.epoch)?;
        // Somebody else was sooner, or the desk thought better of it.
        if thread.expect_ack(&take).is_err() {
            return Ok(Next::GoOn);
        }
        match roll {
            24..32 => return Ok(Next::DropOff),
            // Silent: the desk takes the thread back.
            32..38 => return Ok(Next::GoOn),
            _ => {}
        }
        sleep(Duration::from_millis(200));
        // What the runtime's end interrupts is said again under the same ids.
        for _ in 0..20 {
            if self.help(offer).is_ok() {
                break;
            }
            sleep(Duration::from_millis(500));
        }
        Ok(Next::GoOn)
    }

    fn help(&self, offer: &Offer) -> Result<()> {
        let epoch = offer.epoch.next();
        let (reply, done) = (format!("reply-{}", epoch.0), format!("done-{}", epoch.0));
        let mut thread = self.agent.thread(offer.thread.as_str())?;
        thread.hello(None)?;
        thread.reply(&reply, epoch, "Hello, how can I help?")?;
        thread.expect_ack(&reply)?;
        thread.hand_back(&done, epoch, Outcome::Resolved)?;
        thread.expect_ack(&done).map(drop)
    }
}

/// The longest silence after an agent's joining, and whether the customer was helped or will be.
fn check(entries: &[Entry], number: u32) -> (Duration, bool) {
    let mut owner: Option<Owner> = None;
    let mut joined = None;
    let (mut silence, mut promised, mut helped) = (0, false, false);
    for entry in entries {
        match &entry.body {
            Body::HandoffRequested(_) | Body::Released { .. } => {
                owner = Some(Owner::QUEUE);
            }
            Body::AgentJoined => {
                let waited = owner.as_ref().is_some_and(Owner::waits);
                assert!(waited, "customer {number} has two agents: {:#?}", story(entries));
                let Author::Agent(agent) = &entry.author else { unreachable!("agents join") };
                owner = Some(Owner::Agent(agent.clone()));
                joined = Some(entry.at);
                continue;
            }
            Body::HandedBack { .. } => (owner, helped) = (Some(Owner::Bot), true),
            Body::AddressLeft { .. } => promised = true,
            _ => {}
        }
        let spoke = matches!(&entry.author, Author::Agent(_) | Author::System);
        if let Some(since) = joined.filter(|_| spoke) {
            silence = silence.max(entry.at.since(since));
            joined = None;
        }
    }
    let held = matches!(owner, Some(Owner::Agent(_)));
    (Duration::from_millis(silence), helped || held || promised)
}

#[test]
fn five_hundred_ask_in_a_minute_and_each_ends_with_one_agent_or_a_promise() {
    let mut edge = edge_with(&shop().settings(SETTINGS));
    let visitors: Vec<Visitor> =
        (0..CUSTOMERS).map(|_| edge.visitor("demo").expect("a session")).collect();
    let workers: Vec<Worker> = (0..AGENTS)
        .map(|n| Worker { agent: edge.agent("demo", &format!("Agent {n}")).unwrap(), dice: n })
        .collect();
    let (diligent, over, closed) =
        (&AtomicBool::new(false), &AtomicBool::new(false), &AtomicBool::new(false));
    let told: Vec<Duration> = scope(|scope| {
        for mut worker in workers {
            scope.spawn(move || worker.work(diligent, closed));
        }
        let customers: Vec<_> = (0..)
            .zip(&visitors)
            .map(|(number, visitor)| scope.spawn(move || ask(visitor, number, over)))
            .collect();
        let start = Instant::now();
        for kill in KILLS {
            sleep(kill.saturating_sub(start.elapsed()));
            edge.restart().expect("the edge starts again");
        }
        sleep(SPAN.saturating_sub(start.elapsed()));
        diligent.store(true, Ordering::Relaxed);
        while start.elapsed() < SPAN + CATCH_UP
            && !customers.iter().all(ScopedJoinHandle::is_finished)
        {
            sleep(Duration::from_millis(200));
        }
        over.store(true, Ordering::Relaxed);
        let told: Vec<_> = customers.into_iter().map(ScopedJoinHandle::join).collect();
        // Before anything is judged, or a failure would wait for agents who work on.
        closed.store(true, Ordering::Relaxed);
        told.into_iter().map(|told| told.expect("a customer ends well")).collect()
    });
    let mut longest = Duration::ZERO;
    let mut forgotten = Vec::new();
    for (number, visitor) in (0..).zip(&visitors) {
        let entries = log(visitor);
        let (silence, cared_for) = check(&entries, number);
        longest = longest.max(silence);
        if !cared_for {
            forgotten.push((number, story(&entries)));
        }
    }
    assert!(forgotten.is_empty(), "nobody came to {}: {:#?}", forgotten.len(), forgotten.first());
    let told = told.into_iter().max().unwrap_or_default();
    println!("longest until a place was known {told:?}, from joining to a word {longest:?}");
    assert!(told <= LONGEST_SILENCE && longest <= LONGEST_SILENCE);
}
