//! Two equal cards: one in our reader driver's reader, one in Debian's vpcd's.

use super::programs::Place;
use loket_simulator::chip::{Chip, ChipDump};
use loket_simulator::reader::{Attributes, CardReply, ReaderServer, SlotCard};
use loket_tests::pcscd::Bench;
use loket_tests::vpcd::Vpcd;
use std::fmt::Debug;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// A chip by itself, without the world around it.
struct Bare(Chip);

impl SlotCard for Bare {
    fn power_on(&mut self) -> Vec<u8> {
        self.0.power_on()
    }

    fn power_off(&mut self) {
        self.0.power_off();
    }

    fn transmit(&mut self, apdu: &[u8]) -> CardReply {
        CardReply::Response(self.0.transmit(apdu))
    }
}

/// A card in a reader.
struct Road {
    place: Place,
    card: Arc<Mutex<Bare>>,
}

impl Road {
    fn to(reader: &ReaderServer, chip: &Chip, place: Place) -> Self {
        let card = Arc::new(Mutex::new(Bare(chip.clone())));
        reader.insert(card.clone());
        // It waits for the card; the other programs do not.
        place.pyscard(&[]);
        Self { place, card }
    }

    fn dump(&self) -> ChipDump {
        self.card.lock().unwrap().0.dump()
    }
}

/// Both roads. What is seen or left on one must be seen or left on the other.
pub(super) struct Roads {
    ours: Road,
    vpcds: Road,
    _slots: [ReaderServer; 2],
    _vpcd: Vpcd,
    _folder: TempDir,
}

impl Roads {
    /// Our road is `bench`, in whose process this must run; vpcd gets a `pcscd` of its own.
    pub(super) fn to(chip: &Chip, bench: &Bench) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let slots = ["encoder", "desk"].map(|name| slot(folder.path(), name));
        let vpcd = Vpcd::start(folder.path()).unwrap();
        let ours = Place::of_this_process("Loket SIM Desk 00 00");
        let vpcds = Place::at(&folder.path().join("pcscd.sock"), Vpcd::READERS[1]);
        Self {
            ours: Road::to(&bench.desk, chip, ours),
            vpcds: Road::to(&slots[1], chip, vpcds),
            _slots: slots,
            _vpcd: vpcd,
            _folder: folder,
        }
    }

    /// What a program sees of the card.
    pub(super) fn seen<S: Debug + PartialEq>(&self, session: impl Fn(&Place) -> S) -> S {
        let (ours, vpcds) = (session(&self.ours.place), session(&self.vpcds.place));
        assert_eq!(ours, vpcds, "through our reader driver, through vpcd");
        ours
    }

    /// What is in the card's memory.
    pub(super) fn dump(&self) -> ChipDump {
        let (ours, vpcds) = (self.ours.dump(), self.vpcds.dump());
        assert_eq!(ours, vpcds, "behind our reader driver, behind vpcd");
        ours
    }
}

fn slot(folder: &Path, name: &str) -> ReaderServer {
    let attributes = Attributes {
        model: name.to_owned(),
        serial: format!("SIM-{name}"),
    };
    ReaderServer::bind(&folder.join(format!("{name}.reader")), &attributes).unwrap()
}
