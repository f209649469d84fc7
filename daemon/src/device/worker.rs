//! The worker: the thread that owns a device, and its entrance.

use crate::device::class::Class;
use crate::device::slot::{Slot, Use};
use loket_drivers::bell::{Bell, Waking};
use std::io;
use std::sync::mpsc::{self, Receiver, SyncSender, TryRecvError, TrySendError};
use std::thread;

/// Uses that may wait for a device; more are refused as in use.
const QUEUE: usize = 4;

/// The way to a worker. The worker ends when its entrance is dropped, unless its device hangs.
pub(super) struct Entrance<C: Class> {
    /// Always there until the entrance is dropped.
    uses: Option<SyncSender<Use<C>>>,
    bell: Bell,
}

impl<C: Class> Entrance<C> {
    /// Starts the worker of this place.
    ///
    /// # Errors
    /// When the system cannot start a thread or make a bell.
    pub(super) fn open(name: &str, slot: Slot<C>) -> io::Result<Self> {
        let (uses, queue) = mpsc::sync_channel(QUEUE);
        let bell = Bell::new()?;
        let heard = bell.clone();
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(slot, &queue, &heard))?;
        Ok(Self {
            uses: Some(uses),
            bell,
        })
    }

    /// Hands a use to the worker; never waits.
    ///
    /// # Errors
    /// `Full`, or `Disconnected` when the worker broke down.
    pub(super) fn push(&self, one_use: Use<C>) -> Result<(), TrySendError<Use<C>>> {
        let Some(uses) = &self.uses else {
            return Err(TrySendError::Disconnected(one_use));
        };
        uses.try_send(one_use)?;
        self.bell.ring();
        Ok(())
    }
}

impl<C: Class> Drop for Entrance<C> {
    fn drop(&mut self) {
        self.uses = None;
        self.bell.ring();
    }
}

/// Serves uses, and looks after the device between them: at a sign of its own, and now and then.
fn work<C: Class>(mut slot: Slot<C>, queue: &Receiver<Use<C>>, bell: &Bell) {
    slot.look();
    while serve_all(&mut slot, queue) {
        if slot.rest(bell) != Waking::Rung {
            slot.look();
        }
    }
}

/// Whether there may come more.
fn serve_all<C: Class>(slot: &mut Slot<C>, queue: &Receiver<Use<C>>) -> bool {
    loop {
        match queue.try_recv() {
            Ok(one_use) => slot.serve(one_use),
            Err(TryRecvError::Empty) => return true,
            Err(TryRecvError::Disconnected) => return false,
        }
    }
}
