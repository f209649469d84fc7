//! One reader, and who makes cards on it: what fails is tried again, a few times, on the same card; then the card is given up.

use super::flawed::{Flaw, Flawed};
use super::of_holder;
use anyhow::{Context, bail, ensure};
use loket_card::{
    CardRecord, ChipError, ChipSerial, IssuerKey, Limits, MoreTries, Presence, activate,
    personalise, read_back, terminate, verify,
};
use loket_daemon::issuance::compose::chip_record;
use loket_drivers::card_reader::{CardPresence, CardReader};
use loket_drivers::error::DeviceError;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::{Address, Ports};
use loket_drivers::registry::{OpenDevice, find};
use loket_keystore::SoftwareKeys;
use loket_simulator::chip::Chip;
use loket_simulator::reader::ReaderServer;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// No step with a card takes longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Nobody waits longer for a card that does not show.
const NOTICE: Duration = Duration::from_secs(2);
/// Tries with one card.
const TRIES: u32 = 3;
/// The score that stands for the holder's finger.
const SCORE: u16 = 120;

/// How a card ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// In force.
    Activated {
        /// After so many tries.
        tries: u32,
    },
    /// Given up, for this reason.
    Spoiled(String),
}

/// A card that was made.
pub struct Made {
    /// Its number.
    pub number: u32,
    /// What was to be on it.
    pub record: CardRecord,
    /// How it ended.
    pub ended: Ended,
    card: Arc<Mutex<Flawed>>,
}

impl Made {
    /// The chip as it is now.
    pub fn chip(&self) -> Chip {
        lock(&self.card).chip.clone()
    }

    /// The card that lay beside it.
    pub fn bystander(&self) -> Chip {
        lock(&self.card).bystander.clone()
    }
}

/// A reader to make cards on.
pub struct Line<'a> {
    server: &'a ReaderServer,
    ports: Arc<dyn Ports>,
    reader: Box<dyn CardReader>,
    template: CardRecord,
    issuer: IssuerKey,
    keys: SoftwareKeys,
}

impl<'a> Line<'a> {
    /// Opens the reader that PC/SC lists under this name, which is the one that `server` simulates.
    ///
    /// # Errors
    /// The reader's.
    pub fn open(server: &'a ReaderServer, name: &str) -> anyhow::Result<Self> {
        let ports: Arc<dyn Ports> = Arc::new(SystemPorts::new());
        let limit = Limit::after(&*ports.clock(), PATIENCE);
        let driver = find("pcsc").context("no pcsc driver")?;
        let address = Address::Pcsc(name.to_owned());
        let OpenDevice::CardReader(reader) = (driver.open)(Arc::clone(&ports), &address, &limit)?
        else {
            bail!("the pcsc driver opened something else");
        };
        let template = chip_record(&crate::memory::office::recorded(), &Limits::CHIP);
        Ok(Self {
            server,
            ports,
            reader,
            template: template.map_err(|condition| anyhow::anyhow!("{condition}"))?,
            issuer: IssuerKey::from_bytes(&[7; 32])?,
            keys: SoftwareKeys::test(),
        })
    }

    pub(super) fn make(
        &mut self,
        number: u32,
        flaw: Option<Flaw>,
        unique: u32,
    ) -> anyhow::Result<Made> {
        let serial = serial(*b"SIM\x02", number);
        let bystander = Chip::blank(serial_of(*b"SIM\x03", unique));
        let card = Flawed::new(Chip::blank(serial.0), bystander, flaw);
        let (card, record) = (
            Arc::new(Mutex::new(card)),
            of_holder(&self.template, number),
        );
        let mut why = String::new();
        for tries in 1..=TRIES {
            self.put_in(&card)?;
            match self.finish(serial, &record) {
                Ok(()) => return Ok(made(number, record, Ended::Activated { tries }, card)),
                Err(error) => why = format!("{error:#}"),
            }
        }
        self.put_in(&card)?;
        // Whoever destroys the card does not rely on it.
        let _ = self.with_card(|chip, keys| terminate(chip, keys, serial));
        Ok(made(number, record, Ended::Spoiled(why), card))
    }

    /// The card lies in the reader anew.
    fn put_in(&mut self, card: &Arc<Mutex<Flawed>>) -> anyhow::Result<()> {
        self.server.remove();
        let limit = self.limit(PATIENCE);
        self.reader.wait_removal(&limit)?;
        lock(card).put_right();
        self.server.insert(Arc::clone(card) as Arc<Mutex<_>>);
        Ok(())
    }

    fn finish(&mut self, serial: ChipSerial, record: &CardRecord) -> anyhow::Result<()> {
        let issuer = self.issuer.clone();
        self.with_card(|chip, keys| {
            personalise(chip, keys, serial, record, &issuer, &mut |_| ()).map(drop)
        })?;
        let content = self.with_card(|chip, keys| read_back(chip, keys))?;
        ensure!(content.record == *record, "another record than was written");
        let verified = verify(&content, &issuer.public_key())?;
        let presence = Presence::Finger(verified.fingers()[0], SCORE);
        self.with_card(|chip, keys| {
            activate(chip, keys, &verified, presence, MoreTries::NotAllowed).map(drop)
        })?;
        let content = self.with_card(|chip, keys| read_back(chip, keys))?;
        ensure!(
            content.record == *record,
            "another record than was activated"
        );
        Ok(())
    }

    /// One series of commands to the card in the reader.
    fn with_card<T>(
        &mut self,
        work: impl FnOnce(&mut Transmit<'_>, &SoftwareKeys) -> Result<T, ChipError<DeviceError>>,
    ) -> anyhow::Result<T> {
        let (limit, notice) = (self.limit(PATIENCE), self.limit(NOTICE));
        if self.reader.wait_card(&notice)? == CardPresence::Absent {
            bail!("no card");
        }
        self.reader.open_card(&limit)?;
        let reader = &mut self.reader;
        let mut transmit = |command: &[u8]| reader.transmit(command, &limit);
        let done = work(&mut (&mut transmit as Transmit<'_>), &self.keys);
        self.reader.close_card();
        Ok(done?)
    }

    fn limit(&self, span: Duration) -> Limit {
        Limit::after(&*self.ports.clock(), span)
    }
}

/// One command to the chip.
type Transmit<'a> = &'a mut dyn FnMut(&[u8]) -> Result<Vec<u8>, DeviceError>;

fn made(number: u32, record: CardRecord, ended: Ended, card: Arc<Mutex<Flawed>>) -> Made {
    Made {
        number,
        record,
        ended,
        card,
    }
}

fn serial(maker: [u8; 4], number: u32) -> ChipSerial {
    ChipSerial(serial_of(maker, number))
}

fn serial_of(maker: [u8; 4], number: u32) -> [u8; 8] {
    let mut serial = [0; 8];
    serial[..4].copy_from_slice(&maker);
    serial[4..].copy_from_slice(&number.to_be_bytes());
    serial
}

fn lock(card: &Mutex<Flawed>) -> MutexGuard<'_, Flawed> {
    card.lock().unwrap_or_else(PoisonError::into_inner)
}
