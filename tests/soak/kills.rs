//! The daemon killed 200 times while it makes 100 cards, over the real wires, with an operator who tells the truth.

mod judge;
mod operator;

use loket_tests::counter::Counter;
use operator::Operator;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::timeout;

const KILLS: u32 = 200;
const ORDERS: u32 = 100;
/// Orders that are there from the start.
const AHEAD: u32 = 3;
const SEED: u64 = 4;
/// One applicant for all cards; enough of everything but of the hopper's room.
const SCENARIO: &str =
    "time = \"scaled:20\"\n[stock]\nblanks = 400\nin_hopper = 100\nribbon = 1000\n";
const LIMITS: &str = "person_seconds = 15\nmove_seconds = 2\nprint_seconds = 20";
/// The shortest and the longest life, in milliseconds. One that never lasts as long as a printer may move would never learn
/// what became of a card.
const LIFE_MS: (u64, u64) = (20, 5000);
/// After the last kill, all cards are done within this.
const PATIENCE: Duration = Duration::from_secs(900);

pub(crate) fn run(folder: &Path) -> anyhow::Result<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut counter = Counter::start(folder, SCENARIO, LIMITS).await?;
        let mut operator = Operator::at(&counter, ORDERS).await?;
        let (mut kills, begun) = (0, Instant::now());
        let mut moments = Pcg64::seed_from_u64(SEED);
        while kills < KILLS {
            // The work goes on as the kills do, so that there is something to interrupt.
            operator.expect(AHEAD + (ORDERS - AHEAD) * kills / KILLS);
            let life = Duration::from_millis(moments.random_range(LIFE_MS.0..LIFE_MS.1));
            // Cut off in the middle of whatever goes on.
            if let Ok(worked) = timeout(life, operator.work(&counter)).await {
                worked?;
            }
            counter.restart_daemon().await?;
            kills += 1;
            if kills % 20 == 0 {
                println!("  {kills} kills, {} cards have their holders", operator.done());
            }
        }
        operator.expect(ORDERS);
        timeout(PATIENCE, operator.work(&counter)).await??;
        let said = format!(
            "{kills} kills during {ORDERS} orders in {} s: {} times a person said what became of a blank",
            begun.elapsed().as_secs(),
            operator.settled
        );
        judge::judge(&counter, &operator).await?;
        Ok(said)
    })
}
