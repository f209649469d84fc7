//! The simulated card reader, the driver library and the stock `pcscd`, and the daemon's PC/SC driver on top of them.

pub(crate) mod clients;
mod device;
mod foreign;
mod pcscd;
mod server;
mod service;
mod stack;
mod swaps;
mod trouble;

use loket_drivers::card_reader::{CardPresence, CardReader};
use loket_drivers::error::{DeviceError, ErrorKind};
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::Ports;
use loket_drivers::registry::{OpenDevice, find};
use loket_simulator::reader::{CardReply, SlotCard};
use loket_tests::pcscd::Bench;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const ENCODER: &str = "pcsc:Loket SIM Encoder 00 00";
const PATIENCE: Duration = Duration::from_secs(10);
const OK: [u8; 2] = [0x90, 0];

/// A chip that answers `00 CA 00 00` with its name and misbehaves on demand.
struct TestCard {
    name: u8,
    commands: Arc<Mutex<u32>>,
}

impl TestCard {
    fn named(name: u8) -> Arc<Mutex<dyn SlotCard>> {
        Self::counted(name).0
    }

    /// A card, and the number of commands that have reached it.
    fn counted(name: u8) -> (Arc<Mutex<dyn SlotCard>>, Arc<Mutex<u32>>) {
        let commands = Arc::new(Mutex::new(0));
        let card = Self {
            name,
            commands: Arc::clone(&commands),
        };
        (Arc::new(Mutex::new(card)), commands)
    }
}

impl SlotCard for TestCard {
    /// T=1, historical bytes "SIM" and the name, check byte.
    fn power_on(&mut self) -> Vec<u8> {
        let mut atr = vec![0x3B, 0x84, 0x01, b'S', b'I', b'M', self.name];
        atr.push(atr[1..].iter().fold(0, |check, byte| check ^ byte));
        atr
    }

    fn power_off(&mut self) {}

    fn transmit(&mut self, apdu: &[u8]) -> CardReply {
        *self.commands.lock().unwrap() += 1;
        match apdu[1] {
            0x01 => CardReply::Empty,
            0x02 => CardReply::Silent,
            0x03 => CardReply::Gone,
            0xCA => CardReply::Response([&[self.name][..], &OK].concat()),
            // As many data bytes as an extended READ BINARY wants.
            0xB0 => CardReply::Response([vec![self.name; 4096], OK.to_vec()].concat()),
            _ => CardReply::Response(OK.to_vec()),
        }
    }
}

const WHO: [u8; 5] = [0, 0xCA, 0, 0, 0];
const LOSE_THE_ANSWER: [u8; 4] = [0, 1, 0, 0];
const HANG: [u8; 4] = [0, 2, 0, 0];
const JUMP_OUT: [u8; 4] = [0, 3, 0, 0];

/// Waits until this many commands have reached a card.
fn wait_for_commands(commands: &Mutex<u32>, number: u32) {
    let end = Instant::now() + PATIENCE;
    while *commands.lock().unwrap() < number {
        assert!(Instant::now() < end, "the command never reached the card");
        std::thread::yield_now();
    }
}

/// The daemon's driver on the encoder of a bench.
struct Rig {
    ports: Arc<dyn Ports>,
    reader: Box<dyn CardReader>,
}

impl Rig {
    fn open() -> Self {
        let ports: Arc<dyn Ports> = Arc::new(SystemPorts::new());
        let limit = Limit::after(&*ports.clock(), PATIENCE);
        let driver = find("pcsc").unwrap();
        let device = (driver.open)(Arc::clone(&ports), &ENCODER.parse().unwrap(), &limit).unwrap();
        let OpenDevice::CardReader(reader) = device else {
            panic!("the driver opened something else");
        };
        Self { ports, reader }
    }

    /// A driver with an open card of that name.
    fn with_card(bench: &Bench, name: u8) -> Self {
        Self::with_counted_card(bench, name).0
    }

    /// The same, and the number of commands that have reached the card.
    fn with_counted_card(bench: &Bench, name: u8) -> (Self, Arc<Mutex<u32>>) {
        let (card, commands) = TestCard::counted(name);
        let mut rig = Self::open();
        bench.encoder.remove();
        rig.wait_removal().unwrap();
        bench.encoder.insert(card);
        rig.open_card().unwrap();
        assert_eq!(rig.transmit(&WHO).unwrap(), [name, 0x90, 0]);
        (rig, commands)
    }

    fn within(&self, span: Duration) -> Limit {
        Limit::after(&*self.ports.clock(), span)
    }

    fn limit(&self) -> Limit {
        self.within(PATIENCE)
    }

    fn wait_card(&mut self) -> Result<CardPresence, DeviceError> {
        let limit = self.limit();
        self.reader.wait_card(&limit)
    }

    fn wait_removal(&mut self) -> Result<(), DeviceError> {
        let limit = self.limit();
        self.reader.wait_removal(&limit)
    }

    /// Waits for a card and opens it.
    fn open_card(&mut self) -> Result<(), DeviceError> {
        self.wait_card()?;
        let limit = self.limit();
        self.reader.open_card(&limit)
    }

    /// Tries until reader and service are there again, and the card in it has power.
    fn open_once_back(&mut self) {
        let limit = self.limit();
        let clock = self.ports.clock();
        while let Err(error) = self.open_card() {
            assert!(
                matches!(error.kind(), ErrorKind::Disconnected | ErrorKind::CardMute),
                "{error}"
            );
            assert!(!limit.is_over(&*clock), "it never came back");
            clock.sleep_until(clock.now() + Duration::from_millis(10));
        }
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let limit = self.limit();
        self.reader.transmit(command, &limit)
    }

    fn transmit_kind(&mut self, command: &[u8]) -> ErrorKind {
        self.transmit(command).unwrap_err().kind()
    }
}
