//! The stock `pcscd` without readers, in a mount namespace of its own.

use super::{Daemon, Running};
use loket_simulator::pcscd::{PrivatePcscd, built_driver};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tokio::runtime::Runtime;

pub(super) struct Pcscd(PathBuf);

impl Pcscd {
    pub(super) fn new(folder: &Path) -> anyhow::Result<Self> {
        let folder = folder.join("pcscd");
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Daemon for Pcscd {
    fn name(&self) -> &'static str {
        "pcscd"
    }

    /// It has answered when the harness has it list its readers.
    fn start(&self, _: &Runtime) -> anyhow::Result<Running> {
        let begun = Instant::now();
        let pcscd = PrivatePcscd::start(&self.0, &[], &built_driver()?)?;
        Ok(Running {
            process: pcscd.id(),
            first_answer: begun.elapsed(),
            _keep: Box::new(pcscd),
        })
    }
}
