//! The station's two signing keys, each in a file that only its owner can read.

use crate::store::secret::{KeyError, secret_file};
use loket_card::issuer::InvalidKey;
use loket_card::{IssuerKey, IssuerPublicKey};
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

/// The key that checks what this counter signs for chips.
///
/// # Errors
/// `File` where there is none yet; `Invalid`.
pub fn issuer_public_key(folder: &Path) -> Result<IssuerPublicKey, KeysError> {
    let secret = secret_file(&folder.join("issuer.key"), true)?;
    Ok(IssuerKey::from_bytes(&secret)?.public_key())
}

/// ECDSA P-256 keys, made at the first start.
pub struct StationKeys {
    /// Signs what is written to chips.
    pub issuer: IssuerKey,
    /// Signs packages and erasure receipts.
    pub station: IssuerKey,
}

impl StationKeys {
    /// Reads `issuer.key` and `station.key` in `folder`, or makes them; not once something can have been signed, since
    /// whoever trusts the lost key would trust nothing that another one signs.
    ///
    /// # Errors
    /// See [`KeysError`].
    pub fn load_or_make(folder: &Path, can_have_signed: bool) -> Result<Self, KeysError> {
        let key = |name| -> Result<IssuerKey, KeysError> {
            let secret = secret_file(&folder.join(name), can_have_signed)?;
            Ok(IssuerKey::from_bytes(&secret)?)
        };
        Ok(Self {
            issuer: key("issuer.key")?,
            station: key("station.key")?,
        })
    }
}
