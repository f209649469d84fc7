//! How faults are written: a name, and a parameter after a colon where the fault has one.

use super::{FaultKind, JamPoint, Matching};
use crate::device::Device;
use crate::print::Panel;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

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

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::CardPulledMidWrite { after } => write!(f, ":{after}"),
            Self::RibbonEndMidPanel { panel } | Self::RibbonBreak { panel } => {
                write!(f, ":{panel}")
            }
            Self::Jam { at } | Self::CoverOpens { at } | Self::PowerCut { at } => {
                write!(f, ":{}", at.name())
            }
            Self::PrinterAnswers { amiss, told } => write!(f, ":{amiss}:{told}"),
            Self::DeviceUnplugged { device }
            | Self::DeviceHung { device }
            | Self::AnswerLost { device }
            | Self::AnswerWithheld { device } => write!(f, ":{device}"),
            Self::ChipDiesBefore { at }
            | Self::ChipDiesAfter { at }
            | Self::CardReset { at }
            | Self::CardSwapped { at } => write!(f, ":{at}"),
            Self::ChipSlow { ms } => write!(f, ":{ms}"),
            Self::ChipAnswers { status, at } => write!(f, ":{status:04X}:{at}"),
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
            "device-unplugged" => {
                device(name, parameter).map(|device| Self::DeviceUnplugged { device })
            }
            "device-hung" => device(name, parameter).map(|device| Self::DeviceHung { device }),
            "answer-lost" => device(name, parameter).map(|device| Self::AnswerLost { device }),
            "answer-withheld" => {
                device(name, parameter).map(|device| Self::AnswerWithheld { device })
            }
            _ if let Some(fault) = in_the_printer(name, parameter) => fault,
            _ if let Some(fault) = at_a_chip(name, parameter) => fault,
            _ => plain(name)
                .filter(|_| parameter.is_none())
                .ok_or_else(|| FaultSpecError::Unknown(text.to_owned())),
        }
    }
}

/// The faults of the printer's mechanism that have a parameter; `None` for other names.
fn in_the_printer(
    name: &str,
    parameter: Option<&str>,
) -> Option<Result<FaultKind, FaultSpecError>> {
    let panel = |make: fn(Panel) -> FaultKind| {
        let panel = parameter.and_then(|text| text.parse().ok());
        panel
            .map(make)
            .ok_or_else(|| wants(name, "a panel (y, m, c, k, o)"))
    };
    let place = |make: fn(JamPoint) -> FaultKind| {
        let place = parameter.and_then(jam_point);
        place
            .map(make)
            .ok_or_else(|| wants(name, "a place (feed, encoder, head, panel, flip, exit)"))
    };
    Some(match name {
        "ribbon-end-mid-panel" => panel(|panel| FaultKind::RibbonEndMidPanel { panel }),
        "ribbon-break" => panel(|panel| FaultKind::RibbonBreak { panel }),
        "jam" => place(|at| FaultKind::Jam { at }),
        "cover-opens" => place(|at| FaultKind::CoverOpens { at }),
        "power-cut" => place(|at| FaultKind::PowerCut { at }),
        "printer-answers" => parameter.and_then(answer).ok_or_else(|| {
            wants(
                name,
                "how (lost, late, garbled, ok-first), a colon and a command (Sis, Db, Se, Sce, Ser, Rlr;p, Rco;p)",
            )
        }),
        _ => return None,
    })
}

fn answer(text: &str) -> Option<FaultKind> {
    let (amiss, told) = text.split_once(':')?;
    Some(FaultKind::PrinterAnswers {
        amiss: amiss.parse().ok()?,
        told: told.parse().ok()?,
    })
}

/// The faults of chips that have a parameter; `None` for other names.
fn at_a_chip(name: &str, parameter: Option<&str>) -> Option<Result<FaultKind, FaultSpecError>> {
    let at = |make: fn(Matching) -> FaultKind| matching(name, parameter).map(make);
    Some(match name {
        "chip-dies-before" => at(|at| FaultKind::ChipDiesBefore { at }),
        "chip-dies-after" => at(|at| FaultKind::ChipDiesAfter { at }),
        "card-reset" => at(|at| FaultKind::CardReset { at }),
        "card-swapped" => at(|at| FaultKind::CardSwapped { at }),
        "chip-slow" => parameter
            .and_then(|text| text.parse().ok())
            .map(|ms| FaultKind::ChipSlow { ms })
            .ok_or_else(|| wants(name, "milliseconds")),
        "chip-answers" => parameter
            .and_then(status_and_matching)
            .map(|(status, at)| FaultKind::ChipAnswers { status, at })
            .ok_or_else(|| wants(name, "a status word, a colon and an instruction or `any`")),
        _ => return None,
    })
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

fn matching(name: &str, parameter: Option<&str>) -> Result<Matching, FaultSpecError> {
    parameter
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| wants(name, "an instruction (two hexadecimal digits) or `any`"))
}

/// Only a status word that ISO/IEC 7816-4 knows as one: 61xx to 6Fxx, or 9xxx.
fn status_and_matching(text: &str) -> Option<(u16, Matching)> {
    let (status, at) = text.split_once(':')?;
    let digits = status.len() == 4 && status.bytes().all(|digit| digit.is_ascii_hexdigit());
    let status = digits.then(|| u16::from_str_radix(status, 16).ok())??;
    let known = matches!(status, 0x6100..=0x6FFF | 0x9000..=0x9FFF);
    Some((status, at.parse().ok()?)).filter(|_| known)
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
        FaultKind::RibbonUnrecognised,
        FaultKind::OutputFull,
        FaultKind::RejectFull,
        FaultKind::CleaningDue,
        FaultKind::LinkLostBeforePrint,
        FaultKind::LinkLostAfterPrint,
        FaultKind::ShortRead { warned: true },
        FaultKind::ShortRead { warned: false },
        FaultKind::WrongAnswerToReset,
        FaultKind::NoAnswerToReset,
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
