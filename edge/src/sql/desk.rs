//! A desk's tables: the site as pushed and as compiled and its secrets, agents with their invites and
//! sessions, the threads, and whose they are. Events on their way out are in [`super::outgoing`].

use super::outgoing;
use super::{first, from_json, integer, number, run, text, texts, to_json};
use crate::auth::{Secret, SecretName};
use crate::desk::wait::REMEMBERED;
use crate::desk::{RESOLVED_SHOWN, Row, Waited};
use crate::internal::{PushSite, SignedIn};
use crate::site_bundle::{ArticleFile, SiteBundle};
use baton_shared::desk::AgentSettings;
use baton_shared::entry::AgentCard;
use baton_shared::id::{AgentId, Millis, SiteId, ThreadId};
use baton_shared::protocol::WaitRange;
use baton_shared::protocol::desk::{AgentRole, InboxItem, Standing};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use worker::{Result, SqlStorage, SqlStorageValue};

const SCHEMA: [&str; 15] = [
    "CREATE TABLE IF NOT EXISTS site (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, id TEXT NOT NULL, settings TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS article (path TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS compiled (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS agent (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS invite (fingerprint TEXT PRIMARY KEY, agent TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS session (fingerprint TEXT PRIMARY KEY, agent TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS thread (id TEXT PRIMARY KEY, stands TEXT NOT NULL, since INTEGER NOT NULL, row TEXT NOT NULL) WITHOUT ROWID",
    "DROP INDEX IF EXISTS thread_line",
    "UPDATE thread SET stands = 'open' WHERE stands IN ('waiting', 'with', 'bot')",
    "CREATE INDEX IF NOT EXISTS thread_stands ON thread (stands)",
    "CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS claimed (n INTEGER PRIMARY KEY, thread TEXT NOT NULL UNIQUE, person TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS claimed_person ON claimed (person, n)",
    "CREATE TABLE IF NOT EXISTS wait (n INTEGER PRIMARY KEY, json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS edit (agent TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID",
];

/// How long an invite may be used, in milliseconds: 7 days.
const INVITE_LASTS_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// Most bytes of a compiled site in one row. A row holds 2 MB.
const CHUNK_BYTES: usize = 1 << 20;

/// A desk's storage.
#[derive(Debug)]
pub struct DeskStore {
    pub(super) sql: SqlStorage,
}

impl DeskStore {
    /// The store over an object's database, its tables made where missing.
    pub fn open(sql: SqlStorage) -> Result<Self> {
        run(&sql, &SCHEMA)?;
        run(&sql, &outgoing::SCHEMA)?;
        Ok(Self { sql })
    }

    /// The store over a database whose tables are there.
    pub const fn over(sql: SqlStorage) -> Self {
        Self { sql }
    }

    /// The site's version; none before the first push.
    pub fn version(&self) -> Result<Option<u64>> {
        let version = first(&self.sql.exec("SELECT version FROM site", None)?)?;
        Ok(version.map(|version| number(Some(&version))))
    }

    /// The site's settings text; none before the first push.
    pub fn settings(&self) -> Result<Option<String>> {
        let settings = first(&self.sql.exec("SELECT settings FROM site", None)?)?;
        Ok(settings.map(|settings| text(Some(settings))))
    }

    /// The site's id; none before the first push.
    pub fn site_id(&self) -> Result<Option<SiteId>> {
        let id = first(&self.sql.exec("SELECT id FROM site", None)?)?;
        Ok(id.and_then(|id| SiteId::parse(text(Some(id))).ok()))
    }

    /// The site as last pushed.
    pub fn site(&self) -> Result<Option<SiteBundle>> {
        let Some(settings) = self.settings()? else { return Ok(None) };
        let mut articles = Vec::new();
        for row in self.sql.exec("SELECT path, text FROM article ORDER BY path", None)?.raw() {
            let mut row = row?.into_iter();
            articles.push(ArticleFile { path: text(row.next()), text: text(row.next()) });
        }
        Ok(Some(SiteBundle { settings, articles }))
    }

    /// The site as compiled; empty when it was pushed before sites were compiled.
    pub fn compiled(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for row in self.sql.exec("SELECT bytes FROM compiled ORDER BY n", None)?.raw() {
            if let Some(SqlStorageValue::Blob(chunk)) = row?.into_iter().next() {
                bytes.extend(chunk);
            }
        }
        Ok(bytes)
    }

