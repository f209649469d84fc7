//! The examples run as their own programs, at a counter on real wires, to the end. The people at the counter do what the
//! programs' screens tell them.

mod browser;
mod input;
mod onlookers;
mod program;
mod python;
mod shell;
mod socket;

use loket_tests::counter::Counter;
use loket_tests::workspace;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

/// The default people, twenty times as fast as life.
const SCENARIO: &str = "time = \"scaled:20\"\n";
const LIMITS: &str = "person_seconds = 15\nmove_seconds = 5\nprint_seconds = 60";
/// No example takes longer.
const PATIENCE: Duration = Duration::from_secs(100);
const OPERATOR: &str = "operator.ani";

async fn counter() -> (Counter, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let counter = Counter::start(folder.path(), SCENARIO, LIMITS).await;
    (counter.unwrap(), folder)
}

fn example(path: &str) -> PathBuf {
    workspace::root().join("tests/examples").join(path)
}

/// A folder for what an example makes, below `target/examples`; empty.
fn scratch(name: &str) -> PathBuf {
    let folder = workspace::root().join("target/examples").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A program that `tests/setup` put below `target`.
fn tool(path: &str) -> PathBuf {
    let tool = workspace::root().join("target").join(path);
    assert!(
        tool.exists(),
        "{} is missing; run `make tools`",
        tool.display()
    );
    tool
}
