//! The measurements: each takes both subjects in turn, in the same run, so that what else the
//! machine does falls on both.

use super::subject::{Line, Subject, Thread};
use anyhow::Result;
use std::thread;
use std::time::{Duration, Instant};

/// Round trips per subject, in blocks that take turns.
const ROUND_TRIPS: usize = 2_000;
const BLOCK: usize = 200;
/// Messages of one throughput run, how many are on their way at once, and how many runs.
const PIPELINED: u64 = 4_000;
const WINDOW: u64 = 64;
const RUNS: usize = 5;
/// Idle threads whose memory is counted.
const IDLE: u64 = 400;
/// workerd evicts an idle object after ten seconds; this is past it.
const EVICTION: Duration = Duration::from_secs(13);
/// How often a thread is opened, warm and after a restart.
const OPENINGS: usize = 200;
const RESTARTS: usize = 7;

/// Either subject.
type Any = dyn Subject;

/// A figure of each subject.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// Baton's.
    pub baton: f64,
    /// The bare object's.
    pub bare: f64,
}

/// Times of one kind, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// The median.
    pub p50: Pair,
    /// One in a hundred takes longer.
    pub p99: Pair,
}

/// A thread with both its ends connected, and the number of the next message.
struct Talk {
    thread: Thread,
    customer: Line,
    agent: Line,
    next: u64,
}

impl Talk {
    fn start(subject: &Any) -> Result<Self> {
        let thread = subject.thread()?;
        let customer = subject.customer(&thread)?;
        let agent = subject.agent(&thread)?;
        Ok(Self { thread, customer, agent, next: 0 })
    }

    /// One message: milliseconds until its sender, and until the other end, knows it.
    fn round_trip(&mut self, agent_first: bool) -> Result<f64> {
        self.next += 1;
        let start = Instant::now();
        self.customer.send(self.next)?;
        if agent_first {
            self.agent.await_entry(self.next)?;
        } else {
            self.customer.await_ack(self.next)?;
        }
        let taken = milliseconds(start);
        if agent_first {
            self.customer.await_ack(self.next)?;
        } else {
            self.agent.await_entry(self.next)?;
        }
        Ok(taken)
    }
}

/// Milliseconds until a message is acknowledged as durable, and until the agent has it; and the
/// thread that Baton was measured on.
pub fn round_trips(baton: &Any, bare: &Any) -> Result<(Times, Times, Thread)> {
    let mut talks = [Talk::start(baton)?, Talk::start(bare)?];
    let mut times = [[Vec::new(), Vec::new()], [Vec::new(), Vec::new()]];
    for talk in &mut talks {
        for _ in 0..BLOCK {
            talk.round_trip(false)?;
        }
    }
    for _ in 0..ROUND_TRIPS / BLOCK {
        for (talk, [acks, deliveries]) in talks.iter_mut().zip(&mut times) {
            for _ in 0..BLOCK {
                acks.push(talk.round_trip(false)?);
                deliveries.push(talk.round_trip(true)?);
            }
        }
    }
    let [[mut acks, mut deliveries], [mut bare_acks, mut bare_deliveries]] = times;
    let [talk, _] = talks;
    Ok((
        summary(&mut acks, &mut bare_acks),
        summary(&mut deliveries, &mut bare_deliveries),
        talk.thread,
    ))
}

/// Acknowledged messages per second of one thread, sent without waiting for each; the median run.
pub fn throughput(baton: &Any, bare: &Any) -> Result<Pair> {
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        for (subject, rates) in [baton, bare].into_iter().zip(&mut rates) {
            let mut talk = Talk::start(subject)?;
            // Nobody reads the agent's end here; an unread socket would hold the object's memory.
            drop(talk.agent);
            let start = Instant::now();
            for n in 1..=PIPELINED {
                talk.customer.send(n)?;
                if n > WINDOW {
                    talk.customer.await_ack(n - WINDOW)?;
                }
            }
            talk.customer.await_ack(PIPELINED)?;
            rates.push(PIPELINED as f64 / start.elapsed().as_secs_f64());
        }
    }
    let [mut rates, mut bare_rates] = rates;
    Ok(Pair { baton: median(&mut rates), bare: median(&mut bare_rates) })
}

