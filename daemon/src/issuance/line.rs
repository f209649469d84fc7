//! The production line: which order has the printer, who waits, what is to be done next.

use crate::device::lease::Job;
use crate::issuance::event::Action;
use loket_drivers::clock::{Clock, Moment};
use std::collections::VecDeque;
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Work for the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Begin with this order.
    Start(String),
    /// Go on with this order.
    Do(String, Action),
    /// Devices became free: this order may have waited for them.
    Retry(String),
}

impl Work {
    fn order(&self) -> &str {
        match self {
            Self::Start(id) | Self::Do(id, _) | Self::Retry(id) => id,
        }
    }
}

/// Plain data: one order has the printer, the others wait in the order in which they asked for it.
#[derive(Debug, Default)]
struct Queue {
    holder: Option<String>,
    next: Option<Work>,
    waiting: VecDeque<Work>,
    freed: bool,
    /// When what the holder waits for may be over.
    again_at: Option<Moment>,
    paused: bool,
    closed: bool,
}

impl Queue {
    fn take(&mut self) -> Option<Work> {
        if let Some(work) = self.next.take() {
            return Some(work);
        }
        if let Some(holder) = &self.holder {
            // In a pause it would wait for the end of that.
            let again = !self.paused && mem::take(&mut self.freed);
            return again.then(|| Work::Retry(holder.clone()));
        }
        if self.paused {
            return None;
        }
        let work = self.waiting.pop_front()?;
        self.holder = Some(work.order().to_owned());
        Some(work)
    }

    /// Time has passed: the holder may have waited for that.
    fn pass_time(&mut self, now: Moment) {
        self.freed |= self.again_at.take_if(|at| *at <= now).is_some();
    }

    /// The holder goes on at once; another order waits its turn.
    fn ask(&mut self, work: Work) {
        match self.holder.as_deref() {
            Some(holder) if holder != work.order() => self.waiting.push_back(work),
            _ => {
                self.holder = Some(work.order().to_owned());
                self.next = Some(work);
            }
        }
    }

