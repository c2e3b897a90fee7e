//! A whole edge for one test: workerd with storage of its own and everybody who uses it.

use crate::workerd::{Config, Workerd};
use crate::{Error, Http, Owner, Result, SignedIn, Visitor};
use std::path::Path;
use tempfile::TempDir;

/// Not secret: these edges listen on loopback and live for one test.
const ADMIN_TOKEN: &str = "test-admin-token-0123456789abcdef";
const SECRET: &str = "test-signing-secret-0123456789abcdef";

/// A running edge. Its storage goes with it.
#[derive(Debug)]
pub struct Edge {
    workerd: Workerd,
    /// Removed after `workerd`, which is dropped first.
    data: TempDir,
}

impl Edge {
    /// Starts one with empty storage on a free port.
    pub fn start() -> Result<Self> {
        Self::start_with(&[])
    }

    /// Starts one whose Worker also sees the bindings in `environment`.
    pub fn start_with(environment: &[(&str, &str)]) -> Result<Self> {
        let data = TempDir::new().map_err(Error::io("making a folder for storage"))?;
        let mut config = Config::baton(data.path().to_owned());
        let bindings = [("BATON_SECRET", SECRET), ("BATON_ADMIN_TOKEN", ADMIN_TOKEN)];
        config.environment = bindings
            .iter()
            .chain(environment)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Ok(Self { workerd: Workerd::start(config)?, data })
    }

    /// The process.
    pub const fn workerd(&self) -> &Workerd {
        &self.workerd
    }

    /// Ends it as a crash would.
    pub fn kill(&mut self) {
        self.workerd.kill();
    }

    /// Ends it as a crash would and starts it again, same port, same storage.
    pub fn restart(&mut self) -> Result<()> {
        self.workerd.restart()
    }

    /// The folder with its storage: one SQLite file per object, below a folder per class.
    pub fn storage(&self) -> &Path {
        self.data.path()
    }

    /// Its origin.
    pub fn origin(&self) -> String {
        self.workerd.origin()
    }

    /// Plain requests to it.
    pub fn http(&self) -> Http {
        Http::new(self.origin())
    }

    /// Its owner.
    pub fn owner(&self) -> Owner {
        Owner::new(&self.origin(), ADMIN_TOKEN)
    }

    /// A new visitor of `site`.
    pub fn visitor(&self, site: &str) -> Result<Visitor> {
        Visitor::open(&self.origin(), site, None)
    }

    /// Invites an agent to `site` and signs them in.
    pub fn agent(&self, site: &str, name: &str) -> Result<SignedIn> {
        let invite = self.owner().invite(site, name, "agent")?;
        SignedIn::with_invite(&self.origin(), invite.token())
    }
}
