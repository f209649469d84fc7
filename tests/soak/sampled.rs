//! 200 points of `make explore`, drawn by seed, played again with real processes, which must agree.

use anyhow::{Context, bail};
use loket_tests::process::built;
use std::path::Path;
use std::process::{Command, Stdio};

const POINTS: u32 = 200;

/// The explorer does it, since it knows the points; what disagrees is on its standard error.
pub(crate) fn run(_: &Path) -> anyhow::Result<String> {
    let mut explorer = Command::new(built("loket-explore")?);
    explorer.args(["--sampled", &POINTS.to_string()]);
    let explored = explorer.stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8_lossy(&explored.stdout);
    let last = said
        .lines()
        .last()
        .and_then(|line| line.strip_prefix("sampled: "));
    let last = last.with_context(|| format!("the explorer ended early: {}", explored.status))?;
    if !explored.status.success() {
        bail!("{last}");
    }
    Ok(last.to_owned())
}
