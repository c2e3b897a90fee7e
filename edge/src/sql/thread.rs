//! A thread's tables: its entries, its outbox for the desk, and a few kept rows.
//!
//! An ordinary message is exactly one row written (invariant 11): entries have no index but their
//! `seq`, and a resend is recognised by a search that starts where its sender had already looked.

use super::{first, from_json, integer, number, run, text, texts, to_json};
use crate::bot::webhook::Delivery;
use crate::internal::Cost;
use baton_shared::entry::{Author, Entry};
use baton_shared::id::{MessageId, Seq, SiteId, ThreadId};
use baton_shared::site::SiteCard;
use baton_shared::thread::fact::Fact;
use baton_shared::thread::store::{LogStore, ThreadState};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::cell::Cell;
use worker::{Error, Result, SqlStorage, SqlStorageValue};

const SCHEMA: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, id TEXT, json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS outbox (n INTEGER PRIMARY KEY, json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID",
];

/// How many replies of the site's own bot are known again. Any other that comes again is refused, since
/// its question is answered.
const MOST_REPLIES: usize = 16;

/// Which thread this is, and its site's card as of the last connection. Kept, so that a frame that
/// wakes the object is handled without waiting for anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The site.
    pub site: SiteId,
    /// The thread.
    pub thread: ThreadId,
    /// The site, as the widget shows it.
    pub card: SiteCard,
    /// Where the customer has reached this edge, as `https://chat.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// A thread's storage.
#[derive(Debug)]
pub struct SqlStore {
    sql: SqlStorage,
    cost: Cell<Cost>,
}

impl SqlStore {
    /// The store over an object's database, its tables made where missing.
    pub fn open(sql: SqlStorage) -> Result<Self> {
        run(&sql, &SCHEMA)?;
        Ok(Self { sql, cost: Cell::default() })
    }

    /// Who this is; none before the first connection.
    pub fn identity(&self) -> Result<Option<Identity>> {
        self.kept("identity")
    }

    /// Keeps who this is.
    pub fn save_identity(&self, identity: &Identity) -> Result<()> {
        self.keep("identity", identity)
    }

    /// The oldest undelivered facts, at most `limit`.
    pub fn undelivered(&self, limit: u32) -> Result<Vec<Fact>> {
        let query = "SELECT json FROM outbox ORDER BY n LIMIT ?";
        let cursor = self.sql.exec(query, vec![integer(limit.into())])?;
        texts(&cursor)?.iter().map(|json| from_json(json)).collect()
    }

    /// Facts up to `n` have arrived.
    pub fn delivered(&self, n: u64) -> Result<()> {
        let cursor = self.sql.exec("DELETE FROM outbox WHERE n <= ?", vec![integer(n)])?;
        self.count(0, 0, cursor.rows_written());
        Ok(())
    }

    /// The question that the site's own bot has and has not answered.
    pub fn delivery(&self) -> Result<Option<Delivery>> {
        self.kept("delivery")
    }

    /// Keeps it.
    pub fn save_delivery(&self, delivery: &Delivery) -> Result<()> {
        self.keep("delivery", delivery)
    }

    /// It is settled.
    pub fn forget_delivery(&self) -> Result<()> {
        let query = "DELETE FROM kept WHERE name = 'delivery'";
        let cursor = self.sql.exec(query, None)?;
        self.count(0, 0, cursor.rows_written());
        Ok(())
    }

    /// What the reply called `id` became when it came first.
    pub fn reply(&self, id: &MessageId) -> Result<Option<Seq>> {
        let known = self.replies()?.into_iter().find(|(known, _)| known == id);
        Ok(known.map(|(_, seq)| seq))
    }

    /// The reply called `id` became the entry at `seq`.
    pub fn save_reply(&self, id: &MessageId, seq: Seq) -> Result<()> {
        let mut replies = self.replies()?;
        replies.push((id.clone(), seq));
        let old = replies.len().saturating_sub(MOST_REPLIES);
        replies.drain(..old);
        self.keep("replies", &replies)
    }

    fn replies(&self) -> Result<Vec<(MessageId, Seq)>> {
        Ok(self.kept("replies")?.unwrap_or_default())
    }

    /// Rows written since this store was opened.
    pub fn cost(&self) -> Cost {
        self.cost.get()
    }

    fn kept<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let cursor = self.sql.exec("SELECT json FROM kept WHERE name = ?", vec![name.into()])?;
        match first(&cursor)? {
            None => Ok(None),
            value => from_json(&text(value)).map(Some),
        }
    }

    fn keep<T: Serialize>(&self, name: &str, value: &T) -> Result<()> {
        let query = "INSERT OR REPLACE INTO kept (name, json) VALUES (?, ?)";
        let cursor = self.sql.exec(query, vec![name.into(), to_json(value)?])?;
        self.count(0, 0, cursor.rows_written());
        Ok(())
    }

    fn count(&self, messages: u64, rows: usize, others: usize) {
        let mut cost = self.cost.get();
        cost.messages += messages;
        cost.rows_written += rows as u64;
        cost.other_rows += others as u64;
        self.cost.set(cost);
    }

    fn entries(&self, query: &str, bounds: Vec<SqlStorageValue>) -> Result<Vec<Entry>> {
        texts(&self.sql.exec(query, bounds)?)?.iter().map(|json| from_json(json)).collect()
    }
}

impl LogStore for SqlStore {
    type Error = Error;

    fn head(&self) -> Result<Seq> {
        let cursor = self.sql.exec("SELECT max(seq) FROM entry", None)?;
        Ok(Seq(number(first(&cursor)?.as_ref())))
    }

    fn entries_after(&self, after: Seq, limit: u64) -> Result<Vec<Entry>> {
        let query = "SELECT json FROM entry WHERE seq > ? ORDER BY seq LIMIT ?";
        self.entries(query, vec![integer(after.0), integer(limit)])
    }

    fn entries_before(&self, before: Seq, limit: u64) -> Result<Vec<Entry>> {
        let query = "SELECT json FROM entry WHERE seq < ? AND seq >= ? ORDER BY seq";
        let from = before.0.saturating_sub(limit);
        self.entries(query, vec![integer(before.0), integer(from)])
    }

    fn find(&self, author: &Author, id: &MessageId, after: Seq) -> Result<Option<Seq>> {
        let query = "SELECT json FROM entry WHERE seq > ? AND id = ?";
        let candidates = self.entries(query, vec![integer(after.0), id.as_str().into()])?;
        let same = candidates.iter().find(|entry| entry.author.same_hand(author));
        Ok(same.map(|entry| entry.seq))
    }

    fn state(&self) -> Result<ThreadState> {
        Ok(self.kept("state")?.unwrap_or_default())
    }

    fn append(&mut self, entry: &Entry) -> Result<()> {
        let query = "INSERT INTO entry (seq, id, json) VALUES (?, ?, ?)";
        let id = entry.id.as_ref().map(MessageId::as_str);
        let row = vec![integer(entry.seq.0), id.into(), to_json(entry)?];
        let cursor = self.sql.exec(query, row)?;
        self.count(1, cursor.rows_written(), 0);
        Ok(())
    }

    fn save_state(&mut self, state: &ThreadState) -> Result<()> {
        self.keep("state", state)
    }

    fn push_fact(&mut self, fact: &Fact) -> Result<()> {
        let query = "INSERT INTO outbox (n, json) VALUES (?, ?)";
        let cursor = self.sql.exec(query, vec![integer(fact.n), to_json(fact)?])?;
        self.count(0, 0, cursor.rows_written());
        Ok(())
    }
}
