//! `fprintd` without sensors, on a message bus of its own.

use super::{Daemon, Running};
use anyhow::{Context, bail};
use loket_tests::process::Process;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const PROGRAM: &str = "/usr/libexec/fprintd";
const BUS_ADDRESS: &str = "DBUS_SYSTEM_BUS_ADDRESS";
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Fprintd {
    folder: PathBuf,
    address: String,
    _bus: Process,
}

impl Fprintd {
    pub(super) fn new(folder: &Path) -> anyhow::Result<Self> {
        let folder = folder.join("fprintd");
        std::fs::create_dir(&folder)?;
        let socket = folder.join("bus.sock");
        let config = folder.join("bus.conf");
        std::fs::write(&config, bus(&socket))?;
        let mut command = Command::new("dbus-daemon");
        command.args(["--nofork", "--nopidfile", "--print-address"]);
        command.arg(format!("--config-file={}", config.display()));
        let mut bus = Process::run("dbus-daemon", command, &folder.join("bus.log"))?;
        bus.lines_until(|line| line.starts_with("unix:"), PATIENCE)?;
        Ok(Self {
            address: format!("unix:path={}", socket.display()),
            folder,
            _bus: bus,
        })
    }

    /// Whether it answers when it is asked for its sensors; while it is not on the bus, the bus says no at once.
    fn answers(&self) -> anyhow::Result<bool> {
        let asked = Command::new("dbus-send")
            .env(BUS_ADDRESS, &self.address)
            .args(["--system", "--print-reply", "--dest=net.reactivated.Fprint"])
            .arg("/net/reactivated/Fprint/Manager")
            .arg("net.reactivated.Fprint.Manager.GetDevices")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        Ok(asked.context("cannot run dbus-send")?.success())
    }
}

impl Daemon for Fprintd {
    fn name(&self) -> &'static str {
        "fprintd"
    }

    fn start(&self, _: &Runtime) -> anyhow::Result<Running> {
        let mut command = Command::new(PROGRAM);
        command
            .arg("--no-timeout")
            .env(BUS_ADDRESS, &self.address)
            .env("STATE_DIRECTORY", &self.folder);
        let begun = Instant::now();
        let mut daemon = Process::run("fprintd", command, &self.folder.join("fprintd.log"))?;
        while !self.answers()? {
            daemon.check_running()?;
            if begun.elapsed() > PATIENCE {
                bail!("fprintd does not answer");
            }
        }
        Ok(Running {
            process: daemon.id(),
            first_answer: begun.elapsed(),
            _keep: Box::new(daemon),
        })
    }
}

/// A bus on which everybody may do everything.
fn bus(socket: &Path) -> String {
    let allowed: String = ["method_call", "signal", "method_return", "error"]
        .iter()
        .map(|kind| {
            format!(
                "<allow send_type=\"{kind}\" send_requested_reply=\"true\"/>\
                 <allow receive_type=\"{kind}\"/>"
            )
        })
        .collect();
    format!(
        "<busconfig><type>system</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
         <policy context=\"default\"><allow user=\"*\"/><allow own=\"*\"/>{allowed}</policy></busconfig>",
        socket.display()
    )
}
