//! The watchdog: shows a device as stuck when something that was begun on it outlives its time, whoever began it and whether
//! or not anybody waits for it.

use crate::condition::{Condition, Reason};
use crate::device::board::Board;
use crate::device::state::Availability;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// One thread for all devices; it sleeps while nothing is due. Clones share it, and it ends with the last one.
#[derive(Clone)]
pub(super) struct Watchdog {
    duties: Arc<Duties>,
    _leash: Arc<Leash>,
}

/// What is being watched.
#[derive(Default)]
struct Duties {
    list: Mutex<List>,
    changed: Condvar,
}

#[derive(Default)]
struct List {
    /// By the moment at which it is overdue, and a number that tells equal moments apart.
    due: BTreeMap<(Instant, u64), Arc<Board>>,
    last: u64,
    /// When the thread wakes by itself.
    wakes: Option<Instant>,
    over: bool,
}

struct Leash(Arc<Duties>);

impl Drop for Leash {
    fn drop(&mut self) {
        self.0.lock().over = true;
        self.0.changed.notify_all();
    }
}

/// Something that was begun; dropping it says that it has ended.
pub(super) struct Guard {
    duties: Arc<Duties>,
    key: (Instant, u64),
}

impl Drop for Guard {
    fn drop(&mut self) {
        // The thread wakes for nothing at that moment, which costs less than waking it now.
        self.duties.lock().due.remove(&self.key);
    }
}

impl Watchdog {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system cannot.
    pub(super) fn start() -> io::Result<Self> {
        let duties = Arc::<Duties>::default();
        let watched = Arc::clone(&duties);
        thread::Builder::new()
            .name("watchdog".to_owned())
            .spawn(move || watched.run())?;
        Ok(Self {
            _leash: Arc::new(Leash(Arc::clone(&duties))),
            duties,
        })
    }

    /// The device is stuck if the guard is not dropped within `span`. Once it is dropped, the device is not called stuck
    /// any more.
    pub(super) fn guard(&self, span: Duration, board: &Arc<Board>) -> Guard {
        let until = Instant::now() + span;
        let mut list = self.duties.lock();
        list.last += 1;
        let key = (until, list.last);
        list.due.insert(key, Arc::clone(board));
        if list.wakes.is_none_or(|wakes| until < wakes) {
            self.duties.changed.notify_all();
        }
        Guard {
            duties: Arc::clone(&self.duties),
            key,
        }
    }
}

impl Duties {
    fn lock(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut list = self.lock();
        while !list.over {
            let now = Instant::now();
            list.bark(now);
            list.wakes = list.due.keys().next().map(|(until, _)| *until);
            list = match list.wakes {
                None => self
                    .changed
                    .wait(list)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    self.changed
                        .wait_timeout(list, until.saturating_duration_since(now))
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
            };
        }
    }
}

impl List {
    /// Shows the devices that are overdue as stuck.
    fn bark(&mut self, now: Instant) {
        while let Some(first) = self.due.first_entry()
            && first.key().0 <= now
        {
            let board = first.remove();
            let condition = Condition::new(Reason::DeviceStuck, board.name());
            tracing::warn!(device = board.name(), "the device does not come back");
            board.publish(Availability::Stuck(condition));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::board::tests::board;

    const LONG: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn what_outlives_its_time_is_stuck_and_what_ends_is_not() {
        let watchdog = Watchdog::start().unwrap();
        let (quick, hung) = (Arc::new(board()), Arc::new(board()));
        let later = watchdog.guard(LONG, &quick);
        let ended = watchdog.guard(Duration::from_millis(30), &quick);
        drop(ended);
        let overdue = watchdog.guard(Duration::from_millis(60), &hung);
        let mut seen = hung.watch();
        let stuck = seen.wait_for(|view| matches!(view.availability, Availability::Stuck(_)));
        tokio::time::timeout(LONG, stuck).await.unwrap().unwrap();
        assert_eq!(quick.availability(), Availability::Ready);
        drop((later, overdue));
    }
}
