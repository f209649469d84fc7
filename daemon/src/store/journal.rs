//! The journal: every change of every record, numbered without end, and told of once it is durable.

use crate::store::database::{Database, StoreError};
use rusqlite::{OptionalExtension, Params, Row};

/// An entry: what happened to a record, and how that left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number: grows with every entry, over restarts too.
    pub sequence: u64,
    /// Kind of the record.
    pub kind: String,
    /// Identifier of the record.
    pub id: String,
    /// What happened.
    pub event: String,
    /// The record as the event left it, JSON.
    pub body: String,
}

/// Records as they all were at one moment.
#[derive(Debug)]
pub struct Present {
    /// Number of the last entry at that moment.
    pub sequence: u64,
    /// The records, by kind and oldest first; each as an entry of that number, without an event.
    pub records: Vec<Entry>,
}

/// Is told of each entry, in order, as soon as it is durable.
pub(super) type Listener = Box<dyn Fn(Entry) + Send>;

impl Database {
    /// From now on `listener` is told of each new entry, in order, once it is durable and before its writer is.
    pub fn tell(&mut self, listener: impl Fn(Entry) + Send + 'static) {
        self.listener = Box::new(listener);
    }

    /// Number of the newest entry; 0 for none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn last_sequence(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(sequence), 0) FROM journal";
        let mut query = self.connection.prepare_cached(sql)?;
        Ok(query.query_row([], |row| number(row, 0))?)
    }

    /// The oldest `most` entries after number `after`, in order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn entries_after(&self, after: u64, most: u32) -> Result<Vec<Entry>, StoreError> {
        let sql = "SELECT sequence, kind, id, event, body FROM journal
                   WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";
        // No number is larger than what SQLite can hold.
        self.entries(sql, (i64::try_from(after).unwrap_or(i64::MAX), most))
    }

    /// The records of these kinds that have not ended, with the number of the last entry.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open_records(&self, kinds: &[&str]) -> Result<Present, StoreError> {
        let sql = "SELECT (SELECT coalesce(max(sequence), 0) FROM journal), kind, id, '', body
                   FROM record WHERE open = 1 AND kind = ?1 ORDER BY id";
        let mut records = Vec::new();
        for kind in kinds {
            records.append(&mut self.entries(sql, [kind])?);
        }
        Ok(Present {
            sequence: self.last_sequence()?,
            records,
        })
    }

    /// One record, ended or not, with the number of the last entry; `None` when there is no such record.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn one_record(&self, kind: &str, id: &str) -> Result<Option<Present>, StoreError> {
        let sql = "SELECT (SELECT coalesce(max(sequence), 0) FROM journal), kind, id, '', body
                   FROM record WHERE kind = ?1 AND id = ?2";
        let mut query = self.connection.prepare_cached(sql)?;
        let record = query.query_row((kind, id), entry).optional()?;
        Ok(record.map(|record| Present {
            sequence: record.sequence,
            records: vec![record],
        }))
    }

    fn entries(&self, sql: &str, parameters: impl Params) -> Result<Vec<Entry>, StoreError> {
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query.query_map(parameters, entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        sequence: number(row, 0)?,
        kind: row.get(1)?,
        id: row.get(2)?,
        event: row.get(3)?,
        body: row.get(4)?,
    })
}

/// Numbers of entries are never negative.
fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}
