//! A `pcscd` with Debian's vpcd in the place of our own reader driver: readers that nobody here wrote, in front of the same
//! simulated chips.

use crate::counterpart::script;
use crate::namespace::apart;
use crate::process::{Process, target};
use anyhow::ensure;
use std::path::Path;
use std::time::Duration;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

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
        // vpcd listens at fixed ports.
        let mut command = apart(&["--net", "--mount"])?;
        command
            .arg(script.get_program())
            .args(script.get_args())
            .args([&folder.join("pcscd.sock"), folder, &driver])
            .args([&folder.join("encoder.reader"), &folder.join("desk.reader")]);
        let mut process = Process::run_tied("vpcd.py", command, &folder.join("vpcd.log"))?;
        process.lines_until(|line| line == "listening", PATIENCE)?;
        Ok(Self { _process: process })
    }
}
