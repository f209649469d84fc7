//! Writing a full card: the chip profile through our reader driver against a bare PC/SC loop that sends the very same
//! commands, both over the stock `pcscd` and the simulated reader.

mod bare;
mod card;

use crate::Setting;
use crate::rounds::in_turns;
use crate::row::Row;
use anyhow::{Context, bail, ensure};
use bare::{Dialogue, Exchange};
use card::{Book, Plastic, READ_PAGE};
use loket_card::{CardRecord, ChipSerial, IssuerKey, personalise};
use loket_daemon::issuance::compose::chip_record;
use loket_drivers::card_reader::CardReader;
use loket_drivers::error::DeviceError;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::{Address, Ports};
use loket_drivers::registry::{OpenDevice, find};
use loket_keystore::SoftwareKeys;
use loket_simulator::pcscd::{PrivatePcscd, built_driver, pcsc_name};
use loket_simulator::reader::{Attributes, ReaderServer, SlotCard};
use loket_tests::memory::office::recorded;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const ROUNDS: usize = 21;
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
    Ok(vec![write_row(&desk)?, read_row(&desk)?])
}

fn write_row(desk: &RefCell<Desk>) -> anyhow::Result<Row> {
    let (_, dialogue) = desk.borrow_mut().write()?;
    let pair = in_turns(
        ROUNDS,
        || Ok(milliseconds(desk.borrow_mut().write()?.0)),
        || {
            let blank = Plastic::blank(SERIAL);
            Ok(milliseconds(desk.borrow_mut().repeat(blank, &dialogue)?))
        },
    )?;
    let name = format!("chip write of a full card, {} commands", dialogue.len());
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
    let pair = in_turns(
        ROUNDS,
        || Ok(milliseconds(desk.borrow_mut().read(&dialogue)?)),
        || {
            Ok(milliseconds(
                desk.borrow_mut().repeat(Book::shared(), &dialogue)?,
            ))
        },
    )?;
    let name = format!("{PAGES} extended reads of 4 KiB");
    let reference = "bare pcsc loop, same commands";
    Ok(Row::at_most(1.10, name, "ms", pair, reference))
}

fn milliseconds(span: Duration) -> f64 {
    span.as_secs_f64() * 1e3
}

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
            record: chip_record(&recorded()).map_err(|condition| {
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
        let limit = self.insert(Plastic::blank(SERIAL))?;
        let mut dialogue = Dialogue::new();
        let begun = Instant::now();
        self.reader.open_card(&limit)?;
        let mut exchange = |command: &[u8]| {
            let response = self.reader.transmit(command, &limit)?;
            dialogue.push(Exchange {
                command: command.to_vec(),
                response: response.clone(),
            });
            Ok::<_, DeviceError>(response)
        };
        personalise(
            &mut exchange,
            &self.keys,
            SERIAL,
            &self.record,
            &self.key,
            &mut |_| {},
        )?;
        self.reader.close_card();
        Ok((begun.elapsed(), dialogue))
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
    ) -> anyhow::Result<Duration> {
        self.insert(card)?;
        bare::repeat(&pcsc_name(READER), dialogue)
    }
}
