//! D-Bus and Avahi, without which `ippeveprinter` does not start.

use super::PATIENCE;
use crate::counterpart::packaged;
use crate::namespace::apart;
use crate::process::Process;
use crate::workspace;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Both, running in namespaces of their own; dropping it ends them.
#[derive(Debug)]
pub struct DnsSd {
    bus: PathBuf,
    _process: Process,
}

impl DnsSd {
    /// Starts them in `folder`.
    ///
    /// # Errors
    /// When namespaces may not be made or one does not start.
    ///
    /// # Panics
    /// When they are not installed.
    pub fn start(folder: &Path) -> anyhow::Result<Self> {
        for (program, package) in [
            ("dbus-daemon", "dbus-daemon"),
            ("avahi-daemon", "avahi-daemon"),
        ] {
            packaged(program, package);
        }
        let mut command = apart(&["--mount", "--pid", "--fork", "--kill-child"])?;
        command
            .arg(workspace::root().join("tests/counterparts/dns_sd/start.sh"))
            .arg(folder);
        let mut process = Process::run_tied("dns_sd", command, &folder.join("dns_sd.log"))?;
        process.lines_until(|line| line == "ready", PATIENCE)?;
        Ok(Self {
            bus: folder.join("bus"),
            _process: process,
        })
    }

    /// Has a program use them.
    pub fn join(&self, command: &mut Command) {
        let address = format!("unix:path={}", self.bus.display());
        command.env("DBUS_SYSTEM_BUS_ADDRESS", address);
    }
}
