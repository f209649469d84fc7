//! `cupsd` without queues, in a folder of its own.

use super::{Daemon, Running};
use anyhow::bail;
use loket_tests::process::Process;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const PROGRAM: &str = "/usr/sbin/cupsd";
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a socket that is not there yet is looked for.
const LOOK: Duration = Duration::from_millis(1);

pub(super) struct Cupsd(PathBuf);

impl Cupsd {
    pub(super) fn new(folder: &Path) -> anyhow::Result<Self> {
        let folder = folder.join("cupsd");
        std::fs::create_dir_all(folder.join("tmp"))?;
        let place = folder.display();
        std::fs::write(
            folder.join("cupsd.conf"),
            format!("Listen {place}/cups.sock\nLogLevel warn\nBrowsing Off\nWebInterface No\n"),
        )?;
        std::fs::write(
            folder.join("cups-files.conf"),
            format!(
                "ServerRoot {place}\nCacheDir {place}/cache\nStateDir {place}/state\n\
                 RequestRoot {place}/spool\nTempDir {place}/tmp\nPrintcap {place}/printcap\n\
                 AccessLog {place}/access.log\nErrorLog {place}/error.log\nPageLog {place}/page.log\n"
            ),
        )?;
        Ok(Self(folder))
    }

    /// Whether it answers a request, whatever it says.
    fn answers(&self) -> bool {
        let ask = || -> std::io::Result<usize> {
            let mut stream = UnixStream::connect(self.0.join("cups.sock"))?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            stream.read(&mut [0; 64])
        };
        ask().is_ok_and(|read| read > 0)
    }
}

impl Daemon for Cupsd {
    fn name(&self) -> &'static str {
        "cupsd"
    }

    fn start(&self, runtime: &Runtime) -> anyhow::Result<Running> {
        let mut command = Command::new(PROGRAM);
        command
            .arg("-f")
            .arg("-c")
            .arg(self.0.join("cupsd.conf"))
            .arg("-s")
            .arg(self.0.join("cups-files.conf"));
        let begun = Instant::now();
        let mut daemon = Process::run("cupsd", command, &self.0.join("cupsd.log"))?;
        while !self.answers() {
            daemon.check_running()?;
            if begun.elapsed() > PATIENCE {
                bail!("cupsd does not answer");
            }
            runtime.block_on(tokio::time::sleep(LOOK));
        }
        Ok(Running {
            process: daemon.id(),
            first_answer: begun.elapsed(),
            _keep: Box::new(daemon),
        })
    }
}
