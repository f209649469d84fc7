//! The note of the journal's newest entry, which the daemon keeps in a file of the machine and does not sync each time.

use std::fs;
use std::path::{Path, PathBuf};

/// The file, and what is sure to be in it after a power cut.
pub(crate) struct Head {
    path: PathBuf,
    /// What it held when the daemon was started: it is synced when a record ends, so it may be newer on a real disk.
    sure: Option<Vec<u8>>,
}

impl Head {
    /// The file of a daemon with that state folder.
    pub(crate) fn of(state: &Path) -> Self {
        Self {
            path: state.join("journal.head"),
            sure: None,
        }
    }

    /// What it holds now is sure.
    pub(crate) fn keep(&mut self) {
        self.sure = fs::read(&self.path).ok();
    }

    /// The power failed: it holds what is sure.
    pub(crate) fn roll_back(&self) {
        if let Some(sure) = &self.sure {
            // Where it cannot be written, the daemon will say that it cannot be read.
            let _ = fs::write(&self.path, sure);
        }
    }
}
