//! Cards that are not ours to write, in a real reader: found out before anything is written.

use super::{OK, Rig};
use loket_card::{ChipError, identify};
use loket_drivers::error::DeviceError;
use loket_simulator::reader::{CardReply, SlotCard};
use loket_tests::pcscd::{Bench, alone};
use std::sync::{Arc, Mutex};

const SELECT: u8 = 0xA4;
const READ_BINARY: u8 = 0xB0;
const GET_DATA: u8 = 0xCA;

/// A card of somebody else; it keeps the instruction bytes that it was given.
struct Stranger {
    /// What it says to SELECT.
    to_select: [u8; 2],
    heard: Arc<Mutex<Vec<u8>>>,
}

impl SlotCard for Stranger {
    fn power_on(&mut self) -> Vec<u8> {
        vec![0x3B, 0x00]
    }

    fn power_off(&mut self) {}

    fn transmit(&mut self, apdu: &[u8]) -> CardReply {
        self.heard.lock().unwrap().push(apdu[1]);
        CardReply::Response(match apdu[1] {
            SELECT => self.to_select.to_vec(),
            READ_BINARY => [&[0xFF; 16][..], &OK].concat(),
            // It would take whatever is written.
            _ => OK.to_vec(),
        })
    }
}

/// What identifying such a card comes to, and what was sent to it.
fn meet(bench: &Bench, to_select: [u8; 2]) -> (Result<(), ChipError<DeviceError>>, Vec<u8>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let card = Stranger {
        to_select,
        heard: Arc::clone(&heard),
    };
    let mut rig = Rig::open();
    bench.encoder.insert(Arc::new(Mutex::new(card)));
    rig.open_card().unwrap();
    let met = identify(&mut |command: &[u8]| rig.transmit(command)).map(drop);
    rig.reader.close_card();
    bench.encoder.remove();
    rig.wait_removal().unwrap();
    let heard = heard.lock().unwrap().clone();
    (met, heard)
}

#[test]
fn a_chip_that_is_not_ours_is_only_read() {
    alone(|bench| {
        // No such application; one that is locked for good; one that takes every name for its own.
        for to_select in [[0x6A, 0x82], [0x62, 0x83], OK] {
            let (met, heard) = meet(&bench, to_select);
            assert!(met.is_err(), "{to_select:02X?} was taken for a blank");
            if to_select == [0x6A, 0x82] {
                assert!(matches!(met, Err(ChipError::Foreign)), "{met:?}");
            }
            let harmless = [SELECT, READ_BINARY, GET_DATA];
            assert!(
                heard.iter().all(|sent| harmless.contains(sent)),
                "{to_select:02X?} was given {heard:02X?}"
            );
        }
    });
}
