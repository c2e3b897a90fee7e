//! The only SQL. One module per object, each owning its tables; callers see typed rows.
//!
//! Statements run without an `await` between them, so all that one event writes is one transaction,
//! and what it sends leaves only after that transaction is on disk (the runtime's output gate).

pub mod desk;
pub mod outgoing;
pub mod thread;

use serde::{Serialize, de::DeserializeOwned};
use worker::{Error, Result, SqlCursor, SqlStorage, SqlStorageValue};

/// The first column of every row, as text.
fn texts(cursor: &SqlCursor) -> Result<Vec<String>> {
    cursor.raw().map(|row| Ok(text(row?.into_iter().next()))).collect()
}

/// The first column of the first row.
fn first(cursor: &SqlCursor) -> Result<Option<SqlStorageValue>> {
    let row = cursor.raw().next().transpose()?;
    Ok(row.and_then(|row| row.into_iter().next()))
}

fn text(value: Option<SqlStorageValue>) -> String {
    match value {
        Some(SqlStorageValue::String(text)) => text,
        _ => String::new(),
    }
}

fn number(value: Option<&SqlStorageValue>) -> u64 {
    match value {
        Some(SqlStorageValue::Integer(number)) => u64::try_from(*number).unwrap_or_default(),
        // JavaScript has one kind of number; whole ones may arrive as floats.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counters and times are whole, positive and far below 2^53"
        )]
        Some(SqlStorageValue::Float(number)) => *number as u64,
        _ => 0,
    }
}

/// A counter or a time as SQLite takes it.
fn integer(number: u64) -> SqlStorageValue {
    SqlStorageValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn to_json<T: Serialize>(value: &T) -> Result<SqlStorageValue> {
    Ok(SqlStorageValue::String(serde_json::to_string(value)?))
}

fn from_json<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(Error::from)
}

fn run(sql: &SqlStorage, statements: &[&str]) -> Result<()> {
    statements.iter().try_for_each(|statement| sql.exec(statement, None).map(|_| ()))
}