    /// Replaces the site by what was pushed and compiled; its new version.
    pub fn save_site(&self, push: &PushSite, compiled: &[u8]) -> Result<u64> {
        let version = self.version()?.unwrap_or_default() + 1;
        let site = "INSERT OR REPLACE INTO site (one, version, id, settings) VALUES (1, ?, ?, ?)";
        let row = vec![integer(version), push.site.as_str().into(), push.settings.as_str().into()];
        self.sql.exec(site, row)?;
        self.sql.exec("DELETE FROM article", None)?;
        for article in &push.articles {
            let row = vec![article.path.as_str().into(), article.text.as_str().into()];
            self.sql.exec("INSERT INTO article (path, text) VALUES (?, ?)", row)?;
        }
        self.save_compiled(compiled)?;
        Ok(version)
    }

    /// Keeps a secret in the place of an earlier one, or forgets it.
    pub fn set_secret(&self, name: SecretName, value: Option<&Secret>) -> Result<()> {
        let name = name.as_str().into();
        match value {
            Some(secret) => {
                let query = "INSERT OR REPLACE INTO secret (name, value) VALUES (?, ?)";
                self.sql.exec(query, vec![name, secret.expose().into()])?;
            }
            None => {
                self.sql.exec("DELETE FROM secret WHERE name = ?", vec![name])?;
            }
        }
        Ok(())
    }

    /// Replaces the compiled site, of the same version.
    pub fn save_compiled(&self, compiled: &[u8]) -> Result<()> {
        self.sql.exec("DELETE FROM compiled", None)?;
        for (n, chunk) in (0..).zip(compiled.chunks(CHUNK_BYTES)) {
            let row = vec![integer(n), SqlStorageValue::Blob(chunk.to_vec())];
            self.sql.exec("INSERT INTO compiled (n, bytes) VALUES (?, ?)", row)?;
        }
        Ok(())
    }

    /// A secret, if it is set.
    pub fn secret(&self, name: SecretName) -> Result<Option<Secret>> {
        let query = "SELECT value FROM secret WHERE name = ?";
        let value = first(&self.sql.exec(query, vec![name.as_str().into()])?)?;
        Ok(value.map(|value| Secret::kept(text(Some(value)))))
    }

    /// Whose thread it is, by the site's id of them.
    pub fn thread_person(&self, thread: &ThreadId) -> Result<Option<String>> {
        let query = "SELECT person FROM claimed WHERE thread = ?";
        let person = first(&self.sql.exec(query, vec![thread.as_str().into()])?)?;
        Ok(person.map(|person| text(Some(person))))
    }

    /// The thread that became a person's last.
    pub fn newest_thread(&self, person: &str) -> Result<Option<ThreadId>> {
        let query = "SELECT thread FROM claimed WHERE person = ? ORDER BY n DESC LIMIT 1";
        let thread = first(&self.sql.exec(query, vec![person.into()])?)?;
        Ok(thread.and_then(|thread| ThreadId::parse(text(Some(thread))).ok()))
    }

    /// The rows of a person's threads, newest first, at most `limit`.
    pub fn threads_of(&self, person: &str, limit: u32) -> Result<Vec<Row>> {
        let query = "SELECT thread.row FROM claimed JOIN thread ON thread.id = claimed.thread \
                     WHERE claimed.person = ? ORDER BY thread.since DESC LIMIT ?";
        let rows = self.sql.exec(query, vec![person.into(), integer(limit.into())])?;
        texts(&rows)?.iter().map(|json| from_json(json)).collect()
    }

    /// A thread that was nobody's becomes a person's.
    pub fn claim_thread(&self, thread: &ThreadId, person: &str) -> Result<()> {
        let query = "INSERT INTO claimed (thread, person) VALUES (?, ?)";
        self.sql.exec(query, vec![thread.as_str().into(), person.into()])?;
        Ok(())
    }

