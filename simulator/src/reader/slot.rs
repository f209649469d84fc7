//! The state of a reader: what is in it, and who listens to it.

use super::SlotCard;
use super::frame::Event;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// A card that is in the slot.
#[derive(Clone)]
pub(super) struct Inserted {
    card: Arc<Mutex<dyn SlotCard>>,
    /// Tells this stay in the slot from every other.
    pub(super) stay: u32,
    /// Whether it was powered since it came.
    pub(super) powered: bool,
}

impl Inserted {
    /// The chip, for one command.
    pub(super) fn chip(&self) -> MutexGuard<'_, dyn SlotCard + 'static> {
        self.card.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One reader's slot, shared by hands and connections.
pub(super) struct Slot {
    attributes: Vec<Event>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    card: Option<Inserted>,
    stays: u32,
    unplugged: bool,
    closed: bool,
    /// Event connections, told about every change.
    listeners: Vec<UnixStream>,
    /// The command connections that are still served, to close them.
    commanders: Vec<Weak<UnixStream>>,
}

impl Slot {
    pub(super) fn new(attributes: Vec<Event>) -> Self {
        Self {
            attributes,
            state: Mutex::default(),
        }
    }

    pub(super) fn insert(&self, card: Arc<Mutex<dyn SlotCard>>) {
        let mut state = self.lock();
        state.put_in(card);
    }

    pub(super) fn remove(&self) {
        let mut state = self.lock();
        if state.card.take().is_some() {
            state.tell_if_plugged(&Event::Removed);
        }
    }

    /// Takes the card out unless another stay has begun.
    pub(super) fn remove_stay(&self, stay: u32) {
        let mut state = self.lock();
        if state.card.take_if(|card| card.stay == stay).is_some() {
            state.tell_if_plugged(&Event::Removed);
        }
    }

    pub(super) fn unplug(&self) {
        let mut state = self.lock();
        state.unplugged = true;
        if let Some(card) = &mut state.card {
            card.powered = false;
        }
        state.tell(&Event::Unplugged);
    }

    pub(super) fn plug(&self) {
        let mut state = self.lock();
        if !std::mem::take(&mut state.unplugged) {
            return;
        }
        state.tell(&Event::Plugged);
        if let Some(card) = state.card.take() {
            state.put_in(card.card);
        }
    }

    /// The card of this stay, if it is still in and the reader is plugged in.
    pub(super) fn card(&self, stay: u32) -> Option<Inserted> {
        let state = self.lock();
        state
            .card
            .clone()
            .filter(|card| card.stay == stay && !state.unplugged)
    }

    /// Notes whether the card of this stay has power.
    pub(super) fn set_powered(&self, stay: u32, powered: bool) {
        let mut state = self.lock();
        let unplugged = state.unplugged;
        if let Some(card) = state.card.as_mut().filter(|card| card.stay == stay) {
            card.powered = powered && !unplugged;
        }
    }

    /// Tells a new event connection the present state, and keeps it.
    pub(super) fn add_listener(&self, mut stream: UnixStream) {
        let mut state = self.lock();
        if state.closed {
            return;
        }
        let card = match (&state.card, state.unplugged) {
            (_, true) => Event::Unplugged,
            (Some(card), false) => Event::Inserted { stay: card.stay },
            (None, false) => Event::Removed,
        };
        let told = self
            .attributes
            .iter()
            .chain([&card])
            .try_for_each(|event| event.write(&mut stream));
        if told.is_ok() {
            state.listeners.push(stream);
        }
    }

    /// Notes a command connection, to close it with the reader.
    pub(super) fn add_commander(&self, stream: &Arc<UnixStream>) {
        let mut state = self.lock();
        if state.closed {
            shut(stream);
        }
        state.commanders.retain(|known| known.strong_count() > 0);
        state.commanders.push(Arc::downgrade(stream));
    }

    /// Ends all connections, now and later.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        std::mem::take(&mut state.listeners).iter().for_each(shut);
        for commander in std::mem::take(&mut state.commanders) {
            if let Some(stream) = commander.upgrade() {
                shut(&stream);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Begins a new stay, also of a card that has only lost its contact.
    fn put_in(&mut self, card: Arc<Mutex<dyn SlotCard>>) {
        let stay = self.stays.wrapping_add(1);
        self.stays = stay;
        self.card = Some(Inserted {
            card,
            stay,
            powered: false,
        });
        self.tell_if_plugged(&Event::Inserted { stay });
    }

    fn tell_if_plugged(&mut self, event: &Event) {
        if !self.unplugged {
            self.tell(event);
        }
    }

    /// Listeners that are gone are forgotten.
    fn tell(&mut self, event: &Event) {
        self.listeners
            .retain_mut(|listener| event.write(listener).is_ok());
    }
}

/// An error means that the other side has shut it already.
fn shut(stream: &UnixStream) {
    let _ = stream.shutdown(Shutdown::Both);
}
