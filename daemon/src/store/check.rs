//! All records looked through, while no daemon has them.

use crate::store::chain;
use crate::store::damage::{self, Damage, Which};
use crate::store::database::{Place, StoreError, make_durable};
use crate::store::head;
use crate::store::ledger;
use crate::store::schema;
use rusqlite::{Connection, OpenFlags};

/// What was looked through, and found as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Entries of the journal.
    pub entries: u64,
    /// The first of them; those before were accepted by a person as they are.
    pub since: u64,
}

/// Follows the whole chain, compares it with the noted head, every record with its last entry, adds up the blank ledger, and has
/// SQLite look at its file. Changes nothing.
///
/// # Errors
/// `Untrusted` and `Ledger` name the first thing that is wrong; `Sqlite` when a daemon has the records.
pub fn check(place: &Place) -> Result<Checked, StoreError> {
    let file = place.folder.join("loket.db");
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    make_durable(&connection)?;
    schema::require_present(&connection)?;
    ask_sqlite(&connection)?;
    let begin = chain::before_the_last(&connection, u32::MAX)?;
    let mut checked = Checked {
        entries: 0,
        since: begin.sequence + 1,
    };
    let last = chain::follow(&connection, begin, |_| checked.entries += 1)?;
    let noted = head::noted(&place.head).map_err(StoreError::Folder)?;
    damage::compare(&connection, last, noted)?;
    damage::compare_states(&connection, Which::All)?;
    match ledger::wrong(&connection)?.first() {
        Some(wrong) => Err(StoreError::Ledger(*wrong)),
        None => Ok(checked),
    }
}

fn ask_sqlite(connection: &Connection) -> Result<(), StoreError> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" {
        Ok(())
    } else {
        Err(Damage::File(said).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::movement::LedgerError;
    use crate::store::database::Database;
    use crate::store::records::tests::{Job, job, request};
    use tempfile::TempDir;

    fn written() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut database = Database::open(folder.path()).unwrap();
        database.insert(&job(1), &request(0), "made", &[]).unwrap();
        database.update(&job(2), "moved", &[]).unwrap();
        folder
    }

    fn tamper(folder: &TempDir, sql: &str) {
        let connection = Connection::open(folder.path().join("loket.db")).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1);
    }

    fn checked(folder: &TempDir) -> Result<Checked, StoreError> {
        check(&Place::of(folder.path()))
    }

    fn found(folder: &TempDir) -> Damage {
        match checked(folder) {
            Err(StoreError::Untrusted(damage)) => damage,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sound_records_are_counted() {
        let folder = written();
        let expected = Checked {
            entries: 2,
            since: 1,
        };
        assert_eq!(checked(&folder).unwrap(), expected);
    }

    #[test]
    fn records_in_use_are_not_checked() {
        let folder = written();
        let _daemon = Database::open(folder.path()).unwrap();
        assert!(matches!(checked(&folder), Err(StoreError::Sqlite(_))));
    }

    #[test]
    fn a_changed_state_is_named() {
        let folder = written();
        tamper(&folder, "UPDATE record SET body = '{}'");
        assert!(matches!(found(&folder), Damage::Record { id, .. } if id == "j1"));
    }

    #[test]
    fn books_that_do_not_add_up_are_named() {
        let folder = written();
        tamper(&folder, "INSERT INTO balance VALUES ('store', 7)");
        let wrong = checked(&folder).unwrap_err();
        assert!(matches!(wrong, StoreError::Ledger(LedgerError::Unbalanced)));
    }

    #[test]
    fn a_bit_that_flipped_in_the_file_is_found() {
        let folder = written();
        let file = folder.path().join("loket.db");
        let mut bytes = std::fs::read(&file).unwrap();
        let word = bytes.windows(5).rposition(|part| part == b"moved").unwrap();
        bytes[word] ^= 1;
        std::fs::write(file, bytes).unwrap();
        assert_eq!(found(&folder), Damage::Entry { sequence: 2 });
    }

    #[test]
    fn what_a_person_accepted_is_trusted_from_then_on() {
        let damages = [
            "UPDATE journal SET event = 'x' WHERE sequence = 1",
            "UPDATE journal SET hash = x'00' WHERE sequence = 2",
            "DELETE FROM journal WHERE sequence = 2",
            "UPDATE record SET body = '{\"id\":\"j1\",\"step\":1}'",
        ];
        for sql in damages {
            let folder = written();
            tamper(&folder, sql);
            let damage = found(&folder);
            let mut database = Database::open(folder.path()).unwrap();
            assert_eq!(database.damage(), Some(&damage), "{sql}");
            assert_eq!(database.accept("budi", "restored").unwrap(), Some(damage));
            let now = database.get::<Job>("j1").unwrap().unwrap();
            database.update(&now, "went on", &[]).unwrap();
            assert!(
                database.last_sequence().unwrap() > 3,
                "no number is used twice"
            );
            drop(database);
            assert_eq!(
                Database::open(folder.path()).unwrap().damage(),
                None,
                "{sql}"
            );
            assert!(checked(&folder).unwrap().since > 2, "{sql}");
        }
    }
}
