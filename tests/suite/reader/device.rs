//! The driver and a card that behaves.

use super::{PATIENCE, Rig, TestCard, WHO};
use loket_drivers::card_reader::CardPresence;
use loket_drivers::error::ErrorKind;
use loket_drivers::limit::{Canceller, Limit};
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::Ports;
use loket_drivers::registry::find;
use loket_simulator::reader::{CardReply, SlotCard};
use loket_tests::pcscd::alone;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A glance at an empty slot.
const SHORT: Duration = Duration::from_millis(100);

#[test]
fn the_reader_says_that_it_is_simulated() {
    alone(|_bench| {
        let rig = Rig::open();
        let identity = rig.reader.identity();
        assert!(identity.simulated, "{identity:?}");
        assert_eq!(
            identity.model,
            "Loket SIM encoder (Loket SIM Encoder 00 00)"
        );
        assert_eq!(identity.serial, "SIM-encoder");
    });
}

#[test]
fn an_insertion_and_a_removal_are_noticed() {
    alone(|bench| {
        let mut rig = Rig::open();
        let limit = rig.within(SHORT);
        let nobody = rig.reader.wait_card(&limit).unwrap_err();
        assert_eq!(nobody.kind(), ErrorKind::CardAbsent);
        std::thread::scope(|threads| {
            let waiting = threads.spawn(|| rig.wait_card());
            bench.encoder.insert(TestCard::named(1));
            let presence = waiting.join().unwrap().unwrap();
            let CardPresence::Present { atr, .. } = presence else {
                panic!("no card");
            };
            assert_eq!(&atr[3..7], b"SIM\x01");
        });
        bench.encoder.remove();
        rig.wait_removal().unwrap();
        let limit = rig.limit();
        assert_eq!(rig.reader.presence(&limit).unwrap(), CardPresence::Absent);
    });
}

#[test]
fn every_insertion_has_a_number_of_its_own() {
    alone(|bench| {
        let mut rig = Rig::open();
        let mut numbers = Vec::new();
        for name in 0..5 {
            bench.encoder.insert(TestCard::named(name));
            match rig.wait_card().unwrap() {
                CardPresence::Present { insertion, .. } => numbers.push(insertion),
                CardPresence::Absent => panic!("no card"),
            }
            bench.encoder.remove();
            rig.wait_removal().unwrap();
        }
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    });
}

#[test]
fn a_card_answers_short_and_extended_commands() {
    alone(|bench| {
        let mut rig = Rig::with_card(&bench, 7);
        let read = [0, 0xB0, 0, 0, 0, 0x10, 0];
        let response = rig.transmit(&read).unwrap();
        assert_eq!(response.len(), 4096 + 2);
        let longest = [&[0, 0xD6, 0, 0, 0, 0xFF, 0xFF][..], &[1; 65_535], &[0, 0]].concat();
        assert_eq!(rig.transmit(&longest).unwrap(), super::OK);
        rig.reader.close_card();
        assert_eq!(rig.transmit_kind(&WHO), ErrorKind::Refused);
        rig.open_card().unwrap();
        assert_eq!(rig.transmit(&WHO).unwrap(), [7, 0x90, 0]);
    });
}

#[test]
fn both_readers_are_used_at_a_time() {
    alone(|bench| {
        let mut rig = Rig::with_card(&bench, 1);
        bench.desk.insert(TestCard::named(2));
        assert_eq!(rig.transmit(&WHO).unwrap(), [1, 0x90, 0]);
        bench.desk.remove();
        assert_eq!(rig.transmit(&WHO).unwrap(), [1, 0x90, 0]);
    });
}

#[test]
fn a_wait_can_be_called_off() {
    alone(|_bench| {
        let mut rig = Rig::open();
        let canceller = Canceller::default();
        let limit = rig.limit().with_canceller(canceller.clone());
        let begin = Instant::now();
        std::thread::scope(|threads| {
            let waiting = threads.spawn(|| rig.reader.wait_card(&limit));
            canceller.cancel();
            let error = waiting.join().unwrap().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Cancelled);
        });
        assert!(begin.elapsed() < PATIENCE);
    });
}

/// A card with this answer to reset, which gives its number to whoever asks; it keeps the class bytes that it was given.
struct Numbered {
    answer: &'static [u8],
    classes: Arc<Mutex<Vec<u8>>>,
}

impl SlotCard for Numbered {
    fn power_on(&mut self) -> Vec<u8> {
        self.answer.to_vec()
    }

    fn power_off(&mut self) {}

    fn transmit(&mut self, apdu: &[u8]) -> CardReply {
        self.classes.lock().unwrap().push(apdu[0]);
        CardReply::Response(vec![0x04, 0xA1, 0x90, 0x00])
    }
}

#[test]
fn only_a_contactless_card_is_asked_for_its_number() {
    let contactless: &[u8] = &[0x3B, 0x80, 0x80, 0x01, 0x01];
    alone(|bench| {
        for (answer, expected) in [
            (contactless, Some(vec![0x04, 0xA1])),
            (&[0x3B, 0x00][..], None),
        ] {
            let classes = Arc::new(Mutex::new(Vec::new()));
            let card = Numbered {
                answer,
                classes: Arc::clone(&classes),
            };
            let mut rig = Rig::open();
            bench.encoder.insert(Arc::new(Mutex::new(card)));
            rig.open_card().unwrap();
            let limit = rig.limit();
            let asked = if expected.is_some() {
                vec![0xFF]
            } else {
                vec![]
            };
            assert_eq!(rig.reader.uid(&limit).unwrap(), expected);
            assert_eq!(*classes.lock().unwrap(), asked);
            bench.encoder.remove();
            rig.wait_removal().unwrap();
        }
    });
}

#[test]
fn a_reader_is_found_without_the_numbers_behind_its_name() {
    alone(|_bench| {
        let ports: Arc<dyn Ports> = Arc::new(SystemPorts::new());
        let limit = Limit::after(&*ports.clock(), PATIENCE);
        let address = "pcsc:Loket SIM Desk".parse().unwrap();
        let open = find("pcsc").unwrap().open;
        let desk = open(ports, &address, &limit).unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(desk.identity().serial, "SIM-desk");
    });
}
