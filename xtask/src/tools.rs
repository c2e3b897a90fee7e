//! The tools a build needs beside cargo, and getting those that are missing: Rust's parts through
//! rustup, npm's through the lock in `edge/`. Nothing is ever taken at a version that isn't pinned.

use crate::command::{capture, command, progress, run};
use crate::workspace;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// The target both wasm crates are compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Adds the Rust target, the components and the npm packages that are not there yet.
pub fn provide() -> Result<()> {
    provide_rust()?;
    provide_npm()
}

/// A tool among npm's native binaries, started directly so that its process id is the tool's own.
pub fn esbuild() -> Result<Command> {
    Ok(command(platform_binary("@esbuild", &format!("{}-{}", npm_os()?, npm_cpu()?), "esbuild")?))
}

/// Binaryen's optimiser, which npm delivers as a program for Node.
pub fn wasm_opt() -> Result<Command> {
    let script = installed("node_modules/binaryen/bin/wasm-opt")?;
    let mut node = command("node");
    node.arg(script);
    Ok(node)
}

/// A program of npm's that runs in Node, by its name in `node_modules/.bin`.
pub fn npm_program(name: &str) -> Result<Command> {
    let mut program = command(installed(&format!("node_modules/.bin/{name}"))?);
    program.current_dir(workspace::path("edge"));
    Ok(program)
}

fn provide_rust() -> Result<()> {
    let missing = "rustup is needed to add what rust-toolchain.toml lists: see https://rustup.rs";
    let targets =
        capture(command("rustup").args(["target", "list", "--installed"])).context(missing)?;
    if !targets.lines().any(|line| line == WASM_TARGET) {
        progress(&format!("adding Rust target {WASM_TARGET}"));
        run(command("rustup").args(["target", "add", WASM_TARGET]))?;
    }
    let components = capture(command("rustup").args(["component", "list", "--installed"]))?;
    for component in ["rust-src", "clippy", "rustfmt"] {
        if !components.lines().any(|line| line.starts_with(component)) {
            progress(&format!("adding Rust component {component}"));
            run(command("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// Runs `npm ci` when the installed packages are not those of the lock. npm itself writes a copy
/// of the lock into `node_modules` when it is done, so that file's age is the installation's.
fn provide_npm() -> Result<()> {
    let edge = workspace::path("edge");
    let lock = modified(&edge.join("package-lock.json"))
        .context("edge/package-lock.json is missing: run `npm install` in edge/ and commit it")?;
    if modified(&edge.join("node_modules/.package-lock.json")).is_some_and(|done| done >= lock) {
        return Ok(());
    }
    progress("installing npm packages");
    let mut npm = command("npm");
    npm.current_dir(&edge).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    run(&mut npm).context("Node 20.3 or newer with npm is needed: see https://nodejs.org")
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}

fn installed(path: &str) -> Result<PathBuf> {
    let path = workspace::path("edge").join(path);
    if !path.exists() {
        bail!("{} is missing: run `npm ci` in edge/", workspace::shown(&path));
    }
    Ok(path)
}

fn platform_binary(scope: &str, package: &str, name: &str) -> Result<PathBuf> {
    installed(&format!("node_modules/{scope}/{package}/bin/{name}"))
}

fn npm_os() -> Result<&'static str> {
    match std::env::consts::OS {
        "linux" => Ok("linux"),
        "macos" => Ok("darwin"),
        other => bail!("the pinned tools are not made for {other}; Linux and macOS work"),
    }
}

fn npm_cpu() -> Result<&'static str> {
    match std::env::consts::ARCH {
        "x86_64" => Ok("x64"),
        "aarch64" => Ok("arm64"),
        other => bail!("the pinned tools are not made for {other}; x86_64 and aarch64 work"),
    }
}
