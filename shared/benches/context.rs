//! What one message costs beside the trigger engine: its facts found, its secrets hidden; and what
//! the longest message costs when it is written to be slow.

#![expect(missing_docs, reason = "criterion's macros write functions of their own")]

use baton_shared::context::{FieldSettings, Fields, asked_for, mask};
use baton_shared::id::Seq;
use baton_shared::protocol::MAX_TEXT_BYTES;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

/// A hundred characters.
const MESSAGE: &str = "hi, my order LK-48213 hasnt come, i paid $120 on march 3rd, \
                       could you write to maya@example.com? thx";

fn shop() -> Fields {
    Fields::new(&[
        FieldSettings {
            name: "order_number".to_owned(),
            pattern: Some(r"LK-\d{5}".to_owned()),
            example: Some("LK-48213".to_owned()),
            ..FieldSettings::default()
        },
        FieldSettings {
            name: "product".to_owned(),
            values: Some(["Weekender 38|weekender", "Cabin 34"].map(str::to_owned).to_vec()),
            ..FieldSettings::default()
        },
    ])
}

fn read(fields: &Fields, text: &str) {
    black_box(fields.find(Seq(1), text));
    black_box(mask(text));
}

fn context(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("context");
    let (built_in, shop) = (Fields::new(&[]), shop());
    group
        .bench_function("built-in fields, 100 characters", |b| b.iter(|| read(&built_in, MESSAGE)));
    group.bench_function("a shop's own, 100 characters", |b| b.iter(|| read(&shop, MESSAGE)));
    group.bench_function("hidden, 100 characters", |b| b.iter(|| black_box(mask(MESSAGE))));
    let draft =
        "Thanks, I'm looking at it now. Could you give me the order number and your e-mail?";
    let names = [("order_number", "Order number"), ("email", "E-mail"), ("phone", "Phone")];
    group.bench_function("asked for", |b| b.iter(|| black_box(asked_for(draft, names))));
    group.sample_size(10);
    for part in [
        "4 ",
        "1-",
        "4242 ",
        "42424242424242424242",
        "password ",
        "order ",
        "@a.",
        "DE89 ",
        "pw-",
        "a@",
        "LK-",
    ] {
        let text = part.repeat(MAX_TEXT_BYTES / part.len());
        let name = format!("8 KB of `{part}`");
        group.bench_function(&name, |b| b.iter(|| read(&shop, &text)));
    }
    group.finish();
}

criterion_group!(benches, context);
criterion_main!(benches);
