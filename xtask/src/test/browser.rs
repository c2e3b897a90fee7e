//! The browser tests: a Chromium to run them in, then Node's own test runner.

use crate::command::{capture, command, progress, run as execute};
use crate::{tools, workspace};
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::PathBuf;

/// Where Debian's package puts it.
const DEBIAN: &str = "/usr/bin/chromium";

/// Runs them all.
pub fn run() -> Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(workspace::path("tests/browser"))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!("tests/browser has no *.test.mjs");
    }
    files.sort();
    let mut node = command("node");
    // One file at a time: each has a runtime and a browser of its own, and two cores are few.
    node.args(["--test", "--test-concurrency=1"]).args(files);
    node.env("BATON_CHROMIUM", chromium()?);
    node.env("BATON_XTASK", env::current_exe().context("finding this program")?);
    execute(&mut node)
}

/// The Chromium named by `BATON_CHROMIUM`, or Debian's, or the one Playwright downloads.
fn chromium() -> Result<PathBuf> {
    if let Some(path) = env::var_os("BATON_CHROMIUM") {
        return Ok(path.into());
    }
    let debian = PathBuf::from(DEBIAN);
    if debian.exists() {
        return Ok(debian);
    }
    if may_install_packages() {
        progress("installing Debian's chromium");
        execute(command("apt-get").args(["update", "--quiet"]))?;
        let install = ["install", "--yes", "--quiet", "--no-install-recommends", "chromium"];
        execute(command("apt-get").args(install).env("DEBIAN_FRONTEND", "noninteractive"))?;
        return Ok(debian);
    }
    progress("installing Playwright's chromium");
    execute(tools::npm_program("playwright-core")?.args(["install", "chromium"]))?;
    let print = "console.log(require('playwright-core').chromium.executablePath())";
    let mut node = command("node");
    node.current_dir(workspace::path("edge")).args(["--eval", print]);
    Ok(capture(&mut node)?.trim().into())
}

fn may_install_packages() -> bool {
    let root = capture(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && capture(command("apt-get").arg("--version")).is_ok()
}
