//! The production line: which order has the printer, who waits, what is to be done next.

use crate::issuance::event::Action;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Work for the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Begin with this order.
    Start(String),
    /// Go on with the order that has the printer.
    Do(String, Action),
}

/// Plain data: one order has the printer, the others wait in the order of their acceptance.
#[derive(Debug, Default)]
struct Queue {
    holder: Option<String>,
    next: Option<Work>,
    waiting: VecDeque<String>,
    closed: bool,
}

impl Queue {
    fn take(&mut self) -> Option<Work> {
        if let Some(work) = self.next.take() {
            return Some(work);
        }
        if self.holder.is_some() {
            return None;
        }
        let id = self.waiting.pop_front()?;
        self.holder = Some(id.clone());
        Some(Work::Start(id))
    }

    fn leave(&mut self, id: &str) {
        self.waiting.retain(|waiting| waiting != id);
        if self.holder.as_deref() == Some(id) {
            self.holder = None;
            self.next = None;
        }
    }
}

/// The line, shared by the one that works it and those who order.
#[derive(Debug, Default)]
pub(super) struct Line {
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl Line {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, how: impl FnOnce(&mut Queue)) {
        how(&mut self.lock());
        self.changed.notify_all();
    }

    /// An order waits for the printer.
    pub(super) fn enqueue(&self, id: &str) {
        self.change(|queue| queue.waiting.push_back(id.to_owned()));
    }

    /// After a restart: this order had the printer.
    pub(super) fn reclaim(&self, id: &str) {
        self.change(|queue| queue.holder = Some(id.to_owned()));
    }

    /// The order that has the printer goes on.
    pub(super) fn go_on(&self, id: &str, action: Action) {
        self.change(|queue| {
            queue.holder = Some(id.to_owned());
            queue.next = Some(Work::Do(id.to_owned(), action));
        });
    }

    /// The order no longer needs the printer.
    pub(super) fn leave(&self, id: &str) {
        self.change(|queue| queue.leave(id));
    }

    /// The next work, if there is any now.
    pub(super) fn try_take(&self) -> Option<Work> {
        self.lock().take()
    }

    /// Waits for work; `None` once the line is closed.
    pub(super) fn take(&self) -> Option<Work> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(work) = queue.take() {
                return Some(work);
            }
            queue = self
                .changed
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Ends [`Self::take`]; work under way is finished.
    pub(super) fn close(&self) {
        self.change(|queue| queue.closed = true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_have_the_printer_one_after_the_other() {
        let line = Line::default();
        line.enqueue("a");
        line.enqueue("b");
        assert_eq!(line.try_take(), Some(Work::Start("a".into())));
        assert_eq!(line.try_take(), None, "b waits while a has the printer");
        line.go_on("a", Action::Print);
        assert_eq!(line.try_take(), Some(Work::Do("a".into(), Action::Print)));
        line.leave("a");
        assert_eq!(line.try_take(), Some(Work::Start("b".into())));
    }

    #[test]
    fn an_order_that_is_cancelled_in_the_queue_never_starts() {
        let line = Line::default();
        line.enqueue("a");
        line.leave("a");
        assert_eq!(line.try_take(), None);
    }

    #[test]
    fn after_a_restart_the_order_with_a_card_inside_comes_first() {
        let line = Line::default();
        line.enqueue("new");
        line.reclaim("old");
        assert_eq!(line.try_take(), None);
        line.go_on("old", Action::Look);
        assert_eq!(line.try_take(), Some(Work::Do("old".into(), Action::Look)));
    }
}
