//! The common meaning of device errors.
//!
//! Every driver has an error enum of its own; [`DriverError::kind`] maps it to the small set below, which is all that
//! generic code matches on. The driver's own error stays inside as the source.

use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fmt;

/// Who is wrong: the person, the device, or nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Family {
    /// Ask the person again; nothing is broken.
    AskAgain,
    /// The device, its supplies or its link need care.
    DeviceFault,
    /// The command was sent and the answer never came: what happened must be found out before anything is repeated.
    OutcomeUnknown,
}

/// What went wrong, in words that hold for every model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No finger was placed in time.
    FingerAbsent,
    /// The finger left the sensor during the capture.
    FingerLifted,
    /// The finger was not lifted in time.
    FingerStays,
    /// The image is too dry, wet, smudged or small to use.
    FingerUnclear,
    /// No card is in the reader.
    CardAbsent,
    /// The card left the reader during the exchange.
    CardRemoved,
    /// The card gives no answer to reset, or a malformed one.
    CardMute,
    /// Another program reset the card: what was authenticated is so no more.
    CardReset,
    /// Reader and card do not go together.
    CardUnfit,
    /// The hopper has no blanks.
    HopperEmpty,
    /// The ribbon ran out.
    RibbonEnded,
    /// No ribbon, or one that does not fit.
    RibbonUnfit,
    /// The output or reject tray is full.
    TrayFull,
    /// A cover is open.
    CoverOpen,
    /// A card is stuck in the path.
    CardJam,
    /// The print head is outside its temperature window.
    HeadTemperature,
    /// The printer asks to be cleaned.
    CleaningNeeded,
    /// The address does not answer: device absent, off, or not there yet.
    Unreachable,
    /// The device was there and is gone.
    Disconnected,
    /// Another program holds the device.
    InUse,
    /// The system does not let this account use the device.
    NotPermitted,
    /// The device answers outside its protocol: bad checksum, wrong length, unknown reply.
    Protocol,
    /// The device stayed silent until the deadline, before anything irreversible was sent.
    TimedOut,
    /// The device refused the command in its present state.
    Refused,
    /// What answers is a server in front of the device, and it gets nothing from the device.
    NoSignal,
    /// The device reports a defect of its own.
    Hardware,
    /// The model cannot do this.
    Unsupported,
    /// The call was called off.
    Cancelled,
    /// The command was sent, its outcome is not known.
    OutcomeUnknown,
}

impl ErrorKind {
    /// The family that decides what the operator is told.
    pub fn family(self) -> Family {
        match self {
            Self::FingerAbsent
            | Self::FingerLifted
            | Self::FingerStays
            | Self::FingerUnclear
            | Self::CardAbsent => Family::AskAgain,
            Self::OutcomeUnknown => Family::OutcomeUnknown,
            _ => Family::DeviceFault,
        }
    }
}

/// A driver's own error enum.
pub trait DriverError: Error + Send + Sync + 'static {
    /// The common meaning.
    fn kind(&self) -> ErrorKind;
}

/// Any driver's error: its common meaning, with the driver's own error as the source.
pub struct DeviceError {
    kind: ErrorKind,
    source: Box<dyn Error + Send + Sync>,
}

impl DeviceError {
    /// The common meaning.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl<E: DriverError> From<E> for DeviceError {
    fn from(error: E) -> Self {
        Self {
            kind: error.kind(),
            source: Box::new(error),
        }
    }
}

impl fmt::Display for DeviceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl fmt::Debug for DeviceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({:?})", self.kind, self.source)
    }
}

impl Error for DeviceError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.source()
    }
}
