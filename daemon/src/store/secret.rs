//! Secrets of the station, each in a file of its own that only its owner can read; most are made at the first start.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use thiserror::Error;
use zeroize::Zeroizing;

/// 32 random bytes.
pub type Secret = Zeroizing<[u8; 32]>;

/// Why a key cannot be used.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("cannot read or make the key file {0}")]
    File(PathBuf, #[source] io::Error),
    /// The file is not 32 bytes long.
    #[error("the key file {0} is not 32 bytes long")]
    Length(PathBuf),
    /// Others may read the file.
    #[error("the key file {0} must be readable by its owner alone (mode 0600)")]
    TooOpen(PathBuf),
    /// There is no file, and another key would not fit what the lost one was used for.
    #[error("the key file {0} is missing, and it was used: put it back from a copy")]
    Lost(PathBuf),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    NoRandomness,
}

/// Reads the secret in a file. Makes it where there is none, unless it was used before.
///
/// # Errors
/// See [`KeyError`].
pub fn secret_file(path: &Path, was_used: bool) -> Result<Secret, KeyError> {
    match read_private(path) {
        Ok(bytes) => match bytes.as_slice().try_into() {
            Ok(secret) => Ok(Zeroizing::new(secret)),
            Err(_) => Err(KeyError::Length(path.to_owned())),
        },
        Err(KeyError::File(_, error)) if error.kind() == io::ErrorKind::NotFound => {
            if was_used {
                return Err(KeyError::Lost(path.to_owned()));
            }
            let mut secret = Secret::default();
            random(secret.as_mut_slice())?;
            write_private(path, secret.as_slice())?;
            Ok(secret)
        }
        Err(error) => Err(error),
    }
}

/// Reads a file that only its owner can read.
///
/// # Errors
/// `File`, `TooOpen`.
pub fn read_private(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let file_error = |error| KeyError::File(path.to_owned(), error);
    let mode = fs::metadata(path).map_err(file_error)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyError::TooOpen(path.to_owned()));
    }
    Ok(Zeroizing::new(fs::read(path).map_err(file_error)?))
}

/// Makes or replaces a file that only its owner can read.
///
/// # Errors
/// `File`.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    make(path, bytes).map_err(|error| KeyError::File(path.to_owned(), error))
}

/// The file is there with all bytes, durably, or as before: a power cut leaves at most the file beside it.
fn make(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path);
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".new");
    name.into()
}

/// Fills a buffer with random bytes of the system.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), KeyError> {
    use rand::TryRng;
    rand::rngs::SysRng
        .try_fill_bytes(bytes)
        .map_err(|_| KeyError::NoRandomness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_open_to_others_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("k");
        secret_file(&path, false).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let refused = secret_file(&path, false).unwrap_err();
        assert!(matches!(refused, KeyError::TooOpen(file) if file == path));
    }

    #[test]
    fn what_a_power_cut_left_of_making_a_key_is_in_nobody_s_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("k");
        for torn in [0, 7, 32] {
            fs::write(beside(&path), vec![1; torn]).unwrap();
            let made = secret_file(&path, false).unwrap();
            assert_eq!(secret_file(&path, true).unwrap(), made);
            assert!(
                !beside(&path).exists(),
                "the name changed after all was written"
            );
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn a_lost_key_that_was_used_is_named_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.key");
        let refused = secret_file(&path, true).unwrap_err();
        assert!(refused.to_string().contains("vault.key is missing"));
        assert!(!path.exists());
    }
}
