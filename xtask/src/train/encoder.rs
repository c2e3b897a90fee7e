//! The sentence encoder that word vectors are learned from: another program, since only this command needs it.

use crate::workspace;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Numbers of a direction.
pub const WIDTH: usize = 384;

/// The direction of a text.
pub type Encoded = [f32; WIDTH];

/// The encoder as `xtask/encoder/encode.py` runs it.
pub struct Encoder {
    /// The Python that has what `xtask/encoder/requirements.txt` lists.
    pub python: PathBuf,
}

impl Encoder {
    /// The English words that it knows as wholes, in order.
    pub fn words(&self) -> Result<Vec<String>> {
        let output = self.start("words")?.wait_with_output()?;
        ensure!(output.status.success(), "the encoder failed ({})", output.status);
        Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
    }

    /// The direction of each of `texts`, which have no line breaks. Kept in `cache`, if there is one, and
    /// read from there the next time: it takes minutes.
    pub fn encode(&self, texts: &[String], cache: Option<&Path>) -> Result<Vec<Encoded>> {
        let bytes = match cache {
            Some(file) if file.exists() => fs::read(file)?,
            _ => self.ask(texts)?,
        };
        if let Some(file) = cache {
            fs::write(file, &bytes)?;
        }
        let (numbers, rest) = bytes.as_chunks();
        ensure!(rest.is_empty(), "half a number");
        let numbers: Vec<f32> = numbers.iter().map(|number| f32::from_le_bytes(*number)).collect();
        let (encoded, rest) = numbers.as_chunks();
        let whole = rest.is_empty() && encoded.len() == texts.len();
        ensure!(whole, "{} directions for {} texts", encoded.len(), texts.len());
        Ok(encoded.to_vec())
    }

    fn ask(&self, texts: &[String]) -> Result<Vec<u8>> {
        let mut child = self.start("vectors")?;
        let Some(mut input) = child.stdin.take() else { bail!("the encoder takes no input") };
        // It reads all before it writes anything.
        input.write_all((texts.join("\n") + "\n").as_bytes())?;
        drop(input);
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "the encoder failed ({})", output.status);
        Ok(output.stdout)
    }

    fn start(&self, what: &str) -> Result<Child> {
        Command::new(&self.python)
            .arg(workspace::path("xtask/encoder/encode.py"))
            .arg(what)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("can't start {}", self.python.display()))
    }
}
