//! The tables, and how an older file becomes a newer one.

use crate::store::chain;
use crate::store::database::StoreError;
use crate::store::ledger;
use rusqlite::Connection;

/// What the code of this version writes.
pub(super) const VERSION: u32 = 4;

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

/// Whether something can still happen to a record, so that those few are found among all that ended.
const V2: &str = "
ALTER TABLE record ADD COLUMN open INTEGER NOT NULL DEFAULT 1;
UPDATE record SET open = 0 WHERE json_extract(body, '$.state') IN
    ('HandedOver', 'Refused', 'Cancelled', 'Exhausted', 'Voided', 'Released', 'Abandoned');
CREATE INDEX record_open ON record (kind, id) WHERE open = 1;
";

/// The hash chain; entries of older files get theirs in [`chain::fill`].
/// Enrolments whose erasure is not on record have not ended.
const V3: &str = "
ALTER TABLE journal ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
UPDATE record SET open = 1 WHERE kind = 'enrolment' AND json_extract(body, '$.receipt') IS NULL;
";

/// How a file of the version before becomes one of the next.
type Step = fn(&Connection) -> Result<(), StoreError>;

const STEPS: [Step; VERSION as usize] = [
    |file| Ok(file.execute_batch(V1)?),
    |file| Ok(file.execute_batch(V2)?),
    |file| {
        file.execute_batch(V3)?;
        chain::fill(file)
    },
    |file| {
        file.execute_batch(ledger::SCHEMA)?;
        Ok(file.execute_batch(ledger::BEFORE)?)
    },
];

/// Brings the file to [`VERSION`].
///
/// # Errors
/// `TooNew` when it was written by a newer version; what SQLite says.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let missing = STEPS.get(found as usize..).ok_or(StoreError::TooNew)?;
    if missing.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for step in missing {
        step(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    Ok(transaction.commit()?)
}

/// # Errors
/// `OtherVersion` unless the file is of [`VERSION`]; what SQLite says.
pub(super) fn require_present(connection: &Connection) -> Result<(), StoreError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found == VERSION {
        Ok(())
    } else {
        Err(StoreError::OtherVersion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::chain::{Head, follow};

    /// A file as an older version left it, with two records and an entry for each.
    fn older(version: u32) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for step in &STEPS[..version as usize] {
            step(&connection).unwrap();
        }
        connection
            .pragma_update(None, "user_version", version)
            .unwrap();
        connection
            .execute("INSERT INTO boot VALUES (1, 'b', 0)", [])
            .unwrap();
        for state in ["Issued", "HandedOver"] {
            let record = "INSERT INTO record (kind, id, request_id, request_sha256, body)
                          VALUES ('order', ?1, ?1, x'00', json_object('state', ?1))";
            connection.execute(record, [state]).unwrap();
            let entry = "INSERT INTO journal (boot, at_ms, kind, id, event, body)
                         VALUES (1, 5, 'order', ?1, 'e', json_object('state', ?1))";
            connection.execute(entry, [state]).unwrap();
        }
        connection
    }

    #[test]
    fn an_older_file_learns_which_records_are_open() {
        let mut connection = older(1);
        migrate(&mut connection).unwrap();
        let sql = "SELECT id FROM record WHERE open = 1";
        let open: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(open, "Issued");
        migrate(&mut connection).unwrap();
    }

    #[test]
    fn an_older_file_gets_its_chain() {
        for version in [1, 2] {
            let mut connection = older(version);
            migrate(&mut connection).unwrap();
            let last = follow(&connection, Head::NONE, |_| ()).unwrap();
            assert_eq!(last.sequence, 2, "from version {version}");
        }
    }

    #[test]
    fn a_newer_file_is_refused() {
        let mut connection = older(VERSION);
        connection
            .pragma_update(None, "user_version", VERSION + 1)
            .unwrap();
        assert!(matches!(migrate(&mut connection), Err(StoreError::TooNew)));
    }
}
