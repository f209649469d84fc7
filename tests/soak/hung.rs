//! A card that hangs and is pulled, 200 times: what the daemon took for the first rounds must do for all that follow.

use super::leaks::{at_rest, judge, told};
use anyhow::Context;
use loket_tests::counter::Counter;
use loket_tests::hung_card::HungCard;
use std::path::Path;
use std::time::Duration;
use tokio::time::timeout;

const ROUNDS: u32 = 200;
const WARM_UP: u32 = 5;
/// In one of so many rounds the watchdog is waited for.
const STUCK: u32 = 20;
/// Of memory for all rounds: a buffer left behind by each would take eight times as much.
const MOST_KIB: u64 = 1600;
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn run(folder: &Path) -> anyhow::Result<String> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(rounds(folder))
}

async fn rounds(folder: &Path) -> anyhow::Result<String> {
    let counter = Counter::start(folder, "time = \"scaled:20\"\n", "").await?;
    let mut card = HungCard::at(&counter).await?;
    for round in 0..WARM_UP {
        card.round(round == 0).await?;
    }
    let before = at_rest(&counter, None).await?;
    println!("  after {WARM_UP} rounds: {}", told(&before));
    let mut slowest = Duration::ZERO;
    for round in 1..=ROUNDS {
        let took = timeout(PATIENCE, card.round(round % STUCK == 0)).await;
        slowest = slowest.max(took.with_context(|| format!("round {round} does not end"))??);
    }
    let after = at_rest(&counter, Some(&before)).await?;
    judge(&before, &after, MOST_KIB)?;
    Ok(format!(
        "after {ROUNDS} rounds: {}; ready again after {slowest:?} at most",
        told(&after)
    ))
}
