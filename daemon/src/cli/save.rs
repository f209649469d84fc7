//! Saving what the daemon sends: only the owner may read it, and a file is whole or not there.

use super::fail::Fail;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Applicant data is for the owner's eyes.
const MODE: u32 = 0o600;

/// Writes or replaces a file.
pub(crate) fn file(path: &Path, bytes: &[u8]) -> Result<(), Fail> {
    replace(path, bytes).map_err(|source| Fail::Save {
        path: path.to_owned(),
        source,
    })
}

/// Makes a folder where there is none.
pub(crate) fn folder(path: &Path) -> Result<(), Fail> {
    fs::create_dir_all(path).map_err(|source| Fail::Save {
        path: path.to_owned(),
        source,
    })
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = part(path);
    // What an interrupted run left behind may have another mode.
    let _ = fs::remove_file(&part);
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)
}

/// The name under which the file is written first.
fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_replaced_whole_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo.jpg");
        file(&path, b"first, longer").unwrap();
        file(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, MODE);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let fail = file(Path::new("/nonexistent/photo.jpg"), b"").unwrap_err();
        assert_eq!(fail.to_string(), "cannot save /nonexistent/photo.jpg");
    }
}
