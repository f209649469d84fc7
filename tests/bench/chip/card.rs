//! Cards that can lie in a simulated reader.

use loket_card::ChipSerial;
use loket_simulator::chip::Chip;
use loket_simulator::reader::{CardReply, SlotCard};
use std::sync::{Arc, Mutex};

/// A card that nothing ever happens to.
pub(super) struct Plastic(Chip);

impl Plastic {
    pub(super) fn blank(serial: ChipSerial) -> Arc<Mutex<dyn SlotCard>> {
        Self::of(&Chip::blank(serial.0))
    }

    /// A card with a copy of this chip.
    pub(super) fn of(chip: &Chip) -> Arc<Mutex<dyn SlotCard>> {
        Arc::new(Mutex::new(Self(chip.clone())))
    }
}

impl SlotCard for Plastic {
    fn power_on(&mut self) -> Vec<u8> {
        self.0.power_on()
    }

    fn power_off(&mut self) {
        self.0.power_off();
    }

    fn transmit(&mut self, apdu: &[u8]) -> CardReply {
        CardReply::Response(self.0.transmit(apdu))
    }
}

/// A card that answers every command with as many bytes as an extended READ BINARY of 4 KiB wants.
pub(super) struct Book;

/// Extended READ BINARY of 4 KiB.
pub(super) const READ_PAGE: [u8; 7] = [0x00, 0xB0, 0x00, 0x00, 0x00, 0x10, 0x00];
const PAGE: usize = 4096;

impl Book {
    /// A book for a reader slot.
    pub(super) fn shared() -> Arc<Mutex<dyn SlotCard>> {
        Arc::new(Mutex::new(Self))
    }

    /// What [`READ_PAGE`] is answered with.
    pub(super) fn page() -> Vec<u8> {
        [vec![7; PAGE], vec![0x90, 0x00]].concat()
    }
}

impl SlotCard for Book {
    /// T=1 and nothing else.
    fn power_on(&mut self) -> Vec<u8> {
        vec![0x3B, 0x80, 0x01, 0x81]
    }

    fn power_off(&mut self) {}

    fn transmit(&mut self, _: &[u8]) -> CardReply {
        CardReply::Response(Self::page())
    }
}
