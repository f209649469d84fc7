//! A thread of the counter, with the bell that wakes it and the flag that ends it.

use crate::shared::{Bell, SharedWorld};
use rustix::event::{PollFd, PollFlags, poll};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a worker's thread is given.
pub(super) struct Duty {
    pub(super) world: SharedWorld,
    pub(super) bell: Arc<Bell>,
    pub(super) stop: Arc<AtomicBool>,
}

impl Duty {
    pub(super) fn is_over(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Waits until the world changes, `limit` is over or the counter stops.
    pub(super) fn wait(&self, limit: Option<Duration>) {
        let mut fds = [PollFd::new(&*self.bell, PollFlags::IN)];
        let limit = limit.map(super::pump::timespec);
        // An interrupted wait is a short one; whoever waits looks at the world again.
        let _ = poll(&mut fds, limit.as_ref());
        self.bell.hush();
    }
}

/// A running thread. Dropping it ends the thread and waits for it.
#[derive(Debug)]
pub(super) struct Worker {
    bell: Arc<Bell>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    pub(super) fn start(
        world: &SharedWorld,
        name: &str,
        work: impl FnOnce(&Duty) + Send + 'static,
    ) -> io::Result<Self> {
        let duty = Duty {
            world: world.clone(),
            bell: world.bell()?,
            stop: Arc::new(AtomicBool::new(false)),
        };
        let (bell, stop) = (Arc::clone(&duty.bell), Arc::clone(&duty.stop));
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(&duty))?;
        Ok(Self {
            bell,
            stop,
            thread: Some(thread),
        })
    }

    pub(super) fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        self.bell.ring();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported when it happened.
            let _ = thread.join();
        }
    }
}
