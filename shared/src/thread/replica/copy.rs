//! The entries held: a dense run of the log, which grows at its end and, by pages, at its beginning.

use crate::entry::Entry;
use crate::id::Seq;

/// A run of the log. `entries[i].seq == first + i`.
#[derive(Debug)]
pub(super) struct LogCopy {
    entries: Vec<Entry>,
    first: Seq,
}

/// Where an entry belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the copy, or before it.
    Seen,
    /// Next.
    Next,
    /// Further on: something is missing.
    Beyond,
}

impl LogCopy {
    /// A copy with no entries, which will begin at `first`.
    pub(super) const fn starting_at(first: Seq) -> Self {
        Self { entries: Vec::new(), first }
    }

    /// The entries, dense and ascending.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The first entry held, or to come.
    pub(super) const fn first(&self) -> Seq {
        self.first
    }

    /// The last entry held; the one before the first while there is none.
    pub(super) fn last(&self) -> Seq {
        Seq(self.first.0.saturating_sub(1) + self.entries.len() as u64)
    }

    /// Where the entry with this `seq` belongs.
    pub(super) fn place(&self, seq: Seq) -> Place {
        let next = self.last().next();
        match seq.cmp(&next) {
            std::cmp::Ordering::Less => Place::Seen,
            std::cmp::Ordering::Equal => Place::Next,
            std::cmp::Ordering::Greater => Place::Beyond,
        }
    }

    /// Adds the entry whose place is [`Place::Next`].
    pub(super) fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Joins `older`, dense and ascending, in front, if it ends where the copy begins.
    pub(super) fn prepend(&mut self, mut older: Vec<Entry>) {
        let joins = older.last().is_some_and(|last| last.seq.next() == self.first);
        if let (true, Some(first)) = (joins, older.first()) {
            self.first = first.seq;
            older.append(&mut self.entries);
            self.entries = older;
        }
    }
}
