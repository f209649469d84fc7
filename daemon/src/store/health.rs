//! What is known of the records without asking for them: whether they can be written, and how far their time is.

use crate::condition::{Condition, Reason, chain};
use crate::store::error::StoreError;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::watch;

/// The health of the records, watched.
#[derive(Debug, Default)]
pub struct Health {
    illness: watch::Sender<Option<Condition>>,
    newest_ms: AtomicI64,
}

impl Health {
    /// Why nothing can be written; `None` while all is well. Watched.
    pub fn watch(&self) -> watch::Receiver<Option<Condition>> {
        self.illness.subscribe()
    }

    /// Why nothing can be written; `None` while all is well.
    pub fn illness(&self) -> Option<Condition> {
        self.illness.borrow().clone()
    }

    /// Time of the newest entry, in milliseconds since 1970; 0 before the first.
    pub fn newest_ms(&self) -> i64 {
        self.newest_ms.load(Ordering::Relaxed)
    }

    /// The records refused; errors that are a caller's own say nothing of their health.
    pub(super) fn fell_ill(&self, error: &StoreError) {
        let condition = match error {
            StoreError::Corrupt(_) => Reason::RecordsDamaged.into(),
            error if error.leaves_reading() => Condition::from(error),
            _ => return,
        };
        let is_new = self.illness.send_if_modified(|illness| {
            let is_new = illness.as_ref() != Some(&condition);
            *illness = Some(condition);
            is_new
        });
        if is_new {
            tracing::error!(error = chain(error), "nothing can be written");
        }
    }

    /// Something was written.
    pub(super) fn is_well(&self) {
        if self
            .illness
            .send_if_modified(|illness| illness.take().is_some())
        {
            tracing::info!("the records can be written again");
        }
    }

    /// There is an entry of that time.
    pub(super) fn written_at(&self, at_ms: i64) {
        self.newest_ms.fetch_max(at_ms, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::database::Database;
    use crate::store::records::tests::{Job, job, request};

    #[test]
    fn a_full_disk_is_told_until_something_can_be_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut database = Database::open(folder.path()).unwrap();
        database.insert(&job(1), &request(0), "made", &[]).unwrap();
        let pages: u32 = database
            .connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        let allow = |database: &mut Database, pages: u32| {
            let allowed = database
                .connection
                .pragma_update(None, "max_page_count", pages);
            Ok(allowed?)
        };
        let store = Store::in_place(database);
        store.call(move |database| allow(database, pages)).unwrap();
        let large = [("photo".to_owned(), vec![0; 100_000])];
        let update = move |database: &mut Database| database.update(&job(2), "moved", &large);
        let refused = store.call(update.clone());
        assert!(matches!(refused, Err(StoreError::Full(_))), "{refused:?}");
        let illness = store.health().illness().unwrap();
        assert_eq!(illness.reason, Reason::RecordsFull);
        let found = store.call(|database| database.get::<Job>("j1")).unwrap();
        assert_eq!(found, Some(job(1)), "reads go on, and nothing was stored");
        assert!(store.health().illness().is_some());
        store.call(move |database| allow(database, 10_000)).unwrap();
        store.call(update).unwrap();
        assert_eq!(store.health().illness(), None);
    }

    #[test]
    fn a_caller_s_own_mistake_is_no_illness() {
        let health = Health::default();
        health.fell_ill(&StoreError::RequestIdReused);
        assert_eq!(health.illness(), None);
    }
}
