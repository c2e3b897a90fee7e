//! What the integration tests share: a small site, and reading a whole thread.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![expect(clippy::expect_used, reason = "tests may; the lint knows only functions marked as such")]

use baton_shared::entry::{Author, Body, Entry};
use baton_shared::id::Seq;
use baton_tests::{Edge, SiteBundle, ThreadSocket, Visitor};
use rusqlite::Connection;

/// A site with one article, so that "where is my parcel" has an answer.
pub fn shop() -> SiteBundle {
    SiteBundle::new("demo").article(
        "parcels.md",
        "---\ntitle: Parcels\nlink: /help.html\n---\n\n## Where is my parcel?\n\nFollow your parcel with the tracking link in the e-mail we sent.\n",
    )
}

/// A running edge with that site.
pub fn edge() -> Edge {
    edge_with(&shop())
}

/// A running edge with `site`.
pub fn edge_with(site: &SiteBundle) -> Edge {
    let edge = Edge::start().expect("the edge starts");
    edge.owner().push(site).expect("the site is taken");
    edge
}

/// A visitor and their greeted socket.
pub fn customer(edge: &Edge) -> (Visitor, ThreadSocket) {
    let visitor = edge.visitor("demo").expect("a session");
    let socket = visitor.hello(None).expect("a welcome");
    (visitor, socket)
}

/// The whole log, read from its beginning on a connection of its own.
pub fn log(visitor: &Visitor) -> Vec<Entry> {
    let mut socket = visitor.connect().expect("a connection");
    socket.hello(Some(Seq(0))).expect("the log")
}

/// Does something to the database of the only object of a kind while the runtime is down.
pub fn with_database<T>(
    edge: &mut Edge,
    folder: &str,
    act: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> T {
    edge.kill();
    let files = std::fs::read_dir(edge.storage().join(folder)).expect("the objects' folder");
    let file = files
        .map(|entry| entry.expect("a file").path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "sqlite"))
        .find(|file| !file.ends_with("metadata.sqlite"))
        .expect("an object's database");
    let done = Connection::open(file).and_then(|database| act(&database)).expect("a database");
    edge.restart().expect("the edge starts again");
    done
}

/// A log as short words, for comparing whole stories.
pub fn story(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(line).collect()
}

fn line(entry: &Entry) -> String {
    let who = match &entry.author {
        Author::Customer => "customer",
        Author::Bot => "bot",
        Author::Agent(agent) => agent.name.as_str(),
        Author::System => "system",
    };
    match &entry.body {
        Body::Text { text, .. } => format!("{who}: {text}"),
        Body::Identified(person) => format!("{who}: the customer is {}", person.called()),
        Body::Rated { answer, helped } => format!("{who} rates {answer}: {helped}"),
        Body::Asked(_) => format!("{who} asks"),
        Body::Skipped { .. } => format!("{who} doesn't say"),
        Body::PersonRequested => format!("{who} asks for a person"),
        Body::Answer(answer) if answer.sources.is_empty() => format!("{who} has no answer"),
        Body::Answer(_) => format!("{who} answers"),
        Body::HandoffRequested(handoff) => format!("handoff {}", handoff.number),
        Body::AgentJoined => format!("{who} joins"),
        Body::HandedBack { outcome } => format!("{who} hands back, {outcome:?}"),
        Body::Transferred { to } => format!("{who} passes on to {to:?}"),
        Body::Released { agent, parted } => format!("{} is {parted:?}", agent.name),
        Body::WaitCancelled => format!("{who} waits no longer"),
        Body::HelpWanted => format!("{who} wants help"),
        Body::AddressLeft { email } => format!("{who} leaves {email}"),
        Body::Surveyed { score, .. } => format!("{who} finds it {score} of 5"),
    }
}
