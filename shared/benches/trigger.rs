//! What one message costs: the whole engine over every message of a corpus, in its order, to which no bot answers; and
//! what a turn of the held-out conversations costs, in which replies are read beside the answers before them.
//!
//! `BATON_DATA` names a folder with `customer_turns.jsonl`; without it the held-out examples of the
//! project are read.

#![expect(missing_docs, reason = "criterion's macros write functions of their own")]
#![expect(clippy::expect_used, reason = "a bench without its corpus has nothing to say")]

use baton_shared::id::{Millis, Seq};
use baton_shared::trigger::{Traits, TriggerEngine, TriggerSettings, TriggerState, Turn};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fs;
use std::hint::black_box;

fn corpus() -> Vec<String> {
    if let Ok(folder) = std::env::var("BATON_DATA") {
        let rows = fs::read_to_string(format!("{folder}/customer_turns.jsonl")).expect("the rows");
        let text = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).expect("JSON lines");
            row["text"].as_str().unwrap_or_default().to_owned()
        };
        return rows.lines().map(text).collect();
    }
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../xtask/corpus/held_out/own.tsv");
    let rows = fs::read_to_string(own).expect("the held-out examples");
    rows.lines().filter_map(|line| Some(line.split_once('\t')?.1.to_owned())).collect()
}

/// The turns of each held-out conversation: whether the customer speaks, and what is said.
fn conversations() -> Vec<Vec<(bool, String)>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dialogue");
    let mut conversations = Vec::new();
    for file in fs::read_dir(folder).expect("the held-out conversations").flatten() {
        for line in fs::read_to_string(file.path()).expect("a text").lines() {
            if line.starts_with("== ") {
                conversations.push(Vec::new());
            }
            let said = line.split_once(": ").or_else(|| line.split_once("! "));
            let speaks =
                said.filter(|(who, _)| who.starts_with("customer") || who.starts_with("bot"));
            if let (Some((who, text)), Some(turns)) = (speaks, conversations.last_mut()) {
                turns.push((who.starts_with("customer"), text.to_owned()));
            }
        }
    }
    conversations
}

fn engine(criterion: &mut Criterion) {
    let engine = TriggerEngine::new(&TriggerSettings::default());
    let (messages, traits) = (corpus(), Traits::default());
    let mut group = criterion.benchmark_group("trigger");
    group.sample_size(10).throughput(Throughput::Elements(messages.len() as u64));
    group.bench_function("one thread, message by message", |bencher| {
        bencher.iter(|| {
            let mut state = TriggerState::default();
            for (seq, text) in (1..).zip(&messages) {
                let turn = Turn::Said { seq: Seq(seq), at: Millis(seq), text, behaviour: &[] };
                black_box(engine.observe(&mut state, &turn, &traits));
            }
        });
    });
    let conversations = conversations();
    let turns: usize = conversations.iter().map(Vec::len).sum();
    group.throughput(Throughput::Elements(turns as u64));
    group.bench_function("conversations, turn by turn", |bencher| {
        bencher.iter(|| {
            for turns in &conversations {
                let mut state = TriggerState::default();
                for (seq, (customer, text)) in (1..).zip(turns) {
                    let (at, seq) = (Millis(seq), Seq(seq));
                    let turn = if *customer {
                        Turn::Said { seq, at, text, behaviour: &[] }
                    } else {
                        let text = text.as_str().into();
                        Turn::Answered { seq, text, confidence: None, offered: false }
                    };
                    black_box(engine.observe(&mut state, &turn, &traits));
                }
            }
        });
    });
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);
