//! What can be wrong at the reader.

use super::AtReader;
use crate::config::ConfigError;
use crate::keys::KeysError;
use loket_drivers::error::DeviceError;
use thiserror::Error;

/// Why a card is not read.
#[derive(Debug, Error)]
pub(crate) enum CardFault {
    /// The config file.
    #[error(transparent)]
    Config(ConfigError),
    /// No reader was named, and the config has none.
    #[error("name a reader: --reader NAME or LOKET_READER; `pcsc_scan -r` lists them")]
    NoReader,
    /// The reader.
    #[error("the reader")]
    Reader(#[from] DeviceError),
    /// The chip.
    #[error("the chip")]
    Chip(#[from] AtReader),
    /// The issuer's key.
    #[error("the issuer's key")]
    Issuer(#[from] KeysError),
}
