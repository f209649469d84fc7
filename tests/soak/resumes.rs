//! A watcher that is killed and goes on 500 times during 50 jobs.

use anyhow::ensure;
use loket_tests::counter::Counter;
use loket_tests::interruption::watch_interrupted;
use std::path::Path;

const KILLS: u32 = 500;
const ENROLMENTS: u32 = 45;
const CARDS: u32 = 5;
const SCENARIO: &str = "time = \"scaled:20\"\n";

pub(crate) fn run(folder: &Path) -> anyhow::Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let seen = runtime.block_on(async {
        let counter = Counter::start(folder, SCENARIO, "").await?;
        watch_interrupted(counter, ENROLMENTS, CARDS, KILLS).await
    })?;
    ensure!(
        seen.told == seen.journal,
        "the journal has {} changes, in another order or with others",
        seen.journal.len()
    );
    Ok(format!(
        "killed {KILLS} times during {} jobs: {} changes, told in {} lives",
        ENROLMENTS + CARDS,
        seen.told.len(),
        seen.fruitful
    ))
}
