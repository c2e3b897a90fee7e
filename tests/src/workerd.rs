//! One workerd process running `edge/workerd.capnp`: started, killed and started again on the same
//! port and data. Knows nothing of sites or threads.

use crate::http::Http;
use crate::process;
use crate::{Error, Result};
use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long workerd may take to listen and answer.
const READY: Duration = Duration::from_secs(30);
/// Lines of output kept for an error message.
const KEPT_LINES: usize = 60;

/// How to run it.
#[derive(Debug, Clone)]
pub struct Config {
    /// The configuration to serve.
    pub config: PathBuf,
    /// The loopback port, or 0 for a free one.
    pub port: u16,
    /// Where the Durable Objects' storage lies; made if missing.
    pub data: PathBuf,
    /// Names and values that the configuration reads with `fromEnvironment`.
    pub environment: Vec<(String, String)>,
    /// Whether its output is passed on to ours, rather than kept for error messages.
    pub show_output: bool,
    /// Answers 200 when the Worker is ready.
    pub health: &'static str,
}

impl Config {
    /// Baton itself, on a free port, with its storage in `data`.
    pub fn baton(data: PathBuf) -> Self {
        Self {
            config: root().join("edge/workerd.capnp"),
            port: 0,
            data,
            environment: Vec::new(),
            show_output: false,
            health: "/health",
        }
    }
}

/// A running workerd. Dropping it kills it.
#[derive(Debug)]
pub struct Workerd {
    config: Config,
    child: Child,
    exited: Receiver<()>,
    port: u16,
}

impl Workerd {
    /// Starts it and waits until its Worker answers.
    pub fn start(mut config: Config) -> Result<Self> {
        if config.port != 0 {
            // workerd reports a taken port only as one error among others; this says which.
            TcpListener::bind(("127.0.0.1", config.port))
                .map_err(|_| Error::PortTaken { port: config.port })?;
        }
        fs::create_dir_all(&config.data)
            .map_err(Error::io(format!("making {}", config.data.display())))?;
        let (child, exited, port) = launch(&config)?;
        config.port = port;
        let workerd = Self { config, child, exited, port };
        workerd.await_health()?;
        Ok(workerd)
    }

    /// Kills it as a crash would (SIGKILL) and waits until it is gone.
    pub fn kill(&mut self) {
        // Both fail only when it is gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Kills it if it still runs, and starts it on the same port and data.
    pub fn restart(&mut self) -> Result<()> {
        self.kill();
        let (child, exited, port) = launch(&self.config)?;
        (self.child, self.exited, self.port) = (child, exited, port);
        self.await_health()
    }

    /// Waits at most `limit` for it to end by itself; whether it did.
    pub fn exits_within(&self, limit: Duration) -> bool {
        use std::sync::mpsc::RecvTimeoutError::Timeout;
        self.exited.recv_timeout(limit) != Err(Timeout)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its origin, such as `http://127.0.0.1:8787`.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Resident memory, in bytes. Linux only.
    pub fn resident_bytes(&self) -> Result<u64> {
        let path = format!("/proc/{}/status", self.pid());
        let status = fs::read_to_string(&path).map_err(Error::io(format!("reading {path}")))?;
        let kilobytes = status.lines().find_map(|line| {
            line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok()
        });
        kilobytes
            .map(|kilobytes| kilobytes * 1024)
            .ok_or_else(|| Error::Shape { of: path, detail: "no VmRSS line".to_owned() })
    }

    fn await_health(&self) -> Result<()> {
        let http = Http::new(self.origin());
        let deadline = Instant::now() + READY;
        loop {
            match http.get(self.config.health) {
                Ok(reply) if reply.status == 200 => return Ok(()),
                Ok(reply) if Instant::now() > deadline => return Err(reply.refused()),
                Err(error) if Instant::now() > deadline || self.exits_within(Duration::ZERO) => {
                    return Err(error);
                }
                _ => thread::sleep(Duration::from_millis(5)),
            }
        }
    }
}

impl Drop for Workerd {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The tree's root folder.
pub fn root() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// The pinned workerd: npm's binary for this machine, without the script around it, so that the
/// process we start is workerd itself.
pub fn binary() -> Result<PathBuf> {
    let os = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let cpu = if cfg!(target_arch = "aarch64") { "arm64" } else { "64" };
    let package = format!("edge/node_modules/@cloudflare/workerd-{os}-{cpu}/bin/workerd");
    existing(root().join(package), "npm ci --prefix edge")
}

fn existing(path: PathBuf, remedy: &'static str) -> Result<PathBuf> {
    if path.exists() { Ok(path) } else { Err(Error::Missing { path, remedy }) }
}

fn launch(config: &Config) -> Result<(Child, Receiver<()>, u16)> {
    existing(root().join("edge/build/index.wasm"), "cargo xtask build")?;
    let mut command = process::bound(binary()?.as_os_str());
    command
        .arg("serve")
        .arg(&config.config)
        .arg(format!("--socket-addr=http=127.0.0.1:{}", config.port))
        .arg(format!("--directory-path=data={}", config.data.display()))
        .args(["--control-fd=1"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    directory(&mut command, config);
    command.envs(config.environment.iter().map(|(name, value)| (name, value)));

    let mut child = process::spawn(command).map_err(Error::io("starting workerd"))?;
    let kept = Arc::new(Mutex::new(VecDeque::new()));
    let (port_sender, port) = channel();
    let (exit_sender, exited) = channel();
    let show = config.show_output;
    if let Some(errors) = child.stderr.take() {
        let kept = Arc::clone(&kept);
        thread::spawn(move || follow(errors, show, &kept, None));
    }
    if let Some(output) = child.stdout.take() {
        let kept = Arc::clone(&kept);
        thread::spawn(move || {
            follow(output, show, &kept, Some(&port_sender));
            drop(exit_sender);
        });
    }
    if let Ok(port) = port.recv_timeout(READY) {
        return Ok((child, exited, port));
    }
    let _ = child.kill();
    let _ = child.wait();
    let lines = kept.lock().unwrap_or_else(PoisonError::into_inner);
    Err(Error::NotReady { output: Vec::from(lines.clone()).join("\n") })
}

/// Static files belong to Baton's configuration alone; workerd refuses a name it does not know.
fn directory(command: &mut Command, config: &Config) {
    if config.config.starts_with(root().join("edge")) {
        command.arg(format!("--directory-path=public={}", root().join("public").display()));
    }
}

/// Reads a stream to its end, line by line; the line that says which port it is goes to `port`.
fn follow(
    stream: impl Read,
    show: bool,
    kept: &Mutex<VecDeque<String>>,
    port: Option<&Sender<u16>>,
) {
    for line in BufReader::new(stream).lines().map_while(std::result::Result::ok) {
        if let (Some(sender), Some(number)) = (port, listening_port(&line)) {
            // Nobody waits any more once the first has come.
            let _ = sender.send(number);
        } else if show {
            eprintln!("workerd: {line}");
        } else {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push_back(line);
            if kept.len() > KEPT_LINES {
                kept.pop_front();
            }
        }
    }
}

/// workerd's control message for a listening socket: `{"event":"listen","socket":"http","port":1}`.
fn listening_port(line: &str) -> Option<u16> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    (message["event"] == "listen").then(|| u16::try_from(message["port"].as_u64()?).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_control_message_alone() {
        let line = r#"{"event":"listen","socket":"http","port":45001}"#;
        assert_eq!(listening_port(line), Some(45001));
        assert_eq!(listening_port("listening on 45001"), None);
        assert_eq!(listening_port(r#"{"event":"other","port":1}"#), None);
    }
}
