//! Every fault of the printer at every place where it can strike a card: what becomes of the blank, what a person is asked,
//! where the books have it, and that the order ends with one good card. The page `drivers/PRINTER_FAULTS.md` is made of it.

mod desk;
mod operator;
mod outcome;
mod power;
mod rows;
mod table;

use desk::Desk;
use loket_daemon::rpc::submission::card_data_message;
use loket_tests::memory::office::recorded;
use loket_tests::workspace;
use outcome::Outcome;
use rows::{ROWS, Row};
use std::collections::VecDeque;
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

const PAGE: &str = "drivers/PRINTER_FAULTS.md";
/// Counters side by side: most of a row is waiting.
const COUNTERS: usize = 8;
/// No row takes longer.
const PATIENCE: Duration = Duration::from_secs(90);

type Queue = Arc<Mutex<VecDeque<(usize, Row)>>>;
type Met = (usize, Row, Outcome);

/// Works rows at a counter of its own until none is left.
async fn work(queue: Queue, data: loket_proto::v1::CardData) -> Vec<Met> {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(folder.path(), data).await.unwrap();
    let mut met = Vec::new();
    loop {
        let next = queue.lock().unwrap().pop_front();
        let Some((number, row)) = next else {
            return met;
        };
        let outcome = timeout(PATIENCE, desk.meet(&row, number)).await;
        let outcome = outcome.unwrap_or_else(|_| panic!("{row:?}: not in time"));
        match outcome {
            Ok(outcome) => met.push((number, row, outcome)),
            Err(error) => panic!("{row:?}: {error:#}"),
        }
    }
}

async fn all() -> Vec<(Row, Outcome)> {
    let data = tokio::task::spawn_blocking(recorded).await.unwrap();
    let data = card_data_message(&data);
    let mut rows: Vec<_> = ROWS.iter().copied().enumerate().collect();
    // What waits longest begins first.
    rows.sort_by_key(|(_, row)| !row.faults.iter().any(|(fault, _)| fault.contains(":late:")));
    let queue: Queue = Arc::new(Mutex::new(rows.into()));
    let mut counters = JoinSet::new();
    for _ in 0..COUNTERS {
        counters.spawn(work(Arc::clone(&queue), data.clone()));
    }
    let mut met: Vec<Met> = counters.join_all().await.into_iter().flatten().collect();
    met.sort_by_key(|(number, ..)| *number);
    met.into_iter()
        .map(|(_, row, outcome)| (row, outcome))
        .collect()
}

#[tokio::test]
async fn every_fault_at_every_place_ends_as_it_is_documented_and_with_one_good_card() {
    let met = all().await;
    assert_eq!(met.len(), ROWS.len());
    let wrong: Vec<_> = met
        .iter()
        .filter(|(row, outcome)| row.fate != outcome.fate)
        .collect();
    let page = table::page(&met);
    let file = workspace::root().join(PAGE);
    if std::env::var_os("LOKET_WRITE_TABLES").is_some() {
        fs::write(&file, &page).unwrap();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (row, outcome) in &met {
        for one in &outcome.asked {
            let says_what_to_do = one.reason.is_empty() || !one.remedy.is_empty();
            assert!(says_what_to_do, "{row:?}: {one:?}");
        }
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(committed, page, "{PAGE} is not what the counters showed");
}
