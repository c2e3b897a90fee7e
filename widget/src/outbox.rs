//! What was said and is not in the log yet, kept in the browser's storage.
//!
//! One key per message, so that two tabs of one thread never overwrite each other; a message that
//! both have is the same to the edge, since a resend repeats its id. Where storage is forbidden or
//! full, messages live in the replica alone: nothing else changes. Only words are kept: an agent's
//! decision to take or hand back a thread must not be carried out by a page that is opened later.

use crate::browser;
use crate::wire::{read_pending, write_pending};
use baton_shared::id::MessageId;
use baton_shared::thread::outbox::{Action, Pending};
use web_sys::Storage;

/// A thread's messages in the browser's storage, under one prefix.
#[derive(Debug)]
pub struct Outbox {
    prefix: String,
    storage: Option<Storage>,
}

impl Outbox {
    /// The outbox whose keys begin with `prefix`.
    pub fn new(prefix: String) -> Self {
        Self { prefix, storage: browser::local_storage() }
    }

    /// What an earlier page had not got through.
    pub fn restore(&self) -> Vec<Pending> {
        let Some(storage) = &self.storage else { return Vec::new() };
        let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok()?);
        let ours = keys.filter(|key| key.starts_with(&self.prefix));
        ours.filter_map(|key| read_pending(&storage.get_item(&key).ok()??)).collect()
    }

    /// Keeps `pending` until it is forgotten.
    pub fn keep(&self, pending: &Pending) {
        if let (Some(storage), Action::Say { .. }) = (&self.storage, &pending.action) {
            // Refused when storage is full: the replica still has it.
            let _ = storage.set_item(&self.key(&pending.id), &write_pending(pending));
        }
    }

    /// Drops what is in the log, or was discarded.
    pub fn forget(&self, id: &MessageId) {
        if let Some(storage) = &self.storage {
            let _ = storage.remove_item(&self.key(id));
        }
    }

    fn key(&self, id: &MessageId) -> String {
        [&self.prefix, id.as_str()].concat()
    }
}
