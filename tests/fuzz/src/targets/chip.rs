//! The simulated chip: each record is a command, an empty one a reset.

use crate::records::records;
use loket_simulator::chip::Chip;
use loket_wire::apdu::{MAX_EXPECTED, Response};
use loket_wire::atr::{Atr, Historical};

const SERIAL: [u8; 8] = *b"LOKETSIM";

pub(crate) fn run(input: &[u8]) {
    let mut chip = Chip::blank(SERIAL);
    let unpowered = chip.transmit(&[0, 0xA4, 0, 0]);
    assert!(unpowered.is_empty(), "a chip without power is silent");
    reset(&mut chip);
    for command in records(input) {
        if command.is_empty() {
            reset(&mut chip);
        } else {
            answered(&chip.transmit(command));
        }
    }
}

/// Whatever was done before, the chip starts and says so as a card should.
fn reset(chip: &mut Chip) {
    let atr = Atr::parse(&chip.power_on()).expect("a chip starts with an answer to reset");
    let historical = Historical::parse(&atr.historical).expect("ours has standard ones");
    assert!(historical.life_cycle.is_some());
}

/// Every command has a response, with a status word of ISO/IEC 7816-4.
fn answered(response: &[u8]) {
    let response = Response::parse(response).expect("a response has a status word");
    assert!(response.data.len() <= MAX_EXPECTED as usize);
    assert!(matches!(response.status.sw1(), 0x61..=0x6F | 0x90));
}
