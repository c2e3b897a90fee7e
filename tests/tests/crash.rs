//! A panic in the core ends the event that caused it and nothing else: what that event wrote and
//! sent is taken back, what else was in flight fails at once instead of hanging, and the next event
//! finds a sound instance.

#![expect(clippy::unwrap_used, reason = "tests may; the lint knows only functions marked as such")]

use baton_shared::protocol::{Down, Up};
use baton_tests::{Config, Error, Http, PATIENCE, Socket, Workerd, root};
use serde::Deserialize;
use std::thread;
use std::time::Instant;
use tempfile::TempDir;

/// What an object says of itself: events since it was built, those still waiting, rows on disk.
#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Seen {
    calls: u32,
    waiting: u32,
    rows: u32,
}

/// Just built, for the very event that asks.
const FRESH: Seen = Seen { calls: 1, waiting: 0, rows: 0 };

struct Crashable {
    workerd: Workerd,
    _data: TempDir,
}

impl Crashable {
    fn start() -> Self {
        let data = TempDir::new().unwrap();
        let mut config = Config::baton(data.path().to_owned());
        config.config = root().join("tests/crash/crash.capnp");
        Self { workerd: Workerd::start(config).unwrap(), _data: data }
    }

    fn http(&self) -> Http {
        Http::new(self.workerd.origin())
    }

    fn ask(&self, path: &str) -> Seen {
        self.http().get(path).unwrap().json().unwrap()
    }

    /// The status that `path` ends with, which must be soon.
    fn fails(&self, path: &str) -> u16 {
        let start = Instant::now();
        let status = self.http().get(path).unwrap().status;
        assert!(start.elapsed() < PATIENCE, "{path} took {:?}", start.elapsed());
        status
    }
}

#[test]
fn a_panic_takes_back_what_its_event_wrote() {
    let crashable = Crashable::start();
    assert_eq!(crashable.ask("/a?do=write"), Seen { rows: 1, ..FRESH });
    assert_eq!(crashable.fails("/a?do=write-panic"), 500);
    assert_eq!(crashable.ask("/a"), Seen { rows: 1, ..FRESH });
}

#[test]
fn a_panic_between_events_and_a_trap_end_like_any_other() {
    let crashable = Crashable::start();
    for what in ["/a?do=panic-later", "/a?do=trap", "/panic"] {
        assert_eq!(crashable.fails(what), 500);
        assert_eq!(crashable.ask("/a"), FRESH);
    }
}

#[test]
fn what_was_in_flight_elsewhere_fails_and_works_again() {
    let crashable = Crashable::start();
    let http = crashable.http();
    let waiting = thread::spawn(move || http.get("/b?do=wait").unwrap().status);
    while crashable.ask("/b").waiting == 0 && !waiting.is_finished() {}
    assert_eq!(crashable.fails("/a?do=panic-later"), 500);
    assert_eq!(waiting.join().unwrap(), 500);
    assert_eq!(crashable.ask("/b"), FRESH);
}

#[test]
fn an_acknowledgement_never_outlives_its_row() {
    let crashable = Crashable::start();
    let origin = crashable.workerd.origin();
    let mut socket = Socket::<Up, Down>::connect(&origin, "/a?do=socket", None, &[]).unwrap();
    socket.send_text("hello").unwrap();
    assert_eq!(socket.text_within(PATIENCE).unwrap().as_deref(), Some("hello"));
    socket.send_text("write-panic").unwrap();
    assert!(matches!(socket.text_within(PATIENCE), Err(Error::Closed { .. })));
    assert_eq!(crashable.ask("/a"), FRESH);
}
