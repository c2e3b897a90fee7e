//! JSON lines on standard input, JSON lines on standard output: the shape of the commands that others
//! call in a pipe.

use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, BufRead, BufWriter, Write};

/// Writes what `answer` makes of each line that is read, if anything. A line that can't be read gives a
/// line with "error" and its number, and the rest goes on.
pub fn pipe<T: DeserializeOwned, A: Serialize>(
    mut answer: impl FnMut(T) -> Option<A>,
) -> Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for (at, line) in io::stdin().lock().lines().enumerate() {
        let line = line.context("reading standard input")?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(&line) {
            Err(error) => {
                let complaint = serde_json::json!({ "line": at + 1, "error": error.to_string() });
                writeln!(out, "{complaint}")?;
            }
            Ok(line) => {
                if let Some(answer) = answer(line) {
                    serde_json::to_writer(&mut out, &answer)?;
                    out.write_all(b"\n")?;
                }
            }
        }
    }
    out.flush().context("writing to standard output")
}
