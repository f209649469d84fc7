//! The newest changes, in memory, and the number of the last one as a watched value.

use crate::store::database::{Database, StoreError};
use crate::store::journal::Entry;
use crate::watch::change::Change;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// How many changes are kept: some minutes of a busy counter, a few KiB each. Whoever is further behind reads the journal.
const KEPT: usize = 1024;

/// The end of the journal.
pub struct Feed {
    newest: Mutex<Newest>,
    last: watch::Sender<u64>,
}

struct Newest {
    changes: VecDeque<Arc<Change>>,
    /// All changes after this number are here.
    after: u64,
}

impl Feed {
    /// Follows this database's journal from now on.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(database: &mut Database) -> Result<Arc<Self>, StoreError> {
        let feed = Arc::new(Self::after(database.last_sequence()?));
        let followed = Arc::clone(&feed);
        database.tell(move |entry| followed.add(entry));
        Ok(feed)
    }

    fn after(sequence: u64) -> Self {
        Self {
            newest: Mutex::new(Newest {
                changes: VecDeque::new(),
                after: sequence,
            }),
            last: watch::Sender::new(sequence),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Newest> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, entry: Entry) {
        let sequence = entry.sequence;
        let mut newest = self.lock();
        if newest.changes.len() == KEPT
            && let Some(oldest) = newest.changes.pop_front()
        {
            newest.after = oldest.sequence();
        }
        newest.changes.push_back(Arc::new(Change::new(entry)));
        drop(newest);
        self.last.send_replace(sequence);
    }

    /// The number of the last change, watched.
    pub fn last(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    /// The oldest `most` changes after number `sequence`, in order; `None` when some of them are no longer here.
    pub fn changes_after(&self, sequence: u64, most: usize) -> Option<Vec<Arc<Change>>> {
        let newest = self.lock();
        if sequence < newest.after {
            return None;
        }
        let seen = |change: &Arc<Change>| change.sequence() <= sequence;
        let first = newest.changes.partition_point(seen);
        Some(
            newest
                .changes
                .iter()
                .skip(first)
                .take(most)
                .cloned()
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(feed: &Feed, after: u64, most: usize) -> Option<Vec<u64>> {
        let changes = feed.changes_after(after, most)?;
        Some(changes.iter().map(|change| change.sequence()).collect())
    }

    fn add(feed: &Feed, sequences: impl IntoIterator<Item = u64>) {
        for sequence in sequences {
            feed.add(Entry {
                sequence,
                kind: "order".into(),
                id: "o".into(),
                event: "e".into(),
                body: "{}".into(),
            });
        }
    }

    #[test]
    fn a_watcher_gets_what_follows_its_number() {
        let feed = Feed::after(10);
        let last = feed.last();
        add(&feed, [11, 12, 14]);
        assert_eq!(*last.borrow(), 14);
        assert_eq!(numbers(&feed, 10, 9), Some(vec![11, 12, 14]));
        assert_eq!(numbers(&feed, 10, 2), Some(vec![11, 12]));
        assert_eq!(numbers(&feed, 13, 9), Some(vec![14]));
        assert_eq!(numbers(&feed, 14, 9), Some(Vec::new()));
        assert_eq!(numbers(&feed, 9, 9), None, "from before the feed began");
    }

    #[test]
    fn only_the_newest_are_kept_and_who_needs_older_ones_is_told() {
        let feed = Feed::after(0);
        add(&feed, 1..=KEPT as u64 + 3);
        assert_eq!(numbers(&feed, 2, 9), None);
        assert_eq!(numbers(&feed, 3, 2), Some(vec![4, 5]));
        assert_eq!(feed.changes_after(3, usize::MAX).unwrap().len(), KEPT);
    }
}
