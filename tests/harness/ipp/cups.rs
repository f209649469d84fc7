//! A `cupsd` of nobody else's, with one queue in front of an IPP printer.

use super::{DnsSd, IppPrinter, PATIENCE, listens, until};
use crate::counterpart::{packaged, text};
use crate::process::Process;
use crate::relay::free_port;
use anyhow::Context;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The queue's name.
const QUEUE: &str = "card";

/// A running `cupsd`; dropping it ends it.
#[derive(Debug)]
pub struct Cups {
    folder: PathBuf,
    port: u16,
    process: Option<Process>,
}

impl Cups {
    /// Starts it in `folder`, which its filters must be able to enter, with a queue for the printer. `directives` are added
    /// to its configuration.
    ///
    /// # Errors
    /// When it does not start or the queue cannot be made.
    ///
    /// # Panics
    /// When a program of CUPS is not installed.
    pub fn start(
        dns_sd: &DnsSd,
        folder: &Path,
        printer: &IppPrinter,
        directives: &str,
    ) -> anyhow::Result<Self> {
        let port = free_port()?;
        configure(folder, port, directives)?;
        let mut cups = Self {
            folder: folder.to_owned(),
            port,
            process: None,
        };
        cups.start_again(dns_sd)?;
        cups.make_queue(printer)?;
        Ok(cups)
    }

    /// Starts it again, at the same address.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&mut self, dns_sd: &DnsSd) -> anyhow::Result<()> {
        let mut command = packaged("cupsd", "cups-daemon");
        command
            .arg("-f")
            .arg("-c")
            .arg(self.folder.join("cupsd.conf"))
            .arg("-s")
            .arg(self.folder.join("cups-files.conf"));
        dns_sd.join(&mut command);
        let mut process = Process::run("cupsd", command, &self.folder.join("cupsd.log"))?;
        until("cupsd listens", || listens(self.port))
            .or_else(|late| process.check_running().and(Err(late)))?;
        self.process = Some(process);
        Ok(())
    }

    /// Ends it as a power cut would.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.take().context("cupsd runs")?.kill()
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(&mut self) {
        self.process = None;
    }

    /// Where the queue is.
    pub fn address(&self) -> String {
        format!("ipp://127.0.0.1:{}/printers/{QUEUE}", self.port)
    }

    /// The queue is there before what it offers is known.
    fn make_queue(&self, printer: &IppPrinter) -> anyhow::Result<()> {
        let server = format!("127.0.0.1:{}", self.port);
        let device = printer.address();
        let mut lpadmin = packaged("lpadmin", "cups-client");
        lpadmin.args(["-h", &server, "-p", QUEUE, "-v", &device]);
        text(lpadmin.args(["-E", "-m", "everywhere"]), "");
        let asked = "/usr/share/cups/ipptool/get-printer-attributes.test";
        until("the queue knows its media", || {
            let mut ipptool = packaged("ipptool", "cups-ipp-utils");
            ipptool.args(["-tv", &self.address(), asked]);
            says(&mut ipptool, "53.98x85.6mm")
        })
    }
}

fn says(command: &mut Command, word: &str) -> bool {
    let output = command.output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(word))
}

fn configure(folder: &Path, port: u16, directives: &str) -> anyhow::Result<()> {
    fs::create_dir_all(folder.join("spool/tmp"))?;
    let place = folder.display();
    let timeout = PATIENCE.as_secs();
    fs::write(
        folder.join("cupsd.conf"),
        format!(
            "Listen 127.0.0.1:{port}\nBrowsing Off\nWebInterface No\nErrorPolicy stop-printer\nTimeout {timeout}\n\
             {directives}\n<Location />\nOrder allow,deny\nAllow all\n</Location>\n\
             <Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n"
        ),
    )?;
    fs::write(
        folder.join("cups-files.conf"),
        format!(
            "ServerRoot {place}\nCacheDir {place}/cache\nStateDir {place}/state\n\
             RequestRoot {place}/spool\nTempDir {place}/spool/tmp\nPrintcap {place}/printcap\n\
             AccessLog {place}/access.log\nErrorLog {place}/error.log\nPageLog {place}/page.log\n"
        ),
    )?;
    Ok(())
}
