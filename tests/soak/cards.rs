//! 500 cards written, verified, activated and read back over the stock `pcscd`: first on one reader, then on two side by side.

use anyhow::{Context, bail, ensure};
use loket_simulator::pcscd::SOCKET_VARIABLE;
use loket_tests::pcscd::Bench;
use loket_tests::stack::{Line, Made, judge, make};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const CARDS: u32 = 500;
const SEED: u64 = 500;
/// Set in the process that does the work: the client library reads the socket of its `pcscd` once in a process.
const AT_WORK: &str = "LOKET_SOAK_CARDS";

pub(crate) fn run(folder: &Path) -> anyhow::Result<String> {
    if let Some(folder) = std::env::var_os(AT_WORK) {
        return work(Bench::in_folder(folder.into()));
    }
    let output = Command::new(std::env::current_exe()?)
        .arg("cards")
        .env(AT_WORK, folder)
        .env(SOCKET_VARIABLE, Bench::socket(folder))
        .stderr(Stdio::inherit())
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success(),
        "the process that makes cards failed: {said}"
    );
    let line = said.lines().rev().find(|line| line.contains("activated"));
    let line = line.context("nothing was said")?;
    Ok(line.trim_start_matches("cards: ").to_owned())
}

fn work(bench: Bench) -> anyhow::Result<String> {
    let begun = Instant::now();
    let mut desk = Line::open(&bench.desk, "Loket SIM Desk 00 00")?;
    let mut all = make(&mut desk, 0..CARDS / 2, SEED)?;
    let alone = begun.elapsed();
    let mut encoder = Line::open(&bench.encoder, "Loket SIM Encoder 00 00")?;
    let begun = Instant::now();
    all.extend(side_by_side(&mut desk, &mut encoder)?);
    let together = begun.elapsed();
    let tally = judge(&all)?;
    Ok(format!(
        "{} activated ({} of them not at once), {} spoiled, none mixed up; half on one reader in {:.1} s, half on two in {:.1} s",
        tally.activated,
        tally.again,
        tally.spoiled,
        alone.as_secs_f64(),
        together.as_secs_f64()
    ))
}

fn side_by_side(desk: &mut Line<'_>, encoder: &mut Line<'_>) -> anyhow::Result<Vec<Made>> {
    std::thread::scope(|scope| {
        let one = scope.spawn(|| make(encoder, (CARDS / 2..CARDS).step_by(2), SEED));
        let mut made = make(desk, (CARDS / 2 + 1..CARDS).step_by(2), SEED)?;
        let Ok(one) = one.join() else {
            bail!("the other line panicked");
        };
        made.extend(one?);
        Ok(made)
    })
}
