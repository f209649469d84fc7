//! The event connection: one thread per slot that follows what the counter tells.

use super::shown::Stay;
use super::{Slot, State};
use crate::frame::{Event, Role};
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::PoisonError;
use std::time::Duration;

/// Pause between two attempts to reach a counter that is not there.
const RETRY: Duration = Duration::from_millis(20);

/// Follows the counter until the slot closes; returns then.
pub(super) fn pump(slot: &Slot) {
    while !is_closing_after(slot, Duration::ZERO) {
        match connect(slot) {
            Ok(stream) => follow(slot, stream),
            Err(_) => {
                // Not there yet, or gone: the usual state of a counter that was not started.
                is_closing_after(slot, RETRY);
            }
        }
    }
}

fn is_closing_after(slot: &Slot, pause: Duration) -> bool {
    slot.changed
        .wait_timeout_while(slot.lock(), pause, |state| !state.closing)
        .unwrap_or_else(PoisonError::into_inner)
        .0
        .closing
}

fn connect(slot: &Slot) -> io::Result<UnixStream> {
    let mut stream = UnixStream::connect(&slot.socket)?;
    Role::Events.write(&mut stream)?;
    let shutter = stream.try_clone()?;
    let mut state = slot.lock();
    if state.closing {
        return Err(io::ErrorKind::Interrupted.into());
    }
    state.events = Some(shutter);
    state.unplugged = false;
    state.generation += 1;
    Ok(stream)
}

fn follow(slot: &Slot, mut stream: UnixStream) {
    while let Ok(event) = Event::read(&mut stream) {
        apply(slot, event);
    }
    slot.change(|state| {
        state.events = None;
        state.take_card_out();
    });
}

fn apply(slot: &Slot, event: Event) {
    if let Event::Attribute { tag, value } = event {
        slot.lock().attributes.insert(tag, value);
        return;
    }
    slot.change(|state: &mut State| {
        state.take_card_out();
        match event {
            Event::Inserted { stay } => {
                state.card = Some(Stay {
                    generation: state.generation,
                    number: stay,
                });
            }
            Event::Unplugged => state.unplugged = true,
            Event::Plugged => state.unplugged = false,
            Event::Removed | Event::Attribute { .. } => {}
        }
    });
}
