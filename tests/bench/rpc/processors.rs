//! Where the talking threads run. A call costs twice as much between two processors as on one, and the scheduler would deal
//! out ours and the reference anew in every run.

use anyhow::{Context, ensure};
use std::process::Command;

/// The client on one processor, the servers on another one; the client may run anywhere again when dropped.
pub(super) struct Apart {
    allowed: String,
}

impl Apart {
    /// Moves the main threads of these servers, which serve, away from the thread that asks.
    ///
    /// # Errors
    /// When there are not two processors to be had.
    pub(super) fn from(servers: &[u32]) -> anyhow::Result<Self> {
        let allowed = allowed()?;
        let (client, server) = first_two(&allowed).context("two processors are needed")?;
        for process in servers {
            run_on(*process, &server.to_string())?;
        }
        run_on(std::process::id(), &client.to_string())?;
        Ok(Self { allowed })
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        // What is measured next would show it.
        let _ = run_on(std::process::id(), &self.allowed);
    }
}

/// Processors that this process may run on, as the kernel lists them: `0-3,8`.
fn allowed() -> anyhow::Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let mut lines = status.lines();
    let list = lines.find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    Ok(list.context("no list of processors")?.trim().to_owned())
}

fn first_two(list: &str) -> Option<(u32, u32)> {
    let mut all = list.split(',').flat_map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let bounds = first.parse().ok().zip(last.parse().ok());
        bounds.into_iter().flat_map(|(first, last)| first..=last)
    });
    Some((all.next()?, all.next()?))
}

fn run_on(process: u32, processors: &str) -> anyhow::Result<()> {
    let arguments = ["-p", "-c", processors, &process.to_string()];
    let told = Command::new("taskset").args(arguments).output();
    let told = told.context("taskset, of util-linux")?;
    let said = String::from_utf8_lossy(&told.stderr).into_owned();
    ensure!(told.status.success(), "taskset: {said}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_processors_are_read() {
        assert_eq!(first_two("0-3"), Some((0, 1)));
        assert_eq!(first_two("2,5-6"), Some((2, 5)));
        assert_eq!(first_two("4"), None);
        assert_eq!(first_two("no list"), None);
    }
}
