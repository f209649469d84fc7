//! A full card: the chip profile through our reader driver against a bare PC/SC loop that sends the very same bytes, recorded
//! before, and does as much work with ciphers as they need; both over the stock `pcscd` and the simulated reader. Which commands
//! those are, and why no fewer, is in `drivers/card/PROFILE.md`.

mod bare;
mod card;
mod cipher;

use crate::Setting;
use crate::rounds::undisturbed;
use crate::row::Row;
use anyhow::{Context, bail, ensure};
use bare::{Dialogue, Exchange};
use card::{Book, Plastic, READ_PAGE};
use loket_card::open::Open;
use loket_card::profile::Profile;
use loket_card::{CardRecord, ChipError, ChipSerial, IssuerKey, Limits, personalise};
use loket_daemon::issuance::compose::chip_record;
use loket_drivers::card_reader::CardReader;
use loket_drivers::error::DeviceError;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::{Address, Ports};
use loket_drivers::registry::{OpenDevice, find};
use loket_keystore::SoftwareKeys;
use loket_simulator::chip::Chip;
use loket_simulator::pcscd::{PrivatePcscd, built_driver, pcsc_name};
use loket_simulator::reader::{Attributes, ReaderServer, SlotCard};
use loket_tests::memory::office::recorded;
use std::cell::RefCell;
use std::convert::Infallible;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A round takes a few milliseconds, of which the system's own pauses are a good part.
const ROUNDS: usize = 101;
/// Reads of one round.
const PAGES: usize = 200;
const PATIENCE: Duration = Duration::from_secs(30);
const READER: &str = "Loket SIM Bench";
const SERIAL: ChipSerial = ChipSerial(*b"SIM\0\0\0\0\x01");

/// The socket of this part's `pcscd` for a process whose folder this is.
pub(crate) fn socket(folder: &Path) -> PathBuf {
    folder.join("pcscd.sock")
}

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let desk = RefCell::new(Desk::open(&setting.folder)?);
    Ok(vec![write_row(&desk)?, clear_row(&desk)?, read_row(&desk)?])
}

fn write_row(desk: &RefCell<Desk>) -> anyhow::Result<Row> {
    let (_, dialogue) = desk.borrow_mut().write()?;
    let pair = undisturbed(
        ROUNDS,
        || Ok(milliseconds(desk.borrow_mut().write()?.0)),
        || {
            let mut desk = desk.borrow_mut();
            let begun = Instant::now();
            black_box(desk.key.sign(&[0x55; 32]));
            let signing = begun.elapsed();
            let sending = desk.repeat(Plastic::blank(SERIAL), &dialogue, cipher::work)?;
            Ok(milliseconds(signing + sending))
        },
    )?;
    let count = dialogue.len();
    let name = format!("personalising a full card in SCP03, {count} commands");
    let reference = "bare pcsc loop, same bytes; one signature, as much AES";
    Ok(Row::at_most(1.10, name, "ms", pair, reference))
}

/// The same layers without a session. A chip takes no write outside one, so this is what it lets be read.
fn clear_row(desk: &RefCell<Desk>) -> anyhow::Result<Row> {
    let card = desk.borrow().personalised()?;
    let (_, dialogue) = desk.borrow_mut().read_in_clear(&card)?;
    let pair = undisturbed(
        ROUNDS,
        || Ok(milliseconds(desk.borrow_mut().read_in_clear(&card)?.0)),
        || {
            let card = Plastic::of(&card);
            Ok(milliseconds(desk.borrow_mut().repeat(
                card,
                &dialogue,
                |_| Ok(()),
            )?))
        },
    )?;
    let count = dialogue.len();
    let name = format!("identity and photo in clear, {count} commands");
    let reference = "bare pcsc loop, same commands";
    Ok(Row::at_most(1.10, name, "ms", pair, reference))
}

fn read_row(desk: &RefCell<Desk>) -> anyhow::Result<Row> {
    let dialogue: Dialogue = (0..PAGES)
        .map(|_| Exchange {
            command: READ_PAGE.to_vec(),
            response: Book::page(),
        })
        .collect();
    let pair = undisturbed(
        ROUNDS,
        || Ok(milliseconds(desk.borrow_mut().read(&dialogue)?)),
        || {
            Ok(milliseconds(desk.borrow_mut().repeat(
                Book::shared(),
                &dialogue,
                |_| Ok(()),
            )?))
        },
    )?;
    let name = format!("{PAGES} extended reads of 4 KiB");
    let reference = "bare pcsc loop, same commands";
    Ok(Row::at_most(1.10, name, "ms", pair, reference))
}

fn milliseconds(span: Duration) -> f64 {
    span.as_secs_f64() * 1e3
}

/// The way to the card in the reader.
type Wire<'a> = &'a mut dyn FnMut(&[u8]) -> Result<Vec<u8>, DeviceError>;

