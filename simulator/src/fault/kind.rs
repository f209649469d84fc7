//! The kinds of faults; [`super::spec`] says how they are written.

use super::{Amiss, Matching, Told};
use crate::device::Device;
use crate::print::Panel;
use serde::{Deserialize, Serialize};

/// Where something can happen to a card in the printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JamPoint {
    /// On the way from the hopper.
    Feed,
    /// On the way to the chip station.
    Encoder,
    /// On the way to the print head.
    Head,
    /// Under the head, in the middle of a panel.
    Panel,
    /// In the flipper.
    Flip,
    /// On the way out.
    Exit,
}

impl JamPoint {
    pub(super) const ALL: [(JamPoint, &str); 6] = [
        (JamPoint::Feed, "feed"),
        (JamPoint::Encoder, "encoder"),
        (JamPoint::Head, "head"),
        (JamPoint::Panel, "panel"),
        (JamPoint::Flip, "flip"),
        (JamPoint::Exit, "exit"),
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            JamPoint::Feed => "feed",
            JamPoint::Encoder => "encoder",
            JamPoint::Head => "head",
            JamPoint::Panel => "panel",
            JamPoint::Flip => "flip",
            JamPoint::Exit => "exit",
        }
    }
}

/// What can go wrong. Written as its name, with a parameter after a colon where it has one: `jam:head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum FaultKind {
    /// The finger misses the glass.
    FingerAbsent,
    /// The finger leaves while the image is taken.
    FingerLifted,
    /// The empty glass of the sensor shows a smudge.
    SmudgedGlass,
    /// A data packet of the sensor arrives damaged.
    CorruptedPacket,
    /// The camera stops sending while the line stays open.
    CameraStall,
    /// The card is pulled out of its reader after this many commands.
    CardPulledMidWrite {
        /// Commands that the chip still answers after power-up.
        after: u32,
    },
    /// The feeder has no blank left.
    HopperEmpty,
    /// Two blanks leave the hopper at once.
    DoubleFeed,
    /// The ribbon ends in the middle of this panel.
    RibbonEndMidPanel {
        /// The panel.
        panel: Panel,
    },
    /// The ribbon breaks in the middle of this panel.
    RibbonBreak {
        /// The panel.
        panel: Panel,
    },
    /// The printer does not recognise its ribbon.
    RibbonUnrecognised,
    /// Somebody opens the cover while a card passes.
    CoverOpens {
        /// Where the card is then.
        at: JamPoint,
    },
    /// The output tray turns out to be full.
    OutputFull,
    /// The reject tray turns out to be full.
    RejectFull,
    /// The printer wants to be cleaned before it takes another blank.
    CleaningDue,
    /// A card gets stuck.
    Jam {
        /// Where.
        at: JamPoint,
    },
    /// Printer and readers lose their power, and have it again at once.
    PowerCut {
        /// Where the card is then.
        at: JamPoint,
    },
    /// An answer of the printer goes wrong.
    PrinterAnswers {
        /// How.
        amiss: Amiss,
        /// The command that it belongs to.
        told: Told,
    },
    /// The print head is outside its temperature window.
    HeadHot,
    /// The line drops while the artwork is being sent.
    LinkLostBeforePrint,
    /// The line drops after the print command was understood.
    LinkLostAfterPrint,
    /// A device leaves the bus in the middle of an exchange.
    DeviceUnplugged {
        /// The device.
        device: Device,
    },
    /// A device takes what it is given and never answers; in a reader, it is the card that hangs.
    DeviceHung {
        /// The device.
        device: Device,
    },
    /// A device does what it is told, and its line drops before the answer.
    AnswerLost {
        /// The device.
        device: Device,
    },
    /// A device does what it is told, and its answer never comes; in a reader, the card hangs then.
    AnswerWithheld {
        /// The device.
        device: Device,
    },
    /// The chip loses its power before it executes a command, and stays in the reader.
    ChipDiesBefore {
        /// The commands that it may be.
        at: Matching,
    },
    /// The chip loses its power after it executed a command, and stays in the reader.
    ChipDiesAfter {
        /// The commands that it may be.
        at: Matching,
    },
    /// The chip takes longer for a command.
    ChipSlow {
        /// Milliseconds of world time.
        ms: u32,
    },
    /// The chip answers a command with this status word and does nothing else.
    ChipAnswers {
        /// The status word.
        status: u16,
        /// The commands that it may be.
        at: Matching,
    },
    /// READ BINARY brings half of what it should.
    ShortRead {
        /// Whether the chip says so (6282).
        warned: bool,
    },
    /// Another program resets the card before a command.
    CardReset {
        /// The commands that it may be.
        at: Matching,
    },
    /// Somebody puts another card into the reader before a command.
    CardSwapped {
        /// The commands that it may be.
        at: Matching,
    },
    /// The answer to reset arrives damaged.
    WrongAnswerToReset,
    /// The chip does not answer to reset.
    NoAnswerToReset,
}

impl FaultKind {
    /// The name without its parameter.
    pub fn name(self) -> &'static str {
        match self {
            Self::FingerAbsent => "finger-absent",
            Self::FingerLifted => "finger-lifted",
            Self::SmudgedGlass => "smudged-glass",
            Self::CorruptedPacket => "corrupted-packet",
            Self::CameraStall => "camera-stall",
            Self::CardPulledMidWrite { .. } => "card-pulled-mid-write",
            Self::HopperEmpty => "hopper-empty",
            Self::DoubleFeed => "double-feed",
            Self::RibbonEndMidPanel { .. } => "ribbon-end-mid-panel",
            Self::RibbonBreak { .. } => "ribbon-break",
            Self::RibbonUnrecognised => "ribbon-unrecognised",
            Self::CoverOpens { .. } => "cover-opens",
            Self::OutputFull => "output-full",
            Self::RejectFull => "reject-full",
            Self::CleaningDue => "cleaning-due",
            Self::Jam { .. } => "jam",
            Self::PowerCut { .. } => "power-cut",
            Self::PrinterAnswers { .. } => "printer-answers",
            Self::HeadHot => "head-hot",
            Self::LinkLostBeforePrint => "link-lost-before-print",
            Self::LinkLostAfterPrint => "link-lost-after-print",
            Self::DeviceUnplugged { .. } => "device-unplugged",
            Self::DeviceHung { .. } => "device-hung",
            Self::AnswerLost { .. } => "answer-lost",
            Self::AnswerWithheld { .. } => "answer-withheld",
            Self::ChipDiesBefore { .. } => "chip-dies-before",
            Self::ChipDiesAfter { .. } => "chip-dies-after",
            Self::ChipSlow { .. } => "chip-slow",
            Self::ChipAnswers { .. } => "chip-answers",
            Self::ShortRead { warned: true } => "short-read-warned",
            Self::ShortRead { warned: false } => "short-read",
            Self::CardReset { .. } => "card-reset",
            Self::CardSwapped { .. } => "card-swapped",
            Self::WrongAnswerToReset => "wrong-answer-to-reset",
            Self::NoAnswerToReset => "no-answer-to-reset",
        }
    }
}
