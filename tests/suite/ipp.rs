//! The IPP driver at `ippeveprinter` and at a queue of CUPS, neither of which was written here: cards are printed, and
//! everything that was ever seen to go wrong with either ends in the right outcome.

mod cut;
mod fate;
mod orders;
mod printing;
mod queue;
mod traps;

use loket_drivers::card_printer::{
    CardArtwork, CardPrinter, FacePanels, PrintForbidden, PrintGuard,
};
use loket_drivers::clock::Clock;
use loket_drivers::error::DeviceError;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::Ports;
use loket_drivers::registry::{OpenDevice, find};
use loket_tests::counterpart::{packaged, text};
use loket_tests::ipp::{DnsSd, IppPrinter, Make};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// A whole print takes less.
const PATIENCE: Duration = Duration::from_secs(60);

/// A printer with what it needs, in a folder of its own.
struct Bench {
    printer: IppPrinter,
    dns_sd: DnsSd,
    folder: TempDir,
}

impl Bench {
    fn new(make: Make, script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The filters of CUPS run as somebody else.
        let open_to_all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open_to_all).unwrap();
        let dns_sd = DnsSd::start(folder.path()).unwrap();
        let at = folder.path().join("printer");
        let printer = IppPrinter::start(&dns_sd, &at, make, script).unwrap();
        Self {
            printer,
            dns_sd,
            folder,
        }
    }

    fn open(&self) -> Open {
        Open::at(&self.printer.address())
    }

    /// Has CUPS' own client ask the printer for something.
    fn ipptool(&self, operation: &str, attributes: &str) {
        let file = self.folder.path().join("request.test");
        let request = format!(
            "{{ {operation} GROUP operation-attributes-tag ATTR charset attributes-charset utf-8 \
             ATTR naturalLanguage attributes-natural-language en ATTR uri printer-uri $uri {attributes} \
             ATTR name requesting-user-name somebody STATUS successful-ok }}"
        );
        std::fs::write(&file, request).unwrap();
        let mut command = packaged("ipptool", "cups-ipp-utils");
        text(command.arg("-tv").arg(self.printer.address()).arg(file), "");
    }
}

/// The driver on this machine's own ports.
struct Open {
    printer: Box<dyn CardPrinter>,
    clock: Arc<dyn Clock>,
}

impl Open {
    fn at(address: &str) -> Self {
        Self::through(Arc::new(SystemPorts::new()), address).unwrap()
    }

    fn through(ports: Arc<dyn Ports>, address: &str) -> Result<Self, DeviceError> {
        let clock = ports.clock();
        let limit = Limit::after(&*clock, PATIENCE);
        let driver = find("ipp").unwrap();
        match (driver.open)(ports, &address.parse().unwrap(), &limit)? {
            OpenDevice::CardPrinter(printer) => Ok(Self { printer, clock }),
            _ => panic!("no card printer"),
        }
    }

    fn limit(&self) -> Limit {
        Limit::after(&*self.clock, PATIENCE)
    }

    /// Prints the test card; how often the guard was asked, and the outcome.
    fn print(&mut self, sides: usize) -> (usize, Result<(), DeviceError>) {
        self.print_within(sides, PATIENCE)
    }

    fn print_within(
        &mut self,
        sides: usize,
        patience: Duration,
    ) -> (usize, Result<(), DeviceError>) {
        let (guard, outcome) = self.print_told(sides, patience);
        (guard.asked, outcome)
    }

    /// Prints the test card; what the guard was told, and the outcome.
    fn print_told(&mut self, sides: usize, patience: Duration) -> (Guard, Result<(), DeviceError>) {
        let artwork = artwork(self.printer.capabilities().canvas, sides);
        let mut guard = Guard::default();
        let limit = Limit::after(&*self.clock, patience);
        let outcome = self.printer.print(&artwork, &mut guard, &limit);
        (guard, outcome)
    }
}

#[derive(Default)]
struct Guard {
    asked: usize,
    forbids: bool,
    /// The name that the job was to have.
    job: Option<String>,
}

impl PrintGuard for Guard {
    fn sent(&mut self, _: u64, _: u64) {
        assert_eq!(self.asked, 1, "the printer may print what it has");
    }

    fn may_print(&mut self, job: Option<&str>) -> Result<(), PrintForbidden> {
        self.asked += 1;
        self.job = job.map(str::to_owned);
        if self.forbids {
            return Err(PrintForbidden);
        }
        Ok(())
    }
}

/// Faces on which every place looks different, so that a turn or a mirror shows.
fn artwork(canvas: (u32, u32), sides: usize) -> CardArtwork {
    CardArtwork {
        front: face(canvas, 1),
        back: (sides == 2).then(|| face(canvas, 3)),
    }
}

fn face((width, height): (u32, u32), seed: u32) -> FacePanels {
    let paint = |level: fn(u32, u32) -> u32| {
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let levels = pixels.map(|(x, y)| level(x * seed, y).to_le_bytes()[0]);
        levels.collect::<Vec<u8>>()
    };
    FacePanels {
        width,
        height,
        colour: Some([
            paint(|x, y| (x / 8) ^ (y / 16)),
            paint(|x, y| x / 4 + y / 4),
            paint(|_, y| y / 3),
        ]),
        black: paint(|x, y| u32::from(x / 50 == y / 30)),
        overlay: paint(|_, _| 1),
    }
}
