//! A `pcscd` whose readers are devices on a USB bus, of which it is told by udev. The bus is one of umockdev's; the readers
//! are those of a simulated counter, with our own reader driver.

use crate::counterpart::{packaged, script};
use crate::namespace::apart;
use crate::process::Process;
use loket_simulator::pcscd::built_driver;
use std::path::Path;
use std::time::Duration;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running `pcscd` on `pcscd.sock` in the counter's folder; dropping it ends it.
#[derive(Debug)]
pub struct Usb {
    _process: Process,
}

impl Usb {
    /// PC/SC names of the readers at the encoder and on the desk, while they are plugged in.
    pub const READERS: [&str; 2] = ["Loket SIM USB Encoder 00 00", "Loket SIM USB Desk 00 00"];

    /// Starts it for the readers of the simulated counter in `folder`.
    ///
    /// # Errors
    /// When the reader driver was not built or no mount namespace may be made; the message says what to do.
    ///
    /// # Panics
    /// When umockdev or Python is not installed.
    pub fn start(folder: &Path) -> anyhow::Result<Self> {
        let (wrapper, script) = (packaged("umockdev-wrapper", "umockdev"), script("usb.py"));
        let mut command = apart(&["--mount"])?;
        command
            .arg(wrapper.get_program())
            .arg(script.get_program())
            .args(script.get_args())
            .args([&folder.join("pcscd.sock"), folder, &built_driver()?])
            .args([&folder.join("encoder.reader"), &folder.join("desk.reader")])
            // The bus is a folder.
            .env("TMPDIR", folder);
        let mut process = Process::run_tied("usb.py", command, &folder.join("usb.log"))?;
        process.lines_until(|line| line == "listening", PATIENCE)?;
        Ok(Self { _process: process })
    }
}
