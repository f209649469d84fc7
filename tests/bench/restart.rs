//! The daemon's start with the records of 100,000 finished orders, from the start of its process to its first answer, against
//! reading the file that they are in.

use crate::Setting;
use crate::rest::loketd::first_answer;
use crate::rounds::in_turns;
use crate::row::{Pair, Row};
use anyhow::Context;
use loket_card::finger::FingerPosition;
use loket_daemon::issuance::order::Order;
use loket_daemon::store::database::{Database, StoreError};
use loket_daemon::store::records::RequestKey;
use loket_daemon::store::writing::Writing;
use loket_tests::counter::start_daemon;
use loket_tests::lonely::CONFIG;
use loket_tests::memory::office::{Office, recorded};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::time::timeout;

/// Finished orders: four years of an office.
const ORDERS: u32 = 100_000;
/// So many are written in one transaction.
const BATCH: u32 = 1000;
const ROUNDS: usize = 7;
const PATIENCE: Duration = Duration::from_secs(60);
/// What a start may take, in milliseconds.
const MOST_MS: f64 = 2000.0;

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let station = Station::new(setting)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let _entered = runtime.enter();
    // A daemon makes the station's keys as long as nothing depends on them.
    station.start(&runtime)?;
    station.fill()?;
    let pair = in_turns(ROUNDS, || station.start(&runtime), || station.read())?;
    let bytes = std::fs::metadata(station.database())?.len();
    let per_order = bytes / u64::from(ORDERS);
    let name = format!("start to first answer with {ORDERS} finished orders of {per_order} bytes");
    let limit = Pair {
        reference: MOST_MS,
        ..pair
    };
    Ok(vec![
        Row::at_most(2.0, name.clone(), "ms", pair, "reading their file"),
        Row::at_most(1.0, name, "ms", limit, "what it may take"),
    ])
}

/// A station's folder, with a daemon that has no device within reach.
struct Station {
    folder: PathBuf,
    socket: PathBuf,
}

impl Station {
    fn new(setting: &Setting) -> anyhow::Result<Self> {
        let folder = setting.disk.join("restart");
        std::fs::create_dir(&folder)?;
        let socket = setting.folder("restart")?.join("loket.sock");
        let path = socket.to_str().context("a path in UTF-8")?;
        let config = CONFIG.replace("loket.sock", path);
        std::fs::write(folder.join("loketd.toml"), config)?;
        Ok(Self { folder, socket })
    }

    fn database(&self) -> PathBuf {
        self.folder.join("state/loket.db")
    }

    /// Writes the records as the daemon would, many orders in a transaction.
    fn fill(&self) -> anyhow::Result<()> {
        let life = life_of_an_order()?;
        let mut database = Database::open(&self.folder.join("state"))?;
        for batch in 0..ORDERS / BATCH {
            let numbers = batch * BATCH..(batch + 1) * BATCH;
            database.write(|writing| {
                let mut numbers = numbers.clone();
                numbers.try_for_each(|number| write(writing, &life, number))
            })?;
        }
        Ok(())
    }

    /// Milliseconds from the start of a daemon to its first answer.
    fn start(&self, runtime: &Runtime) -> anyhow::Result<f64> {
        let begun = Instant::now();
        let _daemon = start_daemon(&self.folder)?;
        let answered = timeout(PATIENCE, first_answer(&self.socket));
        runtime.block_on(answered)?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    }

    /// Milliseconds to read the file from beginning to end.
    fn read(&self) -> anyhow::Result<f64> {
        read_all(&self.database())
    }
}

fn read_all(path: &Path) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut file = File::open(path)?;
    let mut piece = vec![0; 1 << 20];
    while file.read(&mut piece)? > 0 {}
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

/// What the journal tells of one card from its order to its holder.
fn life_of_an_order() -> anyhow::Result<Vec<(String, Order)>> {
    let office = Office::with_grown_people();
    let refused = |refusal| anyhow::anyhow!("the sample order is refused: {refusal:?}");
    office.world.with(|world| world.seat("b", None))?;
    let order = office.order_for(recorded(), "bench").map_err(refused)?;
    let handed_over = office.hand_over(&order.id, FingerPosition::RightIndex);
    handed_over.map_err(refused)?;
    let store = &office.counter.base.store;
    let entries = store.call(|database| database.entries_after(0, 100))?;
    let entries = entries.into_iter().filter(|entry| entry.kind == "order");
    let read = entries.map(|entry| Ok((entry.event, serde_json::from_str(&entry.body)?)));
    read.collect()
}

fn write(
    writing: &mut Writing<'_>,
    life: &[(String, Order)],
    number: u32,
) -> Result<(), StoreError> {
    let id = format!("0192d1c0-0000-7000-8000-{number:012}");
    let request = RequestKey {
        id: id.clone(),
        sha256: [0; 32],
    };
    for (step, (event, order)) in life.iter().enumerate() {
        let order = Order {
            id: id.clone(),
            request_id: id.clone(),
            ..order.clone()
        };
        match step {
            0 => writing.insert(&order, &request, event, &[])?,
            _ => writing.update(&order, event, &[])?,
        }
    }
    Ok(())
}
