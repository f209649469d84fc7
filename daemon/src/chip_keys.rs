//! The counter's chip keys, wherever the config says that they are.

use crate::config::{Config, KeysPlace};
use crate::store::secret::{KeyError, read_private, secret_file, write_private};
use loket_card::keys::{Key, SessionKeys, SessionRequest};
use loket_card::{ChipSerial, Decision, KeyStore, KeyStoreError};
use loket_keystore::SoftwareKeys;
use loket_keystore::sealed::{self, SealedKeysError};
use loket_keystore::socket::SocketKeys;
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;
use zeroize::Zeroizing;

/// Why chip keys cannot be used. The counter serves all the same; it makes no cards.
#[derive(Debug, Error)]
pub enum ChipKeysError {
    /// The file of keys, or that of the secret that it is sealed with.
    #[error(transparent)]
    File(#[from] KeyError),
    /// What is in the file.
    #[error("the file {0} is of no use")]
    Sealed(PathBuf, #[source] SealedKeysError),
    /// Keys that everybody knows, at a counter for real cards.
    #[error("these are test keys, which everybody knows; no real card may have them")]
    Public,
    /// Keys are imported into a file, and the config names another place.
    #[error("chip.keys names no file")]
    NotAFile,
}

/// The store that the config names. One that cannot be used says so whenever it is asked.
pub fn open(config: &Config) -> Arc<dyn KeyStore> {
    match store(config) {
        Ok(store) => store,
        Err(error) => {
            let why = crate::condition::chain(&error);
            tracing::warn!(error = why, "there are no chip keys");
            Arc::new(NoKeys(why))
        }
    }
}

/// Keeps this process's memory out of core dumps and from other processes of the same user.
///
/// # Errors
/// The system's.
pub fn keep_out_of_dumps() -> std::io::Result<()> {
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    // Programs that it starts inherit this, and not the above.
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    Ok(setrlimit(Resource::Core, none)?)
}

/// The store that the config names.
///
/// # Errors
/// See [`ChipKeysError`].
pub fn store(config: &Config) -> Result<Arc<dyn KeyStore>, ChipKeysError> {
    if let KeysPlace::Socket(path) = &config.chip.keys {
        return Ok(Arc::new(SocketKeys::at(path.clone())));
    }
    let may_be_public = config.station.allow_simulated;
    let Some(path) = path(config) else {
        let test: Arc<dyn KeyStore> = Arc::new(SoftwareKeys::test());
        return may_be_public.then_some(test).ok_or(ChipKeysError::Public);
    };
    let secret = secret_file(&secret(config), true)?;
    let keys = sealed::open(&read_private(&path)?, &secret);
    let keys = keys.map_err(|error| ChipKeysError::Sealed(path, error))?;
    if keys.are_public() && !may_be_public {
        return Err(ChipKeysError::Public);
    }
    Ok(Arc::new(SoftwareKeys::new(keys)))
}

/// Seals these keys into the file that the config names; an older one is replaced.
///
/// # Errors
/// See [`ChipKeysError`].
pub fn import(
    config: &Config,
    personalisation: &Key,
    activation: &Key,
) -> Result<PathBuf, ChipKeysError> {
    let path = path(config).ok_or(ChipKeysError::NotAFile)?;
    let secret = secret_file(&secret(config), path.exists())?;
    match sealed::seal(&secret, personalisation, activation) {
        Ok(sealed) => write_private(&path, &sealed)?,
        Err(error) => return Err(ChipKeysError::Sealed(path, error)),
    }
    Ok(path)
}

/// A key from 32 hexadecimal digits; `None` for anything else.
pub fn parse_key(digits: &str) -> Option<Zeroizing<Key>> {
    let is_hex = digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let key = is_hex.then(|| u128::from_str_radix(digits, 16).ok())??;
    Some(Zeroizing::new(key.to_be_bytes()))
}

fn path(config: &Config) -> Option<PathBuf> {
    match &config.chip.keys {
        KeysPlace::State => Some(config.station.state.join("chip-keys.sealed")),
        KeysPlace::File(path) => Some(path.clone()),
        KeysPlace::Test | KeysPlace::Socket(_) => None,
    }
}

fn secret(config: &Config) -> PathBuf {
    let given = config.chip.keys_secret.clone();
    given.unwrap_or_else(|| config.station.state.join("chip-keys.secret"))
}

/// What stands for keys that cannot be used.
struct NoKeys(String);

impl NoKeys {
    fn error(&self) -> KeyStoreError {
        KeyStoreError::Refused(self.0.clone())
    }
}

impl KeyStore for NoKeys {
    fn host_challenge(&self) -> Result<[u8; 8], KeyStoreError> {
        Err(self.error())
    }

    fn session_keys(&self, _: &SessionRequest) -> Result<SessionKeys, KeyStoreError> {
        Err(self.error())
    }

    fn sign_decision(
        &self,
        _: ChipSerial,
        _: &[u8; 8],
        _: Decision,
    ) -> Result<[u8; 16], KeyStoreError> {
        Err(self.error())
    }
}
