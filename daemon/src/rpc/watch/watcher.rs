//! One watcher: where it stands, and what it is to be shown next.

use super::item::{Cause, Event, Item};
use super::momentary::Momentary;
use super::request::Wanted;
use crate::counter::Counter;
use crate::rpc::blocking;
use crate::watch::change::Change;
use crate::watch::feed::Feed;
use crate::watch::history;
use crate::watch::interest::Interest;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tonic::Status;

/// Whoever is further behind than this is shown the present state instead of what led there.
const MOST_BEHIND: u64 = 10_000;
/// Most changes that are taken from memory at once.
const BATCH: usize = 64;

/// A watcher. It is asked for what is next only when its client has taken what was before.
pub(super) struct Watcher {
    counter: Counter,
    interest: Interest,
    heartbeat: Duration,
    /// Number of the last change that it has seen or does not want.
    seen: u64,
    last: watch::Receiver<u64>,
    momentary: Momentary,
    start: Option<Start>,
}

/// What a watcher is shown first.
enum Start {
    /// Everything.
    Snapshot(Cause),
    /// The values of the moment; then it goes on with what changed.
    Resume,
}

impl Watcher {
    /// A watcher at the place that it asks for.
    pub(super) fn new(counter: Counter, wanted: Wanted) -> Self {
        let last = counter.base.feed.last();
        let behind = last.borrow().checked_sub(wanted.after);
        let start = match behind {
            _ if wanted.after == 0 => Start::Snapshot(Cause::Asked),
            Some(0..=MOST_BEHIND) => Start::Resume,
            // Too far back, or from the future of a journal that was put back.
            Some(_) | None => Start::Snapshot(Cause::TooOld),
        };
        Self {
            momentary: Momentary::new(&counter, wanted.interest.clone()),
            interest: wanted.interest,
            heartbeat: wanted.heartbeat,
            seen: wanted.after,
            last,
            start: Some(start),
            counter,
        }
    }

    /// What to show next; waits for it.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub(super) async fn next(&mut self) -> Result<Vec<Item>, Status> {
        match self.start.take() {
            Some(Start::Snapshot(cause)) => return self.snapshot(cause).await,
            Some(Start::Resume) => {
                let present = self.momentary.present();
                return Ok(self.as_of_now(present));
            }
            None => {}
        }
        let silence = tokio::time::sleep(self.heartbeat);
        tokio::pin!(silence);
        loop {
            let last = *self.last.borrow_and_update();
            if last.saturating_sub(self.seen) > MOST_BEHIND {
                return self.snapshot(Cause::TooSlow).await;
            }
            if last > self.seen {
                let changes = self.changes().await?;
                if !changes.is_empty() {
                    return Ok(changes);
                }
                // Nothing that it wants; there may be more.
                continue;
            }
            let events = tokio::select! {
                Ok(()) = self.last.changed() => continue,
                events = self.momentary.changed() => events,
                () = &mut silence => vec![Event::Heartbeat],
            };
            return Ok(self.as_of_now(events));
        }
    }

    /// The next of the changes that there are; empty when none of them is wanted.
    async fn changes(&mut self) -> Result<Vec<Item>, Status> {
        let feed: &Feed = &self.counter.base.feed;
        let changes = match feed.changes_after(self.seen, BATCH) {
            Some(changes) => changes,
            None => self.older_changes().await?,
        };
        if let Some(last) = changes.last() {
            self.seen = last.sequence();
        }
        let wanted = changes.into_iter().filter(|one| self.interest.wants(one));
        let items = wanted.map(|change| Item {
            sequence: change.sequence(),
            event: Event::Change(change),
        });
        Ok(items.collect())
    }

    async fn older_changes(&self) -> Result<Vec<Arc<Change>>, Status> {
        let (store, seen) = (self.counter.base.store.clone(), self.seen);
        blocking::run(move || Ok(history::changes_after(&store, seen)?)).await
    }

    /// The present state of all that is wanted.
    async fn snapshot(&mut self, cause: Cause) -> Result<Vec<Item>, Status> {
        let (store, interest) = (self.counter.base.store.clone(), self.interest.clone());
        let present = blocking::run(move || history::present(&store, &interest)).await?;
        self.seen = present.sequence;
        let records = present.records.into_iter().map(Event::Change);
        let events = [Event::Snapshot(cause)]
            .into_iter()
            .chain(self.momentary.present())
            .chain(records);
        let incomplete = |event| Item { sequence: 0, event };
        let mut items: Vec<_> = events.map(incomplete).collect();
        items.push(Item {
            sequence: self.seen,
            event: Event::SnapshotEnd,
        });
        Ok(items)
    }

    fn as_of_now(&self, events: Vec<Event>) -> Vec<Item> {
        let sequence = self.seen;
        let item = |event| Item { sequence, event };
        events.into_iter().map(item).collect()
    }
}
