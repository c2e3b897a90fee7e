//! Both ends of a thread against each other, over a network that does its worst.
//!
//! A run is a list of [`transitions::Step`]s: people write, take, hand back, reload; connections
//! are cut with frames in flight, frames of abandoned connections arrive late, the edge crashes in
//! the middle of its replies. After every step the invariants of the thread are checked, each by a
//! function with its number in its name; at the end the network heals, and everything that was said
//! must be in the log, once, in order, on every screen and at the desk.
//!
//! The ends are the real ones, `ThreadLog` and `Replica`; what stands around them here does what
//! the edge's and the widget's shells do. More cases: `PROPTEST_CASES=20000 cargo test --test model`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod client;
mod found;
mod invariants;
mod network;
mod reference;
mod server;
mod story;
mod transitions;
mod world;

use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestError, TestRunner};
use transitions::run;

/// Runs in a debug build in some ten seconds.
const CASES: u32 = 300;

#[test]
fn both_ends_keep_the_invariants_over_a_failing_network() {
    let persistence = FileFailurePersistence::Direct("proptest-regressions/model.txt");
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let mut runner = TestRunner::new(Config {
        cases: cases.unwrap_or(CASES),
        failure_persistence: Some(Box::new(persistence)),
        source_file: Some(file!()),
        max_shrink_iters: 20_000,
        ..Config::default()
    });
    let outcome = runner.run(&run(), |run| {
        world::World::play(&run).map_err(|broken| TestCaseError::fail(broken.to_string()))
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, run)) => {
            let steps: Vec<String> = run.steps.iter().map(|step| format!("{step:?}")).collect();
            panic!("{reason}\nafter {} entries and\n{}", run.filled, steps.join("\n"))
        }
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}
