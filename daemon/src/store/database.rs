//! Opening the database so that a commit is durable, and the boot record.

use crate::actor::OwnerGone;
use crate::store::journal::Listener;
use crate::store::schema;
use crate::store::vault::{Key, KeyError};
use rusqlite::Connection;
use std::fs;
use std::io;
use std::path::Path;
use thiserror::Error;
use time::OffsetDateTime;

/// Why the database refuses.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The folder cannot be made or read.
    #[error("cannot use the state folder")]
    Folder(#[source] io::Error),
    /// SQLite failed: disk full, damaged file, locked by another daemon.
    #[error("the database failed")]
    Sqlite(#[from] rusqlite::Error),
    /// Commits would not be durable.
    #[error("the database does not sync its commits ({0})")]
    NotDurable(String),
    /// Written by a newer version of the daemon.
    #[error("the database was written by a newer version")]
    TooNew,
    /// A stored record cannot be read.
    #[error("a stored record is damaged")]
    Damaged(#[source] serde_json::Error),
    /// A sealed item cannot be opened: another key or a damaged item.
    #[error("a sealed item cannot be opened")]
    Sealed,
    /// The vault's key is missing or unusable.
    #[error("the vault's key is unusable")]
    Key(#[from] KeyError),
    /// A sealed item that should be there is not.
    #[error("a sealed item is missing")]
    Missing,
    /// The same request id was used with other content.
    #[error("the request id was used with other content")]
    RequestIdReused,
    /// The database's thread ended.
    #[error(transparent)]
    Gone(#[from] OwnerGone),
}

/// The open database.
pub struct Database {
    pub(super) connection: Connection,
    pub(super) key: Key,
    pub(super) listener: Listener,
    boot_number: i64,
    boot_id: String,
}

impl Database {
    /// Opens the database in `folder` (made if need be), asserts that commits are synced, and notes this start.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(StoreError::Folder)?;
        let key = Key::load_or_make(&folder.join("vault.key"))?;
        Self::set_up(Connection::open(folder.join("loket.db"))?, key)
    }

    fn set_up(mut connection: Connection, key: Key) -> Result<Self, StoreError> {
        make_durable(&connection)?;
        schema::migrate(&mut connection)?.ok_or(StoreError::TooNew)?;
        let boot_id = uuid::Uuid::now_v7().to_string();
        connection.execute(
            "INSERT INTO boot (id, started_ms) VALUES (?1, ?2)",
            (&boot_id, now_ms()),
        )?;
        let boot_number = connection.last_insert_rowid();
        Ok(Self {
            connection,
            key,
            listener: Box::new(|_| ()),
            boot_number,
            boot_id,
        })
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
    /// What SQLite says.
    pub fn set_note(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO note VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        self.connection.execute(sql, (key, value))?;
        Ok(())
    }
}

/// WAL with a sync at every commit. Read back, since SQLite ignores what it cannot do.
fn make_durable(connection: &Connection) -> Result<(), StoreError> {
    // Another daemon on the same records does not go away by waiting.
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    let sync: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    if mode == "wal" && sync == 2 {
        Ok(())
    } else {
        Err(StoreError::NotDurable(format!(
            "journal_mode {mode}, synchronous {sync}"
        )))
    }
}

/// Milliseconds since 1970 by the wall clock, which may be wrong; order in time is the sequence number.
pub(crate) fn now_ms() -> i64 {
    let millis = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    i64::try_from(millis).unwrap_or(i64::MAX)
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
    fn a_newer_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(folder.path()).unwrap();
        database
            .connection
            .pragma_update(None, "user_version", schema::VERSION + 1)
            .unwrap();
        drop(database);
        assert!(matches!(
            Database::open(folder.path()),
            Err(StoreError::TooNew)
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
