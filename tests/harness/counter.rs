//! A whole simulated counter: simulator, private `pcscd` and daemon as processes, on real wires, in a folder of its own.

use crate::front_end::FrontEnd;
use crate::hands::Hands;
use crate::pcscd;
use crate::process::Process;
use crate::usb::Usb;
use crate::vpcd::Vpcd;
use anyhow::Context;
use loket_simulator::pcscd::PrivatePcscd;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How long each part may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a socket that is not there yet is looked for.
const LOOK: Duration = Duration::from_millis(20);

/// A running counter; dropping it ends its processes, the daemon first.
#[derive(Debug)]
pub struct Counter {
    daemon: Process,
    simulated: Simulated,
    folder: PathBuf,
}

/// Which reader driver `pcscd` loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderDriver {
    /// Ours.
    Own,
    /// Our own, in a `pcscd` that the test can stop and start.
    OwnStoppable,
    /// Our own, for readers that `pcscd` is told of by udev.
    Usb,
    /// Debian's vpcd.
    Vpcd,
}

/// A running simulator with its private `pcscd`, and the config of a daemon for its devices.
#[derive(Debug)]
pub struct Simulated {
    service: Service,
    _simulator: Process,
}

impl Simulated {
    /// Starts the simulator with this scenario in `folder` and writes `loketd.toml` there; see [`Counter::start`].
    ///
    /// # Errors
    /// When it is not built, ends, or is not ready in time.
    pub fn start(folder: &Path, scenario: &str, limits: &str) -> anyhow::Result<Self> {
        Self::start_with(folder, scenario, limits, ReaderDriver::Own)
    }

    /// The same with another reader driver.
    ///
    /// # Errors
    /// As [`Simulated::start`]; when the driver is not installed or may not run here.
    pub fn start_with(
        folder: &Path,
        scenario: &str,
        limits: &str,
        reader_driver: ReaderDriver,
    ) -> anyhow::Result<Self> {
        let (simulator, mut places) = start_simulator(folder, scenario, reader_driver)?;
        let service = Service::start(folder, reader_driver)?;
        if let Some(names) = service.readers() {
            places.retain(|line| !line.starts_with("reader "));
            places.extend(names.map(|name| format!("reader pcsc:{name}")));
        }
        std::fs::write(folder.join("loketd.toml"), config(&places, limits)?)?;
        Ok(Self {
            service,
            _simulator: simulator,
        })
    }
}

/// Where the `pcscd` is.
#[derive(Debug)]
enum Service {
    /// The simulator has it.
    Simulators,
    /// Here, while it runs.
    Stoppable(Option<PrivatePcscd>),
    /// Here, with readers on a USB bus.
    Usb(#[expect(dead_code, reason = "runs until it is dropped")] Usb),
    /// Here, with vpcd.
    Vpcd(#[expect(dead_code, reason = "runs until it is dropped")] Vpcd),
}

impl Service {
    fn start(folder: &Path, reader_driver: ReaderDriver) -> anyhow::Result<Self> {
        Ok(match reader_driver {
            ReaderDriver::Own => Self::Simulators,
            ReaderDriver::OwnStoppable => Self::Stoppable(Some(pcscd::serve(folder)?)),
            ReaderDriver::Usb => Self::Usb(Usb::start(folder)?),
            ReaderDriver::Vpcd => Self::Vpcd(Vpcd::start(folder)?),
        })
    }

    /// PC/SC names of its readers, where the simulator does not know them.
    fn readers(&self) -> Option<[&'static str; 2]> {
        match self {
            Self::Simulators | Self::Stoppable(_) => None,
            Self::Usb(_) => Some(Usb::READERS),
            Self::Vpcd(_) => Some(Vpcd::READERS),
        }
    }
}

impl Counter {
    /// Starts a counter with this scenario (see `loket_simulator::scenario`) in `folder`, which must exist, and returns when
    /// all devices are ready. Logs are `*.log` in the folder. `limits` are lines for the `[limits]` of the daemon's config.
    ///
    /// # Errors
    /// When a program is not built, ends, or is not ready in time.
    pub async fn start(folder: &Path, scenario: &str, limits: &str) -> anyhow::Result<Self> {
        Self::start_around(folder, Simulated::start(folder, scenario, limits)?).await
    }

    /// Starts a daemon in `folder` for what was started there.
    ///
    /// # Errors
    /// As [`Counter::start`].
    pub async fn start_around(folder: &Path, simulated: Simulated) -> anyhow::Result<Self> {
        Self::join(folder, simulated, start_daemon(folder)?).await
    }

    /// A daemon that was started in `folder` for what was started there.
    ///
    /// # Errors
    /// As [`Counter::start`].
    pub async fn join(
        folder: &Path,
        simulated: Simulated,
        daemon: Process,
    ) -> anyhow::Result<Self> {
        let mut counter = Self {
            daemon,
            simulated,
            folder: folder.to_owned(),
        };
        counter.wait_until_ready().await?;
        Ok(counter)
    }

    /// Stops the `pcscd` of [`ReaderDriver::OwnStoppable`].
    pub fn stop_pcscd(&mut self) {
        self.simulated.service = Service::Stoppable(None);
    }

    /// Process id of the `pcscd` of [`ReaderDriver::OwnStoppable`] while it runs.
    pub fn pcscd_id(&self) -> Option<u32> {
        match &self.simulated.service {
            Service::Stoppable(pcscd) => pcscd.as_ref().map(PrivatePcscd::id),
            Service::Simulators | Service::Usb(_) | Service::Vpcd(_) => None,
        }
    }

    /// Starts it again.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_pcscd(&mut self) -> anyhow::Result<()> {
        self.simulated.service = Service::Stoppable(Some(pcscd::serve(&self.folder)?));
        Ok(())
    }

    /// Where its logs and sockets are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Process id of the daemon.
    pub fn daemon_id(&self) -> u32 {
        self.daemon.id()
    }

    /// A front end at which `operator` works.
    ///
    /// # Errors
    /// When the daemon does not answer.
    pub async fn front_end(&self, operator: &str) -> anyhow::Result<FrontEnd> {
        FrontEnd::connect(&self.folder.join("loket.sock"), operator).await
    }

    /// The hands of the people at this counter.
    ///
    /// # Errors
    /// When the simulator does not answer.
    pub async fn hands(&self) -> anyhow::Result<Hands> {
        Hands::connect(&self.folder.join("control.sock")).await
    }

    /// Ends the daemon as a power cut would and starts it again; returns when all devices are ready.
    ///
    /// # Errors
    /// As [`Counter::start`].
    pub async fn restart_daemon(&mut self) -> anyhow::Result<()> {
        self.daemon.kill()?;
        self.daemon = start_daemon(&self.folder)?;
        self.wait_until_ready().await
    }

    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let mut front_end = self.first_connection().await?;
        tokio::time::timeout(PATIENCE, front_end.wait_for_devices())
            .await
            .context("the devices are not ready in time")?
    }

