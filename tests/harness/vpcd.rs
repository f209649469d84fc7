//! A `pcscd` with Debian's vpcd in the place of our own reader driver: readers that nobody here wrote, in front of the same
//! simulated chips.

use crate::counterpart::script;
use crate::process::{Process, target};
use anyhow::{Context, ensure};
use std::path::Path;
use std::process::{Command, Stdio};

/// vpcd listens at fixed ports: it gets a network of its own, as root or as root of a user namespace.
const NAMESPACES: [&[&str]; 2] = [
    &["--net", "--mount"],
    &["--map-root-user", "--net", "--mount"],
];

/// A running `pcscd` on `pcscd.sock` in the counter's folder; dropping it ends it.
#[derive(Debug)]
pub struct Vpcd {
    _process: Process,
}

impl Vpcd {
    /// PC/SC names of the readers at the encoder and on the desk.
    pub const READERS: [&str; 2] = ["Loket SIM vpcd 00 00", "Loket SIM vpcd 00 01"];

    /// Starts it in front of the readers of the simulated counter in `folder`.
    ///
    /// # Errors
    /// When vpcd is not there or no network namespace may be made; the message says what to do.
    pub fn start(folder: &Path) -> anyhow::Result<Self> {
        let driver = target()?.join("vpcd/libifdvpcd.so");
        let missing = "Debian's vpcd is missing; run tests/setup/vpcd.sh";
        ensure!(driver.exists(), "{missing}");
        let script = script("vpcd.py");
        let mut command = Command::new("unshare");
        command
            .args(namespace()?)
            .arg(script.get_program())
            .args(script.get_args())
            .args([&folder.join("pcscd.sock"), folder, &driver])
            .args([&folder.join("encoder.reader"), &folder.join("desk.reader")]);
        let process = Process::run_tied("vpcd.py", command, &folder.join("vpcd.log"))?;
        Ok(Self { _process: process })
    }
}

/// The arguments of `unshare` that are allowed here.
fn namespace() -> anyhow::Result<&'static [&'static str]> {
    let allowed = |flags: &&&[&str]| {
        let mut command = Command::new("unshare");
        command.args(**flags).arg("true").stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    NAMESPACES.iter().find(allowed).copied().context(
        "no network namespace may be made here, which vpcd needs: run the tests as root (in a container: with \
         CAP_SYS_ADMIN), or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)",
    )
}
