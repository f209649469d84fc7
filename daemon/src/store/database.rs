//! Opening the database so that a commit is durable and its journal is the one that was written, and the boot record.

use crate::planted;
use crate::store::chain::{self, Head};
use crate::store::damage::{self, Damage, Which};
pub use crate::store::error::StoreError;
use crate::store::head::HeadFile;
use crate::store::health::Health;
use crate::store::journal::Listener;
use crate::store::schema;
use crate::store::vault::Key;
use crate::wall_clock::{SystemWallClock, WallClock};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many of the newest entries are checked at every start: whatever a cut can tear, in a time that does not grow.
const TAIL: u32 = 1000;
/// So many statements are kept prepared: all that a step of an order needs, and some more.
const STATEMENTS: usize = 64;
/// Says that the head of the journal was noted outside, and so must be there.
const HEAD_IS_NOTED: &str = "journal-head";

/// Where the records are, and what they are stamped with.
#[derive(Clone, Debug)]
pub struct Place {
    /// Folder of the database and the vault's key; made if need be.
    pub folder: PathBuf,
    /// File in which the newest journal entry is noted.
    pub head: PathBuf,
    /// Time of the entries.
    pub wall: Arc<dyn WallClock>,
}

impl Place {
    /// All in one folder, by the machine's clock.
    pub fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            head: folder.join("journal.head"),
            wall: Arc::new(SystemWallClock),
        }
    }
}

/// The open database.
pub struct Database {
    pub(super) connection: Connection,
    pub(super) key: Key,
    pub(super) listener: Listener,
    pub(super) wall: Arc<dyn WallClock>,
    pub(super) health: Arc<Health>,
    pub(super) head: Head,
    pub(super) boot_number: i64,
    boot_id: String,
    boot_is_stored: bool,
    head_file: HeadFile,
    head_is_noted: bool,
    pub(super) damage: Option<Damage>,
}

impl Database {
    /// Opens the database in `folder`; see [`Self::open_at`].
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_at(&Place::of(folder))
    }

    /// Opens the database, asserts that commits are synced and that the end of the journal is the one that was written, and
    /// notes this start. Where the journal is another, it can be read and nothing can be written; [`Self::damage`] says why.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_at(place: &Place) -> Result<Self, StoreError> {
        fs::create_dir_all(&place.folder).map_err(StoreError::Folder)?;
        let mut connection = Connection::open(place.folder.join("loket.db"))?;
        make_durable(&connection)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        schema::migrate(&mut connection)?;
        let sealed = has_sealed(&connection).unwrap_or(true);
        let key = Key::load_or_make(&place.folder.join("vault.key"), sealed)?;
        let (head_file, noted) = HeadFile::open(&place.head).map_err(StoreError::Folder)?;
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM boot";
        let mut database = Self {
            boot_number: connection.query_row(sql, [], |row| row.get(0))?,
            boot_id: uuid::Uuid::now_v7().to_string(),
            boot_is_stored: false,
            connection,
            key,
            listener: Box::new(|_| ()),
            wall: Arc::clone(&place.wall),
            health: Arc::default(),
            head: Head::NONE,
            head_file,
            head_is_noted: false,
            damage: None,
        };
        database.take_up(noted)?;
        Ok(database)
    }

    /// Goes on where the journal ends, if that is where it ended.
    fn take_up(&mut self, noted: Option<Head>) -> Result<(), StoreError> {
        match self.verified(noted) {
            Ok(head) => self.head = head,
            Err(error) => {
                self.health.fell_ill(&error);
                self.damage = Some(error.into_damage()?);
                return Ok(());
            }
        }
        match self.ready_to_write() {
            // It can be read; the next write says so again.
            Err(error) if error.leaves_reading() => {
                self.health.fell_ill(&error);
                Ok(())
            }
            ready => ready,
        }
    }

    /// The last entry, if all that a start looks at is as it was written.
    fn verified(&self, noted: Option<Head>) -> Result<Head, StoreError> {
        let before = chain::before_the_last(&self.connection, TAIL)?;
        let mut newest = self.newest_boot(before)?;
        let last = chain::follow(&self.connection, before, |entry| {
            newest = newest.max(entry.at_ms);
        })?;
        self.health.written_at(newest);
        // Where no head was ever noted, none is missing.
        let first_time = self.note(HEAD_IS_NOTED)?.is_none();
        let noted = noted.or(first_time.then_some(Head::NONE));
        damage::compare(&self.connection, last, noted)?;
        damage::compare_states(&self.connection, Which::Open)?;
        Ok(last)
    }

    /// Time of the newest start since that entry: where a clock went back long ago, the newest entries do not tell.
    fn newest_boot(&self, since: Head) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(max(started_ms), 0) FROM boot WHERE number >=
                   (SELECT coalesce(min(boot), 0) FROM journal WHERE sequence > ?1)";
        let mut query = self.connection.prepare(sql)?;
        Ok(query.query_row([since.row_id()], |row| row.get(0))?)
    }

    /// What must be so before anything is written: the records are trusted, their head is noted outside, this start is in them.
    pub(super) fn ready_to_write(&mut self) -> Result<(), StoreError> {
        if let Some(damage) = &self.damage {
            return Err(damage.clone().into());
        }
        if !self.head_is_noted {
            self.head_file.note(self.head).map_err(StoreError::Head)?;
            self.head_file.sync().map_err(StoreError::Head)?;
            self.head_is_noted = true;
        }
        if !self.boot_is_stored {
            self.store_boot()?;
            self.boot_is_stored = true;
        }
        Ok(())
    }

    fn store_boot(&mut self) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "INSERT INTO boot VALUES (?1, ?2, ?3)",
            (self.boot_number, &self.boot_id, self.wall.now_ms()),
        )?;
        put_note(&transaction, HEAD_IS_NOTED, &[])?;
        Ok(transaction.commit()?)
    }

    /// The journal has grown, durably. What cannot be noted now is noted before anything else is written.
    pub(super) fn move_head(&mut self, head: Head, sync: bool) {
        if head == self.head {
            return;
        }
        self.head = head;
        let noted = self.head_file.note(head);
        let synced = noted.and_then(|()| if sync { self.head_file.sync() } else { Ok(()) });
        self.head_is_noted = synced.is_ok();
        if let Err(error) = synced {
            tracing::error!(%error, "journal.head cannot be written");
        }
    }

    /// The next entry follows this one, which is noted before anything is written.
    pub(super) fn go_on_from(&mut self, head: Head) {
        self.head = head;
        self.head_is_noted = false;
    }

    /// Why nothing is written; `None` for records that are as they were written.
    pub fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    /// Has the head of the journal written to its disk; at the end of the daemon.
    ///
    /// # Errors
    /// What the system says.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        self.head_file.sync().map_err(StoreError::Head)
    }

    /// Time by the wall clock, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.wall.now_ms()
    }

    /// What is known of the records without asking for them.
    pub fn health(&self) -> &Arc<Health> {
        &self.health
    }

    /// Identifies this start of the daemon.
    pub fn boot_id(&self) -> &str {
        &self.boot_id
    }

    /// The number of this start; grows by one with every start.
    pub fn boot_number(&self) -> i64 {
        self.boot_number
    }

    /// Reads a small value kept for the station as a whole.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT value FROM note WHERE key = ?1")?;
        Ok(query
            .query([key])?
            .next()?
            .map(|row| row.get(0))
            .transpose()?)
    }

    /// Writes a small value kept for the station as a whole.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn set_note(&mut self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.write(|writing| Ok(put_note(&writing.transaction, key, value)?))
    }
}