    /// The agent called `name` with that role, made if there is none.
    pub fn agent(&self, fresh: AgentId, name: &str, role: AgentRole) -> Result<AgentId> {
        let known = self.sql.exec("SELECT id FROM agent WHERE name = ?", vec![name.into()])?;
        let id = match first(&known)? {
            None => fresh,
            id => AgentId::parse(text(id))
                .map_err(|error| worker::Error::RustError(error.to_string()))?,
        };
        let query = "INSERT OR REPLACE INTO agent (id, name, role) VALUES (?, ?, ?)";
        self.sql.exec(query, vec![id.as_str().into(), name.into(), to_json(&role)?])?;
        Ok(id)
    }

    /// Adds an invite for `agent`.
    pub fn add_invite(&self, fingerprint: &str, agent: &AgentId, now: Millis) -> Result<()> {
        self.add_secret("invite", fingerprint, agent, now.plus(INVITE_LASTS_MS))
    }

    /// Uses an invite up: whose it was, if it was still good.
    pub fn use_invite(&self, fingerprint: &str, now: Millis) -> Result<Option<SignedIn>> {
        let owner = self.secret_owner("invite", fingerprint, now)?;
        self.sql.exec("DELETE FROM invite WHERE fingerprint = ?", vec![fingerprint.into()])?;
        Ok(owner)
    }

    /// Adds a session for `agent`.
    pub fn add_session(&self, fingerprint: &str, agent: &AgentId, expires: Millis) -> Result<()> {
        self.add_secret("session", fingerprint, agent, expires)
    }

    /// Whose session it is, if it is still good.
    pub fn session(&self, fingerprint: &str, now: Millis) -> Result<Option<SignedIn>> {
        self.secret_owner("session", fingerprint, now)
    }

    /// Ends a session.
    pub fn end_session(&self, fingerprint: &str) -> Result<()> {
        self.sql.exec("DELETE FROM session WHERE fingerprint = ?", vec![fingerprint.into()])?;
        Ok(())
    }

    /// A thread's row.
    pub fn thread(&self, thread: &ThreadId) -> Result<Option<Row>> {
        let query = "SELECT row FROM thread WHERE id = ?";
        match first(&self.sql.exec(query, vec![thread.as_str().into()])?)? {
            None => Ok(None),
            json => from_json(&text(json)).map(Some),
        }
    }

    /// Replaces a thread's row: one row written, unless the thread is opened or resolved by it.
    pub fn save_thread(&self, row: &Row) -> Result<u64> {
        let (stands, id) = (stands(&row.item.standing), row.item.thread.as_str());
        let (since, json) = (row.item.since.0, to_json(row)?);
        let query = "UPDATE thread SET since = ?, row = ? WHERE id = ? AND stands = ?";
        let values = vec![integer(since), json.clone(), id.into(), stands.into()];
        let updated = self.sql.exec(query, values)?.rows_written();
        if updated > 0 {
            return Ok(updated as u64);
        }
        let query = "INSERT OR REPLACE INTO thread (id, stands, since, row) VALUES (?, ?, ?, ?)";
        let row = vec![id.into(), stands.into(), integer(since), json];
        Ok(self.sql.exec(query, row)?.rows_written() as u64)
    }

    /// Every open thread and the newest resolved ones.
    pub fn inbox(&self) -> Result<Vec<InboxItem>> {
        let resolved =
            "SELECT row FROM thread WHERE stands = 'resolved' ORDER BY since DESC LIMIT ?";
        let resolved = self.sql.exec(resolved, vec![integer(RESOLVED_SHOWN.into())])?;
        let mut rows = self.open_rows()?;
        for json in texts(&resolved)? {
            rows.push(from_json(&json)?);
        }
        Ok(rows.into_iter().map(|row| row.item).collect())
    }

    /// The rows of every thread that is not resolved, those first that have stood longest.
    pub fn open_rows(&self) -> Result<Vec<Row>> {
        let query = "SELECT row FROM thread WHERE stands = 'open' ORDER BY since, id";
        texts(&self.sql.exec(query, None)?)?.iter().map(|json| from_json(json)).collect()
    }

    /// Everybody who was ever invited.
    pub fn agents(&self) -> Result<Vec<SignedIn>> {
        let query = "SELECT id, name, role FROM agent ORDER BY id";
        let mut agents = Vec::new();
        for row in self.sql.exec(query, None)?.raw() {
            let mut row = row?.into_iter();
            let (id, name, role) = (text(row.next()), text(row.next()), text(row.next()));
            if let Ok(id) = AgentId::parse(id) {
                agents.push(SignedIn { agent: AgentCard { id, name }, role: from_json(&role)? });
            }
        }
        Ok(agents)
    }

