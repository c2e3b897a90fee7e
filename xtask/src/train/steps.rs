//! What was learned to listen, written down in small steps as Rust.

use super::course::HEADER;
use baton_shared::trigger::{Attention, Dense, Listener};
use std::fmt::Write;

/// How words are laid beside words, as Rust.
pub fn attention(attention: &Attention) -> String {
    let Attention { keys, same, none, units } = attention;
    let [keys, units] =
        [keys.each_ref().map(layer).join(", "), units.each_ref().map(layer).join(", ")];
    format!(
        "{HEADER}use super::dense::Steps;\nuse super::listener::AttentionSteps;\n\n\
         /// How the words of a reply are laid beside those before them.\n#[rustfmt::skip]\n\
         pub static ATTENTION: AttentionSteps = AttentionSteps {{\n    keys: [{keys}],\n    same: {same:?},\n    \
         none: {none:?},\n    units: [{units}],\n}};\n"
    )
}

/// A listener as Rust; `doc` says what it is for.
pub fn listener(listener: &Listener, doc: &str) -> String {
    let Listener { units, out, bias } = listener;
    format!(
        "{HEADER}use super::dense::Steps;\nuse super::listener::ListenerSteps;\n\n/// {doc}\n#[rustfmt::skip]\n\
         pub static LISTENER: ListenerSteps = ListenerSteps {{\n    units: {},\n    out: {out:?},\n    bias: \
         {bias:?},\n}};\n",
        layer(units)
    )
}

/// A layer in steps, each unit with its own.
fn layer<const OUT: usize>(dense: &Dense<OUT>) -> String {
    let strongest =
        |unit: usize| dense.into.iter().map(|into| into[unit].abs()).fold(1e-6, f32::max);
    let step: [f32; OUT] = std::array::from_fn(|unit| strongest(unit) / f32::from(i8::MAX));
    let mut text = "Steps {\n        into: &[\n".to_owned();
    for rows in dense.into.chunks(ROWS) {
        let rows = rows.iter().map(|into| {
            let steps = into.iter().zip(step).map(|(into, step)| (into / step).round());
            format!("[{}]", steps.map(|steps| format!("{steps:.0}")).collect::<Vec<_>>().join(", "))
        });
        let _ = writeln!(text, "            {},", rows.collect::<Vec<_>>().join(", "));
    }
    let _ = write!(
        text,
        "        ],\n        step: {step:?},\n        shift: {:?},\n    }}",
        dense.shift
    );
    text
}

/// How many things seen are written in a line.
const ROWS: usize = 2;
