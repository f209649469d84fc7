//! One simulated reader with one slot, as `pcscd` sees it.

mod events;
mod exchange;
mod shown;
#[cfg(test)]
mod tests;

use shown::{Shown, Stay};
use std::collections::HashMap;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Who looks at the slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looker {
    /// The reader's event thread inside `pcscd`, the one that counts insertions and removals.
    EventThread,
    /// Any other thread.
    Client,
}

/// What a look at the slot finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A card.
    Card,
    /// No card, or one that `pcscd` has not been shown yet.
    Empty,
    /// The reader is unplugged.
    NoReader,
}

/// Why a card command failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The reader is unplugged.
    NoReader,
    /// No card, no power, no answer, or a counter that is not there.
    NoAnswer,
}

/// A power action on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// Cold start.
    On,
    /// Cut the power.
    Off,
    /// Warm reset.
    Reset,
}

/// A reader's slot. All methods may be called from any thread.
pub struct Slot {
    socket: PathBuf,
    state: Mutex<State>,
    changed: Condvar,
    commands: Mutex<Option<exchange::CommandLink>>,
    pump: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct State {
    /// The card that is really in the slot.
    card: Option<Stay>,
    unplugged: bool,
    shown: Shown,
    /// Something happened since the event thread last returned from its wait.
    news: bool,
    stop_requested: bool,
    closing: bool,
    /// Event connections so far; a command connection lives no longer than its event connection, because a dead
    /// counter's stream would swallow the first command meant for the next one.
    generation: u64,
    events: Option<UnixStream>,
    in_flight: Option<UnixStream>,
    atr: Vec<u8>,
    attributes: HashMap<u32, Vec<u8>>,
}

impl Slot {
    /// Starts watching the reader behind `socket`. The counter may appear later, go away and come back.
    pub fn open(socket: PathBuf) -> Arc<Self> {
        let slot = Arc::new(Self {
            socket,
            state: Mutex::default(),
            changed: Condvar::new(),
            commands: Mutex::default(),
            pump: Mutex::default(),
        });
        let pumped = Arc::clone(&slot);
        let pump = std::thread::Builder::new()
            .name("loket-ifd".to_owned())
            .spawn(move || events::pump(&pumped));
        *unpoisoned(&slot.pump) = pump.ok();
        slot
    }

    /// What is in the slot.
    pub fn presence(&self, looker: Looker) -> Presence {
        let mut state = self.lock();
        if state.unplugged {
            return Presence::NoReader;
        }
        let card = state.card;
        let sees_card = match looker {
            Looker::EventThread => state.shown.look(card, Instant::now()),
            Looker::Client => state.shown.to_others(card).is_some(),
        };
        if sees_card {
            Presence::Card
        } else {
            Presence::Empty
        }
    }

    /// Waits on the event thread until something happened, [`Slot::stop_wait`] was called or `limit` is over.
    pub fn wait(&self, limit: Duration) {
        let end = Instant::now() + limit;
        let mut state = self.lock();
        state.shown.event_thread_waits(Instant::now());
        loop {
            let now = Instant::now();
            let left = end.saturating_duration_since(now);
            let nap = state.event_due(now).map_or(left, |due| due.min(left));
            if nap.is_zero() {
                break;
            }
            state = self
                .changed
                .wait_timeout(state, nap)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        state.news = false;
        // pcscd also "stops" the wait after each last disconnect, only to wake the thread: a stop counts once.
        state.stop_requested = state.closing;
    }

    /// Makes the present or next [`Slot::wait`] return.
    pub fn stop_wait(&self) {
        self.change(|state| state.stop_requested = true);
    }

    /// Answer to reset of the card in the slot, empty without one.
    pub fn atr(&self) -> Vec<u8> {
        self.lock().atr.clone()
    }

    /// The value of a `SCARD_ATTR_…` attribute that the counter stated.
    pub fn attribute(&self, tag: u32) -> Option<Vec<u8>> {
        self.lock().attributes.get(&tag).cloned()
    }

    /// Ends everything that waits and lets go of the counter.
    pub fn close(&self) {
        self.change(|state| {
            state.closing = true;
            state.stop_requested = true;
            state.take_card_out();
            if let Some(events) = state.events.take() {
                shut(&events);
            }
        });
        if let Some(pump) = unpoisoned(&self.pump).take() {
            // A panic of the pump has been reported by its own thread; here is nobody to tell.
            let _ = pump.join();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        unpoisoned(&self.state)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        state.news = true;
        self.changed.notify_all();
    }
}

impl State {
    /// How long it is until the event thread must be woken, as far as is known now.
    fn event_due(&self, now: Instant) -> Option<Duration> {
        if self.news || self.stop_requested {
            return Some(Duration::ZERO);
        }
        // While the reader is unplugged nobody can look at the slot: what is to be seen waits for its return.
        self.shown.due(self.card, now).filter(|_| !self.unplugged)
    }

    fn take_card_out(&mut self) {
        // A hung exchange holds pcscd's lock on the reader: without this, pcscd could never look at the empty slot.
        if let Some(stream) = self.in_flight.take() {
            shut(&stream);
        }
        self.card = None;
        self.atr.clear();
    }
}

/// Wakes whoever reads from `stream`, here or through a clone. An error means that it is shut already.
fn shut(stream: &UnixStream) {
    let _ = stream.shutdown(Shutdown::Both);
}

/// A panic elsewhere must not silence the reader: every change to the guarded values is a single step.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
