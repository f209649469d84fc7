//! The kinds of faults and how they are written.

use crate::device::Device;
use crate::print::Panel;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Where a card can get stuck in the printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JamPoint {
    /// On the way from the hopper.
    Feed,
    /// On the way to the print head.
    Head,
    /// Under the head, in the middle of a panel.
    Panel,
    /// On the way out.
    Exit,
}

impl JamPoint {
    const ALL: [(JamPoint, &str); 4] = [
        (JamPoint::Feed, "feed"),
        (JamPoint::Head, "head"),
        (JamPoint::Panel, "panel"),
        (JamPoint::Exit, "exit"),
    ];

    fn name(self) -> &'static str {
        match self {
            JamPoint::Feed => "feed",
            JamPoint::Head => "head",
            JamPoint::Panel => "panel",
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
    /// A card gets stuck.
    Jam {
        /// Where.
        at: JamPoint,
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
}

/// The text names no fault.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FaultSpecError {
    /// There is no fault of this name.
    #[error("no fault `{0}`; `loket-sim list faults` shows them")]
    Unknown(String),
    /// The parameter is missing or makes no sense.
    #[error("fault `{name}` wants {wanted} after a colon")]
    Parameter {
        /// The fault.
        name: String,
        /// What its parameter is.
        wanted: &'static str,
    },
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
            Self::Jam { .. } => "jam",
            Self::HeadHot => "head-hot",
            Self::LinkLostBeforePrint => "link-lost-before-print",
            Self::LinkLostAfterPrint => "link-lost-after-print",
            Self::DeviceUnplugged { .. } => "device-unplugged",
            Self::DeviceHung { .. } => "device-hung",
            Self::AnswerLost { .. } => "answer-lost",
            Self::AnswerWithheld { .. } => "answer-withheld",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::CardPulledMidWrite { after } => write!(f, ":{after}"),
            Self::RibbonEndMidPanel { panel } => write!(f, ":{panel}"),
            Self::Jam { at } => write!(f, ":{}", at.name()),
            Self::DeviceUnplugged { device }
            | Self::DeviceHung { device }
            | Self::AnswerLost { device }
            | Self::AnswerWithheld { device } => write!(f, ":{device}"),
            _ => Ok(()),
        }
    }
}

impl FromStr for FaultKind {
    type Err = FaultSpecError;

    fn from_str(text: &str) -> Result<Self, FaultSpecError> {
        let (name, parameter) = match text.split_once(':') {
            Some((name, parameter)) => (name, Some(parameter)),
            None => (text, None),
        };
        match name {
            "card-pulled-mid-write" => parameter
                .and_then(|text| text.parse().ok())
                .map(|after| Self::CardPulledMidWrite { after })
                .ok_or_else(|| wants(name, "a number of commands")),
            "ribbon-end-mid-panel" => parameter
                .and_then(|text| text.parse().ok())
                .map(|panel| Self::RibbonEndMidPanel { panel })
                .ok_or_else(|| wants(name, "a panel (y, m, c, k, o)")),
            "jam" => parameter
                .and_then(jam_point)
                .map(|at| Self::Jam { at })
                .ok_or_else(|| wants(name, "a place (feed, head, panel, exit)")),
            "device-unplugged" => {
                device(name, parameter).map(|device| Self::DeviceUnplugged { device })
            }
            "device-hung" => device(name, parameter).map(|device| Self::DeviceHung { device }),
            "answer-lost" => device(name, parameter).map(|device| Self::AnswerLost { device }),
            "answer-withheld" => {
                device(name, parameter).map(|device| Self::AnswerWithheld { device })
            }
            _ => plain(name)
                .filter(|_| parameter.is_none())
                .ok_or_else(|| FaultSpecError::Unknown(text.to_owned())),
        }
    }
}

fn wants(name: &str, wanted: &'static str) -> FaultSpecError {
    FaultSpecError::Parameter {
        name: name.to_owned(),
        wanted,
    }
}

fn jam_point(text: &str) -> Option<JamPoint> {
    let mut points = JamPoint::ALL.into_iter();
    points.find(|(_, name)| *name == text).map(|(at, _)| at)
}

fn device(name: &str, parameter: Option<&str>) -> Result<Device, FaultSpecError> {
    parameter
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| wants(name, "a device (sensor, camera, printer, encoder, desk)"))
}

fn plain(name: &str) -> Option<FaultKind> {
    [
        FaultKind::FingerAbsent,
        FaultKind::FingerLifted,
        FaultKind::SmudgedGlass,
        FaultKind::CorruptedPacket,
        FaultKind::CameraStall,
        FaultKind::HopperEmpty,
        FaultKind::DoubleFeed,
        FaultKind::HeadHot,
        FaultKind::LinkLostBeforePrint,
        FaultKind::LinkLostAfterPrint,
    ]
    .into_iter()
    .find(|kind| kind.name() == name)
}

impl TryFrom<String> for FaultKind {
    type Error = FaultSpecError;

    fn try_from(text: String) -> Result<Self, FaultSpecError> {
        text.parse()
    }
}

impl From<FaultKind> for String {
    fn from(kind: FaultKind) -> Self {
        kind.to_string()
    }
}
