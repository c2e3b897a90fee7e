//! A desk's other tables: events on their way to the owner's systems, and those that were set aside.
//!
//! Of each thread's events only the first is due; the others wait for it, and are in no index. So an
//! event costs two rows written when it comes and two when it is taken, and what is due is found without
//! a look at what waits, however long the other end is down.

use super::desk::DeskStore;
use super::{first, from_json, integer, number, text, texts, to_json};
use crate::desk::events::{Delivery, MOST_DEAD, Next};
use baton_shared::id::{Millis, ThreadId};
use worker::Result;

pub(super) const SCHEMA: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS outgoing (thread TEXT NOT NULL, seq INTEGER NOT NULL, due INTEGER, json TEXT NOT NULL, PRIMARY KEY (thread, seq)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS outgoing_due ON outgoing (due) WHERE due IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS dead_letter (n INTEGER PRIMARY KEY, json TEXT NOT NULL)",
];

impl DeskStore {
    /// An event is to be sent: at once, or after what its thread still has to send. One that is there
    /// already stays as it is.
    pub fn add_outgoing(&self, delivery: &Delivery, now: Millis) -> Result<()> {
        let query = "INSERT OR IGNORE INTO outgoing (thread, seq, due, json) SELECT ?, ?, \
                     CASE WHEN EXISTS (SELECT 1 FROM outgoing WHERE thread = ?) THEN NULL ELSE ? END, ?";
        let thread = delivery.thread.as_str();
        let (seq, due) = (integer(delivery.seq), integer(now.0));
        let row = vec![thread.into(), seq, thread.into(), due, to_json(delivery)?];
        self.sql.exec(query, row)?;
        Ok(())
    }

    /// When the first event is due, if there is one.
    pub fn outgoing_due(&self) -> Result<Option<Millis>> {
        let query = "SELECT due FROM outgoing WHERE due IS NOT NULL ORDER BY due LIMIT 1";
        let due = first(&self.sql.exec(query, None)?)?;
        Ok(due.map(|due| Millis(number(Some(&due)))))
    }

    /// The events that are due `now`, longest first, at most `limit` and one of each thread.
    pub fn due_outgoing(&self, now: Millis, limit: u32) -> Result<Vec<Delivery>> {
        let query = "SELECT json FROM outgoing WHERE due <= ? ORDER BY due LIMIT ?";
        let due = self.sql.exec(query, vec![integer(now.0), integer(limit.into())])?;
        texts(&due)?.iter().map(|json| from_json(json)).collect()
    }

    /// What became of the event `seq` of `thread`. When it is out of the way, the thread's next is due.
    pub fn settle_outgoing(
        &self,
        thread: &ThreadId,
        seq: u64,
        next: &Next,
        now: Millis,
    ) -> Result<()> {
        if let Next::Again(delivery, due) = next {
            let query = "UPDATE outgoing SET due = ?, json = ? WHERE thread = ? AND seq = ?";
            let row =
                vec![integer(due.0), to_json(delivery)?, thread.as_str().into(), integer(seq)];
            self.sql.exec(query, row)?;
            return Ok(());
        }
        let query = "DELETE FROM outgoing WHERE thread = ? AND seq = ?";
        self.sql.exec(query, vec![thread.as_str().into(), integer(seq)])?;
        if let Next::Dead(delivery) = next {
            self.sql.exec("INSERT INTO dead_letter (json) VALUES (?)", vec![to_json(delivery)?])?;
            let query = "DELETE FROM dead_letter WHERE n IN \
                         (SELECT n FROM dead_letter ORDER BY n DESC LIMIT -1 OFFSET ?)";
            self.sql.exec(query, vec![integer(MOST_DEAD.into())])?;
        }
        let query = "UPDATE outgoing SET due = ? WHERE thread = ? AND due IS NULL AND seq = \
                     (SELECT MIN(seq) FROM outgoing WHERE thread = ?)";
        self.sql
            .exec(query, vec![integer(now.0), thread.as_str().into(), thread.as_str().into()])?;
        Ok(())
    }

    /// The events that were set aside, newest first, each with its number.
    pub fn dead_letters(&self) -> Result<Vec<(u64, Delivery)>> {
        let query = "SELECT n, json FROM dead_letter ORDER BY n DESC";
        let mut dead = Vec::new();
        for row in self.sql.exec(query, None)?.raw() {
            let mut row = row?.into_iter();
            let (n, json) = (number(row.next().as_ref()), text(row.next()));
            dead.push((n, from_json(&json)?));
        }
        Ok(dead)
    }

    /// The event that was set aside under this number goes out again: at once, or after what its thread
    /// is sending, which is then due at once.
    pub fn revive(&self, n: u64, dead: Delivery, now: Millis) -> Result<()> {
        self.sql.exec("DELETE FROM dead_letter WHERE n = ?", vec![integer(n)])?;
        let query = "UPDATE outgoing SET due = ? WHERE thread = ? AND due IS NOT NULL";
        self.sql.exec(query, vec![integer(now.0), dead.thread.as_str().into()])?;
        self.add_outgoing(&dead.replayed(now), now)
    }
}