/// What is written to see whether anything can be.
const TRIED: &str = "tried";

impl Database {
    /// Writes something without a meaning.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub(super) fn try_writing(&mut self) -> Result<(), StoreError> {
        let now = self.now_ms().to_be_bytes();
        self.set_note(TRIED, &now)
    }
}

fn has_sealed(connection: &Connection) -> rusqlite::Result<bool> {
    connection.prepare("SELECT 1 FROM vault")?.exists([])
}

fn put_note(connection: &Connection, key: &str, value: &[u8]) -> rusqlite::Result<()> {
    let sql = "INSERT INTO note VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
    connection.execute(sql, (key, value))?;
    Ok(())
}

/// WAL with a sync at every commit. Read back, since SQLite ignores what it cannot do.
pub(super) fn make_durable(connection: &Connection) -> Result<(), StoreError> {
    // Another daemon on the same records does not go away by waiting.
    connection.busy_timeout(std::time::Duration::ZERO)?;
    // Before the log is opened, which then needs no shared memory.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = if planted::NO_SYNC_AT_COMMIT {
        "OFF"
    } else {
        "FULL"
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    let sync: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    if mode == "wal" && (sync == 2 || planted::NO_SYNC_AT_COMMIT) {
        Ok(())
    } else {
        Err(StoreError::NotDurable(format!(
            "journal_mode {mode}, synchronous {sync}"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_database_syncs_its_commits() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(folder.path()).unwrap();
        let sync: i64 = database
            .connection
            .query_row("PRAGMA synchronous", [], |row| row.get(0))
            .unwrap();
        assert_eq!(sync, 2);
    }

    #[test]
    fn a_second_daemon_is_kept_out() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Database::open(folder.path()).unwrap();
        assert!(matches!(
            Database::open(folder.path()),
            Err(StoreError::Sqlite(_))
        ));
    }

    #[test]
    fn every_start_has_its_own_boot_id() {
        let folder = tempfile::tempdir().unwrap();
        let first = Database::open(folder.path()).unwrap().boot_id().to_owned();
        let second = Database::open(folder.path()).unwrap().boot_id().to_owned();
        assert_ne!(first, second);
    }
}
