//! One world for many threads, and the bells that wake whoever waits for it to change.

use crate::clock::WorldTime;
use crate::world::World;
use rustix::event::{EventfdFlags, eventfd};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::watch;

/// A descriptor that becomes readable when the world has changed.
#[derive(Debug)]
pub struct Bell(OwnedFd);

impl Bell {
    /// Rings; a bell that rings already keeps ringing.
    pub fn ring(&self) {
        // The write fails only when the counter is full, and then the bell rings.
        let _ = rustix::io::write(&self.0, &1_u64.to_ne_bytes());
    }

    /// Falls silent.
    pub fn hush(&self) {
        let _ = rustix::io::read(&self.0, &mut [0_u8; 8]);
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// A shared world; clones share it.
#[derive(Clone, Debug)]
pub struct SharedWorld(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    world: Mutex<World>,
    bells: Mutex<Vec<Weak<Bell>>>,
    changes: watch::Sender<u64>,
}

impl SharedWorld {
    /// Shares a world.
    pub fn new(world: World) -> Self {
        Self(Arc::new(Inner {
            changes: watch::Sender::new(world.log().last()),
            world: Mutex::new(world),
            bells: Mutex::new(Vec::new()),
        }))
    }

    /// Does something with the world as it is now. Everybody who waits is woken when it changed.
    pub fn with<T>(&self, deed: impl FnOnce(&mut World) -> T) -> T {
        let mut world = lock(&self.0.world);
        let before = *self.0.changes.borrow();
        world.settle();
        let result = deed(&mut world);
        let after = world.log().last();
        drop(world);
        if after != before {
            self.0.changes.send_replace(after);
            self.ring();
        }
        result
    }

    /// How long to wait on the wall until `time`, at most; `None` when only a change or a step brings it.
    pub fn wall_until(&self, time: WorldTime) -> Option<Duration> {
        lock(&self.0.world).clock().wall_until(time)
    }

    /// A bell that rings at every change from now on, until it is dropped.
    ///
    /// # Errors
    /// The system has no descriptor left.
    pub fn bell(&self) -> io::Result<Arc<Bell>> {
        let flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
        let bell = Arc::new(Bell(eventfd(0, flags)?));
        lock(&self.0.bells).push(Arc::downgrade(&bell));
        Ok(bell)
    }

    /// The number of the last event, as a watched value.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// Rings all bells. Done after every change; a clock that was stepped needs it too.
    pub fn ring(&self) {
        lock(&self.0.bells).retain(|bell| {
            let bell = bell.upgrade();
            if let Some(bell) = &bell {
                bell.ring();
            }
            bell.is_some()
        });
    }
}

/// A panic while the world was held is reported by the thread that panicked; the others go on with the world as it is.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Device;
    use crate::testing;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    fn rings(bell: &Bell) -> bool {
        let mut fds = [PollFd::new(bell, PollFlags::IN)];
        let now = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        poll(&mut fds, Some(&now)).unwrap() == 1
    }

    #[test]
    fn bells_ring_when_the_world_changed_and_only_then() {
        let shared = SharedWorld::new(testing::world());
        let bell = shared.bell().unwrap();
        shared.with(|world| world.now());
        assert!(!rings(&bell));
        shared.with(|world| world.unplug(Device::Camera));
        assert!(rings(&bell));
        bell.hush();
        assert!(!rings(&bell));
    }
}
