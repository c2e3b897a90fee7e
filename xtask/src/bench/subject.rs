//! What is measured: Baton and the bare Durable Object, through the same few words. Frames stay
//! text here, so that neither pays for more parsing at the measuring end than the other.

use anyhow::{Context, Result, bail};
use baton_shared::id::{Epoch, Seq};
use baton_shared::protocol::{Down, Up, encode};
use baton_tests::{
    Config, Edge, Http, PATIENCE, SignedIn, SiteBundle, Socket, Visitor, Workerd, root,
};
use std::path::Path;

/// A runtime with threads in it.
pub trait Subject {
    /// Its process.
    fn workerd(&self) -> &Workerd;
    /// Ends it and starts it again on its storage.
    fn restart(&mut self) -> Result<()>;
    /// A new thread.
    fn thread(&self) -> Result<Thread>;
    /// A customer's connection to `thread`, greeted.
    fn customer(&self, thread: &Thread) -> Result<Line>;
    /// A second connection that owns the thread, so that no bot answers, and hears every message.
    fn agent(&self, thread: &Thread) -> Result<Line>;
    /// Fills `thread` up to `entries` entries.
    fn fill(&self, thread: &Thread, entries: u64) -> Result<()>;
}

/// One thread.
pub enum Thread {
    /// Baton's: its customer.
    Baton(Visitor),
    /// The bare object's name.
    Bare(String),
}

/// One connection.
pub struct Line {
    socket: Socket<Up, Down>,
    baton: bool,
    acked: u64,
}

impl Line {
    /// Sends message number `n`.
    pub fn send(&mut self, n: u64) -> Result<()> {
        let text = "Is there any news about my order?";
        let frame = if self.baton {
            let after = self.acked;
            format!(
                r#"{{"t":"send","id":"m{n}","after":{after},"message":{{"type":"text","text":"{text}"}}}}"#
            )
        } else {
            format!(r#"{{"t":"send","id":"m{n}","text":"{text}"}}"#)
        };
        Ok(self.socket.send_text(&frame)?)
    }

    /// Reads until message `n` is acknowledged.
    pub fn await_ack(&mut self, n: u64) -> Result<()> {
        let frame = self.read_until(&format!(r#"{{"t":"ack","id":"m{n}","#))?;
        let seq = frame.rsplit(':').next().map(|rest| rest.trim_end_matches('}'));
        self.acked =
            seq.and_then(|seq| seq.parse().ok()).with_context(|| format!("no seq in {frame}"))?;
        Ok(())
    }

    /// Reads until message `n` arrives as an entry.
    pub fn await_entry(&mut self, n: u64) -> Result<()> {
        self.read_until(&format!(r#""id":"m{n}""#)).map(drop)
    }

    /// Says hello and reads the newest entries; `empty` when the thread has none.
    fn hello(mut self, empty: bool) -> Result<Self> {
        self.socket.send_text(&encode(&Up::Hello { after: None }))?;
        let mut frame =
            self.read_until(if self.baton { r#""t":"welcome""# } else { r#""t":"entries""# })?;
        if self.baton && !empty {
            frame = self.read_until(r#""t":"entries""#)?;
        }
        let last = frame.rfind(r#""seq":"#).map(|at| &frame[at + 6..]);
        let digits =
            last.map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
        self.acked = digits.and_then(|digits| digits.parse().ok()).unwrap_or_default();
        Ok(self)
    }

    fn read_until(&mut self, needle: &str) -> Result<String> {
        loop {
            match self.socket.text_within(PATIENCE)? {
                Some(frame) if frame.contains(needle) => return Ok(frame),
                Some(frame) if frame.contains(r#""t":"reject""#) => bail!("refused: {frame}"),
                Some(_) => {}
                None => bail!("no {needle} in {PATIENCE:?}"),
            }
        }
    }
}

/// Baton as it is served.
pub struct Baton {
    edge: Edge,
    agent: SignedIn,
}

impl Baton {
    /// Starts it with one site and one agent.
    pub fn start() -> Result<Self> {
        let edge = Edge::start_with(&[("BATON_BENCH", "1")])?;
        edge.owner().push(&SiteBundle::new("bench"))?;
        let agent = edge.agent("bench", "Maya")?;
        Ok(Self { edge, agent })
    }

    /// Rows written per message, in thousandths, over everything said in `thread` since the start.
    pub fn rows_per_message(&self, thread: &Thread) -> Result<u64> {
        let Thread::Baton(visitor) = thread else { bail!("not a thread of Baton's") };
        let cost = self.edge.owner().cost("bench", &visitor.thread)?;
        Ok(cost.rows_written * 1000 / cost.messages.max(1))
    }
}

impl Subject for Baton {
    fn workerd(&self) -> &Workerd {
        self.edge.workerd()
    }

    fn restart(&mut self) -> Result<()> {
        Ok(self.edge.restart()?)
    }

    fn thread(&self) -> Result<Thread> {
        Ok(Thread::Baton(self.edge.visitor("bench")?))
    }

    fn customer(&self, thread: &Thread) -> Result<Line> {
        let Thread::Baton(visitor) = thread else { bail!("not a thread of Baton's") };
        let socket = visitor.connect()?;
        Line { socket, baton: true, acked: 0 }.hello(true)
    }

    fn agent(&self, thread: &Thread) -> Result<Line> {
        let Thread::Baton(visitor) = thread else { bail!("not a thread of Baton's") };
        let mut socket = self.agent.thread(&visitor.thread)?;
        socket.hello(None)?;
        socket.take("take", Epoch(0))?;
        let Seq(acked) = socket.expect_ack("take")?;
        Ok(Line { socket, baton: true, acked })
    }

    fn fill(&self, thread: &Thread, entries: u64) -> Result<()> {
        let Thread::Baton(visitor) = thread else { bail!("not a thread of Baton's") };
        // A thread is there from its first hello on.
        visitor.hello(None)?;
        Ok(self.edge.owner().fill("bench", &visitor.thread, entries)?)
    }
}

/// The bare Durable Object of `xtask/bench`.
pub struct Bare {
    workerd: Workerd,
    threads: std::cell::Cell<u64>,
}

impl Bare {
    /// Starts it with its storage in `data`.
    pub fn start(data: &Path) -> Result<Self> {
        let mut config = Config::baton(data.to_owned());
        config.config = root().join("xtask/bench/bare.capnp");
        Ok(Self { workerd: Workerd::start(config)?, threads: std::cell::Cell::new(0) })
    }
}

impl Subject for Bare {
    fn workerd(&self) -> &Workerd {
        &self.workerd
    }

    fn restart(&mut self) -> Result<()> {
        Ok(self.workerd.restart()?)
    }

    fn thread(&self) -> Result<Thread> {
        self.threads.set(self.threads.get() + 1);
        Ok(Thread::Bare(format!("t{}", self.threads.get())))
    }

    fn customer(&self, thread: &Thread) -> Result<Line> {
        let Thread::Bare(name) = thread else { bail!("not a bare thread") };
        let socket =
            Socket::connect(&self.workerd.origin(), &format!("/{name}/socket"), None, &[])?;
        Line { socket, baton: false, acked: 0 }.hello(false)
    }

    fn agent(&self, thread: &Thread) -> Result<Line> {
        self.customer(thread)
    }

    fn fill(&self, thread: &Thread, entries: u64) -> Result<()> {
        let Thread::Bare(name) = thread else { bail!("not a bare thread") };
        let path = format!("/{name}/fill?entries={entries}");
        Http::new(self.workerd.origin()).get(&path)?.json::<serde_json::Value>()?;
        Ok(())
    }
}
