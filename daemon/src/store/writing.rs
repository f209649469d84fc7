//! One transaction: records, journal entries, sealed items and notes that become durable together, or not at all.

use crate::store::chain::{Content, Head};
use crate::store::damage::Damage;
use crate::store::database::{Database, StoreError};
use crate::store::journal::Entry;
use crate::store::vault::Key;
use rusqlite::Transaction;

/// A transaction under way.
pub struct Writing<'a> {
    pub(super) transaction: Transaction<'a>,
    pub(super) key: &'a Key,
    boot: i64,
    pub(super) at_ms: i64,
    written: Written,
}

/// What a transaction adds to the journal.
struct Written {
    /// The last entry.
    head: Head,
    entries: Vec<Entry>,
    /// Whether a record has ended.
    has_ended_one: bool,
}

impl Writing<'_> {
    /// Writes an entry of the journal: what happened to a record, and how that left it. `body` is JSON without applicant
    /// data.
    pub(super) fn append(
        &mut self,
        kind: &str,
        id: &str,
        open: bool,
        event: &str,
        body: String,
    ) -> Result<(), StoreError> {
        let content = Content {
            sequence: self.written.head.sequence + 1,
            boot: self.boot,
            at_ms: self.at_ms,
            kind,
            id,
            event,
            body: &body,
        };
        let sequence = content.sequence;
        let hash = content.hash(&self.written.head.hash);
        self.written.head = Head { sequence, hash };
        let sql = "INSERT INTO journal (sequence, boot, at_ms, kind, id, event, body, hash)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.transaction.prepare_cached(sql)?.execute((
            self.written.head.row_id(),
            content.boot,
            content.at_ms,
            content.kind,
            content.id,
            content.event,
            content.body,
            hash,
        ))?;
        self.written.has_ended_one |= !open;
        self.written.entries.push(Entry {
            sequence,
            kind: kind.to_owned(),
            id: id.to_owned(),
            event: event.to_owned(),
            body,
        });
        Ok(())
    }
}

impl Database {
    /// Carries out `work` in one transaction; durable on return. Watchers are told then, before the caller is.
    ///
    /// # Errors
    /// `Untrusted` when the records are damaged, before anything is done; what `work` or SQLite says. Nothing was stored then.
    pub fn write<R>(
        &mut self,
        work: impl FnOnce(&mut Writing<'_>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        self.ready_to_write()?;
        let (result, written) = self.transact(work).inspect_err(|error| {
            if let StoreError::Corrupt(error) = error {
                self.damage = Some(Damage::File(error.to_string()));
            }
        })?;
        self.health.is_well();
        self.move_head(written.head, written.has_ended_one);
        for entry in written.entries {
            (self.listener)(entry);
        }
        Ok(result)
    }

    fn transact<R>(
        &mut self,
        work: impl FnOnce(&mut Writing<'_>) -> Result<R, StoreError>,
    ) -> Result<(R, Written), StoreError> {
        let mut writing = Writing {
            transaction: self.connection.transaction()?,
            key: &self.key,
            boot: self.boot_number,
            at_ms: self.wall.now_ms(),
            written: Written {
                head: self.head,
                entries: Vec::new(),
                has_ended_one: false,
            },
        };
        let result = work(&mut writing)?;
        let at_ms = writing.at_ms;
        writing.transaction.commit()?;
        self.health.written_at(at_ms);
        Ok((result, writing.written))
    }
}
