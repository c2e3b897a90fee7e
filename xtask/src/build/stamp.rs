//! Whether a step has already been done: the same inputs, and its outputs as it left them.
//!
//! A stamp lists all of them with size and time of change, and how they were built. Anything that
//! differs, whoever changed it, means that the step runs again.

use super::Effort;
use crate::workspace;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What a step reads and writes.
pub struct Stamp {
    file: PathBuf,
    effort: Effort,
    files: Vec<PathBuf>,
}

impl Stamp {
    /// For the step called `name`. This program and the tools' lock are inputs of every step.
    pub fn new(
        name: &str,
        effort: Effort,
        inputs: &[PathBuf],
        outputs: &[PathBuf],
    ) -> Result<Self> {
        let program = std::env::current_exe().context("finding this program")?;
        let lock = workspace::path("edge/package-lock.json");
        let files =
            [program, lock].into_iter().chain(inputs.iter().chain(outputs).cloned()).collect();
        Ok(Self { file: workspace::target().join(format!("{name}.stamp")), effort, files })
    }

    /// Whether nothing has changed since [`Self::set`].
    pub fn is_current(&self) -> bool {
        let kept = fs::read_to_string(&self.file).ok();
        kept.is_some() && kept == self.text().ok()
    }

    /// Says that the step is done.
    pub fn set(&self) -> Result<()> {
        Ok(fs::write(&self.file, self.text()?)?)
    }

    fn text(&self) -> Result<String> {
        let mut text = format!("{:?}\n", self.effort);
        for path in &self.files {
            let (size, changed) = seen(path).with_context(|| format!("{}", path.display()))?;
            writeln!(text, "{} {size} {changed}", path.display())?;
        }
        Ok(text)
    }
}

fn seen(path: &Path) -> Result<(u64, u128)> {
    let metadata = path.metadata()?;
    let changed = metadata.modified()?.duration_since(SystemTime::UNIX_EPOCH)?;
    Ok((metadata.len(), changed.as_nanos()))
}
