//! The counter of a run as processes on real wires: `loketd` and a private `pcscd`, with this run's world and disk behind
//! pseudo-terminal, sockets, readers and state folder.

use super::files::Folder;
use crate::fate::{Fate, Stop};
use crate::run::Run;
use anyhow::Context;
use loket_simulator::pcscd::{PrivatePcscd, pcsc_name};
use loket_simulator::serve::{RunningCounter, WirePlan};
use loket_tests::front_end::FrontEnd;
use loket_tests::memory::office::CONFIG;
use loket_tests::pcscd;
use loket_tests::process::Process;
use rustix::process::Pid;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How long the daemon may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a socket that is not there yet is looked for.
const LOOK: Duration = Duration::from_millis(10);
/// Files of the state folder that are the machine's while the daemon is in this process.
const MACHINES: [&str; 4] = ["vault.key", "issuer.key", "station.key", "journal.head"];
/// A card is moved within 5 s of the wall and printed within 10, which is far longer than it takes here.
const LIMITS: &str = "move_seconds = 5\nprint_seconds = 10\n";

/// The processes and wires; what is dropped first ends first.
pub(super) struct House {
    daemon: Option<Process>,
    pcscd: Option<PrivatePcscd>,
    _wires: RunningCounter,
    _state: Folder,
    folder: TempDir,
    fate: Arc<Fate>,
}

impl House {
    /// Puts the run's world on wires and its disk into a folder; the daemon is not started yet.
    ///
    /// # Errors
    /// When something is not built or installed, or may not be mounted.
    pub(super) fn of(run: &Run) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let state = folder.path().join("state");
        std::fs::create_dir(&state)?;
        hand_over(run)?;
        let mounted = Folder::mount(&state, Arc::clone(&run.disk))?;
        let plan = WirePlan::below(folder.path());
        let wires = RunningCounter::start(run.world.clone(), &plan)?;
        std::fs::write(folder.path().join("loketd.toml"), config(&wires))?;
        Ok(Self {
            daemon: None,
            pcscd: Some(pcscd::serve(folder.path())?),
            _wires: wires,
            _state: mounted,
            folder,
            fate: Arc::clone(&run.fate),
        })
    }

    /// Starts the daemon if it does not run, and waits until it serves.
    ///
    /// # Errors
    /// When it does not start.
    pub(super) async fn start_daemon(&mut self) -> anyhow::Result<()> {
        let stopped = self.fate.stopped();
        if let Some(daemon) = self.daemon.as_mut().filter(|_| stopped.is_none()) {
            return daemon.check_running();
        }
        if let Some(mut killed) = self.daemon.take() {
            killed.kill()?;
        }
        if stopped == Some(Stop::Power) {
            self.pcscd = None;
            self.pcscd = Some(pcscd::serve(self.folder.path())?);
        }
        self.fate.revive();
        let config = self.folder.path().join("loketd.toml");
        let config = config.to_str().context("a temporary path in UTF-8")?;
        let log = self.folder.path().join("loketd.log");
        let daemon = Process::start("loketd", &["--config", config], &log)?;
        let id = i32::try_from(daemon.id()).ok().and_then(Pid::from_raw);
        self.fate.runs_as(id);
        self.daemon = Some(daemon);
        timeout(PATIENCE, self.first_answer())
            .await
            .context("the daemon does not serve")
    }

    /// Waits until every device is ready.
    ///
    /// # Errors
    /// When one is not.
    pub(super) async fn wait_for_devices(&self) -> anyhow::Result<()> {
        let mut front_end = self.front_end().await?;
        timeout(PATIENCE, front_end.wait_for_devices())
            .await
            .context("the devices are not ready")?
    }

    /// A front end of this counter.
    ///
    /// # Errors
    /// When the daemon does not answer.
    pub(super) async fn front_end(&self) -> anyhow::Result<FrontEnd> {
        let socket = self.folder.path().join("loket.sock");
        FrontEnd::connect(&socket, "operator-1").await
    }

    /// A socket that nobody serves yet gives no sign when that changes; a daemon that was stopped again never serves it.
    async fn first_answer(&self) {
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while self.fate.stopped().is_none() && self.front_end().await.is_err() {
            looks.tick().await;
        }
    }
}

/// Files that the machine had while the daemon was in this process are on the disk from now on.
fn hand_over(run: &Run) -> anyhow::Result<()> {
    let from = run.state_folder().context("the office is not closed")?;
    for name in MACHINES {
        run.disk.put(name, &std::fs::read(from.join(name))?);
    }
    Ok(())
}

/// The machine has these files again.
///
/// # Errors
/// When they cannot be written.
pub(super) fn take_back(run: &Run) -> anyhow::Result<()> {
    let to = run.state_folder().context("the office is not closed")?;
    for name in MACHINES {
        let content = run.disk.content(name).context(name)?;
        std::fs::write(to.join(name), content)?;
    }
    Ok(())
}

/// The config of an office in memory, with the addresses of the wires.
fn config(wires: &RunningCounter) -> String {
    let readers = wires.readers().sockets();
    let reader = |number: usize| {
        let (name, _) = &readers[number];
        format!("\"pcsc:{}\"", pcsc_name(name))
    };
    let scanner = format!("\"serial:{}\"", wires.sensor().display());
    let camera = format!("\"http://{}/\"", wires.camera());
    let printer = format!("\"tcp:{}\"", wires.printer());
    let config = CONFIG
        .replace("unused.sock", "loket.sock")
        .replace("\"serial:scanner\"", &scanner)
        .replace("\"http://camera:80/\"", &camera)
        .replace("\"tcp:printer:1\"", &printer)
        .replace("\"pcsc:encoder\"", &reader(0))
        .replace("\"pcsc:desk\"", &reader(1))
        .replace(
            "[devices.scanner]",
            "[devices]\npcscd_socket = \"pcscd.sock\"\n[devices.scanner]",
        );
    config + LIMITS
}
