//! What can be wrong with the records, found by what was written twice: the chain of hashes, the noted head, the states.

use crate::store::chain::{self, Head};
use crate::store::database::StoreError;
use rusqlite::{Connection, OptionalExtension};
use thiserror::Error;

/// Why the records cannot be trusted. Never holds what was stored.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Damage {
    /// An entry is not what was written, or one before it is missing.
    #[error("journal entry {sequence} is not as it was written")]
    Entry {
        /// Its number.
        sequence: u64,
    },
    /// The end of the journal is missing.
    #[error("the journal ends with entry {found}, but entry {noted} had been written")]
    Truncated {
        /// The last entry that is there.
        found: u64,
        /// The last one that was noted in `journal.head`.
        noted: u64,
    },
    /// The journal is another one than the one whose head was noted.
    #[error("journal entry {noted} is another than the one noted in journal.head")]
    Replaced {
        /// Number of the noted entry.
        noted: u64,
    },
    /// The head was noted, and is no longer there or cannot be read.
    #[error("journal.head is missing or damaged")]
    NoHead,
    /// A record is not as its last entry left it, or is missing.
    #[error("{kind} {id} is not as its last journal entry left it")]
    Record {
        /// Kind of the record.
        kind: String,
        /// Its identifier.
        id: String,
    },
    /// SQLite cannot read its file.
    #[error("the database file is damaged: {0}")]
    File(String),
}

/// Compares the journal's end with what was noted outside the database; `None` was noted where nothing could be read.
///
/// # Errors
/// `Untrusted`; what SQLite says.
pub(super) fn compare(
    connection: &Connection,
    last: Head,
    noted: Option<Head>,
) -> Result<(), StoreError> {
    let noted = noted.ok_or(Damage::NoHead)?;
    if noted.sequence > last.sequence {
        let (found, noted) = (last.sequence, noted.sequence);
        return Err(Damage::Truncated { found, noted }.into());
    }
    if !chain::contains(connection, noted)? {
        let noted = noted.sequence;
        return Err(Damage::Replaced { noted }.into());
    }
    Ok(())
}

/// Finds records that are not as their last entry left them.
///
/// # Errors
/// `Untrusted` names the first; what SQLite says.
pub(super) fn compare_states(connection: &Connection, which: Which) -> Result<(), StoreError> {
    let sql = format!("{} LIMIT 1", strange(which));
    let found = connection.query_row(&sql, [], |row| {
        Ok(Damage::Record {
            kind: row.get(0)?,
            id: row.get(1)?,
        })
    });
    found
        .optional()?
        .map_or(Ok(()), |damage| Err(damage.into()))
}

/// Which records are compared.
#[derive(Clone, Copy)]
pub(super) enum Which {
    /// Those that have not ended.
    Open,
    /// Every one.
    All,
}

/// Asks for kind, identifier, state and openness of each record that is not as its last entry left it.
pub(super) fn strange(which: Which) -> String {
    // Only with these very words does SQLite use the index of the open ones.
    let which = match which {
        Which::Open => "open = 1",
        Which::All => "true",
    };
    format!(
        "SELECT kind, id, body, open FROM record WHERE {which} AND body IS NOT
         (SELECT body FROM journal WHERE kind = record.kind AND id = record.id
          ORDER BY sequence DESC LIMIT 1)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::database::Database;
    use crate::store::records::tests::{Job, job, request};
    use std::fs;
    use std::path::Path;
    use tempfile::TempDir;

    /// Records with three entries, closed.
    fn written() -> TempDir {
        written_with("moved")
    }

    fn written_with(event: &str) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut database = Database::open(folder.path()).unwrap();
        database.insert(&job(1), &request(0), "made", &[]).unwrap();
        database.update(&job(2), event, &[]).unwrap();
        database.update(&job(3), "ended", &[]).unwrap();
        folder
    }

    /// Changes the closed file behind the daemon's back.
    fn tamper(folder: &Path, sql: &str) {
        let connection = Connection::open(folder.join("loket.db")).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1);
    }

    fn damage(folder: &Path) -> Option<Damage> {
        Database::open(folder).unwrap().damage().cloned()
    }

    #[test]
    fn what_was_written_is_trusted_after_every_start() {
        let folder = written();
        assert_eq!(damage(folder.path()), None);
        assert_eq!(damage(folder.path()), None);
    }

    #[test]
    fn a_changed_or_missing_entry_is_named() {
        let changes = [
            ("UPDATE journal SET body = '{}' WHERE sequence = 2", 2),
            ("UPDATE journal SET event = 'x' WHERE sequence = 1", 1),
            ("UPDATE journal SET at_ms = 1 WHERE sequence = 3", 3),
            ("UPDATE journal SET hash = x'00' WHERE sequence = 3", 3),
            ("DELETE FROM journal WHERE sequence = 2", 3),
            ("DELETE FROM journal WHERE sequence = 1", 2),
        ];
        for (sql, sequence) in changes {
            let folder = written();
            tamper(folder.path(), sql);
            assert_eq!(
                damage(folder.path()),
                Some(Damage::Entry { sequence }),
                "{sql}"
            );
        }
    }

    #[test]
    fn a_database_that_lost_its_end_is_found_out() {
        let folder = written();
        tamper(folder.path(), "DELETE FROM journal WHERE sequence = 3");
        let truncated = Damage::Truncated { found: 2, noted: 3 };
        assert_eq!(damage(folder.path()), Some(truncated));
        fs::remove_file(folder.path().join("loket.db")).unwrap();
        let emptied = Damage::Truncated { found: 0, noted: 3 };
        assert_eq!(damage(folder.path()), Some(emptied));
    }

    #[test]
    fn a_copy_that_went_another_way_is_found_out() {
        let folder = written();
        let other = written_with("moved otherwise");
        fs::copy(
            other.path().join("loket.db"),
            folder.path().join("loket.db"),
        )
        .unwrap();
        assert_eq!(damage(folder.path()), Some(Damage::Replaced { noted: 3 }));
    }

    #[test]
    fn a_head_older_than_the_database_is_what_a_power_cut_leaves() {
        let folder = written();
        let head = folder.path().join("journal.head");
        let before = fs::read(&head).unwrap();
        let mut database = Database::open(folder.path()).unwrap();
        database.update(&job(4), "moved", &[]).unwrap();
        drop(database);
        fs::write(&head, before).unwrap();
        assert_eq!(damage(folder.path()), None);
    }

    #[test]
    fn a_head_that_was_noted_must_be_there() {
        let folder = written();
        let head = folder.path().join("journal.head");
        fs::write(&head, [0; 100]).unwrap();
        assert_eq!(damage(folder.path()), Some(Damage::NoHead));
        fs::remove_file(head).unwrap();
        assert_eq!(damage(folder.path()), Some(Damage::NoHead));
    }

    #[test]
    fn damaged_records_are_read_and_not_written() {
        let folder = written();
        tamper(folder.path(), "DELETE FROM journal WHERE sequence = 3");
        let mut database = Database::open(folder.path()).unwrap();
        assert_eq!(database.get::<Job>("j1").unwrap(), Some(job(3)));
        let refused = database.update(&job(4), "moved", &[]);
        assert!(matches!(refused, Err(StoreError::Untrusted(_))));
        assert!(matches!(
            database.set_note("k", &[]),
            Err(StoreError::Untrusted(_))
        ));
    }
}
