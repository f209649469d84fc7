//! Why the records refuse.

use crate::actor::OwnerGone;
use crate::condition::{Condition, Reason, chain};
use crate::ledger::movement::LedgerError;
use crate::store::damage::Damage;
use crate::store::secret::KeyError;
use rusqlite::ErrorCode;
use std::io;
use thiserror::Error;

/// Why the database refuses.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The folder cannot be made or read.
    #[error("cannot use the state folder")]
    Folder(#[source] io::Error),
    /// No space is left on the disk. Nothing was stored.
    #[error("the disk of the records is full")]
    Full(#[source] rusqlite::Error),
    /// The disk cannot be read or written.
    #[error("the disk of the records fails")]
    Failing(#[source] rusqlite::Error),
    /// The head of the journal cannot be noted outside the database. Nothing was stored.
    #[error("the file journal.head cannot be written")]
    Head(#[source] io::Error),
    /// The database file is not what SQLite wrote.
    #[error("the database file is damaged")]
    Corrupt(#[source] rusqlite::Error),
    /// The records are not what the daemon wrote: they are read, and nothing is written.
    #[error("the records are damaged")]
    Untrusted(#[from] Damage),
    /// SQLite failed otherwise, for example because another daemon has the file.
    #[error("the database failed")]
    Sqlite(#[source] rusqlite::Error),
    /// Commits would not be durable.
    #[error("the database does not sync its commits ({0})")]
    NotDurable(String),
    /// Written by a newer version of the daemon.
    #[error("the database was written by a newer version")]
    TooNew,
    /// Written by another version of the daemon.
    #[error("the database was written by another version; start the daemon once")]
    OtherVersion,
    /// A stored record cannot be read.
    #[error("a stored record is damaged")]
    Damaged(#[source] serde_json::Error),
    /// A sealed item cannot be opened: another key or a damaged item.
    #[error("a sealed item cannot be opened")]
    Sealed,
    /// The vault's key is lost or unusable.
    #[error("the vault's key is unusable")]
    Key(#[from] KeyError),
    /// A sealed item that should be there is not.
    #[error("a sealed item is missing")]
    Missing,
    /// The same request id was used with other content.
    #[error("the request id was used with other content")]
    RequestIdReused,
    /// The blank ledger is wrong, or would be: then nothing was stored.
    #[error("the blank ledger does not allow it")]
    Ledger(#[from] LedgerError),
    /// The database's thread ended.
    #[error(transparent)]
    Gone(#[from] OwnerGone),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(error),
            Some(ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
                Self::Failing(error)
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(error),
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreError {
    /// Whether nothing can be written while all can still be read.
    pub fn leaves_reading(&self) -> bool {
        matches!(
            self,
            Self::Full(_) | Self::Failing(_) | Self::Head(_) | Self::Untrusted(_)
        )
    }

    /// The damage that it tells of.
    ///
    /// # Errors
    /// Itself when it tells of none.
    pub(super) fn into_damage(self) -> Result<Damage, Self> {
        match self {
            Self::Untrusted(damage) => Ok(damage),
            Self::Corrupt(error) => Ok(Damage::File(error.to_string())),
            other => Err(other),
        }
    }
}

impl From<&StoreError> for Condition {
    /// What a caller is told; what is not for callers goes to the log, without what was being stored.
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::RequestIdReused => Reason::RequestIdReused.into(),
            StoreError::Missing => Self::new(Reason::NotFound, "applicant data was erased"),
            StoreError::Ledger(error) => Self::from(*error),
            StoreError::Full(_) => Reason::RecordsFull.into(),
            StoreError::Failing(_) | StoreError::Head(_) => Reason::RecordsFailed.into(),
            StoreError::Corrupt(_) => Reason::RecordsDamaged.into(),
            StoreError::Untrusted(damage) => Self::new(Reason::RecordsDamaged, damage.to_string()),
            // The parser's text may quote the record.
            StoreError::Damaged(_) => internal(&error.to_string()),
            other => internal(&chain(other)),
        }
    }
}

fn internal(cause: &str) -> Condition {
    tracing::error!(cause, "the records failed");
    Condition::new(Reason::Internal, "records")
}

/// What is to be made up for at a start waits for another one when nothing can be written.
///
/// # Errors
/// All but that.
pub fn or_later<T>(made_up: Result<T, StoreError>) -> Result<(), StoreError> {
    match made_up {
        Err(error) if !error.leaves_reading() => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    /// What callers are told when SQLite ends with this code.
    fn told(code: std::ffi::c_int) -> Reason {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        Condition::from(&StoreError::from(error)).reason
    }

    #[test]
    fn a_disk_that_is_full_fails_or_lies_is_told_apart() {
        assert_eq!(told(ffi::SQLITE_FULL), Reason::RecordsFull);
        for failing in [
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_IOERR_READ,
            ffi::SQLITE_READONLY,
        ] {
            assert_eq!(told(failing), Reason::RecordsFailed, "{failing}");
        }
        for damaged in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB] {
            assert_eq!(told(damaged), Reason::RecordsDamaged, "{damaged}");
        }
        assert_eq!(told(ffi::SQLITE_BUSY), Reason::Internal);
    }
}
