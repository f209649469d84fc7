//! The two chip readers, as the reader driver inside `pcscd` sees them.

use super::contact::Contact;
use super::worker::{Duty, Worker};
use crate::reader::{Attributes, ReaderServer};
use crate::shared::SharedWorld;
use crate::world::Slot;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The sockets of both readers.
#[derive(Debug)]
pub struct Readers {
    sockets: Vec<(String, PathBuf)>,
    _keeper: Worker,
}

impl Readers {
    /// Serves `encoder.reader` and `desk.reader` in `dir`.
    ///
    /// # Errors
    /// A socket cannot be made.
    pub fn start(world: &SharedWorld, dir: &Path) -> io::Result<Self> {
        let seats: Vec<Seat> = Slot::ALL
            .into_iter()
            .map(|slot| Seat::open(slot, dir))
            .collect::<io::Result<_>>()?;
        let sockets = seats.iter().map(Seat::name_and_socket).collect();
        let keeper = Worker::start(world, "readers", move |duty| keep(duty, seats))?;
        Ok(Self {
            sockets,
            _keeper: keeper,
        })
    }

    /// Reader names and socket paths, for `pcscd`'s configuration.
    pub fn sockets(&self) -> &[(String, PathBuf)] {
        &self.sockets
    }
}

/// A reader and what it was last told.
struct Seat {
    slot: Slot,
    server: ReaderServer,
    changes: u64,
    plugged: bool,
}

impl Seat {
    fn open(slot: Slot, dir: &Path) -> io::Result<Self> {
        let attributes = Attributes {
            model: title(slot).to_owned(),
            serial: format!("SIM-{}", slot.name()),
        };
        let path = dir.join(format!("{}.reader", slot.name()));
        Ok(Self {
            slot,
            server: ReaderServer::bind(&path, &attributes)?,
            changes: 0,
            plugged: true,
        })
    }

    fn name_and_socket(&self) -> (String, PathBuf) {
        let name = format!("Loket SIM {}", title(self.slot));
        (name, self.server.path().to_owned())
    }

    /// Tells the reader what has become of plug and card since it was last told.
    fn follow(&mut self, duty: &Duty) {
        let (slot, world) = (self.slot, &duty.world);
        let (plugged, changes, card) = world.with(|world| {
            let plugged = world.is_plugged(slot.device());
            (plugged, world.slot_changes(slot), world.slot(slot))
        });
        if changes != self.changes {
            self.changes = changes;
            self.server.remove();
            if card.is_some() {
                self.insert(duty);
            }
        }
        if plugged != self.plugged {
            self.plugged = plugged;
            if plugged {
                self.server.plug();
            } else {
                self.server.unplug();
            }
        }
    }

    fn insert(&self, duty: &Duty) {
        match Contact::begin(duty, self.slot, self.changes) {
            Ok(contact) => self.server.insert(Arc::new(Mutex::new(contact))),
            Err(error) => tracing::warn!(%error, "a card cannot be served"),
        }
    }
}

/// The last part of a reader's name.
fn title(slot: Slot) -> &'static str {
    match slot {
        Slot::Encoder => "Encoder",
        Slot::Desk => "Desk",
    }
}

fn keep(duty: &Duty, mut seats: Vec<Seat>) {
    while !duty.is_over() {
        for seat in &mut seats {
            seat.follow(duty);
        }
        let next = duty.world.with(|world| world.next_change());
        duty.wait(next.and_then(|time| duty.world.wall_until(time)));
    }
    // Chips that are busy see that the counter is over.
    duty.world.ring();
}
