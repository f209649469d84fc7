//! The driver and everything that goes wrong.

use super::{ENCODER, HANG, JUMP_OUT, LOSE_THE_ANSWER, OK, Rig, TestCard, WHO, wait_for_commands};
use loket_drivers::card_reader::CardPresence;
use loket_drivers::error::ErrorKind;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::Ports;
use loket_drivers::registry::find;
use loket_simulator::reader::{CardReply, SlotCard};
use loket_tests::pcscd::alone;
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
fn a_card_swapped_without_a_pause_is_never_reached_by_the_old_session() {
    alone(|bench| {
        for _ in 0..20 {
            let mut rig = Rig::with_card(&bench, 1);
            let (second, commands) = TestCard::counted(2);
            bench.encoder.remove();
            bench.encoder.insert(second);
            assert_eq!(rig.transmit_kind(&WHO), ErrorKind::CardRemoved);
            assert_eq!(*commands.lock().unwrap(), 0);
            rig.open_card().unwrap();
            assert_eq!(rig.transmit(&WHO).unwrap(), [2, 0x90, 0]);
        }
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
        back(&mut rig);
        assert_eq!(rig.transmit(&WHO).unwrap(), [1, 0x90, 0]);
    });
}

/// Tries until reader and service are there again, and the card in it has power.
fn back(rig: &mut Rig) {
    let limit = rig.limit();
    let clock = rig.ports.clock();
    while let Err(error) = rig.open_card() {
        assert!(
            matches!(error.kind(), ErrorKind::Disconnected | ErrorKind::CardMute),
            "{error}"
        );
        assert!(!limit.is_over(&*clock), "it never came back");
        clock.sleep_until(clock.now() + Duration::from_millis(10));
    }
}

#[test]
fn a_service_that_dies_comes_back() {
    alone(|mut bench| {
        let mut rig = Rig::with_card(&bench, 1);
        let limit = rig.limit();
        let CardPresence::Present {
            insertion: before, ..
        } = rig.reader.presence(&limit).unwrap()
        else {
            panic!("no card");
        };
        bench.kill_pcscd();
        assert_eq!(rig.transmit_kind(&WHO), ErrorKind::OutcomeUnknown);
        let limit = rig.limit();
        let error = rig.reader.presence(&limit).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Disconnected);
        bench.start_pcscd();
        back(&mut rig);
        assert_eq!(rig.transmit(&WHO).unwrap(), [1, 0x90, 0]);
        let CardPresence::Present {
            insertion: after, ..
        } = rig.reader.presence(&limit).unwrap()
        else {
            panic!("no card");
        };
        assert!(after > before);
    });
}

#[test]
fn a_service_that_dies_during_a_command_leaves_the_outcome_unknown() {
    alone(|mut bench| {
        let (mut rig, commands) = Rig::with_counted_card(&bench, 1);
        std::thread::scope(|threads| {
            let hung = threads.spawn(|| rig.transmit_kind(&HANG));
            wait_for_commands(&commands, 2);
            bench.kill_pcscd();
            assert_eq!(hung.join().unwrap(), ErrorKind::OutcomeUnknown);
        });
    });
}

/// The client library's words differ by how far the request had got.
#[test]
fn a_service_that_dies_before_it_reads_a_command_leaves_the_outcome_unknown() {
    alone(|mut bench| {
        for _ in 0..5 {
            let mut rig = Rig::with_card(&bench, 1);
            std::thread::scope(|threads| {
                let sent = threads.spawn(|| rig.transmit_kind(&HANG));
                bench.kill_pcscd();
                assert_eq!(sent.join().unwrap(), ErrorKind::OutcomeUnknown);
            });
            bench.start_pcscd();
        }
    });
}

#[test]
fn without_a_service_or_a_reader_nothing_can_be_opened() {
    alone(|mut bench| {
        let kind = |address: &str| {
            let ports = SystemPorts::new();
            let limit = Limit::after(&*ports.clock(), super::PATIENCE);
            let open = find("pcsc").unwrap().open;
            match open(Arc::new(ports), &address.parse().unwrap(), &limit) {
                Ok(_) => panic!("opened"),
                Err(error) => error.kind(),
            }
        };
        assert_eq!(kind("pcsc:Nobody's 00 00"), ErrorKind::Unreachable);
        assert_eq!(kind("tcp:127.0.0.1:9"), ErrorKind::Unsupported);
        bench.kill_pcscd();
        assert_eq!(kind(ENCODER), ErrorKind::Unreachable);
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
