//! A daemon whose records lie on a small disk of their own, which can be filled to its last byte.

use crate::namespace::apart;
use crate::process::{Process, built};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Mounts a disk of `$1` at `$2` and becomes the daemon `$3` with the config `$4`.
const SCRIPT: &str = r#"mount -t tmpfs -o size="$1" loket "$2" && exec "$3" --config "$4""#;

/// What fills the disk, as seen from outside of the daemon's mounts.
#[derive(Debug)]
pub struct Filler(PathBuf);

/// Starts the daemon with the `loketd.toml` in `folder`, its state on a disk of this size (`8m`).
///
/// # Errors
/// When it is not built or no mount namespace may be made.
pub fn start_daemon(folder: &Path, size: &str) -> anyhow::Result<(Process, Filler)> {
    let state = folder.join("state");
    fs::create_dir(&state)?;
    let mut command = apart(&["--mount"])?;
    command.args(["sh", "-c", SCRIPT, "sh", size]).arg(&state);
    command
        .arg(built("loketd")?)
        .arg(folder.join("loketd.toml"));
    let daemon = Process::run("loketd", command, &folder.join("loketd.log"))?;
    let root = PathBuf::from(format!("/proc/{}/root", daemon.id()));
    let inside = state.strip_prefix("/")?.join("filler");
    Ok((daemon, Filler(root.join(inside))))
}

impl Filler {
    /// Takes all room that is left.
    ///
    /// # Errors
    /// When the system says anything but that the disk is full.
    pub fn fill(&self) -> anyhow::Result<()> {
        let mut file = File::create(&self.0)?;
        for size in [1 << 16, 1] {
            let piece = vec![0; size];
            loop {
                match file.write(&piece) {
                    Ok(_) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    /// Gives it back.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn clear(&self) -> anyhow::Result<()> {
        Ok(fs::remove_file(&self.0)?)
    }
}
