//! Where drivers get their seams from: addresses in, links and channels out.

use crate::card_channel::{CardChannel, ChannelError};
use crate::clock::Clock;
use crate::limit::Limit;
use crate::link::{Link, LinkError};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use thiserror::Error;

/// Where a device is. Written `serial:/dev/ttyUSB0`, `file:/dev/usb/lp0`, `tcp:127.0.0.1:9100`,
/// `http://127.0.0.1:8080/`, `ipp://127.0.0.1:631/ipp/print`, `pcsc:Reader Name 00 00`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Address {
    /// A serial port's device path; a stable link below `/dev/serial/by-id` is best.
    Serial(String),
    /// A character device or FIFO.
    File(String),
    /// Host and port.
    Tcp(String),
    /// Host, port and base path (always starts with `/`) of an HTTP service.
    Http {
        /// `host:port`.
        authority: String,
        /// Base path.
        path: String,
    },
    /// Host, port and path (always starts with `/`) of an IPP printer; without a port it is 631.
    Ipp {
        /// `host:port`.
        authority: String,
        /// Path of the printer.
        path: String,
    },
    /// The exact PC/SC reader name.
    Pcsc(String),
}

/// The address is not of a known form.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "`{0}` is no device address; write serial:PATH, file:PATH, tcp:HOST:PORT, http://HOST:PORT/PATH, ipp://HOST:PORT/PATH or pcsc:READER NAME"
)]
pub struct AddressError(String);

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let bad = || AddressError(text.to_owned());
        let (scheme, rest) = text
            .split_once(':')
            .filter(|(_, rest)| !rest.is_empty())
            .ok_or_else(bad)?;
        match scheme {
            "serial" => Ok(Self::Serial(rest.to_owned())),
            "file" => Ok(Self::File(rest.to_owned())),
            "pcsc" => Ok(Self::Pcsc(rest.to_owned())),
            "tcp" => has_port(rest)
                .then(|| Self::Tcp(rest.to_owned()))
                .ok_or_else(bad),
            "http" => http(rest).ok_or_else(bad),
            "ipp" => ipp(rest).ok_or_else(bad),
            _ => Err(bad()),
        }
    }
}

fn has_port(authority: &str) -> bool {
    authority
        .rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

fn http(rest: &str) -> Option<Address> {
    let rest = rest.strip_prefix("//")?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    has_port(authority).then(|| Address::Http {
        authority: authority.to_owned(),
        path: format!("/{path}"),
    })
}

/// The port of RFC 8011, where none is named.
const IPP_PORT: &str = ":631";

fn ipp(rest: &str) -> Option<Address> {
    let rest = rest.strip_prefix("//")?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut authority = authority.to_owned();
    if !authority.is_empty() && !authority.contains(':') {
        authority.push_str(IPP_PORT);
    }
    has_port(&authority).then(|| Address::Ipp {
        authority,
        path: format!("/{path}"),
    })
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serial(path) => write!(f, "serial:{path}"),
            Self::File(path) => write!(f, "file:{path}"),
            Self::Tcp(authority) => write!(f, "tcp:{authority}"),
            Self::Http { authority, path } => write!(f, "http://{authority}{path}"),
            Self::Ipp { authority, path } => write!(f, "ipp://{authority}{path}"),
            Self::Pcsc(reader) => write!(f, "pcsc:{reader}"),
        }
    }
}

/// Opens seams. The daemon uses [`crate::link::system::SystemPorts`]; a test may hand out in-memory ones that carry the
/// same bytes.
pub trait Ports: Send + Sync {
    /// The clock that limits of this counter's calls are measured on.
    fn clock(&self) -> Arc<dyn Clock>;

    /// Opens a byte link: serial at 57,600 bit/s 8N1, TCP without delay, HTTP and IPP as plain TCP, files read-write.
    ///
    /// # Errors
    /// `Open`, `InUse`, `TimedOut`; [`Address::Pcsc`] is `Open` with `InvalidInput`.
    fn link(&self, address: &Address, limit: &Limit) -> Result<Box<dyn Link>, LinkError>;

    /// Opens a reader slot by exact name; [`Address::Pcsc`] only.
    ///
    /// # Errors
    /// `NoService`, `NoReader`.
    fn card_channel(
        &self,
        reader: &str,
        limit: &Limit,
    ) -> Result<Box<dyn CardChannel>, ChannelError>;
}
