//! The byte seam: an open pipe to a device.

mod descriptor;
mod device;
pub mod file;
pub(crate) mod http;
pub mod pcsc;
pub mod serial;
pub mod system;
pub mod tcp;
mod terminal;

use crate::bell::{Bell, Waking};
use crate::error::ErrorKind;
use crate::limit::Limit;
use std::io;
use std::time::Duration;
use thiserror::Error;

/// Why a link failed.
#[derive(Debug, Error)]
pub enum LinkError {
    /// The address cannot be opened: nothing there, refused, no permission.
    #[error("cannot open {address}")]
    Open {
        /// The configured address.
        address: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another program holds it.
    #[error("{address} is held by another program")]
    InUse {
        /// The configured address.
        address: String,
    },
    /// The other side closed or the device left.
    #[error("the link was closed")]
    Closed,
    /// The limit ended.
    #[error("no answer in time")]
    TimedOut,
    /// The call was called off.
    #[error("called off")]
    Cancelled,
    /// This kind of link has no line speed.
    #[error("this link has no line speed")]
    NoSpeed,
    /// Any other failure of the system.
    #[error("the link failed")]
    Io(#[source] io::Error),
}

impl LinkError {
    /// The common meaning, where nothing irreversible depended on the link.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Open { .. } => ErrorKind::Unreachable,
            Self::InUse { .. } => ErrorKind::InUse,
            Self::Closed | Self::Io(_) => ErrorKind::Disconnected,
            Self::TimedOut => ErrorKind::TimedOut,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::NoSpeed => ErrorKind::Unsupported,
        }
    }
}

/// An open pipe of bytes. Dropping it closes it.
pub trait Link: Send {
    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// `Closed`, `TimedOut` (an unknown part was written), `Cancelled`, `Io`.
    fn write_all(&mut self, bytes: &[u8], limit: &Limit) -> Result<(), LinkError>;

    /// Reads at least one byte into `buffer` and returns how many. Bytes that have arrived are always handed out before
    /// `Closed` is.
    ///
    /// # Errors
    /// `Closed`, `TimedOut`, `Cancelled`, `Io`.
    fn read(&mut self, buffer: &mut [u8], limit: &Limit) -> Result<usize, LinkError>;

    /// Changes the line speed in bits per second after all written bytes have left.
    ///
    /// # Errors
    /// `NoSpeed` on links without one.
    fn set_speed(&mut self, bits_per_second: u32) -> Result<(), LinkError>;

    /// Waits between two exchanges until the bell is rung, the other side hangs up or says something, or `span` is over. A
    /// link that does not learn of such things waits for the bell alone.
    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        bell.wait(span)
    }
}
