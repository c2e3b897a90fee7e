//! `cargo xtask test`: the one command that says whether the tree is sound.
//!
//! Steps run in order and a failed one doesn't stop those that don't need it. Each is quiet, and
//! shows everything when it fails.

mod browser;
mod budget;

pub use budget::panel_files;

use crate::build::{self, BuildArgs};
use crate::command::{cargo, run as execute};
use crate::{tools, workspace};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use std::collections::HashSet;
use std::fs;
use std::process::Command;
use std::time::Instant;

/// Checks everything: format, lints, tests, sizes, a real runtime, a real browser.
#[derive(Args)]
pub struct TestArgs {
    /// Run only this step; may be given several times
    #[arg(long, value_enum)]
    only: Vec<Step>,
}

/// One thing that is checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, ValueEnum)]
enum Step {
    /// Every source file is formatted
    Format,
    /// No warning from clippy, native and wasm
    Lint,
    /// Unit tests, models and layering rules
    Unit,
    /// The Worker's bundle and the widget
    Build,
    /// Bytes that a visitor downloads
    Budget,
    /// Tests against a real workerd
    Integration,
    /// Tests in a real Chromium
    Browser,
    /// Cloudflare's own tool accepts the bundle
    Deploy,
}

impl Step {
    const ALL: [Self; 8] = [
        Self::Format,
        Self::Lint,
        Self::Unit,
        Self::Build,
        Self::Budget,
        Self::Integration,
        Self::Browser,
        Self::Deploy,
    ];

    /// The step without whose result this one means nothing.
    const fn needs(self) -> Option<Self> {
        match self {
            Self::Budget | Self::Integration | Self::Browser | Self::Deploy => Some(Self::Build),
            _ => None,
        }
    }

    fn run(self) -> Result<()> {
        match self {
            Self::Format => execute(cargo().args(["fmt", "--all", "--check"])),
            Self::Lint => lint(),
            Self::Unit => unit(),
            Self::Build => build::run(&BuildArgs::default()),
            Self::Budget => budget::check(),
            Self::Integration => {
                let mut tests = cargo_test();
                for name in targets("tests/tests")?.iter().filter(|name| *name != LAYERING) {
                    tests.args(["--test", name]);
                }
                execute(&mut tests)
            }
            Self::Browser => browser::run(),
            Self::Deploy => deploy(),
        }
    }
}

/// The one test of `tests/tests` that needs no build.
const LAYERING: &str = "layering";

/// Runs the command; the last line it prints is the outcome.
pub fn run(args: &TestArgs) -> Result<()> {
    tools::provide()?;
    let mut failed = HashSet::new();
    let mut passed = 0;
    for step in Step::ALL {
        if !args.only.is_empty() && !args.only.contains(&step) {
            continue;
        }
        let start = Instant::now();
        let outcome = match step.needs() {
            Some(needed) if failed.contains(&needed) => {
                Err(anyhow::anyhow!("not run, since {} failed", name(needed)))
            }
            _ => step.run(),
        };
        let seconds = start.elapsed().as_secs_f32();
        match outcome {
            Ok(()) => {
                passed += 1;
                println!("ok      {:<12} {seconds:7.1} s", name(step));
            }
            Err(error) => {
                failed.insert(step);
                println!("{error:#}");
                println!("FAILED  {:<12} {seconds:7.1} s", name(step));
            }
        }
    }
    println!("{passed} passed, {} failed", failed.len());
    if failed.is_empty() { Ok(()) } else { bail!("the tree is not sound") }
}

/// Natively all of it; for wasm the two crates that run there, whose code differs by target.
fn lint() -> Result<()> {
    let deny = ["--", "-D", "warnings"];
    execute(
        cargo().args(["clippy", "--quiet", "--locked", "--workspace", "--all-targets"]).args(deny),
    )?;
    let crates =
        ["--package", "baton-edge", "--package", "baton-widget", "--target", tools::WASM_TARGET];
    execute(cargo().args(["clippy", "--quiet", "--locked"]).args(crates).args(deny))
}

fn unit() -> Result<()> {
    let mut tests = cargo_test();
    tests.args(["--lib", "--bins", "--test", LAYERING]);
    for folder in ["shared/tests", "edge/tests"] {
        for name in targets(folder)? {
            tests.args(["--test", &name]);
        }
    }
    execute(&mut tests)?;
    execute(cargo_test().arg("--doc"))?;
    execute(cargo().args(["test", "--locked", "--quiet", "--package", "xtask"]))
}

/// Always over the same packages, whatever is selected of them: dependencies' features, and with
/// them what is compiled, then stay the same from one step to the next. This program is tested by
/// itself, as it was built to run.
fn cargo_test() -> Command {
    let mut command = cargo();
    command.args(["test", "--locked", "--quiet", "--workspace", "--exclude", "xtask"]);
    command
}

/// Names of the integration tests in `folder`.
fn targets(folder: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(workspace::path(folder))? {
        let path = entry?.path();
        let is_test = path.extension().is_some_and(|extension| extension == "rs")
            || path.join("main.rs").exists();
        if let (true, Some(name)) = (is_test, path.file_stem().and_then(|stem| stem.to_str())) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn deploy() -> Result<()> {
    let out = workspace::target().join("wrangler-dry-run");
    let mut wrangler = tools::npm_program("wrangler")?;
    wrangler.args(["deploy", "--dry-run", "--outdir"]).arg(out);
    wrangler.env("WRANGLER_SEND_METRICS", "false").env("CI", "1");
    execute(&mut wrangler)
}

fn name(step: Step) -> String {
    step.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
