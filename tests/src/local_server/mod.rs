//! Real HTTP on a free port of this machine: a thread for each connection, one request on each. What is
//! answered is the business of whoever starts it. Dropping it ends every request that still hangs.

pub mod http;

use crate::{Error, PATIENCE, Result};
use http::Request;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A running server, with what its threads share.
#[derive(Debug)]
pub struct LocalServer<S> {
    address: SocketAddr,
    shared: Arc<Shared<S>>,
    listening: Option<JoinHandle<()>>,
}

/// What the threads of a server share.
#[derive(Debug)]
pub struct Shared<S> {
    state: Mutex<S>,
    /// Told of every change of it.
    changed: Condvar,
    doors: Mutex<Doors>,
    closing: Condvar,
}

#[derive(Debug, Default)]
struct Doors {
    connections: Vec<TcpStream>,
    stopped: bool,
}

impl<S: Send + 'static> LocalServer<S> {
    /// Listens on a free port, and answers every request with `serve`.
    pub fn start(
        state: S,
        serve: impl Fn(&Request, &mut TcpStream, &Shared<S>) + Send + Sync + 'static,
    ) -> Result<Self> {
        Self::start_at(0, state, serve)
    }

    /// The same on this port, or a free one for 0.
    pub fn start_at(
        port: u16,
        state: S,
        serve: impl Fn(&Request, &mut TcpStream, &Shared<S>) + Send + Sync + 'static,
    ) -> Result<Self> {
        let doing = "listening on this machine";
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(Error::io(doing))?;
        let address = listener.local_addr().map_err(Error::io(doing))?;
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
            doors: Mutex::default(),
            closing: Condvar::new(),
        });
        let (serving, serve) = (Arc::clone(&shared), Arc::new(serve));
        let listening = Some(thread::spawn(move || {
            let mut threads = Vec::new();
            for connection in listener.incoming() {
                if !serving.admits(connection.as_ref().ok()) {
                    break;
                }
                let Ok(connection) = connection else { continue };
                let (serving, serve) = (Arc::clone(&serving), Arc::clone(&serve));
                threads.push(thread::spawn(move || one(connection, &serving, &*serve)));
            }
            for thread in threads {
                let _ = thread.join();
            }
        }));
        Ok(Self { address, shared, listening })
    }

    /// What is shared.
    pub fn shared(&self) -> &Shared<S> {
        &self.shared
    }
}

impl<S> LocalServer<S> {
    /// Its origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its port.
    pub const fn port(&self) -> u16 {
        self.address.port()
    }
}

impl<S> Drop for LocalServer<S> {
    fn drop(&mut self) {
        let connections = {
            let mut doors = self.shared.doors();
            doors.stopped = true;
            std::mem::take(&mut doors.connections)
        };
        self.shared.closing.notify_all();
        for connection in connections {
            // One that the other end has closed is gone already, which is what is wanted.
            let _ = connection.shutdown(Shutdown::Both);
        }
        // Wakes the listener, which then sees that it has stopped.
        let _ = TcpStream::connect(self.address);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

impl<S> Shared<S> {
    /// The server's own state.
    pub fn state(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes it, and tells whoever waits.
    pub fn change<T>(&self, change: impl FnOnce(&mut S) -> T) -> T {
        let changed = change(&mut self.state());
        self.changed.notify_all();
        changed
    }

    /// Waits until `ready` makes something of the state, or says `instead` what it is.
    pub fn until<T>(
        &self,
        mut ready: impl FnMut(&S) -> Option<T>,
        instead: impl FnOnce(&S) -> String,
    ) -> Result<T> {
        let mut found = None;
        let waited = self.changed.wait_timeout_while(self.state(), PATIENCE, |state| {
            found = ready(state);
            found.is_none()
        });
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        found.ok_or_else(|| Error::TimedOut { instead: instead(&state) })
    }

    /// Waits so long, or until the server stops.
    pub fn pause(&self, milliseconds: u64) {
        let limit = Duration::from_millis(milliseconds);
        drop(self.closing.wait_timeout_while(self.doors(), limit, |doors| !doors.stopped));
    }

    fn doors(&self) -> MutexGuard<'_, Doors> {
        self.doors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the server still runs; if so, it can end `connection`.
    fn admits(&self, connection: Option<&TcpStream>) -> bool {
        let mut doors = self.doors();
        doors.connections.extend(connection.and_then(|it| it.try_clone().ok()));
        !doors.stopped
    }
}

fn one<S>(
    mut connection: TcpStream,
    shared: &Shared<S>,
    serve: &impl Fn(&Request, &mut TcpStream, &Shared<S>),
) {
    if let Some(request) = http::read(&mut connection) {
        serve(&request, &mut connection, shared);
    }
    // The listener keeps a copy of the connection, so that dropping ours doesn't end it.
    let _ = connection.shutdown(Shutdown::Both);
}