/// A reader, its service, the daemon's driver on it, and what goes on the chip.
struct Desk {
    server: ReaderServer,
    _pcscd: PrivatePcscd,
    ports: Arc<dyn Ports>,
    reader: Box<dyn CardReader>,
    record: CardRecord,
    key: IssuerKey,
    keys: SoftwareKeys,
}

impl Desk {
    fn open(folder: &Path) -> anyhow::Result<Self> {
        let attributes = Attributes {
            model: "Bench".to_owned(),
            serial: "SIM-bench".to_owned(),
        };
        let server = ReaderServer::bind(&folder.join("bench.reader"), &attributes)?;
        let pcscd = PrivatePcscd::start(folder, &[(READER, server.path())], &built_driver()?)?;
        let ports: Arc<dyn Ports> = Arc::new(SystemPorts::new());
        let limit = Limit::after(ports.clock().as_ref(), PATIENCE);
        let driver = find("pcsc").context("no pcsc driver")?;
        let address = Address::Pcsc(pcsc_name(READER));
        let OpenDevice::CardReader(reader) = (driver.open)(Arc::clone(&ports), &address, &limit)?
        else {
            bail!("the pcsc driver opened something else");
        };
        Ok(Self {
            server,
            _pcscd: pcscd,
            ports,
            reader,
            record: chip_record(&recorded(), &Limits::CHIP).map_err(|condition| {
                anyhow::anyhow!("the sample card is refused: {}", condition.detail)
            })?,
            key: IssuerKey::from_bytes(&[7; 32])?,
            keys: SoftwareKeys::test(),
        })
    }

    /// A card that was not in before lies in the reader.
    fn insert(&mut self, card: Arc<Mutex<dyn SlotCard>>) -> anyhow::Result<Limit> {
        let limit = Limit::after(self.ports.clock().as_ref(), PATIENCE);
        self.server.remove();
        self.reader.wait_removal(&limit)?;
        self.server.insert(card);
        self.reader.wait_card(&limit)?;
        Ok(limit)
    }

    /// Writes a blank with our driver, from taking the card to letting go of it.
    fn write(&mut self) -> anyhow::Result<(Duration, Dialogue)> {
        let (record, keys, key) = (self.record.clone(), SoftwareKeys::test(), self.key.clone());
        self.converse(Plastic::blank(SERIAL), |chip| {
            personalise(chip, &keys, SERIAL, &record, &key, &mut |_| {}).map(drop)
        })
    }

    /// Reads what such a chip tells everybody with our driver, from taking the card to letting go of it.
    fn read_in_clear(&mut self, chip: &Chip) -> anyhow::Result<(Duration, Dialogue)> {
        self.converse(Plastic::of(chip), |chip| Open.photo(chip).map(drop))
    }

    /// How long our driver takes for all that `work` says to the card, and what that is.
    fn converse(
        &mut self,
        card: Arc<Mutex<dyn SlotCard>>,
        work: impl FnOnce(&mut Wire<'_>) -> Result<(), ChipError<DeviceError>>,
    ) -> anyhow::Result<(Duration, Dialogue)> {
        let limit = self.insert(card)?;
        let mut dialogue = Dialogue::new();
        let begun = Instant::now();
        self.reader.open_card(&limit)?;
        let reader = &mut self.reader;
        let mut exchange = |command: &[u8]| {
            let response = reader.transmit(command, &limit)?;
            dialogue.push(Exchange {
                command: command.to_vec(),
                response: response.clone(),
            });
            Ok(response)
        };
        work(&mut (&mut exchange as Wire<'_>))?;
        self.reader.close_card();
        Ok((begun.elapsed(), dialogue))
    }

    /// A chip that holds the record.
    fn personalised(&self) -> anyhow::Result<Chip> {
        let mut chip = Chip::blank(SERIAL.0);
        chip.power_on();
        let mut exchange = |command: &[u8]| Ok::<_, Infallible>(chip.transmit(command));
        personalise(
            &mut exchange,
            &self.keys,
            SERIAL,
            &self.record,
            &self.key,
            &mut |_| {},
        )?;
        Ok(chip)
    }

    /// Reads with our driver, from taking the card to letting go of it.
    fn read(&mut self, dialogue: &Dialogue) -> anyhow::Result<Duration> {
        let limit = self.insert(Book::shared())?;
        let begun = Instant::now();
        self.reader.open_card(&limit)?;
        for exchange in dialogue {
            let response = self.reader.transmit(&exchange.command, &limit)?;
            ensure!(
                response == exchange.response,
                "another answer than expected"
            );
        }
        self.reader.close_card();
        Ok(begun.elapsed())
    }

    /// Sends the same commands to such a card with nothing but the client library.
    fn repeat(
        &mut self,
        card: Arc<Mutex<dyn SlotCard>>,
        dialogue: &Dialogue,
        work: impl FnMut(&Exchange) -> anyhow::Result<()>,
    ) -> anyhow::Result<Duration> {
        self.insert(card)?;
        bare::repeat(&pcsc_name(READER), dialogue, work)
    }
}
