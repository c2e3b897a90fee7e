//! A client as the widget has one: the real [`Replica`] over a real socket, on the real clock.
//!
//! It connects by itself, again and again, and keeps what the replica asks to be kept, so a test
//! only says things and waits. It also writes down every ack it saw, to be held against the log.

use crate::{Error, PATIENCE, Result, ThreadSocket};
use baton_shared::id::{MessageId, Millis, Seq};
use baton_shared::protocol::{Down, Message, PING, PONG, decode};
use baton_shared::thread::outbox::Pending;
use baton_shared::thread::replica::{Output, Replica};
use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

type Connect = Box<dyn Fn() -> Result<ThreadSocket> + Send>;

/// A replica with a socket.
pub struct Client {
    connect: Connect,
    socket: Option<ThreadSocket>,
    replica: Replica,
    stored: BTreeMap<MessageId, Pending>,
    acked: BTreeMap<MessageId, Seq>,
    random: u32,
}

impl Client {
    /// A client that gets its sockets from `connect`. `seed` makes its jitter.
    pub fn new(seed: u32, connect: impl Fn() -> Result<ThreadSocket> + Send + 'static) -> Self {
        Self {
            connect: Box::new(connect),
            socket: None,
            replica: Replica::new(Vec::new(), now()),
            stored: BTreeMap::new(),
            acked: BTreeMap::new(),
            random: seed,
        }
    }

    /// The replica.
    pub const fn replica(&self) -> &Replica {
        &self.replica
    }

    /// Every ack that arrived, with the seq it named.
    pub const fn acked(&self) -> &BTreeMap<MessageId, Seq> {
        &self.acked
    }

    /// What would survive a reload of the page.
    pub const fn stored(&self) -> &BTreeMap<MessageId, Pending> {
        &self.stored
    }

    /// Says something; it is sent now or when there is a connection.
    pub fn say(&mut self, id: MessageId, text: &str) {
        self.choose(id, Message::text(text));
    }

    /// Chooses something, or says it; the same holds.
    pub fn choose(&mut self, id: MessageId, message: Message) {
        self.replica.say(id, message, None, now());
    }

    /// The page is reloaded: only what was stored is left.
    pub fn reload(&mut self) {
        self.socket = None;
        self.replica = Replica::new(self.stored.values().cloned().collect(), now());
    }

    /// Works for `span`: sends, receives, connects again.
    pub fn run_for(&mut self, span: Duration) -> Result<()> {
        let end = Instant::now() + span;
        while Instant::now() < end {
            self.turn(end.saturating_duration_since(Instant::now()))?;
        }
        Ok(())
    }

    /// Works until `done`, at most [`PATIENCE`] and what reconnecting takes.
    pub fn run_until(&mut self, done: impl Fn(&Replica) -> bool) -> Result<()> {
        let end = Instant::now() + 3 * PATIENCE;
        while !done(&self.replica) {
            if Instant::now() >= end {
                return Err(Error::TimedOut { instead: format!("{:?}", self.replica) });
            }
            self.turn(Duration::from_millis(100))?;
        }
        Ok(())
    }

    /// One round: perform what is due, then wait at most `limit` for a frame.
    fn turn(&mut self, limit: Duration) -> Result<()> {
        let random = self.next_random();
        self.replica.handle_tick(now(), random);
        self.perform()?;
        let due =
            self.replica.poll_timeout().map_or(limit, |at| Duration::from_millis(at.since(now())));
        let wait = limit.min(due).max(Duration::from_millis(1));
        let Some(socket) = &mut self.socket else {
            std::thread::sleep(wait);
            return Ok(());
        };
        match socket.text_within(wait) {
            Ok(None) => {}
            Ok(Some(text)) if text == PONG => self.replica.handle_pong(now()),
            Ok(Some(text)) => {
                let down: Down = decode(&text).map_err(|error| Error::Shape {
                    of: "a frame".to_owned(),
                    detail: format!("{error} in {text}"),
                })?;
                if let Down::Ack { id, seq } = &down {
                    self.acked.insert(id.clone(), *seq);
                }
                self.replica.handle(down, now());
            }
            Err(_) => self.lost(),
        }
        self.perform()
    }

    fn perform(&mut self) -> Result<()> {
        while let Some(output) = self.replica.poll() {
            let sent = match output {
                Output::Connect => match (self.connect)() {
                    Ok(socket) => {
                        self.socket = Some(socket);
                        self.replica.handle_open(now());
                        Ok(())
                    }
                    Err(error) => Err(error),
                },
                Output::Disconnect => {
                    self.socket = None;
                    Ok(())
                }
                Output::Transmit(up) => {
                    self.socket.as_mut().map_or(Ok(()), |socket| socket.send(&up))
                }
                Output::Ping => {
                    self.socket.as_mut().map_or(Ok(()), |socket| socket.send_text(PING))
                }
                Output::Store(pending) => {
                    self.stored.insert(pending.id.clone(), pending);
                    Ok(())
                }
                Output::Forget(id) => {
                    self.stored.remove(&id);
                    Ok(())
                }
                Output::Refused(rejection) => {
                    return Err(Error::Shape {
                        of: "a command".to_owned(),
                        detail: rejection.to_string(),
                    });
                }
                Output::Changed(_) | Output::Withheld => Ok(()),
            };
            if sent.is_err() {
                self.lost();
            }
        }
        Ok(())
    }

    fn lost(&mut self) {
        self.socket = None;
        let random = self.next_random();
        self.replica.handle_close(now(), random);
    }

    /// A linear congruential step: jitter needs no more.
    fn next_random(&mut self) -> u32 {
        self.random = self.random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.random
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("replica", &self.replica).finish_non_exhaustive()
    }
}

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
