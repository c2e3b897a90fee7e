//! `cargo xtask serve`: all of Baton on this machine, with a shop that embeds it. Loopback only.
//!
//! Keeps the edge running: whatever kills workerd, it is started again on the same port and
//! storage, where every acknowledged entry still is.

mod secrets;
mod shop;

pub use secrets::random;

use crate::build::{self, BuildArgs};
use crate::command::progress;
use crate::workspace;
use anyhow::{Context, Result};
use baton_tests::{Config, Owner, SiteBundle, Workerd};
use clap::Args;
use serde_json::json;
use std::io::{self, Read};
use std::path::{self, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long a signal to stop may go unnoticed.
const ATTENTION: Duration = Duration::from_millis(100);

/// Runs Baton on this machine, with the demo shop and a console to sign in to.
#[derive(Args)]
pub struct ServeArgs {
    /// Baton's port; 0 takes a free one
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// The demo shop's port; 0 takes a free one
    #[arg(long, default_value_t = 8788)]
    shop_port: u16,
    /// The folder where threads and secrets are kept; without it, data/ in the tree
    #[arg(long)]
    data: Option<PathBuf>,
    /// The folder of the site to set up; without it, edge/sites/demo
    #[arg(long)]
    site: Option<PathBuf>,
    /// Use what was built before
    #[arg(long)]
    no_build: bool,
    /// Opens the routes that fill a thread for measurements
    #[arg(long)]
    bench: bool,
    /// Speak JSON, one object per line, and stop when the standard input closes
    #[arg(long)]
    json: bool,
}

/// Runs the command until it is told to stop.
pub fn run(args: &ServeArgs) -> Result<()> {
    let told_to_stop = stop_signals(args.json)?;
    if !args.no_build {
        build::run(&BuildArgs::default())?;
    }
    let data = args.data.clone().unwrap_or_else(|| workspace::path("data"));
    let data = path::absolute(data).context("finding the data folder")?;
    let secrets = secrets::provide(&data)?;
    let mut config = Config::baton(data.join("storage"));
    config.port = args.port;
    config.show_output = true;
    config.environment = vec![
        ("BATON_SECRET".to_owned(), secrets.signing),
        ("BATON_ADMIN_TOKEN".to_owned(), secrets.admin_token.clone()),
    ];
    if args.bench {
        config.environment.push(("BATON_BENCH".to_owned(), "1".to_owned()));
    }
    let mut workerd = Workerd::start(config)?;
    let baton = workerd.origin();

    let folder = args.site.clone().unwrap_or_else(|| workspace::path("edge/sites/demo"));
    let site = SiteBundle::read(&folder)?;
    let owner = Owner::new(&baton, &secrets.admin_token);
    owner.push(&site).with_context(|| format!("pushing {}", workspace::shown(&folder)))?;
    let console = format!("{baton}{}", owner.invite(&site.id, "Maya", "lead")?.link);
    let shop = shop::start(args.shop_port, &baton)?;

    if args.json {
        let pid = workerd.pid();
        let token = secrets.admin_token;
        let ready = json!({ "ready": true, "baton": baton, "shop": shop, "console": console, "admin_token": token, "pid": pid });
        println!("{ready}");
    } else {
        println!("\n  The shop:    {shop}\n  The console: {console}\n");
        println!("The console's link signs one person in, once. Ctrl-C stops everything.");
    }
    keep_running(&mut workerd, &told_to_stop, args.json)
}

fn keep_running(workerd: &mut Workerd, stop: &Receiver<()>, json: bool) -> Result<()> {
    loop {
        let ended = workerd.exits_within(ATTENTION);
        // A terminal's Ctrl-C reaches workerd too, and may be noticed there first.
        let attention = if ended { ATTENTION } else { Duration::ZERO };
        match stop.recv_timeout(attention) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Err(RecvTimeoutError::Timeout) if !ended => continue,
            Err(RecvTimeoutError::Timeout) => {}
        }
        progress("workerd ended; starting it again");
        workerd.restart()?;
        let pid = workerd.pid();
        if json {
            println!("{}", json!({ "restarted": true, "pid": pid }));
        }
        progress(&format!("workerd runs again (pid {pid}), same port, same data"));
    }
}

/// Yields once for Ctrl-C, SIGTERM or, if asked, the end of the standard input.
fn stop_signals(standard_input: bool) -> Result<Receiver<()>> {
    let (sender, stop) = channel();
    if standard_input {
        let sender = sender.clone();
        thread::spawn(move || {
            let mut ignored = [0_u8; 256];
            while io::stdin().read(&mut ignored).is_ok_and(|read| read > 0) {}
            let _ = sender.send(());
        });
    }
    ctrlc::set_handler(move || {
        let _ = sender.send(());
    })
    .context("can't listen for Ctrl-C")?;
    Ok(stop)
}
