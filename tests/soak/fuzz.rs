//! Every fuzz target for minutes, guided by coverage, from the committed seeds and from what earlier runs found.
//!
//! `FUZZ_SECONDS` is the time of each target (600), `FUZZ_TARGET` the only ones to run, with commas. As many run at a time as the
//! machine has processors. What they find is in `target/fuzz/found/`; bytes that show a flaw, in `target/fuzz/flaws/`.

use anyhow::{Context, bail, ensure};
use loket_fuzz::{MAX_INPUT, PLANTED, TARGETS, Target, corpus};
use loket_tests::workspace::root;
use std::collections::VecDeque;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;

const SECONDS: u64 = 600;
/// Most time of the search that must find a planted flaw; a few seconds are enough.
const PLANTED_SECONDS: u64 = 60;
/// Longest time of one input, in seconds.
const TIMEOUT: u64 = 5;
/// Most memory of a target's process, in MiB: libFuzzer's tables and some thousand inputs.
const MEMORY: u64 = 1024;

/// What `cargo fuzz` has the compiler put in; each of these options is a stable one.
const COVERAGE: &str = "-Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Ccodegen-units=1";

pub(crate) fn run(_: &Path) -> anyhow::Result<String> {
    let targets = chosen()?;
    let seconds = match env::var("FUZZ_SECONDS") {
        Ok(text) if !text.is_empty() => text.parse().context("FUZZ_SECONDS is no number")?,
        _ => SECONDS,
    };
    let fuzzer = Fuzzer {
        program: build()?,
        folder: root().join("target/fuzz"),
        seconds,
    };
    fuzzer.finds_the_planted_flaw()?;
    let total = fuzzer.run_all(&targets)?;
    let Run { inputs, found } = total;
    let count = targets.len();
    Ok(format!(
        "{count} targets took {inputs} inputs in {seconds} s each without a flaw; {found} showed new ways"
    ))
}

fn chosen() -> anyhow::Result<Vec<Target>> {
    let names = env::var("FUZZ_TARGET").unwrap_or_default();
    let names: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    for name in &names {
        let known = TARGETS.iter().any(|target| target.name == *name);
        ensure!(known, "there is no fuzz target `{name}`");
    }
    let wanted = |target: &&Target| names.is_empty() || names.contains(&target.name);
    Ok(TARGETS.iter().filter(wanted).copied().collect())
}

/// Builds the targets with coverage, and with checks of arithmetic; only what is linked into them, and nothing that runs
/// during the build, which is why the platform is named.
fn build() -> anyhow::Result<PathBuf> {
    let platform = platform()?;
    let status = cargo()
        .args(["build", "--locked", "--quiet", "--release"])
        .args(["-p", "loket-fuzz", "--features", "guided"])
        .args(["--target-dir", "target/fuzz", "--target", &platform])
        .env("RUSTFLAGS", COVERAGE)
        .env("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "true")
        .env("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "true")
        .status()?;
    ensure!(status.success(), "the fuzz targets cannot be built");
    let folder = root().join("target/fuzz").join(platform);
    Ok(folder.join("release/loket-fuzz"))
}

fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// The compiler's own platform.
fn platform() -> anyhow::Result<String> {
    let output = cargo().args(["-vV"]).output()?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("cargo does not name its platform")?.to_owned())
}

/// What became of a run.
#[derive(Clone, Copy, Default)]
struct Run {
    /// Inputs that were tried.
    inputs: u64,
    /// Those that showed a new way through the code.
    found: u64,
}

struct Fuzzer {
    program: PathBuf,
    folder: PathBuf,
    seconds: u64,
}

impl Fuzzer {
    fn run_all(&self, targets: &[Target]) -> anyhow::Result<Run> {
        let waiting = Mutex::new(targets.iter().copied().collect::<VecDeque<_>>());
        let next = || {
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.pop_front()
        };
        let one_after_the_other = || {
            let mut runs = Vec::new();
            while let Some(target) = next() {
                runs.push(self.run(target));
            }
            runs
        };
        let runs: Vec<_> = thread::scope(|scope| {
            let count = thread::available_parallelism().map_or(1, usize::from);
            let threads: Vec<_> = (0..count)
                .map(|_| scope.spawn(one_after_the_other))
                .collect();
            let joined = threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_default());
            joined.flatten().collect()
        });
        ensure!(runs.len() == targets.len(), "a target was not run");
        summed(runs)
    }

    /// What guides the search is put in by flags that the compiler takes without a word, whether or not they work.
    fn finds_the_planted_flaw(&self) -> anyhow::Result<()> {
        let output = self.command(PLANTED, PLANTED_SECONDS)?.output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(
            !output.status.success() && said.contains("planted"),
            "the planted flaw is not found:\n{}",
            end_of(&said)
        );
        Ok(())
    }

    fn run(&self, target: Target) -> anyhow::Result<Run> {
        let mut search = self.command(target, self.seconds)?;
        let output = search.arg(corpus::folder(target)).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            bail!("target {}:\n{}", target.name, end_of(&said));
        }
        let run = Run {
            inputs: statistic(&said, "number_of_executed_units")?,
            found: statistic(&said, "new_units_added")?,
        };
        println!(
            "  {}: {} inputs, {} new",
            target.name, run.inputs, run.found
        );
        Ok(run)
    }

    /// A search in the target that begins with what earlier ones found.
    fn command(&self, target: Target, seconds: u64) -> anyhow::Result<Command> {
        let found = self.folder.join("found").join(target.name);
        let flaws = self.folder.join("flaws").join(target.name);
        fs::create_dir_all(&found)?;
        fs::create_dir_all(&flaws)?;
        let mut search = Command::new(&self.program);
        search
            .env("FUZZ_TARGET", target.name)
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={MAX_INPUT}"))
            .arg(format!("-timeout={TIMEOUT}"))
            .arg(format!("-rss_limit_mb={MEMORY}"))
            .arg(format!("-artifact_prefix={}/", flaws.display()))
            .arg("-print_final_stats=1")
            .arg(found);
        Ok(search)
    }
}

/// The last lines, where libFuzzer says what is wrong.
fn end_of(said: &str) -> String {
    let lines: Vec<&str> = said.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

/// All runs together, or all that went wrong.
fn summed(runs: Vec<anyhow::Result<Run>>) -> anyhow::Result<Run> {
    let mut total = Run::default();
    let mut wrong = Vec::new();
    for run in runs {
        match run {
            Ok(run) => {
                total.inputs += run.inputs;
                total.found += run.found;
            }
            Err(error) => wrong.push(format!("{error:#}")),
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(total)
}

/// A number that libFuzzer prints at the end, as `stat::name: number`.
fn statistic(said: &str, name: &str) -> anyhow::Result<u64> {
    let mut words = said.lines().filter_map(|line| line.strip_prefix("stat::"));
    let line = words.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let number = line.with_context(|| format!("libFuzzer did not say its {name}"))?;
    Ok(number.trim().parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_read() {
        let said = "Done\nstat::number_of_executed_units: 12\nstat::new_units_added:     3\n";
        assert_eq!(statistic(said, "new_units_added").unwrap(), 3);
        assert!(statistic(said, "other").is_err());
        assert!(statistic("", "new_units_added").is_err());
    }

    #[test]
    fn one_flaw_fails_the_whole() {
        let good = || {
            Ok(Run {
                inputs: 2,
                found: 1,
            })
        };
        assert_eq!(summed(vec![good(), good()]).unwrap().inputs, 4);
        assert!(summed(vec![good(), Err(anyhow::anyhow!("flaw"))]).is_err());
    }
}
