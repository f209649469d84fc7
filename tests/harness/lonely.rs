//! A daemon that has no device within reach, which keeps it from nothing else.

use crate::front_end::FrontEnd;
use crate::process::Process;
use anyhow::Context;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{interval, timeout};

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Its config file: nobody answers at any of these addresses.
pub const CONFIG: &str = r#"
[station]
id = "lonely"
state = "state"
allow_simulated = true
[chip]
keys = "test"
[listen]
unix = "loket.sock"
[devices.scanner]
driver = "zfm"
address = "serial:no-such-port"
[devices.camera]
driver = "http-camera"
address = "http://127.0.0.1:9/"
[devices.printer]
driver = "evolis"
address = "tcp:127.0.0.1:9"
[devices.encoder]
driver = "pcsc"
address = "pcsc:No Such Reader 00 00"
[devices.desk]
driver = "pcsc"
address = "pcsc:No Such Reader 01 00"
"#;

/// The daemon, with a front end at it; ends when dropped.
pub struct Lonely {
    /// A front end.
    pub front_end: FrontEnd,
    /// Its socket.
    pub socket: PathBuf,
    daemon: Process,
    folder: TempDir,
}

impl Lonely {
    /// Ends the daemon as a power cut would and starts it again.
    ///
    /// # Errors
    /// As [`lonely`].
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.daemon.kill()?;
        self.daemon = start(&self.folder)?;
        self.front_end = timeout(PATIENCE, connected(&self.socket)).await?;
        Ok(())
    }

    /// The TCP address that the daemon listens on.
    ///
    /// # Errors
    /// When it listens on none.
    pub fn tcp(&self) -> anyhow::Result<SocketAddr> {
        let log = self.log()?;
        let address = log.split("listening tcp=").nth(1);
        let address = address.and_then(|rest| rest.split_whitespace().next());
        Ok(address.context("no TCP address in the log")?.parse()?)
    }

    /// The daemon's process.
    pub fn daemon(&self) -> &Process {
        &self.daemon
    }

    /// What the daemon has logged since it was started.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn log(&self) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(self.folder.path().join("log"))?)
    }
}

/// Starts one.
///
/// # Errors
/// When the daemon is not built, or does not answer.
pub async fn lonely() -> anyhow::Result<Lonely> {
    lonely_with(CONFIG).await
}

/// Starts one with this config, which listens on `loket.sock`.
///
/// # Errors
/// As [`lonely`].
pub async fn lonely_with(config: &str) -> anyhow::Result<Lonely> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("loketd.toml"), config)?;
    let daemon = start(&folder)?;
    let socket = folder.path().join("loket.sock");
    let front_end = timeout(PATIENCE, connected(&socket)).await?;
    Ok(Lonely {
        front_end,
        socket,
        daemon,
        folder,
    })
}

fn start(folder: &TempDir) -> anyhow::Result<Process> {
    let config = folder.path().join("loketd.toml");
    let config = config.to_str().context("a temporary path in UTF-8")?;
    Process::start("loketd", &["--config", config], &folder.path().join("log"))
}

async fn connected(socket: &Path) -> FrontEnd {
    let mut looks = interval(Duration::from_millis(20));
    loop {
        looks.tick().await;
        if let Ok(front_end) = FrontEnd::connect(socket, "operator.ani").await {
            return front_end;
        }
    }
}
