//! Programs of the project as child processes that end with whoever started them.

use crate::workspace::root;
use anyhow::{Context, bail, ensure};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};
use std::fs::File;
use std::io::Read;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a program may take to end after it was asked to.
const FAREWELL: Duration = Duration::from_secs(5);

/// A running program; dropping it asks it to end, and ends it if it does not.
#[derive(Debug)]
pub struct Process {
    name: String,
    log: PathBuf,
    child: Child,
    output: Option<ChildStdout>,
}

impl Process {
    /// Starts a program of this project, built beside the running one. What it writes to standard error goes to `log`.
    ///
    /// # Errors
    /// When it was not built or cannot be started.
    pub fn start(name: &str, arguments: &[&str], log: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(built(name)?);
        command.args(arguments).env("NO_COLOR", "1");
        Self::run(name, command, log)
    }

    /// Runs any command. What it writes to standard error goes to `log`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(name: &str, mut command: Command, log: &Path) -> anyhow::Result<Self> {
        command.stdin(Stdio::null());
        Self::spawn(name, command, log)
    }

    /// Runs a command that ends when its standard input does: it ends with this process, however this one ends.
    ///
    /// # Errors
    /// As [`Process::run`].
    pub fn run_tied(name: &str, mut command: Command, log: &Path) -> anyhow::Result<Self> {
        command.stdin(Stdio::piped());
        Self::spawn(name, command, log)
    }

    fn spawn(name: &str, mut command: Command, log: &Path) -> anyhow::Result<Self> {
        let errors =
            File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Self {
            name: name.to_owned(),
            log: log.to_owned(),
            output: child.stdout.take(),
            child,
        })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the program writes until a line that `last` accepts.
    ///
    /// # Errors
    /// When it ends or `patience` is over before that line.
    pub fn lines_until(
        &mut self,
        last: impl Fn(&str) -> bool,
        patience: Duration,
    ) -> anyhow::Result<Vec<String>> {
        let deadline = Instant::now() + patience;
        let mut text = Vec::new();
        loop {
            let lines = complete_lines(&text);
            if lines.iter().any(|line| last(line)) {
                return Ok(lines);
            }
            let read = self.read_some(&mut text, deadline)?;
            if read == 0 {
                bail!("{} ended: {}", self.name, self.last_words());
            }
        }
    }

    fn read_some(&mut self, text: &mut Vec<u8>, deadline: Instant) -> anyhow::Result<usize> {
        let output = self.output.as_mut().context("no output to read")?;
        if !readable(&*output, deadline.saturating_duration_since(Instant::now()))? {
            bail!("{} is not ready in time", self.name);
        }
        let mut piece = [0; 1024];
        let count = output.read(&mut piece)?;
        text.extend_from_slice(&piece[..count]);
        Ok(count)
    }

    /// Refuses when the program has ended.
    ///
    /// # Errors
    /// With the last lines of its log.
    pub fn check_running(&mut self) -> anyhow::Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{} ended with {status}: {}", self.name, self.last_words()),
        }
    }

    /// Ends the program as a power cut would.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    fn last_words(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(5)..].join("; ")
    }

    /// Asks the program to end; whether it did.
    fn ask_to_end(&self) -> bool {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let Some(pid) = pid else { return false };
        // The process is not waited for yet, so its number is still its own.
        let Ok(ended) = pidfd_open(pid, PidfdFlags::empty()) else {
            return false;
        };
        kill_process(pid, Signal::TERM).is_ok() && readable(&ended, FAREWELL).unwrap_or(false)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        if !self.ask_to_end() {
            // Fails only for a process that has ended in between.
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Waits up to `patience` until there is something to read.
fn readable(source: &impl AsFd, patience: Duration) -> anyhow::Result<bool> {
    let timeout = Timespec::try_from(patience).context("too long a wait")?;
    let mut sources = [PollFd::new(source, PollFlags::IN)];
    Ok(poll(&mut sources, Some(&timeout))? > 0)
}

fn complete_lines(text: &[u8]) -> Vec<String> {
    let end = text.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    let text = String::from_utf8_lossy(&text[..end]);
    text.lines().map(str::to_owned).collect()
}

/// Where cargo put a program of this workspace: beside this one, or above it when this is a test.
///
/// # Errors
/// When it was not built.
pub fn built(name: &str) -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let places = own.ancestors().skip(1).take(2);
    places
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .with_context(|| format!("{name} is not built; run `cargo build --workspace`"))
}

/// The folder into which `make tools` installs the programs of others, wherever cargo builds.
///
/// # Errors
/// When they are not installed.
pub fn target() -> anyhow::Result<PathBuf> {
    let target = root().join("target");
    ensure!(
        target.join("python").is_dir(),
        "programs of others are missing; run `make tools`"
    );
    Ok(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ended_lines_are_lines() {
        assert_eq!(complete_lines(b"sensor a"), Vec::<String>::new());
        assert_eq!(complete_lines(b"sensor a\ncontrol"), ["sensor a"]);
        assert_eq!(
            complete_lines(b"sensor a\ncontrol b\n"),
            ["sensor a", "control b"]
        );
    }
}