    /// What agents can take where a lead has set it.
    pub fn edits(&self) -> Result<BTreeMap<AgentId, AgentSettings>> {
        let mut edits = BTreeMap::new();
        for row in self.sql.exec("SELECT agent, json FROM edit", None)?.raw() {
            let mut row = row?.into_iter();
            let (agent, json) = (text(row.next()), text(row.next()));
            if let Ok(agent) = AgentId::parse(agent) {
                edits.insert(agent, from_json(&json)?);
            }
        }
        Ok(edits)
    }

    /// A lead says what an agent can take; none, and `site.toml` says it again.
    pub fn edit_agent(&self, agent: &AgentId, takes: Option<&AgentSettings>) -> Result<()> {
        let agent = agent.as_str().into();
        match takes {
            Some(takes) => {
                let query = "INSERT OR REPLACE INTO edit (agent, json) VALUES (?, ?)";
                self.sql.exec(query, vec![agent, to_json(takes)?])?;
            }
            None => {
                self.sql.exec("DELETE FROM edit WHERE agent = ?", vec![agent])?;
            }
        }
        Ok(())
    }

    /// A wait is over. How many rows it takes.
    pub fn add_wait(&self, waited: &Waited) -> Result<u64> {
        let query = "INSERT INTO wait (json) VALUES (?)";
        let cursor = self.sql.exec(query, vec![to_json(&KeptWait::of(waited))?])?;
        Ok(cursor.rows_written() as u64)
    }

    /// What was expected of the newest waits and what they were, in seconds, oldest first.
    pub fn newest_waits(&self) -> Result<Vec<(u64, u64)>> {
        let query = "SELECT json FROM wait ORDER BY n DESC LIMIT ?";
        let kept = texts(&self.sql.exec(query, vec![integer(REMEMBERED)])?)?;
        let mut waits = Vec::with_capacity(kept.len());
        for json in kept.iter().rev() {
            let KeptWait { expected_s, real_s, .. } = from_json(json)?;
            waits.extend(expected_s.map(|expected_s| (expected_s, real_s)));
        }
        Ok(waits)
    }

    fn add_secret(
        &self,
        table: &str,
        fingerprint: &str,
        agent: &AgentId,
        expires: Millis,
    ) -> Result<()> {
        let query = format!("INSERT INTO {table} (fingerprint, agent, expires) VALUES (?, ?, ?)");
        self.sql
            .exec(&query, vec![fingerprint.into(), agent.as_str().into(), integer(expires.0)])?;
        Ok(())
    }

    fn secret_owner(
        &self,
        table: &str,
        fingerprint: &str,
        now: Millis,
    ) -> Result<Option<SignedIn>> {
        let query = format!(
            "SELECT agent.id, agent.name, agent.role FROM {table} JOIN agent ON agent.id = {table}.agent \
             WHERE fingerprint = ? AND expires > ?"
        );
        let cursor = self.sql.exec(&query, vec![fingerprint.into(), integer(now.0)])?;
        let Some(row) = cursor.raw().next().transpose()? else { return Ok(None) };
        let mut row = row.into_iter();
        let mut column = || -> Option<SqlStorageValue> { row.next() };
        let (id, name, role) = (text(column()), text(column()), text(column()));
        let Ok(id) = AgentId::parse(id) else { return Ok(None) };
        Ok(Some(SignedIn { agent: AgentCard { id, name }, role: from_json(&role)? }))
    }
}

/// A wait, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct KeptWait {
    thread: ThreadId,
    agent: AgentId,
    asked: Millis,
    real_s: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected_s: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    told: Option<WaitRange>,
}

impl KeptWait {
    fn of(waited: &Waited) -> Self {
        let Waited { thread, agent, asked, expected_s, told, real_s, .. } = waited.clone();
        Self { thread, agent, asked, real_s, expected_s, told }
    }
}

/// What tables are searched by: all that is open changes often, and an index over it would cost a row
/// each time.
const fn stands(standing: &Standing) -> &'static str {
    match standing {
        Standing::Waiting | Standing::With { .. } | Standing::Bot => "open",
        Standing::Resolved { .. } => "resolved",
    }
}
