//! Writing a record to a blank chip.

use crate::error::ChipError;
use crate::exchange::Exchange;
use crate::identity::{ChipIdentity, ChipSerial};
use crate::issuer::IssuerKey;
use crate::keys::{KeyStore, KeyVersion};
use crate::life_cycle::LifeCycle;
use crate::open::control::Control;
use crate::open::image;
use crate::open::layout::{File, PROFILE_VERSION};
use crate::open::session::Session;
use crate::record::{CardRecord, Content};

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Writing a file.
    Writing(File),
    /// Reading the file back.
    Checking(File),
}

/// How far personalisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Bytes written and read back so far.
    pub done: usize,
    /// Bytes to write and read back in all.
    pub total: usize,
}

type Images = [(File, Content)];

/// Writes `record` to the chip `serial`, signed by `key`, in a session with `keys`: each file is written whole, read back and compared; then the
/// chip is made read-only, waiting for activation. `progress` is told after every chunk.
///
/// May be run again after any failure, on the same chip with the same record: a half-written chip is written from the
/// beginning, a complete one is compared and left alone.
///
/// # Errors
/// `Record` before anything is sent. `WrongCard`, `NotBlank` (it holds another record), `AlreadyActivated`,
/// `Terminated`, `Foreign`, `OtherVersion`, `Keys`, `OtherKeys`, `KeysBlocked` before anything is written. `ReadBackDiffers`, `LifeCycleUnchanged`; and
/// whatever the exchange brings.
pub fn personalise<X: Exchange>(
    exchange: &mut X,
    keys: &dyn KeyStore,
    serial: ChipSerial,
    record: &CardRecord,
    key: &IssuerKey,
    progress: &mut dyn FnMut(Progress),
) -> Result<ChipIdentity, ChipError<X::Error>> {
    let images = record.images(serial, key)?;
    let mut session = Session::new(exchange);
    let chip = session.identify_as(serial)?;
    bring_up(&mut session, keys, &chip, &images, progress)
        .map_err(|error| session.blame_swap(serial, error))
}

fn bring_up<X: Exchange>(
    session: &mut Session<'_, X>,
    keys: &dyn KeyStore,
    chip: &ChipIdentity,
    images: &Images,
    progress: &mut dyn FnMut(Progress),
) -> Result<ChipIdentity, ChipError<X::Error>> {
    match chip.life_cycle {
        LifeCycle::Activated => return Err(ChipError::AlreadyActivated),
        LifeCycle::Terminated => return Err(ChipError::Terminated),
        _ => session.open(keys, chip.serial, KeyVersion::Personalisation)?,
    }
    match chip.life_cycle {
        LifeCycle::Personalised => compare_all(session, images).map(|()| chip.clone()),
        _ => write_all(session, chip, images, progress),
    }
}

fn write_all<X: Exchange>(
    session: &mut Session<'_, X>,
    chip: &ChipIdentity,
    images: &Images,
    progress: &mut dyn FnMut(Progress),
) -> Result<ChipIdentity, ChipError<X::Error>> {
    let begun = chip.journal.begun();
    let control = |journal| Control::new(chip.serial, journal).to_content();
    let opening = image::encode(File::Control, &control(begun))?;
    let closing = image::encode(File::Control, &control(begun.ended()))?;
    let mut meter = Meter::new(images, progress);
    write_checked(session, File::Control, &opening, &mut meter)?;
    for (file, image) in images {
        write_checked(session, *file, image, &mut meter)?;
    }
    write_checked(session, File::Control, &closing, &mut meter)?;
    session.seal()?;
    // All of it was read in the session, from this chip; asking once more in clear would tell less.
    Ok(ChipIdentity {
        life_cycle: LifeCycle::Personalised,
        profile_version: Some(PROFILE_VERSION),
        journal: begun.ended(),
        ..chip.clone()
    })
}

fn write_checked<X: Exchange>(
    session: &mut Session<'_, X>,
    file: File,
    image: &[u8],
    meter: &mut Meter<'_>,
) -> Result<(), ChipError<X::Error>> {
    session.write(file, image, |bytes| meter.add(Phase::Writing(file), bytes))?;
    let read = session.read_selected(file, |bytes| meter.add(Phase::Checking(file), bytes))?;
    if *read != image {
        return Err(ChipError::ReadBackDiffers(file));
    }
    Ok(())
}

/// A sealed chip cannot be written again; it is the one that was asked for when it holds the same record.
fn compare_all<X: Exchange>(
    session: &mut Session<'_, X>,
    images: &Images,
) -> Result<(), ChipError<X::Error>> {
    for (file, image) in images {
        if session.read(*file, |_| {})? != *image {
            return Err(ChipError::NotBlank);
        }
    }
    Ok(())
}

/// Counts bytes for the caller.
struct Meter<'a> {
    done: usize,
    total: usize,
    progress: &'a mut dyn FnMut(Progress),
}

impl<'a> Meter<'a> {
    fn new(images: &Images, progress: &'a mut dyn FnMut(Progress)) -> Self {
        let record: usize = images.iter().map(|(file, _)| file.capacity()).sum();
        Self {
            done: 0,
            // Everything is written and read once, the control file at the beginning and at the end.
            total: 2 * (record + 2 * File::Control.capacity()),
            progress,
        }
    }

    fn add(&mut self, phase: Phase, bytes: usize) {
        self.done += bytes;
        (self.progress)(Progress {
            phase,
            done: self.done,
            total: self.total,
        });
    }
}