    fn leave(&mut self, id: &str) {
        self.waiting.retain(|work| work.order() != id);
        if self.holder.as_deref() == Some(id) {
            self.holder = None;
            self.next = None;
            self.again_at = None;
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
        self.change(|queue| queue.waiting.push_back(Work::Start(id.to_owned())));
    }

    /// After a restart: this order had the printer; the first one that says so has it, and looks whether what it waited
    /// for is there now.
    pub(super) fn reclaim(&self, id: &str) {
        self.change(|queue| {
            queue.holder = queue.holder.take().or_else(|| Some(id.to_owned()));
            queue.freed = true;
        });
    }

    /// The order goes on, at once if it has the printer, otherwise in its turn.
    pub(super) fn go_on(&self, id: &str, action: Action) {
        self.change(|queue| queue.ask(Work::Do(id.to_owned(), action)));
    }

    /// Devices of the line can be used again: a lease or a job has ended, or the device is back. The order with the printer
    /// looks whether it waited for them, unless they were its own.
    pub(super) fn devices_freed(&self, job: Option<&Job>) {
        self.change(|queue| {
            let own = matches!((job, &queue.holder), (Some(Job::Order(id)), Some(holder)) if id == holder);
            queue.freed |= !own;
        });
    }

    /// What the order with the printer waits for may be over then.
    pub(super) fn look_again_at(&self, moment: Moment) {
        self.change(|queue| queue.again_at = Some(moment));
    }

    /// From now on no waiting order gets the printer, or they do again; the one that has it may have waited for that.
    pub(super) fn pause(&self, paused: bool) {
        self.change(|queue| {
            queue.freed |= queue.paused && !paused;
            queue.paused = paused;
        });
    }

    /// The order no longer needs the printer.
    pub(super) fn leave(&self, id: &str) {
        self.change(|queue| queue.leave(id));
    }

    /// The order's work is done for now. A person who was quicker and let it go on is heard.
    pub(super) fn rest(&self, id: &str) {
        self.change(|queue| {
            if queue.next.as_ref().is_none_or(|work| work.order() != id) {
                queue.leave(id);
            }
        });
    }

    /// The next work, if there is any now.
    pub(super) fn try_take(&self, now: Moment) -> Option<Work> {
        let mut queue = self.lock();
        queue.pass_time(now);
        queue.take()
    }

    /// Waits for work; `None` once the line is closed.
    pub(super) fn take(&self, clock: &dyn Clock) -> Option<Work> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            let now = clock.now();
            queue.pass_time(now);
            if let Some(work) = queue.take() {
                return Some(work);
            }
            queue = self.wait(queue, now);
        }
    }

    /// Until something changes, or what the holder waits for may be over.
    fn wait<'a>(&'a self, queue: MutexGuard<'a, Queue>, now: Moment) -> MutexGuard<'a, Queue> {
        match queue.again_at {
            None => self
                .changed
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner),
            Some(at) => {
                let waited = self.changed.wait_timeout(queue, at.since(now));
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
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
    use std::time::Duration;

    #[test]
    fn orders_have_the_printer_one_after_the_other() {
        let line = Line::default();
        line.enqueue("a");
        line.enqueue("b");
        assert_eq!(line.try_take(Moment::ORIGIN), Some(Work::Start("a".into())));
        assert_eq!(
            line.try_take(Moment::ORIGIN),
            None,
            "b waits while a has the printer"
        );
        line.go_on("a", Action::Print);
        assert_eq!(
            line.try_take(Moment::ORIGIN),
            Some(Work::Do("a".into(), Action::Print))
        );
        line.leave("a");
        assert_eq!(line.try_take(Moment::ORIGIN), Some(Work::Start("b".into())));
    }

    #[test]
    fn an_order_whose_turn_it_is_not_waits_behind_the_one_with_the_printer() {
        let line = Line::default();
        line.enqueue("b");
        assert_eq!(line.try_take(Moment::ORIGIN), Some(Work::Start("b".into())));
        line.go_on("a", Action::Prepare);
        line.go_on("c", Action::Prepare);
        assert_eq!(
            line.try_take(Moment::ORIGIN),
            None,
            "b still has the printer"
        );
        line.rest("b");
        assert_eq!(
            line.try_take(Moment::ORIGIN),
            Some(Work::Do("a".into(), Action::Prepare))
        );
        line.leave("a");
        assert_eq!(
            line.try_take(Moment::ORIGIN),
            Some(Work::Do("c".into(), Action::Prepare))
        );
    }

    #[test]
    fn a_verdict_that_comes_before_the_rest_is_heard() {
        let line = Line::default();
        line.enqueue("a");
        line.try_take(Moment::ORIGIN);
        line.go_on("a", Action::Prepare);
        line.rest("a");
        assert_eq!(
            line.try_take(Moment::ORIGIN),
            Some(Work::Do("a".into(), Action::Prepare))
        );
    }

    #[test]
    fn only_the_order_with_the_printer_looks_again_when_devices_become_free() {
        let line = Line::default();
        line.devices_freed(None);
        line.enqueue("a");
        assert_eq!(line.try_take(Moment::ORIGIN), Some(Work::Start("a".into())));
        assert_eq!(line.try_take(Moment::ORIGIN), Some(Work::Retry("a".into())));
        line.devices_freed(Some(&Job::Order("a".into())));
        assert_eq!(line.try_take(Moment::ORIGIN), None, "its own devices");
        line.devices_freed(Some(&Job::Maintenance("printer")));
        assert_eq!(line.try_take(Moment::ORIGIN), Some(Work::Retry("a".into())));
        assert_eq!(line.try_take(Moment::ORIGIN), None);
    }

    #[test]
    fn the_order_with_the_printer_looks_again_once_when_its_time_has_come() {
        let (line, at) = (Line::default(), |seconds| {
            Moment::from_origin(Duration::from_secs(seconds))
        });
        line.enqueue("a");
        line.enqueue("b");
        line.try_take(at(0));
        line.look_again_at(at(10));
        assert_eq!(line.try_take(at(9)), None);
        assert_eq!(line.try_take(at(10)), Some(Work::Retry("a".into())));
        assert_eq!(line.try_take(at(11)), None);
        line.look_again_at(at(20));
        line.leave("a");
        assert_eq!(line.try_take(at(20)), Some(Work::Start("b".into())));
        assert_eq!(line.try_take(at(20)), None, "b waits for nothing");
    }

    #[test]
    fn in_a_pause_the_order_with_the_printer_does_not_look_again() {
        let line = Line::default();
        line.enqueue("a");
        line.try_take(Moment::ORIGIN);
        line.pause(true);
        line.devices_freed(None);
        assert_eq!(line.try_take(Moment::ORIGIN), None);
        line.pause(false);
        assert_eq!(line.try_take(Moment::ORIGIN), Some(Work::Retry("a".into())));
    }

    #[test]
    fn an_order_that_is_cancelled_in_the_queue_never_starts() {
        let line = Line::default();
        line.enqueue("a");
        line.leave("a");
        assert_eq!(line.try_take(Moment::ORIGIN), None);
    }

    #[test]
    fn in_a_pause_the_order_with_the_printer_goes_on_and_no_other_begins() {
        let line = Line::default();
        line.enqueue("a");
        line.enqueue("b");
        assert_eq!(line.try_take(Moment::ORIGIN), Some(Work::Start("a".into())));
        line.pause(true);
        line.go_on("a", Action::Print);
        assert_eq!(
            line.try_take(Moment::ORIGIN),
            Some(Work::Do("a".into(), Action::Print))
        );
        line.leave("a");
        assert_eq!(line.try_take(Moment::ORIGIN), None);
        line.pause(false);
        assert_eq!(line.try_take(Moment::ORIGIN), Some(Work::Start("b".into())));
    }

    #[test]
    fn after_a_restart_the_order_with_a_card_inside_comes_first() {
        let line = Line::default();
        line.enqueue("new");
        line.reclaim("old");
        assert_eq!(
            line.try_take(Moment::ORIGIN),
            Some(Work::Retry("old".into()))
        );
        assert_eq!(line.try_take(Moment::ORIGIN), None);
        line.go_on("old", Action::Look);
        assert_eq!(
            line.try_take(Moment::ORIGIN),
            Some(Work::Do("old".into(), Action::Look))
        );
    }
}
