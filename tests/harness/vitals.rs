//! What a running process takes of the machine, as `/proc` shows it.

use anyhow::Context;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One look at a process. Times and switches are sums over the threads that live at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// Memory in RAM, KiB, pages shared with other programs included.
    pub resident_kib: u64,
    /// Threads.
    pub threads: usize,
    /// Open descriptors.
    pub descriptors: usize,
    /// Voluntary and involuntary context switches.
    pub switches: u64,
    /// Time on a processor.
    pub cpu: Duration,
}

impl Vitals {
    /// Looks at the process of this id.
    ///
    /// # Errors
    /// When it has ended or belongs to somebody else.
    pub fn of(process: u32) -> anyhow::Result<Self> {
        let folder = PathBuf::from(format!("/proc/{process}"));
        let tasks = entries(&folder.join("task"))?;
        let mut vitals = Self {
            resident_kib: field(&read(&folder.join("status"))?, "VmRSS:")?,
            threads: tasks.len(),
            descriptors: entries(&folder.join("fd"))?.len(),
            switches: 0,
            cpu: Duration::ZERO,
        };
        for task in tasks {
            vitals.add(&task);
        }
        Ok(vitals)
    }

    /// A thread that ends between the listing and the look is left out.
    fn add(&mut self, task: &Path) {
        let Ok((switches, cpu)) = of_thread(task) else {
            return;
        };
        self.switches += switches;
        self.cpu += cpu;
    }
}

fn of_thread(task: &Path) -> anyhow::Result<(u64, Duration)> {
    let status = read(&task.join("status"))?;
    let voluntary = field(&status, "voluntary_ctxt_switches:")?;
    let forced = field(&status, "nonvoluntary_ctxt_switches:")?;
    let schedule = read(&task.join("schedstat"))?;
    let nanoseconds = schedule
        .split_whitespace()
        .next()
        .context("empty schedstat")?;
    let cpu = Duration::from_nanos(nanoseconds.parse()?);
    Ok((voluntary + forced, cpu))
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let listed = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    Ok(listed.flatten().map(|entry| entry.path()).collect())
}

/// The number behind `name` at the beginning of a line.
fn field(status: &str, name: &str) -> anyhow::Result<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix(name));
    let number = value.and_then(|value| value.split_whitespace().next());
    Ok(number
        .with_context(|| format!("{name} is missing"))?
        .parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive() {
        let before = Vitals::of(std::process::id()).unwrap();
        let held = fs::File::open("/proc/self/status").unwrap();
        let after = Vitals::of(std::process::id()).unwrap();
        assert!(before.resident_kib > 100 && before.threads >= 1);
        assert!(after.cpu > Duration::ZERO && after.descriptors > 0);
        drop(held);
    }

    #[test]
    fn a_field_is_the_number_at_the_beginning_of_its_line() {
        let status =
            "nonvoluntary_ctxt_switches:\t7\nvoluntary_ctxt_switches:\t5\nVmRSS:\t  12 kB\n";
        assert_eq!(field(status, "voluntary_ctxt_switches:").unwrap(), 5);
        assert_eq!(field(status, "VmRSS:").unwrap(), 12);
        assert!(field(status, "VmSwap:").is_err());
    }

    #[test]
    fn a_process_that_is_not_there_has_no_vitals() {
        assert!(Vitals::of(u32::MAX).is_err());
    }
}
