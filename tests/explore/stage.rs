//! What every run begins with: made once in a process, since all runs are alike in it.

use crate::disk::Disk;
use crate::fate::{Fate, Planned};
use crate::vfs::{Mounted, mount};
use image::ImageFormat;
use image::imageops::FilterType;
use loket_daemon::issuance::card_data::CardData;
use loket_simulator::applicant::{Applicant, Backdrop};
use loket_simulator::chip::Make;
use loket_simulator::clock::TimePolicy;
use loket_simulator::mechanism::{CardCount, PrinterModel, Reporting, Timing};
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::{Inventory, World};
use loket_tests::memory::office::{Premises, recorded};
use std::fs::{self, OpenOptions};
use std::io::{self, Cursor, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The station's secrets: whoever has the same writes the same chips.
const KEYS: [(&str, [u8; 32]); 3] = [
    ("vault.key", [0x11; 32]),
    ("issuer.key", [0x22; 32]),
    ("station.key", [0x33; 32]),
];

/// Pixels of the photo.
const PHOTO: (u32, u32) = (150, 200);
/// The one who gets a card.
pub(crate) const HOLDER: &str = "b";
/// Blanks there are.
pub(crate) const BLANKS: u32 = 20;
/// How many of them lie in the hopper.
pub(crate) const IN_HOPPER: u32 = 8;

/// One run's world and premises, and what goes wrong.
pub(crate) struct Stage {
    pub(crate) fate: Arc<Fate>,
    pub(crate) disk: Arc<Disk>,
    pub(crate) premises: Premises,
    /// When the printer counts cards.
    pub(crate) counting: CardCount,
    /// The disk is where the state folder is as long as this lives.
    pub(crate) mounted: Mounted,
}

/// Sets the stage: the daemon is not started yet.
///
/// # Errors
/// When there can be no folder for the keys.
pub(crate) fn set(reporting: Reporting, plan: Vec<Planned>) -> io::Result<Stage> {
    let world = SharedWorld::new(world(reporting));
    let (fate, disk) = Fate::new(world.clone(), plan);
    let premises = Premises::around(world, fate.clone())?;
    write_keys(&premises.state())?;
    let mounted = mount(&premises.state(), Arc::clone(&disk));
    Ok(Stage {
        fate,
        disk,
        premises,
        counting: reporting.card_count,
        mounted,
    })
}

/// What the holder's card is made of: as recorded, with a smaller photo, since photos are scaled in every run.
pub(crate) fn card_data() -> CardData {
    static DATA: OnceLock<CardData> = OnceLock::new();
    let make = || {
        let mut recorded = recorded();
        if let Ok(photo) = smaller(&recorded.photo_jpeg) {
            recorded.photo_jpeg = photo;
        }
        recorded
    };
    DATA.get_or_init(make).clone()
}

fn smaller(jpeg: &[u8]) -> image::ImageResult<Vec<u8>> {
    let photo = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg)?;
    let (width, height) = PHOTO;
    let small = photo.resize_exact(width, height, FilterType::Triangle);
    let mut smaller = Cursor::new(Vec::new());
    small.write_to(&mut smaller, ImageFormat::Jpeg)?;
    Ok(smaller.into_inner())
}

fn world(reporting: Reporting) -> World {
    static GROWN: OnceLock<Applicant> = OnceLock::new();
    let grow = || Applicant::grown(HOLDER, 12, Backdrop::Blue).full_grown();
    let mut world = World::new(Inventory {
        time: TimePolicy::Stepped,
        seed: 1,
        applicants: vec![GROWN.get_or_init(grow).clone()],
        blanks: BLANKS,
        in_hopper: IN_HOPPER,
        chips: Make::default(),
        visitors: Vec::new(),
        ribbon: 100,
        printer: PrinterModel::default(),
        timing: Timing::default(),
        faults: Vec::new(),
    });
    world.set_reporting(reporting);
    world
}

fn write_keys(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, key) in KEYS {
        let mut file = OpenOptions::new();
        let file = file.write(true).create_new(true).mode(0o600);
        file.open(folder.join(name))?.write_all(&key)?;
    }
    Ok(())
}
