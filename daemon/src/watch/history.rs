//! What is no longer in memory: older changes, and the present state as a whole. Blocks on the database.

use crate::condition::Reason;
use crate::refusal::Refusal;
use crate::store::Store;
use crate::store::database::StoreError;
use crate::store::journal::Entry;
use crate::watch::change::Change;
use crate::watch::interest::{Interest, Subject};
use std::sync::Arc;

/// How many older changes are read at once: small enough to keep no transition waiting.
pub const BATCH: u32 = 64;

/// The present state of what is wanted.
pub struct Present {
    /// Number of the last change that is in it.
    pub sequence: u64,
    /// The records.
    pub records: Vec<Arc<Change>>,
}

/// The oldest changes after number `sequence`, wanted or not; at most [`BATCH`], none when there are no more.
///
/// # Errors
/// What the database says.
pub fn changes_after(store: &Store, sequence: u64) -> Result<Vec<Arc<Change>>, StoreError> {
    let entries = store.call(move |database| database.entries_after(sequence, BATCH))?;
    Ok(changes(entries))
}

/// The present state of what is wanted: all that is open, or the one subject, ended or not. Numbers and states are read
/// between two changes, so that a watcher who goes on after the number misses nothing and sees nothing twice.
///
/// # Errors
/// `NotFound` when there is no such subject; what the database says.
pub fn present(store: &Store, interest: &Interest) -> Result<Present, Refusal> {
    let kinds = interest.kinds();
    let present = match interest.subject.clone() {
        None => store.call(move |database| database.open_records(&kinds))?,
        Some(Subject { kind, id }) => store
            .call(move |database| database.one_record(kind, &id))?
            .ok_or(Reason::NotFound)?,
    };
    Ok(Present {
        sequence: present.sequence,
        records: changes(present.records)
            .into_iter()
            .filter(|record| interest.wants(record))
            .collect(),
    })
}

fn changes(entries: Vec<Entry>) -> Vec<Arc<Change>> {
    let changes = entries.into_iter().map(Change::read);
    changes.map(Arc::new).collect()
}
