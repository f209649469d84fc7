//! The station's two signing keys, each in a file that only its owner can read.

use crate::store::vault::{KeyError, secret_file};
use loket_card::IssuerKey;
use loket_card::issuer::InvalidKey;
use std::path::Path;
use thiserror::Error;

/// Why the keys cannot be used.
#[derive(Debug, Error)]
pub enum KeysError {
    /// A key file.
    #[error("a key file is unusable")]
    File(#[from] KeyError),
    /// Not a number below the curve's order.
    #[error("a key file holds no P-256 key")]
    Invalid(#[from] InvalidKey),
}

/// ECDSA P-256 keys, made at the first start.
pub struct StationKeys {
    /// Signs what is written to chips.
    pub issuer: IssuerKey,
    /// Signs packages and erasure receipts.
    pub station: IssuerKey,
}

impl StationKeys {
    /// Reads `issuer.key` and `station.key` in `folder`, or makes them.
    ///
    /// # Errors
    /// See [`KeysError`].
    pub fn load_or_make(folder: &Path) -> Result<Self, KeysError> {
        let key = |name| -> Result<IssuerKey, KeysError> {
            Ok(IssuerKey::from_bytes(&*secret_file(&folder.join(name))?)?)
        };
        Ok(Self {
            issuer: key("issuer.key")?,
            station: key("station.key")?,
        })
    }
}
