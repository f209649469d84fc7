//! Card printers: the trait and its values. It speaks of cards, not pages.

pub mod evolis;
pub mod ipp;

use crate::device::Device;
use crate::error::DeviceError;
use crate::limit::Limit;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

/// What a printer can do, and which evidence it can give about a card whose outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterCapabilities {
    /// Printable canvas in pixels seen with the card in landscape: width then height (1016, 648).
    pub canvas: (u32, u32),
    /// Levels of dye that a dot can have, 2 to 256; panels in between are screened before they come to the driver.
    pub dye_levels: u16,
    /// Whether both faces can be printed without a person.
    pub dual_sided: bool,
    /// Whether cards can be presented to a chip encoder.
    pub encoder: Option<Station>,
    /// Whether the printer says where its card is.
    pub reports_position: bool,
    /// Whether the printer counts cards.
    pub reports_counters: bool,
}

/// Where a card can be held for the chip to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Station {
    /// Contact chip station.
    Contact,
    /// Contactless antenna.
    Contactless,
}

/// Where the card inside the printer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CardPosition {
    /// No card in the path.
    None,
    /// At the encoder.
    Encoder,
    /// Somewhere else in the path: print head, flipper, entrance.
    Inside,
    /// The printer does not say.
    Unknown,
}

/// What the printer reports of itself, in the common words of [`crate::error::ErrorKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PrinterCondition {
    /// No blanks left.
    HopperEmpty,
    /// Ribbon used up.
    RibbonEnded,
    /// Ribbon nearly used up.
    RibbonLow,
    /// No ribbon or the wrong one.
    RibbonUnfit,
    /// Output tray full.
    OutputFull,
    /// Reject tray full.
    RejectFull,
    /// Cover open.
    CoverOpen,
    /// Card stuck.
    CardJam,
    /// Head outside its window.
    HeadTemperature,
    /// Cleaning due.
    CleaningNeeded,
    /// The printer was reset since the last status.
    WasReset,
}

/// Counters that the printer keeps over its life; `None` where it has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterCounters {
    /// Cards taken from the hopper.
    pub cards: Option<u32>,
    /// Ribbon panels used.
    pub panels: Option<u32>,
    /// Cards left on the ribbon.
    pub ribbon_left: Option<u32>,
}

/// A panel of a ribbon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RibbonPanel {
    /// Yellow dye.
    Yellow,
    /// Magenta dye.
    Magenta,
    /// Cyan dye.
    Cyan,
    /// Resin black.
    Black,
    /// Clear overlay.
    Overlay,
}

/// What a printer has to work with; `None` where it does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplies {
    /// The panels of the ribbon inside, which come once for every face.
    pub ribbon: Option<BTreeSet<RibbonPanel>>,
    /// Faces that the ribbon is good for.
    pub ribbon_left: Option<u32>,
    /// Faces that the transfer film is good for; only retransfer printers have one.
    pub film_left: Option<u32>,
    /// Cards until the printer refuses to print uncleaned.
    pub cleaning_left: Option<u32>,
    /// Temperature of the print head, in degrees Celsius.
    pub head_celsius: Option<u16>,
}

/// One look at the printer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterStatus {
    /// Everything that is not normal.
    pub conditions: BTreeSet<PrinterCondition>,
    /// Where the card is.
    pub position: CardPosition,
    /// Counters.
    pub counters: PrinterCounters,
    /// What it has to work with.
    pub supplies: Supplies,
}

/// One colour panel of a face: 8 bits per pixel, row by row, card in landscape, 0 = no dye, 255 = full dye.
pub type DyePanel = Vec<u8>;
/// One 1-bit panel of a face: one byte per pixel, 0 = off, 1 = on, same order as [`DyePanel`].
pub type BitPanel = Vec<u8>;

/// The ribbon panels of one face; every panel has `width * height` values.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacePanels {
    /// Width in pixels; equals the canvas width.
    pub width: u32,
    /// Height in pixels; equals the canvas height.
    pub height: u32,
    /// Yellow, magenta and cyan dye; `None` for a face in black alone.
    pub colour: Option<[DyePanel; 3]>,
    /// Resin black.
    pub black: BitPanel,
    /// Clear overlay.
    pub overlay: BitPanel,
}

impl std::fmt::Debug for FacePanels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "FacePanels({}x{}, colour: {})",
            self.width,
            self.height,
            self.colour.is_some()
        )
    }
}

