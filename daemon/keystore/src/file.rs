//! Master keys in a file: sealed with AES-256-GCM under a secret that is kept elsewhere, best where only this machine can
//! open it.

use loket_card::MasterKeys;
use loket_card::keys::Key;
use loket_vault::{NONCE, VaultKey};
use rand::TryRng;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use thiserror::Error;
use zeroize::Zeroizing;

/// What the content is sealed for.
const BOUND_TO: &[u8] = b"loket chip keys 1";

/// Why a file of keys cannot be read or made.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// The system's.
    #[error("cannot use the file {0}")]
    File(PathBuf, #[source] io::Error),
    /// Others may read it.
    #[error("the file {0} must be readable by its owner alone (mode 0600)")]
    TooOpen(PathBuf),
    /// The file is damaged, or was sealed with another secret.
    #[error("the file {0} cannot be opened with this secret")]
    Sealed(PathBuf),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    NoRandomness,
}

/// Reads the keys.
///
/// # Errors
/// `File`, `TooOpen`, `Sealed`.
pub fn read(path: &Path, secret: &[u8; 32]) -> Result<MasterKeys, KeyFileError> {
    let failed = |error| KeyFileError::File(path.to_owned(), error);
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyFileError::TooOpen(path.to_owned()));
    }
    let sealed = fs::read(path).map_err(failed)?;
    let opened = VaultKey::new(secret).open(BOUND_TO, &sealed);
    let keys = Zeroizing::new(opened.map_err(|_| KeyFileError::Sealed(path.to_owned()))?);
    match keys.as_chunks::<16>() {
        ([personalisation, activation], []) => Ok(MasterKeys::new(*personalisation, *activation)),
        _ => Err(KeyFileError::Sealed(path.to_owned())),
    }
}

/// Makes the file; it is there whole, durably, or not at all. An older one is replaced.
///
/// # Errors
/// `File`, `Sealed` never, `NoRandomness`.
pub fn write(
    path: &Path,
    secret: &[u8; 32],
    personalisation: &Key,
    activation: &Key,
) -> Result<(), KeyFileError> {
    let mut nonce = [0; NONCE];
    rand::rngs::SysRng
        .try_fill_bytes(&mut nonce)
        .map_err(|_| KeyFileError::NoRandomness)?;
    let keys = Zeroizing::new([*personalisation, *activation].concat());
    let sealed = VaultKey::new(secret).seal(nonce, BOUND_TO, &keys);
    let sealed = sealed.map_err(|_| KeyFileError::Sealed(path.to_owned()))?;
    store(path, &sealed).map_err(|error| KeyFileError::File(path.to_owned(), error))
}

fn store(path: &Path, sealed: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(&beside)?;
    file.write_all(sealed)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SoftwareKeys;
    use crate::scratch::Scratch;
    use loket_card::{ChipSerial, Decision, KeyStore};

    const SECRET: [u8; 32] = [5; 32];

    fn signature(keys: MasterKeys) -> [u8; 16] {
        let signed =
            SoftwareKeys::new(keys).sign_decision(ChipSerial([1; 8]), &[2; 8], Decision::Fallback);
        signed.unwrap()
    }

    #[test]
    fn keys_survive_their_file_and_cannot_be_seen_in_it() {
        let folder = Scratch::new();
        let path = folder.path().join("chip-keys.sealed");
        write(&path, &SECRET, &[7; 16], &[9; 16]).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert!(
            !bytes
                .windows(4)
                .any(|four| [[7; 4], [9; 4]].contains(&four.try_into().unwrap()))
        );
        let read = read(&path, &SECRET).unwrap();
        assert_eq!(
            signature(read),
            signature(MasterKeys::new([7; 16], [9; 16]))
        );
    }

    #[test]
    fn another_secret_damage_and_open_files_are_refused() {
        let folder = Scratch::new();
        let path = folder.path().join("chip-keys.sealed");
        assert!(matches!(read(&path, &SECRET), Err(KeyFileError::File(..))));
        write(&path, &SECRET, &[7; 16], &[9; 16]).unwrap();
        assert!(matches!(
            read(&path, &[6; 32]),
            Err(KeyFileError::Sealed(_))
        ));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            read(&path, &SECRET),
            Err(KeyFileError::TooOpen(_))
        ));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, &fs::read(&path).unwrap()[1..]).unwrap();
        assert!(matches!(read(&path, &SECRET), Err(KeyFileError::Sealed(_))));
    }
}
