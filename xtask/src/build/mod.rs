//! `cargo xtask build`: from sources to the bundle a runtime loads and the files a browser gets.
//!
//! Cargo decides what must be compiled again, stamps what must be bundled again. Each half ends in one folder: `edge/build` and `public/pkg`.

mod bindgen;
mod compress;
mod edge;
mod shrink;
mod stamp;
mod widget;

pub use compress::{brotli_size, kilobytes};

use crate::command::progress;
use crate::tools;
use anyhow::Result;
use clap::{Args, ValueEnum};
use std::time::Instant;

/// Builds the Worker into edge/build and the widget into public/pkg.
#[derive(Args, Default)]
pub struct BuildArgs {
    /// Faster to build, slower and larger to run: no size optimisation, no Brotli
    #[arg(long)]
    pub dev: bool,
    /// Build only one half
    #[arg(long, value_enum)]
    pub only: Option<Half>,
}

/// A half of the product, on one side of the socket.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Half {
    /// The Worker and its Durable Objects
    Edge,
    /// What a browser loads
    Widget,
}

/// How much effort goes into the result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effort {
    /// As shipped.
    Release,
    /// Quick to build, for trying things out.
    Dev,
}

/// Runs the command.
pub fn run(args: &BuildArgs) -> Result<()> {
    tools::provide()?;
    let effort = if args.dev { Effort::Dev } else { Effort::Release };
    if args.only != Some(Half::Widget) {
        timed("edge", || edge::build(effort))?;
    }
    if args.only != Some(Half::Edge) {
        timed("widget", || widget::build(effort))?;
        timed("static files", || compress::public(effort))?;
    }
    Ok(())
}

fn timed(what: &str, work: impl FnOnce() -> Result<String>) -> Result<()> {
    let start = Instant::now();
    progress(&format!("building {what}"));
    let result = work()?;
    progress(&format!("built {what} in {:.1} s: {result}", start.elapsed().as_secs_f32()));
    Ok(())
}
