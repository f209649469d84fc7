//! A simulated chip on a piece of plastic that can lie in a simulated reader.

use loket_card::ChipSerial;
use loket_simulator::chip::Chip;
use loket_simulator::reader::{CardReply, SlotCard};
use std::sync::{Arc, Mutex};

/// A card that nothing ever happens to.
pub(super) struct Plastic(Chip);

impl Plastic {
    pub(super) fn blank(serial: ChipSerial) -> Arc<Mutex<dyn SlotCard>> {
        Arc::new(Mutex::new(Self(Chip::blank(serial.0))))
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
