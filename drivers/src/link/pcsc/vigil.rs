//! A thread that sleeps inside the service while nobody uses the slot, and tells when card, reader or service come or go.
//! PC/SC has nothing that could be waited for beside a bell, so the wait has a thread of its own.

use crate::bell::{Bell, Waking};
use pcsc::{Context, Error, ReaderState, Scope, State};
use rustix::event::PollFlags;
use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Cancelling ends only a wait that has begun, so it is done again after this pause, and so often.
const FAREWELL: Duration = Duration::from_millis(10);
const FAREWELLS: u32 = 100;

/// The watching thread; dropping it ends it.
pub(super) struct Vigil {
    context: Context,
    /// Rung by the thread.
    sign: Bell,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Vigil {
    /// Watches the reader of this name; `None` when the service does not answer.
    pub(super) fn begin(reader: &CStr) -> Option<Self> {
        match Self::try_begin(reader) {
            Ok(vigil) => Some(vigil),
            Err(error) => {
                tracing::debug!(%error, "the reader cannot be watched");
                None
            }
        }
    }

    fn try_begin(reader: &CStr) -> io::Result<Self> {
        let context = Context::establish(Scope::User).map_err(io::Error::other)?;
        let (sign, stop) = (Bell::new()?, Arc::new(AtomicBool::new(false)));
        let watcher = Watcher {
            context: context.clone(),
            reader: reader.to_owned(),
            sign: sign.clone(),
            stop: Arc::clone(&stop),
        };
        let thread = thread::Builder::new()
            .name("vigil".to_owned())
            .spawn(move || watcher.run())?;
        Ok(Self {
            context,
            sign,
            stop,
            thread,
        })
    }

    /// Whether it no longer watches: the service or the reader has gone.
    pub(super) fn is_over(&self) -> bool {
        self.thread.is_finished()
    }

    /// Waits for the bell, a sign, or the end of `span`.
    pub(super) fn rest(&self, bell: &Bell, span: Duration) -> Waking {
        let waking = bell.wait_beside(Some((self.sign.as_fd(), PollFlags::IN)), span);
        if waking == Waking::Stirred {
            self.sign.hush();
        }
        waking
    }
}

impl Drop for Vigil {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        for _ in 0..FAREWELLS {
            if self.is_over() {
                return;
            }
            // Fails only when the service has gone, which ends the wait as well.
            let _ = self.context.cancel();
            self.sign.wait(FAREWELL);
        }
    }
}

struct Watcher {
    context: Context,
    reader: CString,
    sign: Bell,
    stop: Arc<AtomicBool>,
}

impl Watcher {
    fn run(&self) {
        let mut known = [ReaderState::new(self.reader.clone(), State::UNAWARE)];
        while !self.stop.load(Ordering::Acquire) {
            let told = self.context.get_status_change(None::<Duration>, &mut known);
            let first = known[0].current_state() == State::UNAWARE;
            known[0].sync_current_state();
            if told.is_ok() && first && !is_gone(&known[0]) {
                continue;
            }
            self.sign.ring();
            // A reader that is not there is not watched: whether it comes back, the next opening finds.
            if told.is_err_and(|error| error != Error::Timeout) || is_gone(&known[0]) {
                return;
            }
        }
    }
}

fn is_gone(seen: &ReaderState) -> bool {
    let state = seen.event_state();
    state.intersects(State::UNKNOWN | State::UNAVAILABLE | State::IGNORE)
}