/// Both faces of one card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardArtwork {
    /// Front face.
    pub front: FacePanels,
    /// Back face, if it is printed.
    pub back: Option<FacePanels>,
}

/// Who stands beside a print: is told how far it is, and has the last word before anything can mark the card.
pub trait PrintGuard {
    /// So many bytes of the artwork are sent, of so many in all. Must not block.
    fn sent(&mut self, bytes: u64, total: u64);

    /// Asked once, right before the first byte that can make the printer print: whoever keeps a record of the card makes
    /// it now. It may take as long as a write to a disk. `job` is what [`CardPrinter::fate`] finds the print by, of a printer
    /// that keeps its jobs: 1 to 255 octets that no other job of any printer has.
    ///
    /// # Errors
    /// `PrintForbidden`: the driver sends nothing more of the job, and the card stays unprinted.
    fn may_print(&mut self, job: Option<&str>) -> Result<(), PrintForbidden>;
}

/// The guard of a print did not let it begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the print was called off before it began")]
pub struct PrintForbidden;

/// What became of a print that an earlier life of the program sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PrintFate {
    /// The printer says plainly that it ended well.
    Printed,
    /// It was ended before it had begun: nothing marked the card, and nothing will.
    NotBegun,
    /// Anything else: the card may be whole, half printed or as it was.
    Unknown,
}

/// A card printer with a hopper, an optional encoder, an output and a reject tray.
///
/// Movements are never repeated by the driver. An error of kind `OutcomeUnknown` means that the movement may have happened.
pub trait CardPrinter: Device {
    /// What this unit can do.
    fn capabilities(&self) -> &PrinterCapabilities;

    /// Conditions, card position and counters; changes nothing.
    ///
    /// # Errors
    /// Device faults of the link only: conditions are a value here.
    fn status(&mut self, limit: &Limit) -> Result<PrinterStatus, DeviceError>;

    /// Settings that decide how cards come out, as names and values: contrast, speed, head kit; changes nothing. Empty for a
    /// model that does not tell them. Two readings of an unchanged printer are alike.
    ///
    /// # Errors
    /// Device faults of the link.
    fn settings(&mut self, _limit: &Limit) -> Result<Vec<(String, String)>, DeviceError> {
        Ok(Vec::new())
    }

    /// Takes a blank from the hopper (or the card already inside) to the encoder.
    ///
    /// # Errors
    /// `HopperEmpty`, `CardJam`, `CoverOpen` …: condition named by the printer; `OutcomeUnknown` when the answer is lost.
    fn feed(&mut self, station: Station, limit: &Limit) -> Result<(), DeviceError>;

    /// Prints the card that is inside and leaves it ejected in the output tray. `Ok` means the printer confirmed the end
    /// of the job. Before `guard` has allowed it, nothing is sent that could mark the card.
    ///
    /// # Errors
    /// Conditions as in [`Self::feed`], `RibbonEnded`; `Cancelled` when the guard forbids it; `OutcomeUnknown` once the
    /// printer may have begun and no confirmation came.
    fn print(
        &mut self,
        artwork: &CardArtwork,
        guard: &mut dyn PrintGuard,
        limit: &Limit,
    ) -> Result<(), DeviceError>;

    /// What became of the print that a guard was told of as `job`; waits for its end as [`Self::print`] does, and withdraws
    /// it where that does not come. Sends nothing again. `Unknown` of a printer that keeps no jobs.
    ///
    /// # Errors
    /// Device faults of the link; then it can be asked again.
    fn fate(&mut self, _job: &str, _limit: &Limit) -> Result<PrintFate, DeviceError> {
        Ok(PrintFate::Unknown)
    }

    /// Moves the card inside to the output tray.
    ///
    /// # Errors
    /// As in [`Self::feed`].
    fn eject(&mut self, limit: &Limit) -> Result<(), DeviceError>;

    /// Moves the card inside to the reject tray.
    ///
    /// # Errors
    /// As in [`Self::feed`].
    fn reject(&mut self, limit: &Limit) -> Result<(), DeviceError>;

    /// Runs the cleaning card through that a person has put into the feeder; no card must be inside.
    ///
    /// # Errors
    /// As in [`Self::feed`]; `Unsupported` by a model that is cleaned by hand.
    fn clean(&mut self, limit: &Limit) -> Result<(), DeviceError>;

    /// Clears latched errors after a person has dealt with the cause; moves no card.
    ///
    /// # Errors
    /// Device faults of the link.
    fn clear_errors(&mut self, limit: &Limit) -> Result<(), DeviceError>;
}
