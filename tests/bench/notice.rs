//! How soon a card is noticed that is put into the reader or taken out: our driver's wait against a bare PC/SC client that
//! sleeps in `SCardGetStatusChange`, both from the moment at which the reader itself has its event.

use crate::Setting;
use crate::rounds::in_turns;
use crate::row::{Pair, Row};
use anyhow::{Context as _, bail};
use loket_drivers::card_reader::CardReader;
use loket_drivers::clock::Clock;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::{Address, Ports};
use loket_drivers::registry::{OpenDevice, find};
use loket_simulator::pcscd::{PrivatePcscd, built_driver, pcsc_name};
use loket_simulator::reader::{Attributes, CardReply, ReaderServer, SlotCard};
use pcsc::{Context, ReaderState, Scope, State};
use std::cell::RefCell;
use std::ffi::{CStr, CString};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const ROUNDS: usize = 51;
const PATIENCE: Duration = Duration::from_secs(10);
/// A waiting thread is asleep by then, and the reader shows the next card at once: after a removal it shows none for 50 ms.
const ASLEEP: Duration = Duration::from_millis(80);
const READER: &str = "Loket SIM Notice";

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let desk = RefCell::new(Desk::open(setting)?);
    let row = |name: &str, wait: Wait, bare: Wait| {
        let pair: Pair = in_turns(
            ROUNDS,
            || desk.borrow_mut().time(wait),
            || desk.borrow_mut().time(bare),
        )?;
        let reference = "bare pcsc client woken by the same event";
        anyhow::Ok(Row::at_most(1.5, name, "ms", pair, reference))
    };
    Ok(vec![
        row("card put in, noticed", Desk::await_card, Desk::bare_card)?,
        row("card taken out, noticed", Desk::await_none, Desk::bare_none)?,
    ])
}

/// Waits in a thread of its own while the slot is changed.
type Wait = fn(&mut Desk) -> anyhow::Result<Duration>;

struct Desk {
    server: ReaderServer,
    reader: Box<dyn CardReader>,
    ports: Arc<dyn Ports>,
    bare: Context,
    name: CString,
    _pcscd: PrivatePcscd,
}

/// A card that is never asked anything.
struct Card;

impl SlotCard for Card {
    fn power_on(&mut self) -> Vec<u8> {
        vec![0x3B, 0x00]
    }

    fn power_off(&mut self) {}

    fn transmit(&mut self, _apdu: &[u8]) -> CardReply {
        CardReply::Response(vec![0x90, 0x00])
    }
}

impl Desk {
    fn open(setting: &Setting) -> anyhow::Result<Self> {
        let attributes = Attributes {
            model: "Notice".to_owned(),
            serial: "SIM-notice".to_owned(),
        };
        let server = ReaderServer::bind(&setting.folder.join("notice.reader"), &attributes)?;
        let readers = [(READER, server.path())];
        let pcscd = PrivatePcscd::start(&setting.folder, &readers, &built_driver()?)?;
        let ports: Arc<dyn Ports> = Arc::new(SystemPorts::new());
        let limit = Limit::after(ports.clock().as_ref(), PATIENCE);
        let driver = find("pcsc").context("no pcsc driver")?;
        let name = pcsc_name(READER);
        let address = Address::Pcsc(name.clone());
        let OpenDevice::CardReader(reader) = (driver.open)(Arc::clone(&ports), &address, &limit)?
        else {
            bail!("the pcsc driver opened something else");
        };
        Ok(Self {
            server,
            reader,
            ports,
            bare: Context::establish(Scope::User)?,
            name: CString::new(name)?,
            _pcscd: pcscd,
        })
    }

    fn time(&mut self, wait: Wait) -> anyhow::Result<f64> {
        Ok(wait(self)?.as_secs_f64() * 1e3)
    }

    fn limit(&self) -> Limit {
        Limit::after(self.ports.clock().as_ref(), PATIENCE)
    }

    fn empty(&mut self) -> anyhow::Result<()> {
        self.server.remove();
        let limit = self.limit();
        Ok(self.reader.wait_removal(&limit)?)
    }

    fn fill(&mut self) -> anyhow::Result<()> {
        self.server.insert(Arc::new(Mutex::new(Card)));
        let limit = self.limit();
        self.reader.wait_card(&limit)?;
        Ok(())
    }

    fn await_card(&mut self) -> anyhow::Result<Duration> {
        let clock = self.ports.clock();
        self.empty()?;
        let (limit, reader) = (self.limit(), &mut self.reader);
        let put_in = || self.server.insert(Arc::new(Mutex::new(Card)));
        noticed(&*clock, put_in, || {
            Ok(reader.wait_card(&limit).map(drop)?)
        })
    }

    fn await_none(&mut self) -> anyhow::Result<Duration> {
        let clock = self.ports.clock();
        self.fill()?;
        let (limit, reader) = (self.limit(), &mut self.reader);
        noticed(
            &*clock,
            || self.server.remove(),
            || Ok(reader.wait_removal(&limit)?),
        )
    }

    fn bare_card(&mut self) -> anyhow::Result<Duration> {
        let clock = self.ports.clock();
        self.empty()?;
        let put_in = || self.server.insert(Arc::new(Mutex::new(Card)));
        let (bare, name) = (&self.bare, &self.name);
        noticed(&*clock, put_in, || bare_wait(bare, name, State::PRESENT))
    }

    fn bare_none(&mut self) -> anyhow::Result<Duration> {
        let clock = self.ports.clock();
        self.fill()?;
        let (server, bare, name) = (&self.server, &self.bare, &self.name);
        noticed(
            &*clock,
            || server.remove(),
            || bare_wait(bare, name, State::EMPTY),
        )
    }
}

/// Waits for a state with nothing but the client library.
fn bare_wait(context: &Context, reader: &CStr, wanted: State) -> anyhow::Result<()> {
    let mut known = [ReaderState::new(reader, State::UNAWARE)];
    loop {
        context.get_status_change(PATIENCE, &mut known)?;
        if known[0].event_state().contains(wanted) {
            return Ok(());
        }
        known[0].sync_current_state();
    }
}

/// Time from the event until whoever waits for it in another thread has noticed.
fn noticed(
    clock: &dyn Clock,
    event: impl FnOnce(),
    wait: impl FnOnce() -> anyhow::Result<()> + Send,
) -> anyhow::Result<Duration> {
    thread::scope(|threads| {
        let waiting = threads.spawn(|| wait().map(|()| Instant::now()));
        clock.sleep_until(clock.now() + ASLEEP);
        let happened = Instant::now();
        event();
        match waiting.join() {
            Ok(noticed) => Ok(noticed?.saturating_duration_since(happened)),
            Err(_) => bail!("whoever waited panicked"),
        }
    })
}
