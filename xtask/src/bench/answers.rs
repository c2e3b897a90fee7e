//! How long a customer waits for the bot on a site of 1,000 articles: in a thread whose object is new,
//! in the same thread later, and when nothing of the site has been read yet.

use super::measure::{median, milliseconds};
use anyhow::Result;
use baton_shared::entry::Body;
use baton_tests::{Edge, SiteBundle, ThreadSocket, Visitor};
use std::time::Instant;

const ARTICLES: usize = 1000;
/// Threads asked twice, and starts of the runtime.
const THREADS: usize = 300;
const STARTS: usize = 9;

/// What is asked; which of them is asked first takes turns.
const QUESTIONS: [&str; 2] = ["How do I place an order?", "How do I open an account?"];

/// Times in milliseconds, all medians.
#[derive(Debug, Clone, Copy)]
pub struct Answers {
    /// From the first question of a thread to its answer.
    pub first: f64,
    /// From the second.
    pub second: f64,
    /// From connecting to a new thread to the first answer in it.
    pub connecting: f64,
    /// The same as the first thing after the runtime has started.
    pub started: f64,
}

/// Measures it on a runtime of its own.
pub fn measure() -> Result<Answers> {
    let mut edge = Edge::start()?;
    // Articles of one corpus, repeated, are twins; unsure of them, the bot would give the thread away.
    edge.owner().push(&SiteBundle::large("large", ARTICLES)?.settings("threshold = 0"))?;
    let (mut first, mut second, mut connecting) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..THREADS {
        let visitor = edge.visitor("large")?;
        let start = Instant::now();
        let mut socket = visitor.hello(None)?;
        first.push(ask(&mut socket, QUESTIONS[turn % 2])?);
        connecting.push(milliseconds(start));
        second.push(ask(&mut socket, QUESTIONS[(turn + 1) % 2])?);
    }
    let mut started = Vec::new();
    for turn in 0..STARTS {
        let visitor = edge.visitor("large")?;
        edge.restart()?;
        started.push(connect_and_ask(&visitor, QUESTIONS[turn % 2])?);
    }
    Ok(Answers {
        first: median(&mut first),
        second: median(&mut second),
        connecting: median(&mut connecting),
        started: median(&mut started),
    })
}

fn connect_and_ask(visitor: &Visitor, question: &str) -> Result<f64> {
    let start = Instant::now();
    let mut socket = visitor.hello(None)?;
    ask(&mut socket, question)?;
    Ok(milliseconds(start))
}

/// Milliseconds from `question` to its answer.
fn ask(socket: &mut ThreadSocket, question: &str) -> Result<f64> {
    let id = format!("m{}", socket.last_seq().0);
    let start = Instant::now();
    socket.say(&id, question)?;
    socket.expect_entry(|body| matches!(body, Body::Answer(_)))?;
    Ok(milliseconds(start))
}
