//! The tables, and how an older file becomes a newer one.

use rusqlite::{Connection, Transaction};

/// What the code of this version writes.
pub(super) const VERSION: i64 = 1;

const V1: &str = "
CREATE TABLE boot (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    started_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    request_sha256 BLOB NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id),
    UNIQUE (kind, request_id)
) STRICT;
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    boot INTEGER NOT NULL REFERENCES boot (number),
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_record ON journal (kind, id, sequence);
CREATE TABLE vault (
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (owner, name)
) STRICT;
CREATE TABLE note (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;
";

/// Brings the file to [`VERSION`]; `None` when it was written by a newer version.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<Option<()>> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > VERSION {
        return Ok(None);
    }
    let transaction = connection.transaction()?;
    if found < 1 {
        to_v1(&transaction)?;
    }
    transaction.commit()?;
    Ok(Some(()))
}

fn to_v1(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute_batch(V1)?;
    transaction.pragma_update(None, "user_version", 1)
}