/// Kilobytes of the runtime's memory per open, idle thread with one customer connected. Restarts
/// both first.
pub fn idle_memory(baton: &mut Any, bare: &mut Any) -> Result<Pair> {
    let mut kilobytes = [0.0; 2];
    for (subject, result) in [baton, bare].into_iter().zip(&mut kilobytes) {
        subject.restart()?;
        // What the first thread loads for all is not any thread's own.
        let first = say_something(subject)?;
        let before = subject.workerd().resident_bytes()?;
        let lines = (0..IDLE).map(|_| say_something(subject)).collect::<Result<Vec<_>>>()?;
        thread::sleep(EVICTION);
        let after = subject.workerd().resident_bytes()?;
        *result = after.saturating_sub(before) as f64 / IDLE as f64 / 1000.0;
        drop((first, lines));
    }
    let [baton, bare] = kilobytes;
    Ok(Pair { baton, bare })
}

/// Milliseconds to open a thread of 100,000 entries as a multiple of one of 100: with the runtime
/// warm, and as the first thing after its start.
pub fn opening(baton: &mut Any, bare: &mut Any) -> Result<(Pair, Pair)> {
    let mut results = [(0.0, 0.0); 2];
    for (subject, result) in [baton, bare].into_iter().zip(&mut results) {
        let (short, long) = (subject.thread()?, subject.thread()?);
        subject.fill(&short, 100)?;
        subject.fill(&long, 100_000)?;
        let (mut short_times, mut long_times) = (Vec::new(), Vec::new());
        for _ in 0..OPENINGS {
            short_times.push(open(subject, &short)?);
            long_times.push(open(subject, &long)?);
        }
        let warm = median(&mut long_times) / median(&mut short_times);
        let (mut short_times, mut long_times) = (Vec::new(), Vec::new());
        for _ in 0..RESTARTS {
            for (thread, times) in [(&short, &mut short_times), (&long, &mut long_times)] {
                subject.restart()?;
                times.push(open(subject, thread)?);
            }
        }
        *result = (warm, median(&mut long_times) / median(&mut short_times));
    }
    let [baton, bare] = results;
    Ok((Pair { baton: baton.0, bare: bare.0 }, Pair { baton: baton.1, bare: bare.1 }))
}

fn open(subject: &Any, thread: &Thread) -> Result<f64> {
    let start = Instant::now();
    let line = subject.customer(thread)?;
    let taken = milliseconds(start);
    drop(line);
    Ok(taken)
}

fn say_something(subject: &Any) -> Result<Line> {
    let thread = subject.thread()?;
    let mut line = subject.customer(&thread)?;
    line.send(1)?;
    line.await_ack(1)?;
    Ok(line)
}

/// Milliseconds since `since`.
pub(super) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn summary(baton: &mut [f64], bare: &mut [f64]) -> Times {
    Times {
        p50: Pair { baton: quantile(baton, 50), bare: quantile(bare, 50) },
        p99: Pair { baton: quantile(baton, 99), bare: quantile(bare, 99) },
    }
}

/// The median of `values`; 0 of none.
pub(super) fn median(values: &mut [f64]) -> f64 {
    quantile(values, 50)
}

/// The value that `percent` of `values` don't exceed; 0 of none.
fn quantile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() * percent / 100).min(values.len().saturating_sub(1));
    values.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_of_the_sorted_values() {
        let mut values: Vec<f64> = (0..200).rev().map(f64::from).collect();
        let found = [quantile(&mut values, 50), quantile(&mut values, 99), quantile(&mut [], 50)];
        assert_eq!(found.map(f64::to_bits), [100.0_f64, 198.0, 0.0].map(f64::to_bits));
    }
}
