//! The driver and what goes wrong with card and reader.

use super::{HANG, JUMP_OUT, LOSE_THE_ANSWER, OK, Rig, TestCard, WHO, wait_for_commands};
use loket_drivers::card_reader::CardPresence;
use loket_drivers::error::ErrorKind;
use loket_simulator::reader::{CardReply, SlotCard};
use loket_tests::pcscd::alone;
use std::sync::{Arc, Mutex};

#[test]
fn a_card_pulled_between_two_commands_was_removed() {
    alone(|bench| {
        let mut rig = Rig::with_card(&bench, 1);
        bench.encoder.remove();
        assert_eq!(rig.transmit_kind(&WHO), ErrorKind::CardRemoved);
        assert_eq!(
            rig.transmit_kind(&WHO),
            ErrorKind::Refused,
            "the session is over"
        );
        let limit = rig.limit();
        let empty = rig.reader.open_card(&limit).unwrap_err();
        assert_eq!(empty.kind(), ErrorKind::CardAbsent);
    });
}

#[test]
fn a_card_pulled_during_a_command_was_removed() {
    alone(|bench| {
        let mut rig = Rig::with_card(&bench, 1);
        assert_eq!(rig.transmit_kind(&JUMP_OUT), ErrorKind::CardRemoved);
        rig.wait_removal().unwrap();
    });
}

#[test]
fn a_lost_answer_is_an_unknown_outcome() {
    alone(|bench| {
        let mut rig = Rig::with_card(&bench, 1);
        assert_eq!(
            rig.transmit_kind(&LOSE_THE_ANSWER),
            ErrorKind::OutcomeUnknown
        );
        assert_eq!(
            rig.transmit_kind(&WHO),
            ErrorKind::Refused,
            "the session is over"
        );
        rig.open_card().unwrap();
        assert_eq!(rig.transmit(&WHO).unwrap(), [1, 0x90, 0]);
    });
}

#[test]
fn a_card_that_hangs_is_freed_by_pulling_it() {
    alone(|bench| {
        let (mut rig, commands) = Rig::with_counted_card(&bench, 1);
        std::thread::scope(|threads| {
            let hung = threads.spawn(|| rig.transmit_kind(&HANG));
            wait_for_commands(&commands, 2);
            bench.encoder.remove();
            assert_eq!(hung.join().unwrap(), ErrorKind::CardRemoved);
        });
        bench.encoder.insert(TestCard::named(2));
        rig.open_card().unwrap();
        assert_eq!(rig.transmit(&WHO).unwrap(), [2, 0x90, 0]);
    });
}

#[test]
fn a_mute_card_is_present_and_cannot_be_opened() {
    struct Mute;
    impl SlotCard for Mute {
        fn power_on(&mut self) -> Vec<u8> {
            Vec::new()
        }
        fn power_off(&mut self) {}
        fn transmit(&mut self, _apdu: &[u8]) -> CardReply {
            CardReply::Silent
        }
    }
    alone(|bench| {
        let mut rig = Rig::open();
        bench.encoder.insert(Arc::new(Mutex::new(Mute)));
        let presence = rig.wait_card().unwrap();
        assert!(matches!(presence, CardPresence::Present { atr, .. } if atr.is_empty()));
        let limit = rig.limit();
        let error = rig.reader.open_card(&limit).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CardMute);
    });
}

#[test]
fn a_reader_that_is_unplugged_comes_back() {
    alone(|bench| {
        let mut rig = Rig::with_card(&bench, 1);
        bench.encoder.unplug();
        let gone = rig.transmit_kind(&WHO);
        assert!(
            matches!(gone, ErrorKind::Disconnected | ErrorKind::OutcomeUnknown),
            "{gone:?}"
        );
        let error = rig.wait_removal().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Disconnected);
        bench.encoder.plug();
        rig.open_once_back();
        assert_eq!(rig.transmit(&WHO).unwrap(), [1, 0x90, 0]);
    });
}

#[test]
fn a_card_that_another_program_holds_is_in_use() {
    alone(|bench| {
        let mut holder = Rig::with_card(&bench, 1);
        let mut rig = Rig::open();
        assert_eq!(rig.open_card().unwrap_err().kind(), ErrorKind::InUse);
        assert_eq!(holder.transmit(&[0, 0, 0, 0]).unwrap(), OK);
        holder.reader.close_card();
        rig.open_card().unwrap();
        assert_eq!(rig.transmit(&WHO).unwrap(), [1, 0x90, 0]);
    });
}
