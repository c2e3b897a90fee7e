//! JSON lines on standard input, JSON lines on standard output: the shape of the commands that others
//! call in a pipe.

use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

/// Writes what `answer` makes of each line that is read, if anything. A line that can't be read gives a
/// line with "error" and its number, and the rest goes on. Nothing is held back while input is waited for.
pub fn pipe<T: DeserializeOwned, A: Serialize>(answer: impl FnMut(T) -> Option<A>) -> Result<()> {
    through(io::stdin().lock(), io::stdout().lock(), answer)
}

fn through<T: DeserializeOwned, A: Serialize>(
    input: impl Read,
    output: impl Write,
    mut answer: impl FnMut(T) -> Option<A>,
) -> Result<()> {
    let (mut input, mut out) =
        (BufReader::with_capacity(READ_AT_ONCE, input), BufWriter::new(output));
    let mut line = Vec::new();
    for number in 1u64.. {
        line.clear();
        if input.read_until(b'\n', &mut line).context("reading standard input")? == 0 {
            break;
        }
        match read(&line) {
            None => {}
            Some(Err(error)) => {
                let complaint = serde_json::json!({ "line": number, "error": error });
                writeln!(out, "{complaint}")?;
            }
            Some(Ok(line)) => {
                if let Some(answer) = answer(line) {
                    serde_json::to_writer(&mut out, &answer)?;
                    out.write_all(b"\n")?;
                }
            }
        }
        if input.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush().context("writing to standard output")
}

/// So many bytes are read at once, at most.
const READ_AT_ONCE: usize = 1 << 16;

/// What a line says, or what is wrong with it; nothing of an empty one.
pub fn read<T: DeserializeOwned>(line: &[u8]) -> Option<Result<T, String>> {
    let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line).trim_ascii();
    (!line.is_empty()).then(|| serde_json::from_slice(line).map_err(|error| complaint(&error)))
}

/// What some editors begin a file with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is wrong with a line; that it is one line needs no saying.
fn complaint(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.replace(" at line 1 column 0", "").replace(" at line 1 column ", " at column ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn echoed(input: &[u8]) -> Vec<Value> {
        let mut out = Vec::new();
        through(input, &mut out, |number: u32| Some(number)).expect("it goes on");
        let out = String::from_utf8(out).expect("text");
        out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    #[test]
    fn a_line_that_cant_be_read_gives_its_number_and_the_rest_goes_on() {
        let found = echoed(b"\xef\xbb\xbf1\n\"caf\xe9\"\r\n\n{}\n2");
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!((&found[0], &found[3]), (&1.into(), &2.into()));
        assert_eq!(found[1]["line"], 2);
        assert_eq!(found[2]["line"], 4);
        assert!(!found[2]["error"].to_string().contains("line 1"), "{}", found[2]);
    }

    #[test]
    fn an_answer_doesnt_wait_for_more_input() {
        let (read, mut write) = io::pipe().expect("a pipe");
        let (answers, answered) = io::pipe().expect("a pipe");
        let mut answers = BufReader::new(answers);
        let runs = std::thread::spawn(move || through(read, answered, |number: u32| Some(number)));
        let mut line = String::new();
        for number in ["1\n", "2\n"] {
            write.write_all(number.as_bytes()).expect("it listens");
            line.clear();
            answers.read_line(&mut line).expect("it answers");
            assert_eq!(line, number);
        }
        drop(write);
        runs.join().expect("it ends").expect("well");
    }
}
