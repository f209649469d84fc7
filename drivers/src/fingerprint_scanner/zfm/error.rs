//! What can go wrong with a sensor of the ZFM family.

use crate::error::{DriverError, ErrorKind};
use crate::link::LinkError;
use loket_wire::zfm::{Confirmation, Corruption};
use thiserror::Error;

/// Why a call to a ZFM sensor failed.
#[derive(Debug, Error)]
pub enum ZfmError {
    /// No finger was placed in time.
    #[error("no finger was placed on the sensor")]
    FingerAbsent,
    /// The finger was not lifted in time.
    #[error("the finger was not lifted from the sensor")]
    FingerStays,
    /// The sensor finds the image too messy or too small.
    #[error("the sensor finds the image unclear")]
    FingerUnclear,
    /// The sensor has no image of its empty platen.
    #[error("this fingerprint sensor does not show its empty platen")]
    NoPlaten,
    /// Nothing that speaks this protocol answers on the line.
    #[error("no fingerprint sensor answers on the line")]
    NoSensor,
    /// The line failed.
    #[error("the line to the fingerprint sensor failed")]
    Link(#[from] LinkError),
    /// A damaged packet came again and again.
    #[error("the fingerprint sensor's packets arrive damaged")]
    Corrupt(#[source] Corruption),
    /// An answer whose content has the wrong length or values.
    #[error("the fingerprint sensor sent a malformed answer")]
    Malformed,
    /// The image did not arrive whole in any of the transfers.
    #[error("the fingerprint image did not arrive whole in {0} transfers")]
    Transfer(u32),
    /// The sensor said no.
    #[error("the fingerprint sensor refused: {0}")]
    Refused(Confirmation),
}

impl DriverError for ZfmError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::FingerAbsent => ErrorKind::FingerAbsent,
            Self::FingerStays => ErrorKind::FingerStays,
            Self::FingerUnclear => ErrorKind::FingerUnclear,
            Self::NoSensor => ErrorKind::Unreachable,
            Self::Link(error) => error.kind(),
            Self::Corrupt(_) | Self::Malformed | Self::Transfer(_) => ErrorKind::Protocol,
            Self::Refused(Confirmation::PacketError) => ErrorKind::Protocol,
            // The password was presented when the sensor was opened: it has restarted since.
            Self::Refused(Confirmation::PasswordNeeded) => ErrorKind::Disconnected,
            Self::Refused(Confirmation::Hardware | Confirmation::SensorHardware) => {
                ErrorKind::Hardware
            }
            Self::NoPlaten | Self::Refused(Confirmation::Unsupported) => ErrorKind::Unsupported,
            Self::Refused(_) => ErrorKind::Refused,
        }
    }
}
