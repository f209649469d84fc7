//! `loketd` with all devices of a simulated counter.

use super::{Daemon, Running};
use loket_tests::counter::{Simulated, start_daemon};
use loket_tests::front_end::FrontEnd;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::time::{MissedTickBehavior, interval, timeout};

const PATIENCE: Duration = Duration::from_secs(20);
/// How often a socket that is not there yet is looked for.
const LOOK: Duration = Duration::from_millis(1);

/// The daemon's folder, and the simulator that serves its devices.
pub(super) struct Loketd {
    folder: PathBuf,
    _simulated: Simulated,
}

impl Loketd {
    pub(super) fn new(folder: &Path) -> anyhow::Result<Self> {
        let folder = folder.join("loketd");
        std::fs::create_dir(&folder)?;
        let simulated = Simulated::start(&folder, "", "")?;
        Ok(Self {
            folder,
            _simulated: simulated,
        })
    }
}

impl Daemon for Loketd {
    fn name(&self) -> &'static str {
        "loketd"
    }

    fn start(&self, runtime: &Runtime) -> anyhow::Result<Running> {
        let begun = Instant::now();
        let daemon = start_daemon(&self.folder)?;
        let (mut front_end, first_answer) = runtime.block_on(timeout(PATIENCE, async {
            let front_end = first_answer(&self.folder.join("loket.sock")).await;
            (front_end, begun.elapsed())
        }))?;
        // Memory and switches count once its devices are open.
        runtime.block_on(timeout(PATIENCE, front_end.wait_for_devices()))??;
        Ok(Running {
            process: daemon.id(),
            first_answer,
            _keep: Box::new(daemon),
        })
    }
}

/// A front end whose first call was answered.
pub(crate) async fn first_answer(socket: &Path) -> FrontEnd {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if let Ok(mut front_end) = FrontEnd::connect(socket, "bench").await
            && front_end.station().await.is_ok()
        {
            return front_end;
        }
    }
}
