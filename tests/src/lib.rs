//! The harness: a real workerd, the owner who sets up a site, visitors and agents who speak to it.
//!
//! Everything waits for conditions, nothing sleeps for a fixed time; whatever a test starts ends
//! with it. `xtask` runs workerd with the same code. What is tested lives in `tests/tests` and
//! `tests/browser`, not here.
//!
//! ```no_run
//! use baton_tests::{Edge, SiteBundle};
//!
//! # fn main() -> Result<(), baton_tests::Error> {
//! let edge = Edge::start()?;
//! edge.owner().push(&SiteBundle::new("demo"))?;
//! let visitor = edge.visitor("demo")?;
//! let mut socket = visitor.hello(None)?;
//! socket.say("m1", "Where is my parcel?")?;
//! # Ok(())
//! # }
//! ```

mod agent;
mod client;
mod corpus;
mod edge;
mod error;
mod http;
mod identity;
mod local_server;
mod model_server;
mod owner;
mod process;
mod site;
mod socket;
mod visitor;
mod webhook_server;
mod workerd;

pub use agent::SignedIn;
pub use client::Client;
pub use corpus::questions;
pub use edge::Edge;
pub use error::{Error, Problem};
pub use http::{Http, Reply};
pub use identity::mint;
pub use model_server::{ModelServer, Recorded, Script};
pub use owner::{Cost, DeadLetter, Invite, Owner, Pushed};
pub use site::{Article, SiteBundle};
pub use socket::{DeskSocket, PATIENCE, Socket, ThreadSocket};
pub use visitor::Visitor;
pub use webhook_server::{Answer, Asked, WebhookServer, signature};
pub use workerd::{Config, Workerd, binary, root};

/// The harness's results.
pub type Result<T> = std::result::Result<T, Error>;
