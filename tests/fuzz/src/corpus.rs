//! The committed seeds.

use crate::Target;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of a target's seeds.
pub fn folder(target: Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target.name)
}

/// A target's seeds, in the order of their names.
///
/// # Errors
/// A file or the folder cannot be read.
pub fn seeds(target: Target) -> io::Result<Vec<Vec<u8>>> {
    let entries = fs::read_dir(folder(target))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    paths.into_iter().map(fs::read).collect()
}
