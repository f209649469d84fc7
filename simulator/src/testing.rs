//! What the unit tests of this crate share.

use crate::applicant::{Applicant, Backdrop, FingerSource};
use crate::chip::Make;
use crate::clock::TimePolicy;
use crate::mechanism::{PrinterModel, Timing};
use crate::port::Port;
use crate::world::{Inventory, World};

/// A stepped world with the applicants `a` and `b` (who has no left little finger), 20 blanks, 5 of them in the hopper.
pub(crate) fn world() -> World {
    world_of(Make::default())
}

/// The same world with chips that are made like this.
pub(crate) fn world_of(chips: Make) -> World {
    World::new(Inventory {
        time: TimePolicy::Stepped,
        seed: 1,
        applicants: vec![
            Applicant::grown("a", 11, Backdrop::Red),
            Applicant::grown("b", 12, Backdrop::Blue).with_finger(10, FingerSource::Missing),
        ],
        blanks: 20,
        in_hopper: 5,
        chips,
        visitors: Vec::new(),
        ribbon: 100,
        printer: PrinterModel::default(),
        timing: Timing::default(),
        faults: Vec::new(),
    })
}

/// Steps the world from wake to wake and returns all that the port says until it falls silent or closes.
pub(crate) fn drain(port: &mut dyn Port, world: &mut World) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let output = port.transmit(world);
        bytes.extend(output.bytes);
        match port.wake(world) {
            Some(wake) if !output.closes => {
                world.advance_to(wake);
            }
            _ => return bytes,
        }
    }
}
