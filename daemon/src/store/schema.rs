//! The tables, and how an older file becomes a newer one.

use rusqlite::Connection;

/// What the code of this version writes.
pub(super) const VERSION: i64 = 2;

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

/// Brings the file to [`VERSION`]; `None` when it was written by a newer version.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<Option<()>> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > VERSION {
        return Ok(None);
    }
    if found == VERSION {
        return Ok(Some(()));
    }
    let transaction = connection.transaction()?;
    if found < 1 {
        transaction.execute_batch(V1)?;
    }
    if found < 2 {
        transaction.execute_batch(V2)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(Some(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_file_learns_which_records_are_open() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(V1).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        for state in ["Issued", "HandedOver"] {
            let sql =
                "INSERT INTO record VALUES ('order', ?1, ?1, x'00', json_object('state', ?1))";
            connection.execute(sql, [state]).unwrap();
        }
        migrate(&mut connection).unwrap().unwrap();
        let sql = "SELECT id FROM record WHERE open = 1";
        let open: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(open, "Issued");
        migrate(&mut connection).unwrap().unwrap();
    }
}
