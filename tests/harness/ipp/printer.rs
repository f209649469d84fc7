//! `ippeveprinter` as a card printer: what it was sent lies in a folder, and a script says what it does meanwhile.

use super::{DnsSd, listens, until};
use crate::counterpart::packaged;
use crate::process::Process;
use crate::relay::free_port;
use crate::workspace;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// What the printer is like.
#[derive(Clone, Copy, Debug)]
pub struct Make {
    /// Document formats, with commas between them.
    pub formats: &'static str,
    /// How the second page of PWG raster must be transformed.
    pub back: &'static str,
    /// What is left on the ribbon, in hundredths.
    pub ribbon: u8,
}

impl Default for Make {
    fn default() -> Self {
        Self {
            formats: "application/octet-stream,image/pwg-raster,image/jpeg",
            back: "normal",
            ribbon: 80,
        }
    }
}

/// A running printer; dropping it ends it.
#[derive(Debug)]
pub struct IppPrinter {
    folder: PathBuf,
    port: u16,
    process: Process,
}

impl IppPrinter {
    /// Starts one in `folder`, whose every job runs `script`: shell with `$1` as the document. What it writes to standard
    /// error speaks for the printer (`STATE: +media-empty`, `ATTR: marker-levels=5`).
    ///
    /// # Errors
    /// When it does not start.
    ///
    /// # Panics
    /// When it is not installed.
    pub fn start(dns_sd: &DnsSd, folder: &Path, make: Make, script: &str) -> anyhow::Result<Self> {
        fs::create_dir_all(folder.join("received"))?;
        fs::create_dir_all(folder.join("spool"))?;
        let template = workspace::root().join("tests/counterparts/card_printer.conf");
        let attributes = fs::read_to_string(template)?
            .replace("@FORMATS@", make.formats)
            .replace("@BACK@", make.back)
            .replace("@RIBBON@", &make.ribbon.to_string());
        fs::write(folder.join("attributes.conf"), attributes)?;
        act(folder, script)?;
        let port = free_port()?;
        Ok(Self {
            folder: folder.to_owned(),
            port,
            process: run(dns_sd, folder, port)?,
        })
    }

    /// What every further job runs.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn act(&self, script: &str) -> anyhow::Result<()> {
        act(&self.folder, script)
    }

    /// A script that waits until [`IppPrinter::go_on`].
    pub const WAIT: &'static str =
        "test -p go || mkfifo go; : > waiting; read -r _ < go; rm waiting";

    /// Waits until a job waits.
    ///
    /// # Errors
    /// When none does in time.
    pub fn until_waiting(&self) -> anyhow::Result<()> {
        until("a job waits", || self.folder.join("waiting").exists())
    }

    /// Lets the job go on that waits.
    ///
    /// # Errors
    /// When none does.
    pub fn go_on(&self) -> anyhow::Result<()> {
        let mut go = fs::OpenOptions::new()
            .write(true)
            .open(self.folder.join("go"))?;
        Ok(writeln!(go)?)
    }

    /// All documents that it was told to print, in order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn received(&self) -> anyhow::Result<Vec<Vec<u8>>> {
        let folder = self.folder.join("received");
        let count = fs::read_dir(&folder)?.count();
        let documents = (0..count).map(|number| fs::read(folder.join(number.to_string())));
        Ok(documents.collect::<Result<_, _>>()?)
    }

    /// Its TCP port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it is.
    pub fn address(&self) -> String {
        format!("ipp://127.0.0.1:{}/ipp/print", self.port)
    }

    /// Switches it off as a power cut would.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.kill()
    }

    /// Switches it on again, at the same address.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&mut self, dns_sd: &DnsSd) -> anyhow::Result<()> {
        self.process = run(dns_sd, &self.folder, self.port)?;
        Ok(())
    }
}

fn act(folder: &Path, script: &str) -> anyhow::Result<()> {
    let text = format!(
        "#!/bin/sh\nset -eu\ncd '{}'\ncount=$(ls received | wc -l)\n\
         cp \"$1\" part\nmv part received/$count\n{script}\n",
        folder.display()
    );
    // A program that is being run cannot be written.
    let (new, command) = (folder.join("command.new"), folder.join("command"));
    fs::write(&new, text)?;
    fs::set_permissions(&new, fs::Permissions::from_mode(0o755))?;
    Ok(fs::rename(new, command)?)
}

fn run(dns_sd: &DnsSd, folder: &Path, port: u16) -> anyhow::Result<Process> {
    let mut command = packaged("ippeveprinter", "cups-ipp-utils");
    command
        .args(["-r", "off", "-V", "2.0", "-n", "localhost", "-k"])
        .args(["-p", &port.to_string()])
        .arg("-a")
        .arg(folder.join("attributes.conf"))
        .arg("-d")
        .arg(folder.join("spool"))
        .arg("-c")
        .arg(folder.join("command"))
        .arg("Loket SIM");
    dns_sd.join(&mut command);
    let mut process = Process::run("ippeveprinter", command, &folder.join("ippeveprinter.log"))?;
    until("ippeveprinter listens", || listens(port))
        .or_else(|late| process.check_running().and(Err(late)))?;
    Ok(process)
}
