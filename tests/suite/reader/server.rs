//! The server against the driver's own slot, without `pcscd` between them.

use loket_ifd::slot::{Fault, Looker, Power, Presence, Slot};
use loket_simulator::reader::{Attributes, CardReply, ReaderServer, SlotCard};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);
const OK: [u8; 2] = [0x90, 0];

/// Answers each instruction in its own way, and notes when it has lost power.
struct Card {
    atr: Vec<u8>,
}

impl SlotCard for Card {
    fn power_on(&mut self) -> Vec<u8> {
        self.atr.clone()
    }

    fn power_off(&mut self) {}

    fn transmit(&mut self, apdu: &[u8]) -> CardReply {
        match apdu[1] {
            1 => CardReply::Empty,
            2 => CardReply::Silent,
            3 => CardReply::Gone,
            _ => CardReply::Response(OK.to_vec()),
        }
    }
}

fn card(atr: &[u8]) -> Arc<Mutex<dyn SlotCard>> {
    Arc::new(Mutex::new(Card { atr: atr.to_vec() }))
}

struct Bench {
    server: Option<ReaderServer>,
    driver: Arc<Slot>,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let attributes = Attributes {
            model: "Test".to_owned(),
            serial: "SIM-1".to_owned(),
        };
        let server = ReaderServer::bind(&folder.path().join("reader"), &attributes).unwrap();
        Self {
            driver: Slot::open(server.path().to_owned()),
            server: Some(server),
            _folder: folder,
        }
    }

    fn server(&self) -> &ReaderServer {
        self.server.as_ref().unwrap()
    }

    fn becomes(&self, presence: Presence) {
        becomes(&self.driver, presence);
    }

    fn with_powered_card() -> Self {
        let bench = Self::new();
        bench.server().insert(card(&[0x3B, 1]));
        bench.becomes(Presence::Card);
        assert_eq!(bench.driver.power(Power::On).unwrap(), [0x3B, 1]);
        bench
    }
}

/// Plays pcscd's event thread until the slot looks like this.
fn becomes(driver: &Slot, presence: Presence) {
    let end = Instant::now() + PATIENCE;
    while driver.presence(Looker::EventThread) != presence {
        assert!(Instant::now() < end, "never became {presence:?}");
        driver.wait(PATIENCE);
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.driver.close();
    }
}

#[test]
fn a_card_answers_after_it_was_powered() {
    let bench = Bench::new();
    bench.server().insert(card(&[0x3B, 1]));
    bench.becomes(Presence::Card);
    assert_eq!(bench.driver.transmit(&[0; 4]), Err(Fault::NoAnswer));
    bench.driver.power(Power::On).unwrap();
    assert_eq!(bench.driver.transmit(&[0; 4]).unwrap(), OK);
    bench.driver.power(Power::Off).unwrap();
    assert_eq!(bench.driver.transmit(&[0; 4]), Err(Fault::NoAnswer));
}

#[test]
fn a_mute_card_has_no_answer_to_reset() {
    let bench = Bench::new();
    bench.server().insert(card(&[]));
    bench.becomes(Presence::Card);
    assert_eq!(bench.driver.power(Power::On), Err(Fault::NoAnswer));
}

#[test]
fn a_lost_answer_leaves_the_card_usable() {
    let bench = Bench::with_powered_card();
    assert_eq!(bench.driver.transmit(&[0, 1, 0, 0]), Err(Fault::NoAnswer));
    assert_eq!(bench.driver.transmit(&[0; 4]).unwrap(), OK);
}

#[test]
fn a_silent_card_is_freed_by_pulling_it() {
    let bench = Bench::with_powered_card();
    let driver = Arc::clone(&bench.driver);
    let hung = std::thread::spawn(move || driver.transmit(&[0, 2, 0, 0]));
    bench.server().remove();
    assert_eq!(hung.join().unwrap(), Err(Fault::NoAnswer));
    bench.becomes(Presence::Empty);
}

#[test]
fn a_card_pulled_during_a_command_is_gone() {
    let bench = Bench::with_powered_card();
    assert_eq!(bench.driver.transmit(&[0, 3, 0, 0]), Err(Fault::NoAnswer));
    bench.becomes(Presence::Empty);
}

#[test]
fn a_card_stays_in_a_reader_that_is_unplugged_and_plugged_in() {
    let bench = Bench::with_powered_card();
    bench.server().unplug();
    bench.becomes(Presence::NoReader);
    bench.server().plug();
    bench.becomes(Presence::Card);
    assert_eq!(bench.driver.transmit(&[0; 4]), Err(Fault::NoAnswer));
    bench.driver.power(Power::On).unwrap();
    assert_eq!(bench.driver.transmit(&[0; 4]).unwrap(), OK);
}

#[test]
fn dropping_the_server_empties_the_slot() {
    let mut bench = Bench::with_powered_card();
    let path = bench.server().path().to_owned();
    bench.server = None;
    bench.becomes(Presence::Empty);
    assert!(!path.exists());
}

#[test]
fn a_driver_that_comes_late_learns_of_the_card() {
    let bench = Bench::with_powered_card();
    let late = Slot::open(bench.server().path().to_owned());
    becomes(&late, Presence::Card);
    assert_eq!(late.attribute(0x0001_0100).unwrap(), b"Loket SIM");
    assert_eq!(late.attribute(0x0001_0103).unwrap(), b"SIM-1");
    late.close();
}
