//! Programs that draw a card, and what they take.

use anyhow::{Context, ensure};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// A program, and the runs that it takes for a card.
pub(super) struct Program {
    pub(super) name: &'static str,
    /// Program and arguments of each.
    runs: Vec<Vec<String>>,
    fonts: String,
}

/// What all runs took together.
#[derive(Default)]
pub(super) struct Cost {
    pub(super) elapsed: Duration,
    pub(super) processor: Duration,
}

impl Program {
    pub(super) fn ours(folder: &Path) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?.display().to_string();
        let run = vec![program, "draw-card".to_owned(), path(folder, "")];
        Ok(Self::new("ours", vec![run], folder))
    }

    pub(super) fn rsvg_convert(folder: &Path) -> Self {
        let run = |face: &str| {
            let [from, to] = [
                path(folder, &format!("{face}.svg")),
                path(folder, &format!("rsvg-{face}.png")),
            ];
            ["rsvg-convert", &from, "-o", &to]
                .map(str::to_owned)
                .to_vec()
        };
        Self::new("rsvg-convert", vec![run("front"), run("back")], folder)
    }

    pub(super) fn image_magick(folder: &Path) -> Self {
        let run = |face: &str| {
            let [from, to] = [
                path(folder, &format!("{face}.svg")),
                path(folder, &format!("magick-{face}.png")),
            ];
            ["convert", &from, &to].map(str::to_owned).to_vec()
        };
        Self::new("ImageMagick", vec![run("front"), run("back")], folder)
    }

    fn new(name: &'static str, runs: Vec<Vec<String>>, folder: &Path) -> Self {
        let fonts = path(folder, "fonts.conf");
        Self { name, runs, fonts }
    }

    pub(super) fn run(&self) -> anyhow::Result<Cost> {
        let mut cost = Cost::default();
        for run in &self.runs {
            let begun = Instant::now();
            let child = self.command(run)?.spawn();
            let used = child.with_context(|| self.name)?.wait4()?;
            ensure!(used.status.success(), "{} failed", self.name);
            cost.elapsed += begun.elapsed();
            cost.processor += used.rusage.utime + used.rusage.stime;
        }
        Ok(cost)
    }

    /// The most memory that a run had, in KiB. Measured by `time`, a small program: a child is told to have had what its
    /// parent had when it began.
    pub(super) fn peak_kib(&self, folder: &Path) -> anyhow::Result<f64> {
        let report = path(folder, "peak");
        let mut most = 0.0_f64;
        for run in &self.runs {
            let timed = ["time", "-f", "%M", "-o", &report].map(str::to_owned);
            let timed = [timed.to_vec(), run.clone()].concat();
            ensure!(
                self.command(&timed)?.status()?.success(),
                "{} failed",
                self.name
            );
            most = most.max(std::fs::read_to_string(&report)?.trim().parse()?);
        }
        Ok(most)
    }

    fn command(&self, run: &[String]) -> anyhow::Result<Command> {
        let (program, arguments) = run.split_first().context("an empty command")?;
        let mut command = Command::new(program);
        command.args(arguments).env("FONTCONFIG_FILE", &self.fonts);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Ok(command)
    }
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}