    /// A socket that nobody serves yet gives no sign when that changes: it is looked at again and again.
    async fn first_connection(&mut self) -> anyhow::Result<FrontEnd> {
        let deadline = Instant::now() + PATIENCE;
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            self.daemon.check_running()?;
            match self.front_end("harness").await {
                Ok(front_end) => return Ok(front_end),
                Err(error) if Instant::now() > deadline => return Err(error),
                Err(_) => {}
            }
        }
    }
}

/// The simulator, and its lines that say where everything is.
fn start_simulator(
    folder: &Path,
    scenario: &str,
    reader_driver: ReaderDriver,
) -> anyhow::Result<(Process, Vec<String>)> {
    let file = folder.join("scenario.toml");
    std::fs::write(&file, scenario)?;
    let (folder_text, file) = (path_text(folder)?, path_text(&file)?);
    let mut arguments = vec![
        "run",
        "--dir",
        folder_text,
        "--scenario",
        file,
        "--camera-port",
        "0",
        "--printer-port",
        "0",
    ];
    if reader_driver != ReaderDriver::Own {
        arguments.push("--no-pcscd");
    }
    let mut simulator = Process::start("loket-sim", &arguments, &folder.join("simulator.log"))?;
    let places = simulator.lines_until(|line| line.starts_with("control "), PATIENCE)?;
    Ok((simulator, places))
}

/// Starts the daemon with the `loketd.toml` in `folder`; it is not ready yet.
///
/// # Errors
/// When it is not built or cannot be started.
pub fn start_daemon(folder: &Path) -> anyhow::Result<Process> {
    let config = folder.join("loketd.toml");
    let arguments = ["--config", path_text(&config)?];
    Process::start("loketd", &arguments, &folder.join("loketd.log"))
}

fn path_text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("the folder's path is no text")
}

/// The daemon's config for devices at these places.
fn config(places: &[String], limits: &str) -> anyhow::Result<String> {
    let mut text = String::from(
        "[station]\nid = \"counter-1\"\nstate = \"state\"\nallow_simulated = true\n[chip]\nkeys = \"test\"\n\
         [listen]\nunix = \"loket.sock\"\n[devices]\npcscd_socket = \"pcscd.sock\"\n",
    );
    let mut readers = addresses(places, "reader");
    let mut device = |role: &str, driver: &str, address: Option<&str>| {
        let address = address.with_context(|| format!("the simulator has no {role}"))?;
        let address = toml::Value::from(address);
        text.push_str(&format!(
            "[devices.{role}]\ndriver = \"{driver}\"\naddress = {address}\n"
        ));
        anyhow::Ok(())
    };
    device("scanner", "zfm", addresses(places, "sensor").next())?;
    device("camera", "http-camera", addresses(places, "camera").next())?;
    device("printer", "evolis", addresses(places, "printer").next())?;
    device("encoder", "pcsc", readers.next())?;
    device("desk", "pcsc", readers.next())?;
    text.push_str(&format!("[limits]\n{limits}\n"));
    Ok(text)
}

/// The places of devices of one kind; the simulator writes one line `kind   address` for each.
fn addresses<'a>(places: &'a [String], kind: &str) -> impl Iterator<Item = &'a str> {
    places.iter().filter_map(move |line| {
        let (found, address) = line.split_once(' ')?;
        (found == kind).then_some(address.trim())
    })
}
