//! Running other programs: quiet while they work, their whole output when they fail.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A command, run from the workspace's root unless told otherwise.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::workspace::root()).stdin(Stdio::null());
    command
}

/// The cargo that runs this command.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs `command` to its end and returns what it wrote to its standard output. Fails with
/// everything it wrote when it can't be started or doesn't succeed.
pub fn capture(command: &mut Command) -> Result<String> {
    let name = name(command);
    let output = command.output().with_context(|| format!("can't start `{name}`"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    bail!("`{name}` failed ({})\n{}", output.status, joined(&stdout, &stderr))
}

/// Runs `command` to its end for its effect. Fails as [`capture`] does.
pub fn run(command: &mut Command) -> Result<()> {
    capture(command).map(drop)
}

/// One line about what is going on.
pub fn progress(line: &str) {
    eprintln!("· {line}");
}

fn joined(stdout: &str, stderr: &str) -> String {
    let mut text = String::new();
    for part in [stdout, stderr] {
        if !part.trim().is_empty() {
            let _ = writeln!(text, "{}", part.trim_end());
        }
    }
    text
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut name =
        program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for argument in command.get_args().take(4) {
        let _ = write!(name, " {}", argument.to_string_lossy());
    }
    name
}
