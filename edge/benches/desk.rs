//! One routing event of a large desk: 10,000 customers wait, 1,000 agents are there.

#![expect(missing_docs, clippy::unwrap_used, reason = "a bench fails by panicking")]

use baton_edge::desk::roster::Profile;
use baton_edge::desk::wait::Waits;
use baton_edge::desk::{InHand, Router, Waiting};
use baton_shared::desk::{AgentSettings, DeskSettings};
use baton_shared::entry::AgentCard;
use baton_shared::id::{AgentId, Epoch, Millis, ThreadId};
use baton_shared::protocol::desk::{AgentRole, Presence};
use baton_shared::thread::fact::Matter;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::time::Instant;

const NOW: Millis = Millis(1_796_032_800_000);
const ISSUES: [&str; 7] =
    ["billing", "account", "technical", "sales", "shipping", "refund", "cancellation"];
const LANGUAGES: [&str; 4] = ["en", "de", "fr", "es"];

fn thread(n: usize) -> ThreadId {
    ThreadId::parse(format!("t{n}")).unwrap()
}

fn agent(n: usize) -> AgentId {
    AgentId::parse(format!("a{n}")).unwrap()
}

fn waiting(n: usize) -> Waiting {
    let (issue, language) = (ISSUES[n % ISSUES.len()], LANGUAGES[n / 3 % LANGUAGES.len()]);
    let matter = Matter {
        issue: Some(issue.to_owned()),
        language: Some(language.to_owned()),
        ..Matter::default()
    };
    Waiting {
        thread: thread(n),
        epoch: Epoch(1),
        asked: Millis(NOW.0 + n as u64),
        matter,
        target: None,
        last: None,
        declined: Vec::new(),
        head: false,
        reachable: false,
    }
}

/// `agents`, each with one thread in hand and room for no more, and `waits` in line.
fn desk(waits: usize, agents: usize, online: bool) -> Router {
    let settings = DeskSettings { capacity: 1, ..DeskSettings::default() };
    let mut router = Router::new(settings.clone(), Waits::default());
    for n in 0..agents {
        let card = AgentCard { id: agent(n), name: format!("Agent {n}") };
        let own = AgentSettings {
            skills: [(ISSUES[n % ISSUES.len()].to_owned(), 2)].into(),
            languages: vec!["en".to_owned(), LANGUAGES[n % LANGUAGES.len()].to_owned()],
            ..AgentSettings::default()
        };
        let profile = Profile::new(card, AgentRole::Agent, Some(&own), &settings).unwrap();
        router.handle_profile(profile, NOW);
        if online {
            router.handle_presence(&agent(n), Presence::Online, NOW);
            router.handle_taken(held(n), NOW);
        }
    }
    for n in 0..waits {
        router.handle_waiting(waiting(n), NOW);
    }
    drain(&mut router);
    router
}

fn held(n: usize) -> InHand {
    InHand {
        thread: thread(1_000_000 + n),
        epoch: Epoch(2),
        agent: agent(n),
        since: NOW,
        matter: Matter::default(),
        replied: true,
    }
}

fn drain(router: &mut Router) {
    while router.poll().is_some() {}
}

fn events(criterion: &mut Criterion) {
    for waits in [100, 10_000] {
        let full = desk(waits, 1_000, true);
        let mut group = criterion.benchmark_group(format!("{waits} wait, 1000 agents"));
        group.bench_function("one more waits, and goes", |bench| {
            let mut router = full.clone();
            bench.iter(|| {
                router.handle_waiting(waiting(waits + 1), NOW);
                router.handle_done(&thread(waits + 1), NOW);
                drain(&mut router);
            });
        });
        group.bench_function("an agent is free, and the next is theirs", |bench| {
            let mut router = full.clone();
            let mut n = 0;
            bench.iter(|| {
                n = (n + 1) % 1_000;
                router.handle_done(&held(n).thread, NOW);
                router.handle_taken(held(n), NOW);
                drain(&mut router);
            });
        });
        group.finish();
    }
    let empty = desk(10_000, 1_000, false);
    criterion.bench_function("1000 agents come at once to 10000 who wait", |bench| {
        let come = |mut router: Router| {
            for n in 0..1_000 {
                router.handle_presence(&agent(n), Presence::Online, NOW);
            }
            drain(&mut router);
            router
        };
        bench.iter_batched(|| empty.clone(), come, BatchSize::LargeInput);
    });
}

/// What 99 of 100 events stay within: criterion knows means alone.
fn ninety_nine(_: &mut Criterion) {
    let mut router = desk(10_000, 1_000, true);
    let mut times = Vec::new();
    for n in 0..10_000 {
        let at = Instant::now();
        if n % 2 == 0 {
            router.handle_waiting(waiting(10_000 + n), NOW);
        } else {
            router.handle_done(&held(n % 1_000).thread, NOW);
        }
        drain(&mut router);
        times.push(at.elapsed());
        if n % 2 == 0 {
            router.handle_done(&thread(10_000 + n), NOW);
        } else {
            router.handle_taken(held(n % 1_000), NOW);
        }
        drain(&mut router);
    }
    times.sort_unstable();
    println!("10000 wait, 1000 agents: one event in 100 takes longer than {:?}", times[9_900]);
}

criterion_group!(benches, events, ninety_nine);
criterion_main!(benches);
