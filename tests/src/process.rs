//! Starting a process that can't outlive this one, whatever ends this one.
//!
//! On Linux the kernel is asked to kill the child with its parent. It takes the *thread* that
//! started the child for its parent, and a test's thread ends long before the program; so one
//! thread that lives as long as the program starts them all.

use std::ffi::OsStr;
use std::io;
use std::process::{Child, Command};
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// A command for `program` that dies with its parent where the system can arrange that: on Linux
/// with util-linux's `setpriv`, which turns into `program` and so keeps the process id.
pub fn bound(program: &OsStr) -> Command {
    let setpriv = "/usr/bin/setpriv";
    if !cfg!(target_os = "linux") || !std::path::Path::new(setpriv).exists() {
        return Command::new(program);
    }
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// Starts `command` from the thread that lives longest.
pub fn spawn(command: Command) -> io::Result<Child> {
    static STARTER: OnceLock<Sender<Order>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (sender, orders) = channel::<Order>();
        thread::spawn(move || {
            for mut order in orders {
                // The other end may have given up; then the child has nobody and is reaped here.
                if let Err(unclaimed) = order.reply.send(order.command.spawn()) {
                    drop(unclaimed.0.map(|mut child| child.kill()));
                }
            }
        });
        sender
    });
    let gone = || io::Error::other("the thread that starts processes is gone");
    let (reply, child) = channel();
    starter.send(Order { command, reply }).map_err(|_| gone())?;
    child.recv().map_err(|_| gone())?
}

struct Order {
    command: Command,
    reply: Sender<io::Result<Child>>,
}
