//! What one message costs: the whole engine over every message of a corpus, in its order.
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
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);
